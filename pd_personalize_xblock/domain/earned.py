"""Work done: which sections a teacher has mastered, when and by what; what re-licensure asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .definition import Definition, MasteryBy, Section
from .learner import Evidence, LearnerRecord, SignOff, mastered_sections, sign_offs_in_force


@dataclass(frozen=True)
class Earned:
    """A mastered section, the moment it was first mastered, and by what; ``signed_by`` is a coach's user id."""

    section: Section
    at: datetime
    by: MasteryBy
    signed_by: int | None = None


def earned_sections(
    definition: Definition, record: LearnerRecord, past: Callable[[str], Definition]
) -> tuple[Earned, ...]:
    """Return what a teacher has mastered, oldest first.

    A section that the author has removed since counts as it was when it opened; ``past`` gives the
    definition of a hash. What is exempt was not worked on, and is not here.
    """
    found = [earned_section(definition.section(id), record) for id in mastered_sections(definition, *_shown(record))]
    for opening in record.openings:
        if opening.section_id not in definition.sections_by_id:
            then = past(opening.definition_hash)
            if opening.section_id in mastered_sections(then, *_shown(record)):
                found.append(earned_section(then.section(opening.section_id), record))
    return tuple(sorted(found, key=lambda earned: (earned.at, earned.section.id)))


def _shown(record: LearnerRecord) -> tuple[tuple[Evidence, ...], tuple[SignOff, ...]]:
    return record.evidence, record.sign_offs


def earned_section(section: Section, record: LearnerRecord) -> Earned:
    """Return when and by what a mastered section was first mastered."""
    rule = section.mastered_by
    for evidence in record.evidence:
        if evidence.section_id == section.id and evidence.by is rule.by and evidence.share >= rule.needed_share:
            return Earned(section, evidence.recorded_at, rule.by)
    words = sign_offs_in_force(record.sign_offs)
    word = next(word for word in words if word.level is None and word.about == section.id)
    return Earned(section, word.signed_at, MasteryBy.SIGN_OFF, word.signed_by)
