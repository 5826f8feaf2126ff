"""Sittings: the questions, from the first to the placement."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..domain.allowed import Retake, retake_of
from ..domain.diagnostic import Entry, Progress, Response, Withdrawal, next_item, progress
from ..domain.errors import NotYours, OutOfTurn
from ..domain.items import Item
from ..domain.learner import (
    Attempt,
    AttemptStatus,
    LearnerRecord,
    placed_levels,
)
from ..domain.mirror import Reflection, reflect
from ..domain.placement import Placement, answers_of, place
from ..domain.recheck import can_be_rechecked, next_recheck_item, recheck_progress
from ..domain.sensitivity import Change, what_would_change
from ..domain.words import gettext_noop
from .facts import (
    ChoiceMade,
    DiagnosticStarted,
    PlacementMade,
    ResponseRecorded,
)
from .settling import Outcome, Version, settle


@dataclass(frozen=True)
class Explanation:
    """More about one level than the result shows, worked out on demand."""

    changes: tuple[Change, ...]
    reflection: Reflection | None


def offered_item(version: Version, attempt: Attempt) -> Item | None:
    """Return the item that a sitting waits for, or None when it has asked enough."""
    if attempt.competency is not None:
        return next_recheck_item(
            version.bank, attempt.responses, competency=attempt.competency, seen=attempt.seen, seed=attempt.seed
        )
    return next_item(version.bank, attempt.responses, seed=attempt.seed, earlier=attempt.earlier)


def seed_for(record: LearnerRecord, *, block_key: str, user_id: int) -> str:
    """Return the seed of a teacher's next sitting.

    The same sitting always asks the same questions; two teachers' sittings need not.
    """
    return hashlib.sha256(f"{block_key}|{user_id}|{len(record.attempts)}".encode()).hexdigest()[:16]


def start(record: LearnerRecord, version: Version, *, seed: str, now: datetime) -> Outcome:
    """Begin a sitting, if the rules of ``version`` leave one; one that is under way goes on instead."""
    attempt = record.attempt
    if attempt and attempt.status is AttemptStatus.UNDER_WAY:
        return Outcome(record)
    if not version.definition.items:
        raise OutOfTurn(gettext_noop("this block has no questions yet"))
    _require_retake(retake_of(version.definition.rules, record, now=now))
    begun = Attempt(number=len(record.attempts) + 1, definition_hash=version.hash, seed=seed, started_at=now)
    return Outcome(replace(record, attempts=(*record.attempts, begun)), (DiagnosticStarted(attempt=begun.number),))


def _require_retake(retake: Retake) -> None:
    if retake.left == 0:
        raise NotYours(gettext_noop("in this course the questions are not asked again: what you have stays yours"))
    if retake.free_from is not None:
        raise NotYours(
            gettext_noop(
                "these questions can be taken again from %(free_from)s (UTC) on",
                free_from=f"{retake.free_from:%Y-%m-%d %H:%M}",
            )
        )


def refine(record: LearnerRecord, version: Version | None, *, seed: str, now: datetime) -> Outcome:
    """Go on from the last finished sitting: ask what it did not, and place by both together.

    ``version`` is the one that sitting used, None if there was none; a sitting that is under way goes
    on instead.
    """
    attempt, base = record.attempt, record.last_finished
    if attempt and attempt.status is AttemptStatus.UNDER_WAY:
        return Outcome(record)
    if base is None or version is None or what_is_left(version, base).questions_left == 0:
        raise OutOfTurn(gettext_noop("there is nothing left to ask"))
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
        raise OutOfTurn(gettext_noop("answer or skip the first questions before you are checked again"))
    if not may_recheck(record, in_force, competency):
        raise NotYours(gettext_noop("there is no further check in %(competency)s", competency=competency))
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
        raise OutOfTurn(gettext_noop("that question is not the one on offer now"))
    return _append(record, attempt, response)


def back(record: LearnerRecord, *, sequence: int) -> Outcome:
    """Withdraw the last answer that counts. Sending the same step back again changes nothing."""
    attempt = _under_way(record)
    last = attempt.entries[-1] if attempt.entries else None
    if isinstance(last, Withdrawal) and last.sequence == sequence:
        return Outcome(record)
    if sequence != attempt.next_sequence:
        raise OutOfTurn(gettext_noop("another answer came in meanwhile"))
    if not attempt.responses:
        raise OutOfTurn(gettext_noop("there is no answer to go back to"))
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
        raise OutOfTurn(gettext_noop("answer at least one question first, or skip the questions"))
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


def explain(placement: Placement, version: Version, competency: str) -> Explanation:
    """Return what would change a level, and what the mirror shows: for the teacher's own eyes.

    ``version`` is the one the placement was made with.
    """
    receipt = placement.competencies[competency]
    changes = what_would_change(version.bank, answers_of(placement), competency)
    return Explanation(changes, reflect(version.bank, receipt.scored))


def _under_way(record: LearnerRecord) -> Attempt:
    attempt = record.attempt
    if attempt is None or attempt.status is not AttemptStatus.UNDER_WAY:
        raise OutOfTurn(gettext_noop("no questions are under way"))
    return attempt


def _append(record: LearnerRecord, attempt: Attempt, entry: Entry) -> Outcome:
    longer = replace(attempt, entries=(*attempt.entries, entry))
    return Outcome(
        replace(record, attempts=(*record.attempts[:-1], longer)),
        (ResponseRecorded(attempt.number, entry.sequence, withdrawn=isinstance(entry, Withdrawal)),),
    )


def _ended(record: LearnerRecord, attempt: Attempt, status: AttemptStatus, now: datetime) -> LearnerRecord:
    """A clock that went back must not put the end of a sitting before choices that knew nothing of it."""
    chosen = [choice.made_at + timedelta.resolution for choice in record.choices]
    ended = replace(attempt, status=status, ended_at=max([now, *chosen]))
    return replace(record, attempts=(*record.attempts[:-1], ended))
