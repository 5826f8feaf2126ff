"""The abilities at which densities are known, and how they add up to levels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .framework import Scale
from .irt import Array

STEP_LOGITS = 0.05
REACH_SDS = 5.5


@dataclass(frozen=True, eq=False)
class Grid:
    """Equidistant abilities (logits), with each level's share of the integral at every point.

    ``points`` (G,). The density is interpolated by a cubic between points, so the probability of
    a level is a fixed weighted sum of the densities: ``level_weights`` (G, levels). A cell that a
    cut falls in is split at the cut: counting whole points instead is wrong by up to .17 when cuts
    are points.
    """

    points: Array
    level_weights: Array

    @classmethod
    def for_scale(cls, scale: Scale) -> Grid:
        """Return a grid that reaches far beyond the prior and beyond every cut."""
        reach = REACH_SDS * scale.prior_sd
        low = min(scale.prior_mean - reach, scale.cuts[0] - 2)
        high = max(scale.prior_mean + reach, scale.cuts[-1] + 2)
        points = np.linspace(low, high, math.ceil((high - low) / STEP_LOGITS) + 1)
        edges = (low, *scale.cuts, high)
        weights = np.stack([_span_weights(points, start, end) for start, end in pairwise(edges)], axis=-1)
        return cls(points, weights)

    def level_masses(self, density: Array) -> Array:
        """Integrate densities (..., G) over each level: (..., levels), not normalised.

        Where a level has next to none of it, interpolation would leave a little less than nothing.
        """
        masses: Array = np.maximum(density @ self.level_weights, 0.0)
        return masses


def _span_weights(points: Array, start: float, end: float) -> Array:
    """Weights w with integral(start..end) of the interpolated density = sum(w * density)."""
    step = points[1] - points[0]
    left = (np.clip(start, points[:-1], points[1:]) - points[:-1]) / step
    right = (np.clip(end, points[:-1], points[1:]) - points[:-1]) / step
    weights = np.zeros_like(points)
    inner = np.arange(1, len(points) - 2)
    for offset, area in zip((-1, 0, 1, 2), _cubic_areas(right[inner]) - _cubic_areas(left[inner]), strict=True):
        np.add.at(weights, inner + offset, area * step)
    for outer in (0, len(points) - 2):
        weights[outer : outer + 2] += (_linear_areas(right[outer]) - _linear_areas(left[outer])) * step
    return weights


def _linear_areas(t: float) -> Array:
    """Integrals from 0 to t of the linear basis functions at 0 and 1."""
    return np.array([t - t**2 / 2, t**2 / 2])


def _cubic_areas(t: Array) -> Array:
    """Integrals from 0 to t of the cubic Lagrange basis functions at -1, 0, 1 and 2."""
    return np.array(
        [
            -(t**4 / 4 - t**3 + t**2) / 6,
            (t**4 / 4 - 2 * t**3 / 3 - t**2 / 2 + 2 * t) / 2,
            -(t**4 / 4 - t**3 / 3 - t**2) / 2,
            (t**4 / 4 - t**2 / 2) / 6,
        ]
    )
