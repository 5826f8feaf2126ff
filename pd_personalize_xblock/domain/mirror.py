"""The mirror: how teachers see themselves in a competency against what they showed in it.

For the teacher's eyes alone. Self-ratings go with performance only loosely (mean r .29 over 55
studies, Mabe & West 1982), so the two are estimated as abilities of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .estimation import ItemBank, Scored
from .irt import Array
from .items import ItemKind

SELF_SHOWN_CORRELATION = 0.4
MIN_ANSWERS_EACH = 2
INTERVAL = 0.8
SELF_RATED = (ItemKind.RUBRIC, ItemKind.FREQUENCY)


@dataclass(frozen=True)
class Reflection:
    """How far the self-view lies above (positive) or below what was shown, in logits.

    ``difference`` is the posterior mean, ``low`` to ``high`` an interval of 80 % that excludes 0.
    """

    difference: float
    low: float
    high: float


def reflect(bank: ItemBank, scored: Scored) -> Reflection | None:
    """Return the difference between self-view and checks in one competency, where there is one to speak of.

    ``scored`` are the competency's answers. None with fewer than two of either kind, or where the
    interval includes 0.
    """
    self_rated = [bank.definition.item(item_id).kind in SELF_RATED for item_id, _ in scored]
    if min(sum(self_rated), len(scored) - sum(self_rated)) < MIN_ANSWERS_EACH:
        return None
    points = bank.grid.points
    scale = bank.definition.framework.scale
    views = [
        sum((bank.log_likelihoods[i][k] for (i, k), kind in zip(scored, self_rated, strict=True) if kind is wanted))
        for wanted in (True, False)
    ]
    x = (points - scale.prior_mean) / scale.prior_sd
    r = SELF_SHOWN_CORRELATION
    log_prior = -(x[:, None] ** 2 - 2 * r * x[:, None] * x + x**2) / (2 * (1 - r * r))
    log_density = log_prior + np.reshape(views[0], (-1, 1)) + views[1]
    density = np.exp(log_density - log_density.max())
    return _difference(density / density.sum(), step=float(points[1] - points[0]))


def _difference(density: Array, *, step: float) -> Reflection | None:
    """Sum the density along its diagonals: on each, self minus shown is the same."""
    size = len(density)
    chances = np.array([density.trace(offset=-steps) for steps in range(1 - size, size)])
    differences = step * np.arange(1 - size, size)
    cumulative = np.cumsum(chances)
    tail = (1 - INTERVAL) / 2
    low, high = (float(differences[np.searchsorted(cumulative, share)]) for share in (tail, 1 - tail))
    if low <= 0 <= high:
        return None
    return Reflection(float(chances @ differences), low, high)
