"""Many teachers' figures side by side, as arrays with a row for each teacher."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cohort import HIGHER, LOWER, NOT_IN_ROLE
from .definition import Definition
from .pathway import SectionState

Array = NDArray[Any]

STATES = ("", *(state.value for state in SectionState))
"""A section that is newer than a teacher's figures has no state."""
CHANGES = ("", HIGHER, LOWER, NOT_IN_ROLE)
LONGEST_SITTING = 120.0
"""Minutes; what took longer was interrupted, and says nothing about how long the questions take."""

_STATE = {value: number for number, value in enumerate(STATES)}
_CHANGE = {value: number for number, value in enumerate(CHANGES)}


@dataclass(frozen=True, eq=False)
class Columns:
    """Arrays with a row for each teacher; those of competencies and sections have a column for each.

    ``groups``: the position of the teacher's cohort, track and month among the values. ``placed`` and ``went_on``
    are -1 without a value, ``growth`` (logits), ``sitting`` (minutes) NaN, ``relevance`` 0.
    """

    definition: Definition
    users: Array
    groups: Array
    placed: Array
    now: Array
    changed: Array
    moved: Array
    went_on: Array
    growth: Array
    states: Array
    relevance: Array
    minutes: Array
    sitting: Array


Teacher = tuple[int, tuple[int, int, int], Mapping[str, Any]]
"""User id, positions of cohort, track and month, and the document of the figures."""


def columns_of(definition: Definition, chunks: Iterable[list[Teacher]]) -> Columns:
    """Return the figures of teachers as arrays: about half a kilobyte for each of them in a large course."""
    parts = [_part(definition, chunk) for chunk in chunks if chunk]
    parts = parts or [_part(definition, [])]
    return Columns(definition, *(np.concatenate([part[i] for part in parts]) for i in range(len(parts[0]))))


def _part(definition: Definition, chunk: list[Teacher]) -> tuple[Array, ...]:
    documents = [document for _, _, document in chunk]
    competencies = definition.placed_competencies
    sections = tuple(definition.sections_by_id)
    rows = len(chunk)
    growth = np.full((rows, len(competencies)), np.nan, np.float32)
    moved = np.zeros((rows, len(competencies)), np.int8)
    relevance = np.zeros((rows, len(sections)), np.int8)
    at = {id: i for i, id in enumerate(competencies)}, {id: i for i, id in enumerate(sections)}
    for row, document in enumerate(documents):
        for competency, (before, _, after, _) in document["growth"].items():
            if competency in at[0]:
                growth[row, at[0][competency]] = after - before
        for competency in document["moved"]:
            if competency in at[0]:
                moved[row, at[0][competency]] = 1
        for section, value in document["relevance"].items():
            if section in at[1]:
                relevance[row, at[1][section]] = value
    top = definition.framework.top_level
    sittings = [document["sitting"] for document in documents]
    return (
        np.array([user for user, _, _ in chunk], np.int64),
        np.array([groups for _, groups, _ in chunk], np.int16).reshape(rows, 3),
        np.minimum(_matrix(documents, "placed", competencies, -1), top),
        np.minimum(_matrix(documents, "attained", competencies, 0), top),
        _matrix(documents, "changed", competencies, 0, _CHANGE),
        moved,
        _matrix(documents, "went_on", competencies, -1),
        growth,
        _matrix(documents, "states", sections, 0, _STATE),
        relevance,
        np.array([document["minutes"] for document in documents], np.float64),
        np.array([s[0] if s and s[0] <= LONGEST_SITTING else np.nan for s in sittings], np.float64),
    )


def _matrix(
    documents: list[Mapping[str, Any]],
    name: str,
    ids: tuple[str, ...],
    missing: int,
    codes: Mapping[str, int] | None = None,
) -> Array:
    """Return one map of every document as a matrix; ``codes`` are the numbers of what is not one."""
    rows = (document[name] for document in documents)
    if codes is None:
        cells = [row.get(id, missing) if row else missing for row in rows for id in ids]
    else:
        cells = [codes[row[id]] if id in row else missing for row in rows for id in ids]
    return np.array(cells, np.int8).reshape(len(documents), len(ids))
