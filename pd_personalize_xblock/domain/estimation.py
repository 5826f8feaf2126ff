"""From responses to an ability estimate and the probability of each level, on a grid."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import mul

from .definition import Definition
from .framework import Scale
from .irt import SMALLEST_PROBABILITY, GradedItem, category_probabilities
from .items import graded

GRID_STEP_LOGITS = 0.05
GRID_REACH_SDS = 4.5

Scored = tuple[tuple[str, int], ...]
"""(item id, category) of the scored answers of one competency, in item id order."""


@dataclass(frozen=True)
class Grid:
    """Equidistant abilities (logits), with each level's share of the integral at every point.

    The density is interpolated by a cubic between points, so the probability of a level is a
    fixed weighted sum of the densities. A cell that a cut falls in is split at the cut: counting
    whole points instead is wrong by up to .17 when cuts are points.
    """

    points: tuple[float, ...]
    log_prior: tuple[float, ...]
    level_spans: tuple[tuple[int, tuple[float, ...]], ...]
    """Per level: the first point with weight, and the weights from there on."""

    @classmethod
    def for_scale(cls, scale: Scale) -> Grid:
        """Return a grid that reaches far beyond the prior and beyond every cut."""
        reach = GRID_REACH_SDS * scale.prior_sd
        low = min(scale.prior_mean - reach, scale.cuts[0] - 2)
        high = max(scale.prior_mean + reach, scale.cuts[-1] + 2)
        steps = math.ceil((high - low) / GRID_STEP_LOGITS)
        points = tuple(low + i * (high - low) / steps for i in range(steps + 1))
        edges = (low, *scale.cuts, high)
        return cls(
            points=points,
            log_prior=tuple(-0.5 * ((x - scale.prior_mean) / scale.prior_sd) ** 2 for x in points),
            level_spans=tuple(_span_weights(points, start, end) for start, end in pairwise(edges)),
        )

    def level_masses(self, density: Sequence[float]) -> list[float]:
        """Integrate a density given at the points over each level; not normalised.

        Where a level has next to none of it, interpolation may leave a little less than nothing.
        """
        return [sum(map(mul, weights, density[first : first + len(weights)])) for first, weights in self.level_spans]


def _span_weights(points: Sequence[float], start: float, end: float) -> tuple[int, tuple[float, ...]]:
    """Weights w with integral(start..end) of the interpolated density = sum(w * density)."""
    step = points[1] - points[0]
    weights = [0.0] * len(points)
    for i in range(len(points) - 1):
        left = (max(start, points[i]) - points[i]) / step
        right = (min(end, points[i + 1]) - points[i]) / step
        if right > left:
            neighbours = range(max(i - 1, 0), min(i + 3, len(points)))
            areas = _cubic_areas if len(neighbours) == 4 else _linear_areas
            nodes = neighbours if len(neighbours) == 4 else (i, i + 1)
            for node, upper, lower in zip(nodes, areas(right), areas(left), strict=True):
                weights[node] += (upper - lower) * step
    first = next(i for i, weight in enumerate(weights) if weight)
    last = max(i for i, weight in enumerate(weights) if weight)
    return first, tuple(weights[first : last + 1])


def _linear_areas(t: float) -> tuple[float, float]:
    """Integrals from 0 to t of the linear basis functions at 0 and 1."""
    return t - t**2 / 2, t**2 / 2


def _cubic_areas(t: float) -> tuple[float, float, float, float]:
    """Integrals from 0 to t of the cubic Lagrange basis functions at -1, 0, 1 and 2."""
    return (
        -(t**4 / 4 - t**3 + t**2) / 6,
        (t**4 / 4 - 2 * t**3 / 3 - t**2 / 2 + 2 * t) / 2,
        -(t**4 / 4 - t**3 / 3 - t**2) / 2,
        (t**4 / 4 - t**2 / 2) / 6,
    )


@dataclass(frozen=True)
class Estimate:
    """What the answers say about one competency.

    ``ability`` and ``standard_error`` in logits (posterior mean and SD, EAP); ``p_level[l]`` is
    P(level = l), summing to 1; ``density`` is the posterior at the grid's points.
    """

    ability: float
    standard_error: float
    p_level: tuple[float, ...]
    density: tuple[float, ...]

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
    return max(level for level, p in enumerate(at_least) if level == 0 or round(p, 6) >= 0.5)


class ItemBank:
    """A definition made ready for measurement: every likelihood tabulated once.

    Build it once per definition and share it: it is costly to make, and nothing in it changes.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.grid = Grid.for_scale(definition.framework.scale)
        self.graded: Mapping[str, GradedItem] = {
            item.id: graded(item, definition.framework.scale) for item in definition.items
        }
        self._log_likelihoods = {item.id: _tabulate(self.graded[item.id], self.grid) for item in definition.items}
        self.likelihoods: Mapping[str, tuple[tuple[float, ...], ...]] = {
            item_id: tuple(tuple(map(math.exp, row)) for row in rows) for item_id, rows in self._log_likelihoods.items()
        }
        """Per item, P(category | ability) at every grid point, one row per category."""
        self.items_of: Mapping[str, tuple[str, ...]] = {
            competency.id: tuple(sorted(item.id for item in definition.items if item.competency == competency.id))
            for competency in definition.framework.competencies
        }
        self.estimate = lru_cache(maxsize=2048)(self._estimate)

    def _estimate(self, scored: Scored) -> Estimate:
        """Return the posterior after ``scored`` answers of one competency.

        Summed in the order given, so give them in item id order: the estimate then does not
        depend on the order in which they were answered, to the last bit.
        """
        log_density = list(self.grid.log_prior)
        for item_id, category in scored:
            row = self._log_likelihoods[item_id][category]
            log_density = [a + b for a, b in zip(log_density, row, strict=True)]
        peak = max(log_density)
        return _summarise(self.grid, [math.exp(value - peak) for value in log_density])


def _tabulate(item: GradedItem, grid: Grid) -> tuple[tuple[float, ...], ...]:
    """Log P(category) at every grid point, one row per category; finite however extreme the item."""
    columns = [category_probabilities(item, point) for point in grid.points]
    return tuple(
        tuple(math.log(max(probability, SMALLEST_PROBABILITY)) for probability in row)
        for row in zip(*columns, strict=True)
    )


def _summarise(grid: Grid, density: Sequence[float]) -> Estimate:
    masses = [max(mass, 0.0) for mass in grid.level_masses(density)]
    total = sum(masses)
    weight = sum(density)
    mean = sum(map(mul, grid.points, density)) / weight
    variance = sum(p * (x - mean) ** 2 for x, p in zip(grid.points, density, strict=True)) / weight
    return Estimate(
        ability=mean,
        standard_error=math.sqrt(variance),
        p_level=tuple(mass / total for mass in masses),
        density=tuple(value / total for value in density),
    )
