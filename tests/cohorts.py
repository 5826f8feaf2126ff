"""Documents of a snapshot to build tests from; every keyword replaces what it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pd_personalize_xblock.domain.definition import Definition


def a_snapshot_document(**fields: Any) -> dict[str, Any]:
    """What a snapshot says of itself: 412 teachers in one cohort, on one track."""
    default = {"v": 1, "teachers": 412, "cohorts": ["-"], "tracks": ["audit"], "months": ["2026-09"], "least": 10}
    return default | fields


def a_competencys_counts(**fields: Any) -> dict[str, Any]:
    """What is counted of one competency of four levels."""
    default = {
        "placed": [100, 90, 80, 30],
        "not_placed": 112,
        "now": [60, 90, 120, 142],
        "moved_up": 120,
        "higher": 20,
        "lower": 12,
        "not_in_role": 0,
        "growth": None,
        "need": 200,
        "need_unserved": 0,
    }
    return default | fields


def a_sections_counts(**fields: Any) -> dict[str, Any]:
    """What is counted of one section."""
    default = {"open": 50, "held": 60, "mastered": 102, "exempt": 200, "relevance": None, "held_by": []}
    return default | fields


def a_page(
    definition: Definition,
    *,
    competencies: Mapping[str, Any | None] | None = None,
    sections: Mapping[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A page of a snapshot; of ``competencies`` those that are None were not counted."""
    counts = {each.id: a_competencys_counts() for each in definition.framework.competencies} | dict(competencies or {})
    default = {
        "v": 1,
        "teachers": 412,
        "placed": 300,
        "competencies": {id: counted for id, counted in counts.items() if counted is not None},
        "sections": {each.id: a_sections_counts() for each in definition.sections} | dict(sections or {}),
        "minutes": {"n": 400, "mean": 90.0, "total": 36000},
        "sitting_minutes": {"n": 300, "mean": 6.4},
        "overrides": {"higher": None, "lower": None},
    }
    return default | fields
