"""What a teacher can do, as functions of what is on record: from a record to a new record and its events.

Nothing here reads a clock, a database or a browser. Every refusal is a ``DomainError`` and
leaves the record as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .domain.definition import Definition, MasteryBy
from .domain.diagnostic import Entry, Progress, Response, Withdrawal, next_item, progress
from .domain.errors import DomainError, NotYours, OutOfTurn, UnknownReference
from .domain.estimation import ItemBank
from .domain.items import Item
from .domain.learner import (
    Attempt,
    AttemptStatus,
    Choice,
    ChoiceKind,
    Evidence,
    LearnerRecord,
    Opening,
    SignOff,
    mastered_sections,
    placed_levels,
    sign_offs_in_force,
    standing_of,
)
from .domain.mirror import Reflection, reflect
from .domain.pathway import Pathway, pathway_for
from .domain.placement import Placement, answers_of, place
from .domain.recheck import can_be_rechecked, next_recheck_item, recheck_progress
from .domain.sensitivity import Change, what_would_change


@dataclass(frozen=True, eq=False)
class Version:
    """One version of a definition, made ready: its content hash and its item bank."""

    hash: str
    bank: ItemBank

    @property
    def definition(self) -> Definition:
        """The definition itself."""
        return self.bank.definition


@dataclass(frozen=True)
class DiagnosticStarted:
    """A sitting began; one that ``refines`` another, by its number, goes on from it."""

    attempt: int
    refines: int | None = None


@dataclass(frozen=True)
class ResponseRecorded:
    """An answer was taken down, or withdrawn. What was answered stays in the records."""

    attempt: int
    sequence: int
    withdrawn: bool


@dataclass(frozen=True)
class PlacementMade:
    """A sitting ended and every competency has a level."""

    attempt: int
    levels: Mapping[str, int]


@dataclass(frozen=True)
class ChoiceMade:
    """A teacher decided something: to skip the diagnostic, or about one competency."""

    kind: str
    competency: str | None = None
    level: int | None = None


@dataclass(frozen=True)
class EvidenceRecorded:
    """Work that masters a section is on record.

    ``block`` is the section's "<block type>/<block id>", None outside the course.
    """

    section_id: str
    block: str | None
    competency: str
    level: int
    by: str
    share: float


@dataclass(frozen=True)
class SectionOpened:
    """A section became accessible to the teacher, for good; ``state`` is the one it has now."""

    section_id: str
    block: str | None
    competency: str
    level: int
    state: str


@dataclass(frozen=True)
class LevelAttained:
    """A competency reached a level it had not reached before.

    ``source`` is what brought it: "placement", "choice", or how the work was shown (a ``MasteryBy``).
    """

    competency: str
    level: int
    source: str


@dataclass(frozen=True)
class SignedOff:
    """A coach gave their word for a section's work or for a level, or took it back. Their note stays in the records."""

    about: str
    level: int | None
    given: bool
    block: str | None = None


Event = (
    DiagnosticStarted
    | ResponseRecorded
    | PlacementMade
    | ChoiceMade
    | EvidenceRecorded
    | SectionOpened
    | LevelAttained
    | SignedOff
)


@dataclass(frozen=True)
class Explanation:
    """More about one level than the result shows, worked out on demand."""

    changes: tuple[Change, ...]
    reflection: Reflection | None


@dataclass(frozen=True)
class Outcome:
    """The record afterwards, and what happened. Without events nothing changed."""

    record: LearnerRecord
    events: tuple[Event, ...] = field(default=())


def offered_item(version: Version, attempt: Attempt) -> Item | None:
    """Return the item that a sitting waits for, or None when it has asked enough."""
    if attempt.competency is not None:
        return next_recheck_item(
            version.bank, attempt.responses, competency=attempt.competency, seen=attempt.seen, seed=attempt.seed
        )
    return next_item(version.bank, attempt.responses, seed=attempt.seed, earlier=attempt.earlier)


def start(record: LearnerRecord, version: Version, *, seed: str, now: datetime) -> Outcome:
    """Begin a sitting; one that is under way goes on instead."""
    attempt = record.attempt
    if attempt and attempt.status is AttemptStatus.UNDER_WAY:
        return Outcome(record)
    if not version.definition.items:
        raise OutOfTurn("this block has no questions yet")
    begun = Attempt(number=len(record.attempts) + 1, definition_hash=version.hash, seed=seed, started_at=now)
    return Outcome(replace(record, attempts=(*record.attempts, begun)), (DiagnosticStarted(attempt=begun.number),))


def refine(record: LearnerRecord, version: Version | None, *, seed: str, now: datetime) -> Outcome:
    """Go on from the last finished sitting: ask what it did not, and place by both together.

    ``version`` is the one that sitting used, None if there was none; a sitting that is under way goes
    on instead.
    """
    attempt, base = record.attempt, record.last_finished
    if attempt and attempt.status is AttemptStatus.UNDER_WAY:
        return Outcome(record)
    if base is None or version is None or what_is_left(version, base).questions_left == 0:
        raise OutOfTurn("there is nothing left to ask")
    begun = Attempt(
        number=len(record.attempts) + 1,
        definition_hash=version.hash,
        seed=seed,
        started_at=now,
        refines=base.number,
        earlier=base.evidence,
    )
    return Outcome(replace(record, attempts=(*record.attempts, begun)), (DiagnosticStarted(begun.number, base.number),))


def recheck(record: LearnerRecord, in_force: Version, *, competency: str, seed: str, now: datetime) -> Outcome:
    """Begin a few fresh questions about one competency, which can only raise its level.

    A sitting that is under way goes on instead.
    """
    attempt = record.attempt
    if attempt and attempt.status is AttemptStatus.UNDER_WAY:
        return Outcome(record)
    in_force.definition.competency(competency)
    if attempt is None:
        raise OutOfTurn("answer or skip the first questions before you are checked again")
    if not may_recheck(record, in_force, competency):
        raise NotYours(f"there is no further check in {competency}")
    begun = Attempt(
        number=len(record.attempts) + 1,
        definition_hash=in_force.hash,
        seed=seed,
        started_at=now,
        competency=competency,
        seen=record.seen_items,
    )
    return Outcome(replace(record, attempts=(*record.attempts, begun)), (DiagnosticStarted(attempt=begun.number),))


def may_recheck(record: LearnerRecord, in_force: Version, competency: str) -> bool:
    """Whether a re-check of a competency is allowed, possible, and could raise anything."""
    definition = in_force.definition
    return (
        record.rechecks_of(competency) < definition.rules.rechecks
        and can_be_rechecked(definition, competency)
        and placed_levels(record.placements).get(competency, 0) < definition.framework.top_level
    )


def progress_of(version: Version, attempt: Attempt) -> Progress:
    """Return how far a sitting is and about how much is left of it."""
    if attempt.competency is not None:
        return recheck_progress(version.bank, attempt.responses, competency=attempt.competency)
    return progress(version.bank, attempt.responses, earlier=attempt.earlier)


def placement_of(version: Version, attempt: Attempt) -> Placement:
    """Place by the answers of a sitting, with the version it began with."""
    return place(
        version.bank,
        attempt.evidence,
        attempt=attempt.number,
        definition_hash=version.hash,
        only=attempt.competency,
    )


def what_is_left(version: Version, finished: Attempt) -> Progress:
    """Return about how much one more sitting would ask that goes on from a finished one."""
    return progress(version.bank, (), earlier=finished.evidence)


def answer(record: LearnerRecord, version: Version, *, item_id: str, option: str, sequence: int) -> Outcome:
    """Take down the answer to the item on offer. Sending the last answer again changes nothing.

    ``version`` is the one the sitting began with; ``option`` an option's position or an
    unscored answer; ``sequence`` the number the item was offered under.
    """
    attempt = _under_way(record)
    item = version.definition.item(item_id)
    response = Response(sequence, item.id, option, item.category_of(option))
    if attempt.entries and attempt.entries[-1] == response:
        return Outcome(record)
    offered = offered_item(version, attempt)
    if sequence != attempt.next_sequence or offered is None or offered.id != item.id:
        raise OutOfTurn("that question is not the one on offer now")
    return _append(record, attempt, response)


def back(record: LearnerRecord, *, sequence: int) -> Outcome:
    """Withdraw the last answer that counts. Sending the same step back again changes nothing."""
    attempt = _under_way(record)
    last = attempt.entries[-1] if attempt.entries else None
    if isinstance(last, Withdrawal) and last.sequence == sequence:
        return Outcome(record)
    if sequence != attempt.next_sequence:
        raise OutOfTurn("another answer came in meanwhile")
    if not attempt.responses:
        raise OutOfTurn("there is no answer to go back to")
    return _append(record, attempt, Withdrawal(sequence, withdraws=attempt.responses[-1].sequence))


def finish(record: LearnerRecord, version: Version, in_force: Version, *, now: datetime) -> Outcome:
    """End the sitting and place the teacher; one that has ended stays as it is.

    The sitting's own version places; the pathway is that of the version in force.
    """
    attempt = record.attempt
    if attempt and attempt.status is not AttemptStatus.UNDER_WAY:
        return Outcome(record)
    attempt = _under_way(record)
    if not attempt.responses:
        raise OutOfTurn("answer at least one question first, or skip the questions")
    placement = placement_of(version, attempt)
    after = replace(_ended(record, attempt, AttemptStatus.FINISHED, now), placements=(*record.placements, placement))
    made = PlacementMade(attempt=attempt.number, levels=placement.levels)
    return settle(record, after, in_force, now=now, events=(made,))


def skip(record: LearnerRecord, in_force: Version, *, now: datetime) -> Outcome:
    """End the questions: answers given in this sitting are kept and count for nothing.

    Whoever has a start keeps it; everybody else starts at the beginning.
    """
    attempt = record.attempt
    if attempt and attempt.status is not AttemptStatus.UNDER_WAY:
        return Outcome(record)
    if attempt is None:
        attempt = Attempt(number=1, definition_hash=in_force.hash, seed="", started_at=now)
        record = replace(record, attempts=(attempt,))
    after = _ended(record, attempt, AttemptStatus.SKIPPED, now)
    return settle(record, after, in_force, now=now, events=(ChoiceMade(kind="skip"),))


def choose(
    record: LearnerRecord,
    in_force: Version,
    *,
    kind: ChoiceKind,
    competency: str,
    level: int | None,
    now: datetime,
) -> Outcome:
    """Keep a teacher's disagreement: start elsewhere, or say that a competency is not in the role."""
    in_force.definition.competency(competency)
    highest = in_force.definition.framework.top_level if kind is ChoiceKind.START else 0
    if level is not None and not 0 <= level <= highest:
        raise UnknownReference(f"there is no level {level} to choose")
    if record.attempt is None or record.attempt.status is AttemptStatus.UNDER_WAY:
        raise OutOfTurn("finish or skip the questions first")
    choice = Choice(kind, competency, level, now)
    after = replace(record, choices=(*record.choices, choice))
    made = ChoiceMade(kind=kind.value, competency=competency, level=level)
    return settle(record, after, in_force, now=now, events=(made,))


def catch_up(
    record: LearnerRecord, in_force: Version, *, shares: Mapping[str, float], keep_open: Collection[str], now: datetime
) -> Outcome:
    """Count the course work that the platform has on record, and bring the openings up to the version in force.

    ``shares`` (0..1) are, per section, of its own rule; what does not master a section leaves no record,
    and what once did is never taken back. ``keep_open`` are sections in which the teacher worked before
    they were part of a firm pathway: they stay open. Somebody with nothing on record stays a stranger.
    """
    definition = in_force.definition
    mastered = mastered_sections(definition, record.evidence, record.sign_offs)
    evidence = tuple(
        Evidence(section_id, section.mastered_by.by, share, now)
        for section_id, share in sorted(shares.items())
        if section_id not in mastered and share >= (section := definition.section(section_id)).mastered_by.needed_share
    )
    known = {opening.section_id for opening in record.openings}
    kept = tuple(section_id for section_id in sorted(keep_open) if section_id not in known)
    after = replace(
        record,
        evidence=(*record.evidence, *evidence),
        openings=(*record.openings, *(Opening(section_id, in_force.hash, now) for section_id in kept)),
    )
    if after.is_empty:
        return Outcome(record)
    return settle(record, after, in_force, now=now)


def note(record: LearnerRecord, in_force: Version, *, section_id: str, text: str, now: datetime) -> Outcome:
    """Take a teacher's word, and note, for work done outside the course."""
    section = in_force.definition.section(section_id)
    if section.mastered_by.by is not MasteryBy.NOTE:
        raise NotYours(f"section {section_id} is not mastered by a note")
    if not text.strip():
        raise DomainError("write a sentence or paste a link first")
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
        raise OutOfTurn("another level was signed off meanwhile")
    word = SignOff(about, level, given, signed_by, now, note)
    after = replace(record, sign_offs=(*record.sign_offs, word))
    block = in_force.definition.section(about).block if level is None else None
    return settle(record, after, in_force, now=now, events=(SignedOff(about, level, given, block),))


def _require_sign_off(definition: Definition, about: str, level: int | None, *, given: bool) -> None:
    """Refuse a word for what does not exist, or is not for a coach to say; one that once was can be taken back."""
    if level is None:
        section = definition.section(about)
        if given and section.mastered_by.by is not MasteryBy.SIGN_OFF:
            raise NotYours(f"section {about} is not mastered by a sign-off")
        return
    definition.competency(about)
    if given and not 1 <= level <= definition.framework.top_level:
        raise UnknownReference(f"there is no level {level} to sign off")


def explain(placement: Placement, version: Version, competency: str) -> Explanation:
    """Return what would change a level, and what the mirror shows: for the teacher's own eyes.

    ``version`` is the one the placement was made with.
    """
    receipt = placement.competencies[competency]
    changes = what_would_change(version.bank, answers_of(placement), competency)
    return Explanation(changes, reflect(version.bank, receipt.scored))


def pathway_of(record: LearnerRecord, in_force: Version) -> Pathway:
    """Return every section's state for a teacher."""
    return pathway_for(in_force.definition, standing_of(in_force.definition, record))


def settle(
    before: LearnerRecord,
    after: LearnerRecord,
    in_force: Version,
    *,
    now: datetime,
    events: tuple[Event, ...] = (),
) -> Outcome:
    """Note every section that has become accessible, so that it stays so.

    The events are ``events``, then what else the two records differ by: evidence, openings, levels.
    """
    pathway = pathway_of(after, in_force)
    known = {opening.section_id for opening in after.openings}
    opened = [section.id for section in in_force.definition.sections if section.id in pathway.accessible - known]
    openings = tuple(Opening(section_id, in_force.hash, now) for section_id in opened)
    settled = replace(after, openings=(*after.openings, *openings))
    attained_before = pathway_of(before, in_force).attained
    attained = (
        LevelAttained(competency, level, _source(before, after))
        for competency, level in pathway.attained.items()
        if level > attained_before[competency]
    )
    recorded, accessible = _recorded(before, after, in_force), _opened(before, settled, in_force, pathway)
    return Outcome(settled, (*events, *recorded, *accessible, *attained))


def _recorded(before: LearnerRecord, after: LearnerRecord, in_force: Version) -> Iterator[EvidenceRecorded]:
    for evidence in after.evidence[len(before.evidence) :]:
        section = in_force.definition.section(evidence.section_id)
        by, share = evidence.by.value, evidence.share
        yield EvidenceRecorded(section.id, section.block, section.competency, section.level, by, share)


def _opened(
    before: LearnerRecord, after: LearnerRecord, in_force: Version, pathway: Pathway
) -> Iterator[SectionOpened]:
    for opening in after.openings[len(before.openings) :]:
        section = in_force.definition.section(opening.section_id)
        state = pathway.states[section.id].value
        yield SectionOpened(section.id, section.block, section.competency, section.level, state)


def _source(before: LearnerRecord, after: LearnerRecord) -> str:
    """What is new in a record and can raise a level, in one word: see ``LevelAttained``."""
    if len(after.placements) > len(before.placements):
        return "placement"
    if len(after.choices) > len(before.choices):
        return "choice"
    if len(after.sign_offs) > len(before.sign_offs):
        return MasteryBy.SIGN_OFF.value
    return after.evidence[-1].by.value


def _add_evidence(record: LearnerRecord, in_force: Version, evidence: Evidence) -> Outcome:
    after = replace(record, evidence=(*record.evidence, evidence))
    return settle(record, after, in_force, now=evidence.recorded_at)


def _under_way(record: LearnerRecord) -> Attempt:
    attempt = record.attempt
    if attempt is None or attempt.status is not AttemptStatus.UNDER_WAY:
        raise OutOfTurn("no questions are under way")
    return attempt


def _append(record: LearnerRecord, attempt: Attempt, entry: Entry) -> Outcome:
    longer = replace(attempt, entries=(*attempt.entries, entry))
    return Outcome(
        replace(record, attempts=(*record.attempts[:-1], longer)),
        (ResponseRecorded(attempt.number, entry.sequence, withdrawn=isinstance(entry, Withdrawal)),),
    )


def _ended(record: LearnerRecord, attempt: Attempt, status: AttemptStatus, now: datetime) -> LearnerRecord:
    return replace(record, attempts=(*record.attempts[:-1], replace(attempt, status=status, ended_at=now)))
