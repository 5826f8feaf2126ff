"""The most probable parameters of one item, given how often each category was chosen at each ability.

Everything here is on the standard scale of the teachers who answered, where their abilities have
mean 0 and SD 1; ``Population`` takes the author's scale there and back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .irt import Array, GradedItem, category_probabilities, logistic

SMALLEST_CHANCE = 1e-12
LOG_DISCRIMINATION_BOUNDS = (-3.0, 2.5)
THRESHOLD_BOUNDS = (-12.0, 12.0)
LOG_GAP_BOUNDS = (-6.0, 2.5)


@dataclass(frozen=True)
class Strengths:
    """How firmly the author's parameters hold against what teachers answered.

    ``log_discrimination_sd`` is the SD of log a around the author's, ``threshold_sd`` (logits) that
    of each b; the errors in one item's b have the correlation ``threshold_correlation``, because an
    author misjudges a whole item rather than the distances within it. That holds as if ``items`` had
    shown it: what a bank's own items show comes on top (see ``pooling``). ``gap_answers``: distances
    hold as if so many answers more had fallen between two thresholds, so that a category nobody
    chose keeps a chance. ``teachers``: the author's correlations hold as if so many teachers had
    shown them.
    """

    log_discrimination_sd: float = 0.5
    threshold_sd: float = 1.0
    threshold_correlation: float = 0.8
    items: float = 10.0
    gap_answers: float = 1.0
    teachers: float = 200.0

    def covariance(self, thresholds: int) -> Array:
        """Return the covariance (m + 1, m + 1) of the author's errors in log a and the m thresholds of one item."""
        together = np.zeros((thresholds + 1, thresholds + 1))
        together[1:, 1:] = self.threshold_correlation * self.threshold_sd**2
        np.fill_diagonal(together, [self.log_discrimination_sd**2, *[self.threshold_sd**2] * thresholds])
        return together


class Population(NamedTuple):
    """Mean and SD (logits) of the abilities in one competency of the teachers who answered."""

    mean: float
    sd: float


class Prior(NamedTuple):
    """What log a and b of an item are expected to be, on the author's scale: mean (m + 1,), inverse covariance."""

    mean: Array
    precision: Array


class Curves(NamedTuple):
    """Item parameters on the standard scale: log a, and the rising b (m,)."""

    log_discrimination: float
    thresholds: Array


def standardised(item: GradedItem, population: Population) -> Curves:
    """Return an item's parameters where ``population`` has mean 0 and SD 1."""
    thresholds = (np.array(item.thresholds) - population.mean) / population.sd
    return Curves(math.log(item.discrimination * population.sd), thresholds)


def on_authors_scale(curves: Curves, population: Population) -> Array:
    """Return log a and b (m + 1,), in logits of the author's scale."""
    log_discrimination = curves.log_discrimination - math.log(population.sd)
    return np.concatenate([[log_discrimination], population.mean + population.sd * curves.thresholds])


def category_chances(curves: Curves, guessing: float, points: Array) -> Array:
    """Return P(category = k) at ``points`` (G,) for k = 0..m, as (m + 1, G), never quite 0."""
    item = GradedItem("", math.exp(curves.log_discrimination), tuple(curves.thresholds.tolist()), guessing)
    chances: Array = np.maximum(category_probabilities(item, points), SMALLEST_CHANCE)
    return chances


def fit_item(
    counts: Array,
    points: Array,
    *,
    start: Curves,
    guessing: float,
    prior: Prior,
    population: Population,
    gap_answers: float,
) -> Curves:
    """Return the most probable parameters after expected ``counts`` (m + 1, G) of each category at ``points`` (G,).

    Log a and every b are normal around ``prior``, on the author's scale; the gaps between thresholds
    are gamma as well, as if ``gap_answers`` more had fallen into each. All have their modes at the
    prior's mean. Needs scipy.
    """
    from scipy.optimize import minimize  # the optional extra [calibration]

    gaps = len(start.thresholds) - 1

    def loss(unbounded: Array) -> tuple[float, Array]:
        curves = _curves(unbounded)
        log_likelihood, slope = _log_likelihood(curves, guessing, counts, points)
        log_prior, prior_slope = _log_prior(curves, prior, population, gap_answers)
        return -(log_likelihood + log_prior), -_per_unbounded(slope + prior_slope, curves)

    found = minimize(
        loss,
        _unbounded(start),
        jac=True,
        method="L-BFGS-B",
        bounds=[LOG_DISCRIMINATION_BOUNDS, THRESHOLD_BOUNDS, *[LOG_GAP_BOUNDS] * gaps],
    )
    return _curves(found.x)


def _log_likelihood(curves: Curves, guessing: float, counts: Array, points: Array) -> tuple[float, Array]:
    """The expected log-likelihood, and its slopes by log a and each b."""
    a = math.exp(curves.log_discrimination)
    edges = a * (points - curves.thresholds[:, None])
    chances = category_chances(curves, guessing, points)
    weights = counts / chances
    by_edge = (weights[1:] - weights[:-1]) * (1 - guessing) * logistic(edges) * logistic(-edges)
    slope = np.concatenate([[float((by_edge * edges).sum())], -a * by_edge.sum(axis=1)])
    return float((counts * np.log(chances)).sum()), slope


def _log_prior(curves: Curves, prior: Prior, population: Population, gap_answers: float) -> tuple[float, Array]:
    """The log prior density, and its slopes by log a and each b of the standard scale."""
    distance = on_authors_scale(curves, population) - prior.mean
    slope = -prior.precision @ distance
    density = 0.5 * float(slope @ distance)
    slope[1:] *= population.sd
    gaps, usual = np.diff(curves.thresholds), np.diff(prior.mean[1:]) / population.sd
    by_gap = gap_answers * (1 / gaps - 1 / usual)
    density += gap_answers * float((np.log(gaps / usual) - gaps / usual).sum())
    slope[2:] += by_gap
    slope[1:-1] -= by_gap
    return density, slope


def information_about(curves: Curves, guessing: float, counts: Array, points: Array, population: Population) -> Array:
    """Return how much (m + 1, m + 1) ``counts`` are expected to say about log a and b of the author's scale.

    Fisher's information, as if abilities were known: the products of the slopes of P(category) over
    P(category), summed over as many answers as there were at each ability.
    """
    a = math.exp(curves.log_discrimination)
    edges = a * (points - curves.thresholds[:, None])
    rises = (1 - guessing) * logistic(edges) * logistic(-edges)
    reached = np.zeros((len(edges) + 1, len(edges) + 2, len(points)))
    reached[0, 1:-1] = rises * edges
    own = np.arange(1, len(edges) + 1)
    reached[own, own] = -a / population.sd * rises
    slopes = reached[:, :-1] - reached[:, 1:]
    chances = category_chances(curves, guessing, points)
    information: Array = np.einsum("ikg,jkg,kg->ij", slopes, slopes, counts.sum(axis=0) / chances)
    return information


def _unbounded(curves: Curves) -> Array:
    """Log a, the first threshold, and the logs of the gaps: thresholds cannot but rise."""
    return np.concatenate([[curves.log_discrimination], curves.thresholds[:1], np.log(np.diff(curves.thresholds))])


def _curves(unbounded: Array) -> Curves:
    return Curves(float(unbounded[0]), unbounded[1] + np.concatenate([[0.0], np.cumsum(np.exp(unbounded[2:]))]))


def _per_unbounded(slope: Array, curves: Curves) -> Array:
    """Turn slopes by log a and each b into those by log a, the first b and the log gaps."""
    from_there_on = np.cumsum(slope[:0:-1])[::-1]
    return np.concatenate([slope[:1], from_there_on[:1], from_there_on[1:] * np.diff(curves.thresholds)])
