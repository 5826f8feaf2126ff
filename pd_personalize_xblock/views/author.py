"""What Studio shows of the block."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..domain.definition import Mode
from ..rendering import clean, plain
from .common import Page, moment

if TYPE_CHECKING:
    from ..domain.definition import Definition
    from ..records.authoring import DraftReport


def author_page(report: DraftReport, problems: list[dict[str, Any]], unattached: list[str]) -> Page:
    """What Studio shows of the block: what is in force, what the site lacks, a summary, and every problem."""
    definition = report.definition
    page: Page = {
        "problems": problems,
        "is_sound": report.is_sound,
        "in_force": report.in_force.value,
        "since": moment(report.since) if report.since else "",
        "missing": report.missing,
        "unattached": unattached,
        "definition": None,
    }
    if definition is None:
        return page
    framework = definition.framework
    page["definition"] = {
        "title": plain(definition.title),
        "description": clean(definition.description),
        "is_firm": definition.rules.mode is Mode.FIRM,
        "length": _length(definition),
        "levels": [plain(level.name) for level in framework.levels],
        "counts": {
            "competencies": len(framework.competencies),
            "items": len(definition.items),
            "sections": len(definition.sections),
        },
        "competencies": [
            {
                "name": plain(competency.name),
                "items": sum(item.competency == competency.id for item in definition.items),
                "sections": sum(section.competency == competency.id for section in definition.sections),
            }
            for competency in framework.competencies
        ],
    }
    return page


def _length(definition: Definition) -> dict[str, Any] | None:
    """The most that one sitting asks, in questions and minutes; None without questions about what has sections."""
    measured = set(definition.measured_competencies)
    asked = [item for item in definition.items if item.competency in measured]
    if not asked:
        return None
    rules = definition.rules
    return {
        "questions": min(len(asked), rules.max_questions + rules.extra_questions),
        "minutes": math.ceil(min(sum(item.expected_minutes for item in asked), rules.max_minutes)),
    }
