"""A sound document to damage, and what is said about it then."""

from __future__ import annotations

from typing import Any

from pd_personalize_xblock.formats.schema import read_document, to_document
from tests.builders import (
    a_choice,
    a_competency,
    a_definition,
    a_frequency,
    a_rubric,
    a_scenario,
    a_section,
    an_outside_section,
    needs,
)

REMOVED = object()


def a_document() -> dict[str, Any]:
    """Two competencies, five items, three sections: items[0] is a rubric, sections[2] is outside the course."""
    return to_document(
        a_definition(
            competencies=(a_competency("goals"), a_competency("feedback", needs(2, ("goals", 1)))),
            items=(a_rubric(), a_frequency(), a_choice(), a_scenario(), a_rubric("other", "feedback")),
            sections=(a_section(), a_section("feedback-1", "feedback"), an_outside_section(elective=False, level=2)),
        )
    )


def errors_in(document: object) -> list[str]:
    """Read a document that must be refused."""
    definition, problems = read_document(document)
    assert definition is None
    return [str(problem) for problem in problems if not problem.is_warning]


def changed(*changes: tuple[str, object], start: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a document with other values at dotted places, as ("items.0.options.1.credit", 1)."""
    document = start or a_document()
    for place, value in changes:
        *around, last = [int(part) if part.isdigit() else part for part in place.split(".")]
        target: Any = document
        for part in around:
            target = target[part]
        if value is REMOVED:
            del target[last]
        elif isinstance(target, list) and last == len(target):
            target.append(value)
        else:
            target[last] = value
    return document
