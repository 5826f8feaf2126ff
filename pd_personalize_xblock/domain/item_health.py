"""How each question does its work, held against what its teachers' other answers lead one to expect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .answer_log import NOT_IN_ROLE, UNSURE, AnswerLog
from .beliefs import Curves, Expected
from .definition import Definition
from .irt import Array
from .shown import counts, share
from .suppression import LEAST

GROUPS = 10
"""Ability groups at most, for the fit of an item."""
LEAST_IN_ABILITY_GROUP = 20
LEAST_ABILITY_GROUPS = 3
LEAST_SPREAD = 1e-3
"""Below this spread of expected scores (categories) there is nothing for answers to go along with."""


@dataclass(frozen=True)
class Interval:
    """An estimate and its standard error."""

    value: float
    error: float

    def lowest(self, z: float = 2.58) -> float:
        """Return the lower end of its interval."""
        return self.value - z * self.error

    def highest(self, z: float = 2.58) -> float:
        """Return the upper end of its interval."""
        return self.value + z * self.error


@dataclass(frozen=True)
class Seconds:
    """How long an answer takes: the median, and a bound that the true one is hardly below."""

    answers: int
    median: float
    lowest: float


@dataclass(frozen=True)
class ItemHealth:
    """One item. What rests on fewer than ten answers is None.

    ``asked`` counts how often it was put to a teacher, ``answered`` how often with a scored answer; both are
    None, and all else, while ``asked`` is below ten. ``options`` counts who chose each option, as far as that
    may be told; ``never_chosen`` are the categories that nobody chose, with how many would be expected to.

    ``association`` is the correlation of the score with the ability that the other answers point to.
    ``slope`` is by how much the score rises where one more is expected: 1 in a sound item, 0 where it says
    nothing, below 0 where it is reversed; unlike a correlation it does not depend on how much the teachers
    who were asked differ. ``easier`` (logits) is by how much it is easier than its author says.
    ``misfit`` is the root mean square distance, as a share of the highest score, between what ability groups
    answer and what is expected of them, less what chance alone makes of it; ``misfit_z`` is how surprising that is.
    """

    item_id: str
    asked: int | None
    answered: int | None = None
    not_sure: float | None = None
    not_in_role: float | None = None
    options: tuple[int | None, ...] | None = None
    never_chosen: Mapping[int, float] | None = None
    association: float | None = None
    slope: Interval | None = None
    easier: Interval | None = None
    misfit: float | None = None
    misfit_z: float | None = None
    seconds: Seconds | None = None


def items_health(definition: Definition, log: AnswerLog, curves: Curves, expected: Expected) -> tuple[ItemHealth, ...]:
    """Return the health of every item, in the definition's order."""
    order = np.argsort(log.item, kind="stable")
    edges = np.searchsorted(log.item[order], np.arange(len(definition.items) + 1))
    rows_of = [order[start:end] for start, end in pairwise(edges)]
    return tuple(
        _item_health(log, curves, expected, i=i, options=len(item.options), rows=rows_of[i])
        for i, item in enumerate(definition.items)
    )


def _item_health(
    log: AnswerLog, curves: Curves, expected: Expected, *, i: int, options: int, rows: NDArray[np.int_]
) -> ItemHealth:
    item_id, asked = log.item_ids[i], len(rows)
    if asked < LEAST:
        return ItemHealth(item_id, None)
    scored = rows[log.scored[rows]]
    seconds = median_seconds(log.seconds[rows])
    unsure, not_in_role = (int((log.category[rows] == what).sum()) for what in (UNSURE, NOT_IN_ROLE))
    found = ItemHealth(
        item_id,
        asked,
        answered=len(scored) if len(scored) >= LEAST else None,
        not_sure=share(unsure, asked),
        not_in_role=share(not_in_role, asked),
        seconds=seconds,
    )
    return found if len(scored) < LEAST else _with_answers(found, log, curves, expected, i, options, scored)


def _with_answers(
    found: ItemHealth, log: AnswerLog, curves: Curves, expected: Expected, i: int, options: int, rows: NDArray[np.int_]
) -> ItemHealth:
    """Add what the scored answers ``rows`` say."""
    y, top = log.category[rows].astype(float), int(curves.top[i])
    e, v = expected.score[rows], np.maximum(expected.variance[rows], LEAST_SPREAD)
    misfit, misfit_z = _misfit(expected.ability[rows], y / top, e / top, v / top**2)
    chosen = np.bincount(log.option[rows][log.option[rows] >= 0], minlength=options)
    used = np.bincount(log.category[rows], minlength=top + 1)
    return ItemHealth(
        **{
            **vars(found),
            "options": counts(chosen.tolist()),
            "never_chosen": {k: float(expected.categories[i, k]) for k in range(top + 1) if not used[k]},
            "association": _correlation(y, expected.ability[rows]),
            "slope": _slope(y, e, v),
            "easier": _easier(y - e, expected.rise[rows]),
            "misfit": misfit,
            "misfit_z": misfit_z,
        }
    )


def median_seconds(seconds: Array) -> Seconds | None:
    """Return the median of the times that are known, with an order statistic as its lower bound (99.5 %)."""
    known = np.sort(seconds[~np.isnan(seconds)])
    if len(known) < LEAST:
        return None
    place = max(int(len(known) / 2 - 1.29 * math.sqrt(len(known))), 0)
    return Seconds(len(known), float(np.median(known)), float(known[place]))


def _correlation(y: Array, ability: Array) -> float | None:
    spread = float(y.std() * ability.std())
    if spread < LEAST_SPREAD**2:
        return None
    return float(((y - y.mean()) * (ability - ability.mean())).mean() / spread)


def _slope(y: Array, e: Array, v: Array) -> Interval | None:
    """Regress scores on expected scores, weighed by 1 / variance; the error holds whatever the true variance."""
    weights = 1 / v
    mean_e, mean_y = np.average(e, weights=weights), np.average(y, weights=weights)
    across = float((weights * (e - mean_e) ** 2).sum())
    if across / weights.sum() < LEAST_SPREAD**2:
        return None
    slope = float((weights * (e - mean_e) * (y - mean_y)).sum()) / across
    residual = y - mean_y - slope * (e - mean_e)
    return Interval(
        slope, math.sqrt(float((weights * (e - mean_e) * residual) @ (weights * (e - mean_e) * residual))) / across
    )


def _easier(residual: Array, rise: Array) -> Interval | None:
    """How much easier (logits) the item would have to be for its scores to add up to what is expected."""
    rises = float(rise.sum())
    if rises / len(rise) < LEAST_SPREAD:
        return None
    return Interval(float(residual.sum()) / rises, math.sqrt(float(residual @ residual)) / rises)


def _misfit(ability: Array, y: Array, e: Array, v: Array) -> tuple[float | None, float | None]:
    """Return the root mean square distance over ability groups, corrected for chance, and its z.

    PISA's RMSD (OECD 2017; von Davier 2005) over groups of equal size, each group's sampling variance taken off as
    in Koehler, Robitzsch & Hartig (2020); the z is that of the summed squared standardised distances (Wilson &
    Hilferty 1931).
    """
    groups = min(GROUPS, len(y) // LEAST_IN_ABILITY_GROUP)
    if groups < LEAST_ABILITY_GROUPS:
        return None, None
    parts = np.array_split(np.argsort(ability, kind="stable"), groups)
    distance = np.array([(y[part] - e[part]).mean() for part in parts])
    chance = np.array([v[part].sum() / len(part) ** 2 for part in parts])
    size = np.array([len(part) for part in parts]) / len(y)
    mean_square = float((size * (distance**2 - chance)).sum())
    summed = float((distance**2 / chance).sum()) / groups
    z = (summed ** (1 / 3) - (1 - 2 / (9 * groups))) / math.sqrt(2 / (9 * groups))
    return math.sqrt(max(mean_square, 0.0)), z
