"""How well the questions about each competency tell teachers apart, and how much hangs on where its levels begin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .answer_log import AnswerLog
from .beliefs import Abilities, Curves
from .definition import Definition, Scoring
from .estimation import LEAST_RELIABILITY
from .irt import Array
from .shown import share
from .suppression import LEAST

SHIFTS_LOGITS = (0.1, 0.2)
LEAST_FOR_ALPHA = 50
WHOLE_SHARE = 0.8
"""Alpha is of those who answered everything: so many must have, or they are a choice of their own."""
LEAST_ANSWERS_FOR_ENDS = 2


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha of the ``teachers`` who answered every item."""

    value: float
    teachers: int


@dataclass(frozen=True)
class CutHealth:
    """How much hangs on where a level begins.

    ``moved`` has, for each of ``SHIFTS_LOGITS``, the share of the teachers measured who would be placed elsewhere
    if the cut lay so much higher or lower, whichever is more.
    """

    level: int
    moved: tuple[float | None, ...]


@dataclass(frozen=True)
class CompetencyHealth:
    """One competency. What rests on fewer than ten teachers is None.

    ``answered`` counts the teachers with scored answers about it, ``measured`` those whose level rests on them.
    ``reliability`` (0..1) is the share of the spread between teachers that is not error. ``at_top`` and
    ``at_bottom`` are shares of those measured; ``all_highest`` and ``all_lowest`` of those with two answers or
    more. Scored by average there is neither a reliability nor a cut in logits.
    """

    competency: str
    answered: int | None
    measured: int | None = None
    reliability: float | None = None
    alpha: Alpha | None = None
    at_top: float | None = None
    at_bottom: float | None = None
    all_highest: float | None = None
    all_lowest: float | None = None
    cuts: tuple[CutHealth, ...] = ()


def competencies_health(
    definition: Definition, log: AnswerLog, curves: Curves, found: Abilities
) -> tuple[CompetencyHealth, ...]:
    """Return the health of every competency that the diagnostic is for and has items of, in the framework's order."""
    place = {id: d for d, id in enumerate(definition.placed_competencies)}
    asked = {item.competency for item in definition.items}
    wanted = [id for id in definition.measured_competencies if id in asked]
    return tuple(_competency(definition, log, curves, found, id, place[id]) for id in wanted)


def _competency(
    definition: Definition, log: AnswerLog, curves: Curves, found: Abilities, id: str, d: int
) -> CompetencyHealth:
    answered = found.answers[:, d] > 0
    if answered.sum() < LEAST:
        return CompetencyHealth(id, None)
    rows = np.flatnonzero(log.scored & (curves.owner[log.item] == d))
    highest, lowest = _at_ends(log, curves, rows)
    by_model = definition.rules.scoring is Scoring.MODEL
    measured = _measured(definition, found, id, d)
    levels = np.searchsorted(definition.framework.scale.cuts, found.median[measured, d], side="right")
    n = int(measured.sum())
    return CompetencyHealth(
        id,
        int(answered.sum()),
        measured=n if by_model and n >= LEAST else None,
        reliability=_reliability(found.mean[answered, d], found.error[answered, d]) if by_model else None,
        alpha=_alpha(log, rows, items=int((curves.owner == d).sum())),
        at_top=share(int((levels == definition.framework.top_level).sum()), n) if by_model else None,
        at_bottom=share(int((levels == 0).sum()), n) if by_model else None,
        all_highest=highest,
        all_lowest=lowest,
        cuts=_cuts(definition, found.median[measured, d]) if by_model and n >= LEAST else (),
    )


def _measured(definition: Definition, found: Abilities, id: str, d: int) -> NDArray[np.bool_]:
    """Whose level rests on answers of their own: the rule of ``ItemBank.has_own_evidence``."""
    needed = min(definition.own_answers, max(sum(item.competency == id for item in definition.items), 1))
    narrowed = found.own_error[:, d] / definition.framework.scale.prior_sd
    measured: NDArray[np.bool_] = (found.answers[:, d] >= needed) & (1 - narrowed**2 >= LEAST_RELIABILITY)
    return measured


def _reliability(mean: Array, error: Array) -> float | None:
    """Empirical reliability (Bechger et al. 2003): variance of the estimates / (the same + mean squared error)."""
    spread, left = float(mean.var()), float((error**2).mean())
    return spread / (spread + left) if spread + left > 0 else None


def _alpha(log: AnswerLog, rows: NDArray[np.int_], *, items: int) -> Alpha | None:
    """Cronbach's (1951) alpha, where nearly all who were asked anything answered everything."""
    if items < 2:
        return None
    teachers, position, given = np.unique(log.teacher[rows], return_inverse=True, return_counts=True)
    whole = given == items
    if whole.sum() < max(LEAST_FOR_ALPHA, WHOLE_SHARE * len(teachers)):
        return None
    kept = rows[whole[position]]
    ordered = kept[np.lexsort((log.item[kept], log.teacher[kept]))]
    table = log.category[ordered].reshape(-1, items)
    total = float(table.sum(axis=1).var())
    if total == 0:
        return None
    return Alpha(items / (items - 1) * (1 - float(table.var(axis=0).sum()) / total), int(whole.sum()))


def _at_ends(log: AnswerLog, curves: Curves, rows: NDArray[np.int_]) -> tuple[float | None, float | None]:
    """The shares of teachers who gave the highest answers only, and the lowest only."""
    given = np.bincount(log.teacher[rows], minlength=log.teachers)
    enough = given >= LEAST_ANSWERS_FOR_ENDS
    ends = []
    for end in (curves.top[log.item[rows]], np.zeros(len(rows))):
        there = np.bincount(log.teacher[rows][log.category[rows] == end], minlength=log.teachers)
        ends.append(share(int((enough & (there == given)).sum()), int(enough.sum())))
    return ends[0], ends[1]


def _cuts(definition: Definition, medians: Array) -> tuple[CutHealth, ...]:
    """A level is reached where the posterior's median reaches its cut: so only teachers between two cuts move."""
    return tuple(
        CutHealth(level, tuple(_moved(medians, cut, shift) for shift in SHIFTS_LOGITS))
        for level, cut in enumerate(definition.framework.scale.cuts, start=1)
    )


def _moved(medians: Array, cut: float, shift: float) -> float | None:
    raised = int(((medians >= cut) & (medians < cut + shift)).sum())
    lowered = int(((medians < cut) & (medians >= cut - shift)).sum())
    return share(max(raised, lowered), len(medians))
