"""What is counted of one teacher: levels, section states and times; no answers, reasons, notes or names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .definition import Definition
from .earned import Earned, earned_sections
from .growth import whole_sittings
from .learner import (
    AttemptStatus,
    Choice,
    ChoiceKind,
    LearnerRecord,
    PlacedLevels,
    choices_in_force,
    shown_at,
    standing_of,
)
from .pathway import Pathway, attained_levels
from .placement import Finding, Placement
from .remarks import RemarkKind, last_about

VERSION = 1

HIGHER, LOWER, NOT_IN_ROLE = "higher", "lower", "not_in_role"
"""What a teacher changed about a competency."""


def figures_of(
    definition: Definition,
    record: LearnerRecord,
    pathway: Pathway,
    *,
    definition_hash: str,
    past: Callable[[str], Definition],
) -> dict[str, Any]:
    """Return what is counted of a teacher, as plain values; docs/decisions/0028 says what each is.

    ``past`` gives the definition of a hash. Levels are of the competencies that are placed, up to the top of the
    scale in force; sections are those of ``definition``.
    """
    earned = earned_sections(definition, record, past)
    first, changes = _first_levels(definition, record), _changes(definition, record)
    growth = _growth(definition, record)
    competencies = definition.placed_competencies
    return {
        "v": VERSION,
        "definition": definition_hash,
        "status": _status(record),
        "placed": _placed_levels(definition, record.placements),
        "first": first,
        "attained": {competency: pathway.attained[competency] for competency in competencies},
        "start": {competency: pathway.start[competency] for competency in competencies},
        "changed": changes,
        "moved": _moved(definition, record, pathway, first),
        "went_on": _went_on(definition, record, first, changes, earned),
        "states": {section: state.value for section, state in pathway.states.items()},
        "required": [section.id for section in definition.sections if section.id in pathway.required],
        "relevance": _relevance(definition, record),
        "minutes": round(sum(work.section.minutes for work in earned), 1),
        "done": len(earned),
        "sitting": _first_sitting(record),
        "growth": {competency: found.numbers for competency, found in growth.items()},
        "mastered_between": {
            competency: [work.section.id for work in earned if found.spans(competency, work)]
            for competency, found in growth.items()
        },
    }


def month_of(record: LearnerRecord) -> str:
    """Return the month (YYYY-MM) of the first placement; empty without one."""
    placed = {placement.attempt for placement in record.placements}
    ends = (attempt.ended_at for attempt in record.attempts if attempt.number in placed and attempt.ended_at)
    first = min(ends, default=None)
    return f"{first:%Y-%m}" if first else ""


def _status(record: LearnerRecord) -> str:
    if record.last_finished:
        return AttemptStatus.FINISHED.value
    return record.attempt.status.value if record.attempt else "none"


def _measured_levels(definition: Definition, placement: Placement | PlacedLevels) -> dict[str, int]:
    """Return the levels that rest on own answers; one of a longer scale of the past is the top one."""
    top = definition.framework.top_level
    return {
        competency: min(placement.levels[competency], top)
        for competency in placement.measured
        if competency in definition.competencies_by_id
    }


def _placed_levels(definition: Definition, placements: Iterable[Placement | PlacedLevels]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for placement in placements:
        for competency, level in _measured_levels(definition, placement).items():
            highest[competency] = max(level, highest.get(competency, 0))
    return highest


def _first_levels(definition: Definition, record: LearnerRecord) -> dict[str, int]:
    """Return the levels of the first whole sitting, with what went on from it."""
    for chain in whole_sittings(record)[:1]:
        for placement in record.placements:
            if placement.attempt == chain[-1].number:
                return _measured_levels(definition, placement)
    return {}


def _changes(definition: Definition, record: LearnerRecord) -> dict[str, str]:
    """Return what a teacher changed: where a competency is not in the role, where they start it does not matter."""
    found = {}
    for choice in choices_in_force(record.choices, ChoiceKind.START):
        shown, chosen = shown_at(record, choice.made_at).get(choice.competency, 0), choice.level or 0
        if chosen != shown and choice.competency in definition.competencies_by_id:
            found[choice.competency] = HIGHER if chosen > shown else LOWER
    for choice in choices_in_force(record.choices, ChoiceKind.ROLE):
        if choice.competency in definition.competencies_by_id:
            found[choice.competency] = NOT_IN_ROLE
    return found


def _moved(definition: Definition, record: LearnerRecord, pathway: Pathway, first: Mapping[str, int]) -> list[str]:
    """Return the competencies above the first level by what was shown since, whatever the teacher chose to start at."""
    attained = pathway.attained
    if any(choice.kind is ChoiceKind.START for choice in record.choices):
        attained = attained_levels(definition, standing_of(definition, replace(record, choices=())))
    return [c for c in definition.placed_competencies if attained[c] > first.get(c, 0)]


def _went_on(
    definition: Definition,
    record: LearnerRecord,
    first: Mapping[str, int],
    changes: Mapping[str, str],
    earned: Iterable[Earned],
) -> dict[str, int]:
    """Return 1 where a section above the start was mastered since the teacher started there, else 0.

    The start is the one chosen, or where the first sitting placed them. Competencies without a section above it, or
    not in the role, are left out; so is everything before the questions are done.
    """
    begun = next((a.ended_at for a in record.attempts if a.status is not AttemptStatus.UNDER_WAY), None)
    if begun is None:
        return {}
    chosen = {choice.competency: choice for choice in choices_in_force(record.choices, ChoiceKind.START)}
    highest: dict[str, int] = {}
    for section in definition.sections:
        highest[section.competency] = max(section.level, highest.get(section.competency, 0))
    found = {}
    for competency, top in highest.items():
        level, since = _started(chosen.get(competency), first.get(competency, 0), begun)
        if level < top and changes.get(competency) != NOT_IN_ROLE:
            found[competency] = int(
                any(
                    work.section.competency == competency and work.section.level > level and work.at > since
                    for work in earned
                )
            )
    return found


def _started(choice: Choice | None, level: int, begun: datetime) -> tuple[int, datetime]:
    return (level, begun) if choice is None else (choice.level or 0, choice.made_at)


def _relevance(definition: Definition, record: LearnerRecord) -> dict[str, int]:
    last = last_about(record.remarks, RemarkKind.RELEVANCE)
    return {
        section: remark.value
        for section, remark in last.items()
        if remark.value is not None and section in definition.sections_by_id
    }


def _first_sitting(record: LearnerRecord) -> list[float] | None:
    """Return the minutes from begin to end of the first whole sitting, pauses included, and its questions."""
    for chain in whole_sittings(record)[:1]:
        attempt = chain[0]
        for placement in record.placements:
            if placement.attempt == attempt.number and attempt.ended_at:
                seconds = (attempt.ended_at - attempt.started_at).total_seconds()
                return [round(seconds / 60, 1), placement.asked]
    return None


@dataclass(frozen=True)
class _Measurement:
    """What own answers said at the end of a sitting, on a scale of these cuts."""

    at: datetime
    finding: Finding
    cuts: tuple[float, ...]


@dataclass(frozen=True)
class _Growth:
    """The first and the last measurement of one competency."""

    before: _Measurement
    after: _Measurement

    @property
    def numbers(self) -> list[float]:
        """Mean and standard error before, then after (logits)."""
        both = (self.before.finding, self.after.finding)
        return [number for found in both for number in (found.ability, found.standard_error)]

    def spans(self, competency: str, work: Earned) -> bool:
        """Whether work in the competency was mastered between the two."""
        return work.section.competency == competency and self.before.at < work.at <= self.after.at


def _growth(definition: Definition, record: LearnerRecord) -> dict[str, _Growth]:
    """Return the growth of every competency measured twice on the same scale, in whole sittings or a re-check."""
    found: dict[str, list[_Measurement]] = {}
    placements = {placement.attempt: placement for placement in record.placements}
    rechecks = [a for a in record.attempts if a.status is AttemptStatus.FINISHED and a.competency is not None]
    sittings = [*(chain[-1] for chain in whole_sittings(record)), *rechecks]
    for attempt in sorted(sittings, key=lambda sitting: sitting.number):
        placement = placements.get(attempt.number)
        if placement is not None and attempt.ended_at is not None:
            for competency, finding in placement.measured.items():
                if finding is not None and competency in definition.competencies_by_id:
                    measured = _Measurement(attempt.ended_at, finding, placement.cuts)
                    found.setdefault(competency, []).append(measured)
    return {
        competency: _Growth(measured[0], measured[-1])
        for competency, measured in found.items()
        if len(measured) > 1 and measured[0].cuts == measured[-1].cuts
    }
