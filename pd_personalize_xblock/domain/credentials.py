"""Which levels a teacher has shown by more than their own word, and what such a claim rests on.

Three things show a level: all its course work, mastered by something else than the teacher's own note; a re-check in
which every answer that counts was to a question with a key; a coach's word for the level. A whole diagnostic
never does, nor a start that the teacher chose: both are self-assessment, or have it among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .definition import Definition, MasteryBy, Section
from .earned import Earned, earned_section
from .items import ItemKind
from .learner import Attempt, AttemptStatus, LearnerRecord, mastered_sections, sign_offs_in_force, standing_of
from .pathway import attained_levels, is_completed
from .placement import Placement
from .recheck import LEAST_QUESTIONS

Past = Callable[[str], Definition]
"""The definition of a hash, for what was done under an earlier one."""


class Method(StrEnum):
    """How a level was shown."""

    WORK = "work"
    RECHECK = "re_check"
    SIGN_OFF = "sign_off"


@dataclass(frozen=True)
class Ground:
    """What a claim to a level rests on. ``work`` are the mastered sections of a claim by work.

    ``answers`` counts the keyed answers of a re-check; ``signed_by`` is the user id of a coach who signed the level
    off, None once that account is gone.
    """

    method: Method
    at: datetime
    work: tuple[Earned, ...] = ()
    answers: int = 0
    signed_by: int | None = None

    @property
    def minutes(self) -> float:
        """The author's minutes of the work."""
        return sum(earned.section.minutes for earned in self.work)


@dataclass(frozen=True)
class Claim:
    """A level of a competency and what it rests on: any one of the grounds would do, the firmest comes first."""

    competency: str
    level: int
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Lacking:
    """The next level that could be claimed in a competency, and the work for it that is still to be shown.

    ``by_note`` are sections of it that only the teacher's own note shows, ``open_work`` those that nothing shows. Both
    are empty where the level has no work in the course: a keyed check or a coach could show it.
    """

    competency: str
    level: int
    open_work: tuple[Section, ...] = ()
    by_note: tuple[Section, ...] = ()


def claims_of(definition: Definition, record: LearnerRecord, past: Past) -> tuple[Claim, ...]:
    """Return every level that a teacher has shown, in the framework's order, lower levels first."""
    return tuple(
        Claim(competency, level, grounds)
        for competency in definition.competencies_by_id
        for level in range(1, definition.framework.top_level + 1)
        if (grounds := grounds_for(definition, record, competency, level, past))
    )


def grounds_for(
    definition: Definition, record: LearnerRecord, competency: str, level: int, past: Past
) -> tuple[Ground, ...]:
    """Return what shows this very level: a coach's word, then the work, then the latest keyed re-check."""
    found = (
        _word_for(record, competency, level),
        _work_for(definition, record, competency, level),
        _recheck_for(record, competency, level, past),
    )
    return tuple(ground for ground in found if ground is not None)


def lacking_for(definition: Definition, record: LearnerRecord, claims: tuple[Claim, ...]) -> tuple[Lacking, ...]:
    """Return, per competency with a level left to claim, the lowest such level above all claims and what it lacks."""
    highest = {claim.competency: claim.level for claim in claims}
    out_of_role = standing_of(definition, record).out_of_role
    return tuple(
        _lacking(definition, record, competency, level)
        for competency in definition.placed_competencies
        if competency not in out_of_role
        if (level := highest.get(competency, 0) + 1) <= definition.framework.top_level
    )


def _lacking(definition: Definition, record: LearnerRecord, competency: str, level: int) -> Lacking:
    sections = _asked(definition, competency, level)
    done = mastered_sections(definition, record.evidence, record.sign_offs)
    return Lacking(
        competency,
        level,
        open_work=tuple(section for section in sections if section.id not in done),
        by_note=tuple(section for section in sections if section.id in done and _is_by_note(section)),
    )


def _asked(definition: Definition, competency: str, level: int) -> tuple[Section, ...]:
    """The core sections of a level; without any, its electives."""
    sections = definition.sections_by_level.get((competency, level), ())
    return tuple(section for section in sections if not section.elective) or sections


def _is_by_note(section: Section) -> bool:
    return section.mastered_by.by is MasteryBy.NOTE


def _word_for(record: LearnerRecord, competency: str, level: int) -> Ground | None:
    for word in sign_offs_in_force(record.sign_offs):
        if word.about == competency and word.level == level:
            return Ground(Method.SIGN_OFF, word.signed_at, signed_by=word.signed_by)
    return None


def _work_for(definition: Definition, record: LearnerRecord, competency: str, level: int) -> Ground | None:
    """All core work of the level, or one elective where it has no core; a note of one's own shows none of it."""
    asked = _asked(definition, competency, level)
    mastered = mastered_sections(definition, record.evidence, record.sign_offs)
    shown = frozenset(section.id for section in asked if section.id in mastered and not _is_by_note(section))
    if not shown or not is_completed(asked, shown):
        return None
    if attained_levels(definition, standing_of(definition, record))[competency] < level:
        return None
    work = tuple(earned_section(section, record) for section in asked if section.id in shown)
    return Ground(Method.WORK, max(earned.at for earned in work), work=work)


def _recheck_for(record: LearnerRecord, competency: str, level: int, past: Past) -> Ground | None:
    placements = {each.attempt: each for each in record.placements if isinstance(each, Placement)}
    for attempt in reversed(tuple(_rechecks(record, competency))):
        placement = placements.get(attempt.number)
        if placement is None or placement.levels.get(competency) != level:
            continue
        answers = keyed_answers(past(attempt.definition_hash), attempt)
        if answers is not None and attempt.ended_at is not None:
            return Ground(Method.RECHECK, attempt.ended_at, answers=answers)
    return None


def _rechecks(record: LearnerRecord, competency: str) -> Iterator[Attempt]:
    for attempt in record.attempts:
        if attempt.competency == competency and attempt.status is AttemptStatus.FINISHED:
            yield attempt


def keyed_answers(definition: Definition, attempt: Attempt) -> int | None:
    """Return how many answers of a re-check count, if all that do were to questions with a key and there are enough.

    None otherwise: a rating of oneself among them makes it self-assessment.
    """
    scored = [response for response in attempt.responses if response.category is not None]
    items = definition.items_by_id
    kinds: list[ItemKind] = [items[each.item_id].kind for each in scored if each.item_id in items]
    is_keyed = len(kinds) == len(scored) and all(kind.is_keyed for kind in kinds)
    return len(scored) if is_keyed and len(scored) >= LEAST_QUESTIONS else None
