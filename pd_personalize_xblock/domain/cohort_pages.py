"""What leaders are shown of a cohort: a document for every choice of filters that may be shown.

Nothing that is withheld is in a document: it is None there. An average is shown where the count behind it is. The
limits of a mean are those of 95 % by the normal approximation, mean +- 1.96 s / sqrt(n): they allow for chance in
who was measured and how exactly, not for who chose to be measured twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .cohort_columns import CHANGES, Array, Columns
from .cohort_sections import sections_of
from .cohort_tables import WITHHELD, People, everybody, placed_among
from .cohort_values import mean_of, mean_with_limits
from .suppression import LEAST

VERSION = 1
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Page:
    """One choice of filters, empty for all, and what it shows."""

    cohort: str
    track: str
    month: str
    document: dict[str, Any]


def pages_of(columns: Columns, dimensions: Sequence[tuple[str, ...]], *, least: int = LEAST) -> Iterator[Page]:
    """Yield the pages of a snapshot, largest group first. ``dimensions``: the values of cohort, track and month."""
    if not len(columns.users):
        return
    people = everybody(columns.groups, dimensions, least=least)
    placed = placed_among(people)
    parts: dict[str, Any] = {
        "competencies": {
            competency: _competency(columns, people, placed, i)
            for i, competency in enumerate(columns.definition.placed_competencies)
        },
        "sections": sections_of(columns, people),
    }
    document = _leaves({**_whole(columns, people, placed), **parts})
    for number in range(len(people.pages[0])):
        names = [
            values[cells[number] - 1] if cells[number] else ""
            for values, cells in zip(dimensions, people.pages, strict=True)
        ]
        yield Page(names[0], names[1], names[2], {"v": VERSION, **_at(document, number)})


def _leaves(part: Any) -> Any:
    """Return a document of arrays with each array as a tuple of numbers, or None where they are withheld."""
    if isinstance(part, dict):
        return {name: _leaves(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_leaves(value) for value in part]
    if isinstance(part, np.ndarray):
        return tuple(None if number == WITHHELD else number for number in part.tolist())
    return part


def _at(part: Any, page: int) -> Any:
    """Return what a document of tuples, and of functions of a page, says of one page."""
    if isinstance(part, tuple):
        return part[page]
    if isinstance(part, dict):
        return {name: _at(value, page) for name, value in part.items()}
    if isinstance(part, list):
        return [_at(value, page) for value in part]
    return part(page) if callable(part) else part


def _whole(columns: Columns, people: People, placed: People | None) -> dict[str, Any]:
    sitting = None
    if placed is not None:
        timed = placed.by(~np.isnan(columns.sitting), 2)
        sitting = mean_of(timed, columns.sitting, digits=1)
    worked = people.by(columns.minutes > 0, 2)
    total = people.total(columns.minutes)
    minutes = mean_of(worked, columns.minutes, digits=1)

    def earned(page: int) -> dict[str, Any] | None:
        found = minutes(page)
        return found and {**found, "total": round(float(total[page]))}

    return {
        "teachers": people.count,
        "placed": np.zeros(len(people.without), int) if placed is None else placed.count,
        "minutes": earned,
        "sitting_minutes": sitting,
        "overrides": {kind: _overrides(columns, people, CHANGES.index(kind)) for kind in ("higher", "lower")},
    }


def _competency(columns: Columns, people: People, placed: People | None, i: int) -> dict[str, Any]:
    levels = len(columns.definition.framework.levels)
    now = people.by(columns.now[:, i], levels)
    changed = people.by(columns.changed[:, i], len(CHANGES))
    moved = people.by(columns.moved[:, i], 2)
    needs = people.by(_needs(columns, i), 3)
    no_need = needs.count(0)
    return {
        **_placed(columns, people, placed, i),
        "now": [now.count(level) for level in range(levels)],
        "moved_up": moved.count(1),
        **{kind: changed.count(number) for number, kind in enumerate(CHANGES) if kind},
        "need": np.where(no_need < 0, WITHHELD, people.count - no_need),
        "need_unserved": needs.count(2),
    }


def _placed(columns: Columns, people: People, placed: People | None, i: int) -> dict[str, Any]:
    levels = len(columns.definition.framework.levels)
    if placed is None:
        nobody = np.zeros(len(people.without), int)
        return {"placed": [nobody] * levels, "not_placed": people.count, "growth": None}
    found = placed.by(columns.placed[:, i].astype(int) + 1, levels + 1)
    without = found.count(0)
    not_placed = np.where(without < 0, WITHHELD, people.count - placed.count + without)
    growth = placed.by(~np.isnan(columns.growth[:, i]), 2)
    return {
        "placed": [found.count(level + 1) for level in range(levels)],
        "not_placed": not_placed,
        "growth": mean_with_limits(growth, columns.growth[:, i].astype(float), limits=NORMAL_95),
    }


def _needs(columns: Columns, i: int) -> Array:
    """0 without need; 1 where a section serves the next level, 2 where none does."""
    definition = columns.definition
    competency = definition.placed_competencies[i]
    top, now = definition.framework.top_level, columns.now[:, i]
    served = np.array([(competency, level + 1) in definition.sections_by_level for level in range(top + 1)])
    in_role = columns.changed[:, i] != CHANGES.index("not_in_role")
    return np.asarray(np.where(in_role & (now < top), np.where(served[now], 1, 2), 0))


def _overrides(columns: Columns, people: People, kind: int) -> Any:
    """How those fared who started elsewhere than placed: whether they mastered a section above their start since."""
    found = people.by(_fared(columns, kind), 5)
    well, not_yet, others_well, others_not = (found.count(value) for value in range(1, 5))

    def compared(page: int) -> dict[str, int] | None:
        counts = [int(each[page]) for each in (well, not_yet, others_well, others_not)]
        if min(counts) < 0 or not counts[0] + counts[1]:
            return None
        return {
            "n": counts[0] + counts[1],
            "fared": counts[0],
            "others": counts[2] + counts[3],
            "others_fared": counts[2],
        }

    return compared


def _fared(columns: Columns, kind: int) -> Array:
    """1 for who overrode and fared well, 2 for not yet; 3 and 4 for the others; 0 where there is nothing to say.

    Each teacher counts once, in one competency with a section above their start: of those they changed in this
    way, or, for the others, of those they left as they were; which of several is drawn by their number.
    """
    ahead = columns.went_on >= 0
    ours, left = ahead & (columns.changed == kind), ahead & (columns.changed == 0)
    overrode = ours.any(axis=1)
    eligible = np.where(overrode[:, None], ours, left)
    many = eligible.sum(axis=1)
    drawn = (columns.users * 2654435761 % 2**32) % np.maximum(many, 1)
    at = ((eligible.cumsum(axis=1) - 1 == drawn[:, None]) & eligible).argmax(axis=1)
    fared = columns.went_on[np.arange(len(at)), at] == 1
    return np.asarray(np.where(many == 0, 0, np.where(overrode, np.where(fared, 1, 2), np.where(fared, 3, 4))))
