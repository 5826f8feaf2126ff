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
    author misjudges a whole item rather than the distances within it. ``gap_answers``: distances
    hold as if so many answers more had fallen between two thresholds, so that a category nobody
    chose keeps a chance. ``teachers``: the author's correlations hold as if so many teachers had
    shown them.
    """

    log_discrimination_sd: float = 0.5
    threshold_sd: float = 1.0
    threshold_correlation: float = 0.8
    gap_answers: float = 1.0
    teachers: float = 200.0

    def threshold_precision(self, thresholds: int) -> Array:
        """Return the inverse covariance (m, m) of the errors in one item's m thresholds, per logit squared."""
        together = np.full((thresholds, thresholds), self.threshold_correlation)
        np.fill_diagonal(together, 1.0)
        precision: Array = np.linalg.inv(together * self.threshold_sd**2).astype(float)
        return precision


class Population(NamedTuple):
    """Mean and SD (logits) of the abilities in one competency of the teachers who answered."""

    mean: float
    sd: float


class Curves(NamedTuple):
    """Item parameters on the standard scale: log a, and the rising b (m,)."""

    log_discrimination: float
    thresholds: Array


def standardised(item: GradedItem, population: Population) -> Curves:
    """Return an item's parameters where ``population`` has mean 0 and SD 1."""
    thresholds = (np.array(item.thresholds) - population.mean) / population.sd
    return Curves(math.log(item.discrimination * population.sd), thresholds)


def on_authors_scale(curves: Curves, population: Population) -> tuple[float, Array]:
    """Return discrimination and thresholds (logits) on the author's scale."""
    discrimination = math.exp(curves.log_discrimination) / population.sd
    return discrimination, population.mean + population.sd * curves.thresholds


def category_chances(curves: Curves, guessing: float, points: Array) -> Array:
    """Return P(category = k) at ``points`` (G,) for k = 0..m, as (m + 1, G), never quite 0."""
    item = GradedItem("", math.exp(curves.log_discrimination), tuple(curves.thresholds.tolist()), guessing)
    chances: Array = np.maximum(category_probabilities(item, points), SMALLEST_CHANCE)
    return chances


def fit_item(
    counts: Array, points: Array, *, start: Curves, author: GradedItem, population: Population, strengths: Strengths
) -> Curves:
    """Return the most probable parameters after expected ``counts`` (m + 1, G) of each category at ``points`` (G,).

    The prior is around ``author``'s parameters, on the author's scale: log a and every b normal,
    the gaps between thresholds gamma, all with their modes at the author's. Needs scipy.
    """
    from scipy.optimize import minimize  # the optional extra [calibration]

    gaps = len(start.thresholds) - 1

    def loss(unbounded: Array) -> tuple[float, Array]:
        curves = _curves(unbounded)
        log_likelihood, slope = _log_likelihood(curves, author.guessing, counts, points)
        log_prior, prior_slope = _log_prior(curves, author, population, strengths)
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


def _log_prior(curves: Curves, author: GradedItem, population: Population, strengths: Strengths) -> tuple[float, Array]:
    """The log prior density, and its slopes by log a and each b of the standard scale."""
    default = standardised(author, population)
    a_distance = (curves.log_discrimination - default.log_discrimination) / strengths.log_discrimination_sd
    distance = curves.thresholds - default.thresholds
    by_threshold = -strengths.threshold_precision(len(distance)) @ distance * population.sd**2
    gaps, usual = np.diff(curves.thresholds), np.diff(default.thresholds)
    by_gap = strengths.gap_answers * (1 / gaps - 1 / usual)
    density = 0.5 * (float(by_threshold @ distance) - a_distance**2)
    density += strengths.gap_answers * float((np.log(gaps / usual) - gaps / usual).sum())
    by_threshold[1:] += by_gap
    by_threshold[:-1] -= by_gap
    return density, np.concatenate([[-a_distance / strengths.log_discrimination_sd], by_threshold])


def _unbounded(curves: Curves) -> Array:
    """Log a, the first threshold, and the logs of the gaps: thresholds cannot but rise."""
    return np.concatenate([[curves.log_discrimination], curves.thresholds[:1], np.log(np.diff(curves.thresholds))])


def _curves(unbounded: Array) -> Curves:
    return Curves(float(unbounded[0]), unbounded[1] + np.concatenate([[0.0], np.cumsum(np.exp(unbounded[2:]))]))


def _per_unbounded(slope: Array, curves: Curves) -> Array:
    """Turn slopes by log a and each b into those by log a, the first b and the log gaps."""
    from_there_on = np.cumsum(slope[:0:-1])[::-1]
    return np.concatenate([slope[:1], from_there_on[:1], from_there_on[1:] * np.diff(curves.thresholds)])
