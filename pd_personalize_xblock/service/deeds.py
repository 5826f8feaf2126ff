"""What counts besides the questions: course work, notes, a coach's word."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from ..domain.definition import Definition, MasteryBy
from ..domain.errors import DomainError, NotYours, OutOfTurn, UnknownReference
from ..domain.learner import (
    Evidence,
    LearnerRecord,
    Opening,
    SignOff,
    mastered_sections,
    sign_offs_in_force,
)
from ..domain.words import Named, gettext_noop
from .facts import SignedOff
from .settling import Outcome, Version, pathway_of, settle


def catch_up(
    record: LearnerRecord,
    in_force: Version,
    *,
    shares: Mapping[str, float],
    keep_open: Collection[str],
    shut: Collection[str] = (),
    now: datetime,
) -> Outcome:
    """Count the course work that the platform has on record, and bring the openings up to the version in force.

    ``shares`` (0..1) are, per section, of its own rule; what does not master a section leaves no record,
    and what once did is never taken back. ``keep_open`` are sections in which the teacher worked while
    nothing held them: they stay open. ``shut`` are those that the LMS holds: work reported there counts once
    they are open to the teacher, not before. Somebody with nothing on record stays a stranger.
    """
    known = {opening.section_id for opening in record.openings}
    kept = tuple(Opening(section_id, in_force.hash, now) for section_id in sorted(keep_open) if section_id not in known)
    after = replace(record, openings=(*record.openings, *kept))
    while counted := tuple(_counted(after, in_force, shares, shut, now)):
        after = replace(after, evidence=(*after.evidence, *counted))
    if after.is_empty:
        return Outcome(record)
    return settle(record, after, in_force, now=now)


def _counted(
    record: LearnerRecord, in_force: Version, shares: Mapping[str, float], shut: Collection[str], now: datetime
) -> Iterator[Evidence]:
    """Yield the work that masters a section which is not mastered yet, and which the teacher may be in."""
    definition = in_force.definition
    mastered = mastered_sections(definition, record.evidence, record.sign_offs)
    enough = [
        section
        for section_id, share in sorted(shares.items())
        if section_id not in mastered and share >= (section := definition.section(section_id)).mastered_by.needed_share
    ]
    accessible = pathway_of(record, in_force).accessible if any(section.id in shut for section in enough) else ()
    for section in enough:
        if section.id not in shut or section.id in accessible:
            yield Evidence(section.id, section.mastered_by.by, shares[section.id], now)


def note(record: LearnerRecord, in_force: Version, *, section_id: str, text: str, now: datetime) -> Outcome:
    """Take a teacher's word, and note, for work done outside the course."""
    section = in_force.definition.section(section_id)
    if section.mastered_by.by is not MasteryBy.NOTE:
        raise NotYours(
            gettext_noop("section %(section_id)s is not mastered by a note", section_id=Named("section", section_id))
        )
    if not text.strip():
        raise DomainError(gettext_noop("write a sentence or paste a link first"))
    if section_id in mastered_sections(in_force.definition, record.evidence, record.sign_offs):
        return Outcome(record)
    return _add_evidence(record, in_force, Evidence(section_id, MasteryBy.NOTE, 1.0, now, text))


def sign_off(
    record: LearnerRecord,
    in_force: Version,
    *,
    about: str,
    level: int | None,
    given: bool,
    signed_by: int | None,
    now: datetime,
    note: str = "",
) -> Outcome:
    """Keep a coach's word, or take it back: for a section where ``level`` is None, else for a competency's level.

    The same word again changes nothing. What it opened stays open when it is taken back.
    """
    _require_sign_off(in_force.definition, about, level, given=given)
    standing = [word for word in sign_offs_in_force(record.sign_offs) if word.about == about]
    last = next((word for word in standing if (word.level is None) == (level is None)), None)
    if (last is None and not given) or (last is not None and given and last.level == level):
        return Outcome(record)
    if last is not None and not given and last.level != level:
        raise OutOfTurn(gettext_noop("another level was signed off meanwhile"))
    word = SignOff(about, level, given, signed_by, now, note)
    after = replace(record, sign_offs=(*record.sign_offs, word))
    block = in_force.definition.section(about).block if level is None else None
    return settle(record, after, in_force, now=now, events=(SignedOff(about, level, given, block),))


def _require_sign_off(definition: Definition, about: str, level: int | None, *, given: bool) -> None:
    """Refuse a word for what does not exist, or is not for a coach to say; one that once was can be taken back."""
    if level is None:
        section = definition.section(about)
        if given and section.mastered_by.by is not MasteryBy.SIGN_OFF:
            raise NotYours(
                gettext_noop("section %(about)s is not mastered by a sign-off", about=Named("section", about))
            )
        return
    definition.competency(about)
    if given and not 1 <= level <= definition.framework.top_level:
        raise UnknownReference(gettext_noop("there is no level %(level)s to sign off", level=level))


def _add_evidence(record: LearnerRecord, in_force: Version, evidence: Evidence) -> Outcome:
    after = replace(record, evidence=(*record.evidence, evidence))
    return settle(record, after, in_force, now=evidence.recorded_at)
