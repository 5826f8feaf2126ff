"""A pathway as a teacher reads it: in parts, with how far each competency has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .definition import Definition, Section
from .explain import WayThere
from .learner import ChoiceKind, LearnerRecord, choices_in_force, placed_levels, sign_offs_in_force
from .pathway import Pathway, SectionState


class Part(StrEnum):
    """Where a section stands in the list, in this order."""

    NOW = "now"
    """Open, and required, or on the way to what is required or to a goal."""
    BESIDE = "beside"
    """Open, and nothing waits for it."""
    NEXT = "next"
    """Held, and opens once some of what is open is mastered."""
    LATER = "later"
    """Held by more than that."""
    YOURS = "yours"
    """Mastered or exempt."""


def parts_of(
    definition: Definition, pathway: Pathway, ways: Mapping[str, WayThere | None], goals: Collection[str]
) -> dict[str, Part]:
    """Return the part of every section. ``ways`` lead to the held ones; ``goals`` are sections that serve a goal."""
    leading = {step.id for section, way in ways.items() if way and section in pathway.required for step in way.sections}
    matters = pathway.required | leading | frozenset(goals)
    return {
        section.id: _part(pathway, pathway.states[section.id], ways.get(section.id), matters=section.id in matters)
        for section in definition.sections
    }


def _part(pathway: Pathway, state: SectionState, way: WayThere | None, *, matters: bool) -> Part:
    if state is SectionState.OPEN:
        return Part.NOW if matters else Part.BESIDE
    if state is SectionState.HELD:
        is_near = way is not None and all(pathway.states[step.id] is not SectionState.HELD for step in way.sections)
        return Part.NEXT if is_near else Part.LATER
    return Part.YOURS


@dataclass(frozen=True)
class WorkDone:
    """Minutes of core work that is mastered, and of all that is or was asked of a teacher in a competency."""

    done: float
    asked: float


def work_by_competency(definition: Definition, pathway: Pathway) -> dict[str, WorkDone]:
    """Return how much of the required work is done, per competency; what is exempt was never asked."""
    done = dict.fromkeys(definition.competencies_by_id, 0.0)
    left = dict(done)
    for section in definition.sections:
        if section.id in pathway.required:
            left[section.competency] += section.minutes
        elif not section.elective and pathway.states[section.id] is SectionState.MASTERED:
            done[section.competency] += section.minutes
    return {competency: WorkDone(minutes, minutes + left[competency]) for competency, minutes in done.items()}


class ExemptBy(StrEnum):
    """What shows a level that a teacher need not work for."""

    ANSWERS = "answers"
    COACH = "coach"
    WORK = "work"
    CHOICE = "choice"


def exempt_reasons(definition: Definition, record: LearnerRecord, pathway: Pathway) -> dict[str, ExemptBy]:
    """Return, for every exempt section, what it is exempt by: the strongest that there is."""
    placed = placed_levels(record.placements)
    signed = {word.about: word.level for word in sign_offs_in_force(record.sign_offs) if word.level is not None}
    chosen = {c.competency: c.level or 0 for c in choices_in_force(record.choices, ChoiceKind.START)}

    def reason(section: Section) -> ExemptBy:
        if section.level <= placed.get(section.competency, 0):
            return ExemptBy.ANSWERS
        if section.level <= signed.get(section.competency, 0):
            return ExemptBy.COACH
        return ExemptBy.CHOICE if section.level <= chosen.get(section.competency, 0) else ExemptBy.WORK

    return {
        section.id: reason(section)
        for section in definition.sections
        if pathway.states[section.id] is SectionState.EXEMPT
    }
