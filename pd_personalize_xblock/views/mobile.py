"""What a native app shows of the block without its page."""

from __future__ import annotations

from typing import Any

from ..domain.definition import Definition
from ..domain.learner import LearnerRecord
from ..rendering import plain
from ..service import Version
from .common import Links, Look
from .result import result_page

Document = dict[str, Any]
DOCUMENT_VERSION = 1
STATE_HANDLER = "student_view_user_state"
NOT_STARTED = "not_started"


def fixed_data(definition: Definition) -> Document:
    """What is the same for everybody."""
    return {
        "version": DOCUMENT_VERSION,
        "title": plain(definition.title),
        "description": plain(definition.description),
        "levels": [plain(level.name) for level in definition.framework.levels],
        "competencies": [
            {"id": id, "name": plain(definition.competency(id).name)} for id in definition.measured_competencies
        ],
        "state_handler": STATE_HANDLER,
    }


def user_state(record: LearnerRecord, in_force: Version, links: Links, look: Look) -> Document:
    """How far a teacher is, the level in every competency, and every section with its state and a link."""
    page = result_page(in_force, record, links, look)
    return {
        "version": DOCUMENT_VERSION,
        "title": page["title"],
        "status": record.attempt.status.value if record.attempt else NOT_STARTED,
        "competencies": [
            {
                "id": row["id"],
                "name": row["name"],
                "level": row["start"] if record.attempt else None,
                "level_name": row["start_name"] if record.attempt else "",
                "is_out_of_role": row["is_out_of_role"],
                "is_own_choice": row["is_own_choice"],
            }
            for row in page["competencies"]
        ],
        "sections": [
            {name: section[name] for name in SECTION_FIELDS}
            | {"opens_after": [step["title"] for step in section["way"]["sections"]] if section["way"] else []}
            for section in page["pathway"]["sections"]
        ],
    }


SECTION_FIELDS = (
    *("id", "title", "competency", "competency_name", "level_name", "minutes"),
    *("state", "required", "elective", "is_outside", "href"),
)
