"""Whether teachers read what they answer: the same position again and again, and how long an answer takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from .answer_log import AnswerLog
from .definition import Definition
from .item_health import Seconds, median_seconds
from .shown import share
from .suppression import LEAST

LEAST_ANSWERS = 6
"""So many answers in the same place are hardly chance; fewer are not looked at."""


@dataclass(frozen=True)
class SittingsHealth:
    """All sittings together. What rests on fewer than ten teachers is None.

    ``looked_at`` counts the teachers with six or more answers to rubrics and frequencies. ``same_place`` is the
    share of them whose answers are all in the same place, counted from the first or from the last;
    ``same_inside`` is the share with all in the same place that is neither the first nor the last.
    ``longest_run`` (0..1) is the median of the longest run of answers in the same place, as a share of a teacher's
    answers (long-string index: Johnson 2005). ``seconds`` is of all answers.
    """

    looked_at: int | None = None
    same_place: float | None = None
    same_inside: float | None = None
    longest_run: float | None = None
    seconds: Seconds | None = None


def sittings_health(definition: Definition, log: AnswerLog) -> SittingsHealth:
    """Return the health of the sittings."""
    is_graded = np.array([not item.kind.is_keyed for item in definition.items], dtype=bool)
    last_of = np.array([len(item.options) - 1 for item in definition.items])
    rows = np.flatnonzero(log.scored & is_graded[log.item]) if len(is_graded) else np.zeros(0, dtype=int)
    starts = np.flatnonzero(np.diff(log.teacher[rows], prepend=-1))
    whole = [part for part in np.split(rows, starts[1:]) if len(part) >= LEAST_ANSWERS]
    seconds = median_seconds(log.seconds)
    if len(whole) < LEAST:
        return SittingsHealth(seconds=seconds)
    places = [(log.option[part], last_of[log.item[part]] - log.option[part]) for part in whole]
    same = [min(np.ptp(first), np.ptp(last)) == 0 for first, last in places]
    inside = [is_same and min(first.min(), last.min()) > 0 for is_same, (first, last) in zip(same, places, strict=True)]
    return SittingsHealth(
        looked_at=len(whole),
        same_place=share(sum(same), len(whole)),
        same_inside=share(sum(inside), len(whole)),
        longest_run=float(np.median([_longest_run(first.tolist()) / len(first) for first, _ in places])),
        seconds=seconds,
    )


def _longest_run(places: list[int]) -> int:
    return max(len(list(run)) for _, run in groupby(places))
