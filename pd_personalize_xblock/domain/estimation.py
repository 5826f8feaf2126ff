"""From answers to abilities and the probability of each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from .definition import Definition, Scoring
from .grid import Grid
from .irt import SMALLEST_PROBABILITY, Array, GradedItem, category_probabilities
from .items import graded
from .joint import moments, propagate, tilted

REMEMBERED = 64
BORDERLINE_PROBABILITY = 0.35
LEAST_RELIABILITY = 0.2
"""The least share of the prior's variance that own answers must have taken away."""
DECIMALS = 6
"""Probabilities are rounded so before a level is decided by them."""

Scored = tuple[tuple[str, int], ...]
"""(item id, category) of scored answers, in item id order."""


@dataclass(frozen=True)
class Estimate:
    """What is known about one competency.

    ``ability`` and ``standard_error`` in logits (posterior mean and SD, EAP); ``p_level[l]`` is
    P(level = l), summing to 1.
    """

    ability: float
    standard_error: float
    p_level: tuple[float, ...]

    def p_at_least(self, level: int) -> float:
        """Return P(level >= ``level``)."""
        return sum(self.p_level[level:])

    @property
    def level(self) -> int:
        """The highest level that is at least as likely reached as not."""
        return median_level(self.p_level)


def median_level(p_level: Sequence[float]) -> int:
    """Return the highest l with P(level >= l) >= .5, judged to 1e-6.

    It is the posterior median, so no other level has a smaller expected distance to the true one.
    """
    at_least = list(accumulate(reversed(p_level)))[::-1]
    return max(level for level, p in enumerate(at_least) if level == 0 or round(p, DECIMALS) >= 0.5)


def borderline_with(estimate: Estimate) -> int | None:
    """Return the level that came second, if it came close."""
    placed = estimate.level
    second = max((level for level in range(len(estimate.p_level)) if level != placed), key=estimate.p_level.__getitem__)
    return second if round(estimate.p_level[second], DECIMALS) >= BORDERLINE_PROBABILITY else None


@dataclass(frozen=True, eq=False)
class Posterior:
    """What all answers together say about every competency, in the framework's order.

    ``density`` (competencies, grid points) sums to 1 over the grid, ``p_level`` (competencies,
    levels) over the levels. ``ability`` and ``standard_error`` (competencies,) in logits;
    ``covariance`` (competencies, competencies) in logits squared. ``others`` and ``others_error``
    are the mean and SD of what the answers about *other* competencies say. Where ``converged`` is
    False, each competency is estimated by its own answers alone.
    """

    competencies: Mapping[str, int]
    density: Array
    ability: Array
    standard_error: Array
    p_level: Array
    covariance: Array
    others: Array
    others_error: Array
    converged: bool

    def of(self, competency: str) -> Estimate:
        """Return the estimate of one competency."""
        i = self.competencies[competency]
        return Estimate(float(self.ability[i]), float(self.standard_error[i]), tuple(self.p_level[i].tolist()))


class ItemBank:
    """A definition made ready for measurement: every likelihood tabulated once.

    Build it once per definition and share it: it is costly to make, and nothing in it changes.
    ``items_of`` gives each competency's items in id order; ``log_likelihoods[item]`` (categories,
    grid points) is log P(category). ``own_answers_needed`` is the least a competency's level may
    rest on. ``measured`` (competencies,) says which ones the diagnostic is for.

    For choosing items: ``item_ids`` by competency, the position of which is in ``owners`` (items,);
    ``likelihoods[position]`` (rows, grid points) holds P(category) of a competency's items, one after
    the other, and ``first_rows`` (items,) where each begins when all are put together.
    ``features`` (grid points, levels + 3) is what a density is summed with to get the share of
    every level, the total, and the first two moments.
    """

    def __init__(self, definition: Definition) -> None:
        scale = definition.framework.scale
        self.definition = definition
        self.grid = Grid.for_scale(scale)
        self.graded: Mapping[str, GradedItem] = {item.id: graded(item, scale) for item in definition.items}
        self.competencies: Mapping[str, int] = {id: i for i, id in enumerate(definition.placed_competencies)}
        self.items_of: Mapping[str, tuple[str, ...]] = {
            competency: tuple(sorted(item.id for item in definition.items if item.competency == competency))
            for competency in self.competencies
        }
        probabilities = {
            item_id: np.maximum(category_probabilities(item, self.grid.points), SMALLEST_PROBABILITY)
            for item_id, item in self.graded.items()
        }
        self.log_likelihoods: Mapping[str, Array] = {item_id: np.log(p) for item_id, p in probabilities.items()}
        self.likelihoods: Mapping[int, Array] = {
            self.competencies[competency]: np.concatenate([probabilities[item_id] for item_id in items])
            for competency, items in self.items_of.items()
            if items
        }
        self.item_ids = tuple(item_id for items in self.items_of.values() for item_id in items)
        self.owners = np.array([self.competencies[definition.item(id).competency] for id in self.item_ids], dtype=int)
        rows = [len(probabilities[item_id]) for item_id in self.item_ids]
        self.first_rows = np.array([0, *accumulate(rows[:-1])], dtype=int)
        self.measured = np.array([id in definition.measured_competencies for id in self.competencies], dtype=bool)
        points = self.grid.points
        self.features = np.column_stack([self.grid.level_weights, np.ones_like(points), points, points**2])
        self.prior_mean = np.full(len(self.competencies), scale.prior_mean)
        self.prior_covariance = scale.prior_sd**2 * definition.correlation_matrix
        self.own_answers_needed: Mapping[str, int] = {
            competency: min(definition.own_answers, max(len(items), 1)) for competency, items in self.items_of.items()
        }
        self.posterior = lru_cache(maxsize=REMEMBERED)(self._posterior)
        self.own_estimate = lru_cache(maxsize=REMEMBERED)(self._own_estimate)

    def has_own_evidence(self, competency: str, scored: Scored) -> bool:
        """Whether a level may rest on these answers about a competency: enough of them, and not empty."""
        return len(scored) >= self.own_answers_needed[competency] and self.says_something(scored)

    def says_something(self, scored: Scored) -> bool:
        """Whether a level by these answers about one competency is more than the prior's.

        Empty are answers that leave the prior nearly as it was, such as failing what everybody fails.
        """
        if self.definition.rules.scoring is Scoring.AVERAGE:
            return bool(scored)
        narrowed = self.own_estimate(scored).standard_error / self.definition.framework.scale.prior_sd
        return 1 - narrowed**2 >= LEAST_RELIABILITY

    def _posterior(self, scored: Scored) -> Posterior:
        """Return what answers say about every competency.

        Summed in the order given, so give them in item id order: the estimates then do not depend
        on the order in which they were answered, to the last bit.
        """
        by_competency: dict[int, Array] = {}
        for item_id, category in scored:
            i = self.competencies[self.definition.item(item_id).competency]
            by_competency[i] = by_competency.get(i, 0.0) + self.log_likelihoods[item_id][category]
        answered = sorted(by_competency)
        stacked = np.array([by_competency[i] for i in answered]).reshape(1, len(answered), len(self.grid.points))
        joint = propagate(
            self.grid.points, stacked, answered=answered, mean=self.prior_mean, covariance=self.prior_covariance
        )
        return Posterior(
            competencies=self.competencies,
            density=joint.density[0],
            ability=joint.mean[0],
            standard_error=np.sqrt(joint.variance[0]),
            p_level=self._p_level(joint.density[0]),
            covariance=joint.covariance[0],
            others=joint.others_mean[0],
            others_error=np.sqrt(joint.others_variance[0]),
            converged=bool(joint.converged[0]),
        )

    def _own_estimate(self, scored: Scored) -> Estimate:
        """Return what answers about one competency say by themselves: one-dimensional EAP."""
        scale = self.definition.framework.scale
        summed = sum((self.log_likelihoods[item_id][category] for item_id, category in scored), np.zeros(1))
        density = tilted(self.grid.points, summed, np.array(scale.prior_mean), np.array(scale.prior_sd**2))
        mean, variance = moments(self.grid.points, density)
        return Estimate(float(mean), float(np.sqrt(variance)), tuple(self._p_level(density).tolist()))

    def _p_level(self, density: Array) -> Array:
        masses = self.grid.level_masses(density)
        p_level: Array = masses / masses.sum(axis=-1, keepdims=True)
        return p_level
