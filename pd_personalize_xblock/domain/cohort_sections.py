"""What leaders are shown of sections: states, what holds them, how relevant teachers found them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .cohort_columns import CHANGES, STATES, Array, Columns
from .cohort_tables import People
from .cohort_values import mean_of
from .definition import Definition, Section
from .pathway import SectionState, prerequisites_between

HELD, MASTERED = STATES.index(SectionState.HELD.value), STATES.index(SectionState.MASTERED.value)


def sections_of(columns: Columns, people: People) -> dict[str, Any]:
    """Return, per section, what each page shows."""
    return {
        section.id: _section(columns, people, section, i)
        for i, section in enumerate(columns.definition.sections_by_id.values())
    }


def _section(columns: Columns, people: People, section: Section, i: int) -> dict[str, Any]:
    states = people.by(columns.states[:, i], len(STATES))
    done = states.having(MASTERED)
    held = states.having(HELD)
    rated = None
    if len(done.rows) and columns.relevance[:, i].any():
        rated = mean_of(done.by(columns.relevance[:, i] > 0, 2), columns.relevance[:, i].astype(float), digits=2)
    lacking = _lacking(columns, section) if len(held.rows) else ()
    return {
        **{state: states.count(number) for number, state in enumerate(STATES) if state},
        "relevance": rated,
        "held_by": [
            [competency, level, held.by(lacks, 2).count(1)]
            for competency, level, lacks in lacking
            if lacks[held.rows].any()
        ],
    }


def _lacking(columns: Columns, section: Section) -> Iterator[tuple[str, int, Array]]:
    """Yield each (competency, level) that may hold a section, and which teachers lack it.

    A prerequisite that none of its alternatives meets is lacked in each of them that is in the role; and the level
    before is lacked by whoever has core work left on the way to it.
    """
    definition, at = columns.definition, _positions(columns.definition)
    here = at.get(section.competency)
    if here is None:
        return
    now = columns.now[:, here]
    on_the_way = _work_left(columns, section, now)
    if on_the_way.any():
        yield section.competency, section.level - 1, on_the_way
    lacks: dict[tuple[str, int], Array] = {}
    for prerequisite in prerequisites_between(definition.competency(section.competency), 0, section.level):
        alternatives = [(a, at[a.competency]) for a in prerequisite.any_of if a.competency in at]
        met = np.zeros(len(now), bool)
        for alternative, i in alternatives:
            met |= columns.now[:, i] >= alternative.level
        for alternative, i in alternatives:
            in_role = columns.changed[:, i] != CHANGES.index("not_in_role")
            key = (alternative.competency, alternative.level)
            lacks[key] = lacks.get(key, False) | (~met & in_role & (now < prerequisite.level))
    for (competency, level), found in lacks.items():
        yield competency, level, found


def _work_left(columns: Columns, section: Section, now: Array) -> Array:
    found = np.zeros(len(now), bool)
    for i, before in enumerate(columns.definition.sections_by_id.values()):
        if before.competency == section.competency and before.level < section.level and not before.elective:
            found |= (now < before.level) & (columns.states[:, i] != MASTERED)
    return found


def _positions(definition: Definition) -> dict[str, int]:
    return {competency: i for i, competency in enumerate(definition.placed_competencies)}
