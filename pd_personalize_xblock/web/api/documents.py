"""What the replies hold, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...domain.definition import Definition
from ...records import models
from ...records.roster import Entry
from ...rendering import plain

Document = dict[str, Any]
OF_A_TEACHER = ("placed", "attained", "states")
"""What goes out of a teacher's figures, as teachers are told: all else stays counts."""


def pathway_name(pathway: models.PathwayBlock, definition: Definition) -> Document:
    """What a list of pathways says of one."""
    return {"block_key": pathway.block_key, "course_key": pathway.course_key, "title": plain(definition.title)}


def pathway_document(
    pathway: models.PathwayBlock, definition: Definition, snapshot: models.Snapshot | None
) -> Document:
    """A pathway by name."""
    return {
        **pathway_name(pathway, definition),
        "levels": [plain(level.name) for level in definition.framework.levels],
        "competencies": [{"id": c.id, "name": plain(c.name)} for c in definition.framework.competencies],
        "sections": [
            {"id": s.id, "title": plain(s.title), "competency": s.competency, "level": s.level, "minutes": s.minutes}
            for s in definition.sections
        ],
        "snapshot": None
        if snapshot is None
        else {
            "taken_at": snapshot.taken_at.isoformat(),
            "filters": {name: snapshot.document[name + "s"] for name in ("cohort", "track", "month")},
        },
    }


def cohort_document(snapshot: models.Snapshot, page: Mapping[str, Any], chosen: Mapping[str, str]) -> Document:
    """A page of a snapshot; null is what may not be told."""
    return {"taken_at": snapshot.taken_at.isoformat(), "filters": dict(chosen), **page}


def teacher_document(entry: Entry) -> Document:
    """One teacher: levels and section states."""
    return {
        "username": entry.username,
        "cohort": entry.cohort,
        "track": entry.track,
        "month": entry.month,
        "as_of": entry.as_of,
        **{name: entry.figures.get(name) for name in OF_A_TEACHER},
    }
