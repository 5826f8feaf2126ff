"""From the tables to a ``LearnerRecord``, and what is new in one back into the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from pd_personalize_xblock.domain import learner
from pd_personalize_xblock.domain.diagnostic import Entry, Response, Withdrawal
from pd_personalize_xblock.domain.errors import OutOfTurn
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.domain.placement import Placement
from pd_personalize_xblock.domain.remarks import Remark, RemarkKind

from ..domain.words import gettext_noop
from . import many, models, receipts


def load_sitting(pathway_id: int, user_id: int) -> LearnerRecord:
    """Return the attempts alone: all that answering a question needs, in two queries."""
    owned = models.Attempt.objects.filter(pathway_id=pathway_id, user_id=user_id)
    rows = list(owned.select_related("definition").defer("definition__document").order_by("number"))
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in models.Entry.objects.filter(attempt__in=[row.pk for row in rows]).order_by("sequence"):
        entries[entry.attempt_id].append(_entry(entry))
    attempts: dict[int, learner.Attempt] = {}
    for row in rows:
        base = attempts.get(row.refines or 0)
        attempt = _attempt(row, tuple(entries[row.pk]), base.evidence if base else ())
        before = LearnerRecord(attempts=tuple(attempts.values()))
        attempts[row.number] = replace(attempt, seen=before.seen_items) if attempt.competency else attempt
    return LearnerRecord(attempts=tuple(attempts.values()))


def first_sittings(pathway_id: int) -> Iterator[tuple[int, learner.Attempt]]:
    """Yield every teacher's first finished sitting, with those that went on from it, by user id."""
    users = models.Attempt.objects.filter(pathway_id=pathway_id, status=models.Attempt.Status.FINISHED)
    for user_id in users.order_by("user_id").values_list("user_id", flat=True).distinct():
        attempts = load_sitting(pathway_id, user_id).attempts
        finished = [a for a in attempts if a.status is learner.AttemptStatus.FINISHED and a.competency is None]
        if not finished:
            continue
        last = finished[0]
        for attempt in finished[1:]:
            last = attempt if attempt.refines == last.number else last
        yield user_id, last


def load(pathway_id: int, user_id: int) -> LearnerRecord:
    """Return everything on record about a teacher, in eight queries."""
    columns = ("attempt__number", "attempt__definition__hash", "engine_version", "receipt")
    rows = _placements(pathway_id, user_id).values_list(*columns)
    placements = (
        receipts.from_json(receipt, attempt=number, definition_hash=hash, engine_version=engine)
        for number, hash, engine, receipt in rows
    )
    return replace(load_truth(pathway_id, user_id), placements=tuple(placements))


def load_truth(pathway_id: int, user_id: int) -> LearnerRecord:
    """Return all that cannot be rebuilt: everything but the placements, which may be of an older engine's form."""
    deeds = many.load_deeds(pathway_id, (user_id,))[user_id]
    rows = models.Remark.objects.filter(pathway_id=pathway_id, user_id=user_id).order_by("pk")
    remarks = tuple(_remark(row) for row in rows)
    return replace(deeds, attempts=load_sitting(pathway_id, user_id).attempts, remarks=remarks)


@transaction.atomic
def save(pathway_id: int, user_id: int, before: LearnerRecord, after: LearnerRecord, *, now: datetime) -> None:
    """Add what ``after`` has beyond ``before``; raise OutOfTurn if another browser was faster."""
    owner = {"pathway_id": pathway_id, "user_id": user_id}
    try:
        written = _save_attempts(owner, before, after, now)
    except IntegrityError:
        raise OutOfTurn(gettext_noop("another answer came in meanwhile")) from None
    many.add(pathway_id, {user_id: (before, after)})
    models.Placement.objects.bulk_create(
        [
            models.Placement(attempt_id=written[placement.attempt], **_columns_of_placement(placement))
            for placement in after.placements[len(before.placements) :]
        ]
    )
    models.Remark.objects.bulk_create(
        [
            models.Remark(**owner, **{**asdict(remark), "kind": remark.kind.value})
            for remark in after.remarks[len(before.remarks) :]
        ]
    )


def save_placement(owner: dict[str, int], placement: Placement) -> None:
    """Write a placement, over an earlier one of the same attempt."""
    models.Placement.objects.update_or_create(
        attempt=models.Attempt.objects.get(**owner, number=placement.attempt),
        defaults=_columns_of_placement(placement),
    )


def _columns_of_placement(placement: Placement) -> dict[str, object]:
    return {
        "engine_version": placement.engine_version,
        "levels": placement.levels,
        "summary": receipts.summary_of(placement),
        "receipt": receipts.to_json(placement),
    }


Receipts = dict[int, tuple[object, ...]]
"""The number of an attempt -> the engine version, levels, summary and receipt of its placement, unread."""


def stored_receipts(pathway_id: int, user_id: int) -> Receipts:
    """Return every stored placement."""
    columns = ("engine_version", "levels", "summary", "receipt")
    rows = _placements(pathway_id, user_id).values_list("attempt__number", *columns)
    return {number: tuple(stored) for number, *stored in rows}


def drop_placement(owner: dict[str, int], attempt: int) -> None:
    """Remove the placement of an attempt that gave none: of one that has not been finished."""
    mine = models.Placement.objects.filter(
        attempt__pathway_id=owner["pathway_id"], attempt__user_id=owner["user_id"], attempt__number=attempt
    )
    mine.exclude(attempt__status=models.Attempt.Status.FINISHED).delete()


def _placements(pathway_id: int, user_id: int) -> QuerySet[models.Placement]:
    mine = models.Placement.objects.filter(attempt__pathway_id=pathway_id, attempt__user_id=user_id)
    return mine.order_by("attempt__number")


def _save_attempts(owner: dict[str, int], before: LearnerRecord, after: LearnerRecord, now: datetime) -> dict[int, int]:
    """Write what is new of the attempts; return the primary keys of their rows by number."""
    known = {attempt.number: attempt for attempt in before.attempts}
    written = {}
    for attempt in after.attempts:
        earlier = known.get(attempt.number)
        if attempt == earlier:
            continue
        row = _begin_attempt(owner, attempt) if earlier is None else _go_on(owner, earlier, attempt)
        written[attempt.number] = row
        already = len(earlier.entries) if earlier else 0
        for entry in attempt.entries[already:]:
            models.Entry.objects.create(attempt_id=row, recorded_at=now, **_columns(entry))
    return written


def _begin_attempt(owner: dict[str, int], attempt: learner.Attempt) -> int:
    return models.Attempt.objects.create(
        **owner,
        number=attempt.number,
        seed=attempt.seed,
        status=attempt.status.value,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        refines=attempt.refines,
        competency=attempt.competency or "",
        definition=models.DefinitionVersion.objects.only("pk").get(hash=attempt.definition_hash),
    ).pk


def _go_on(owner: dict[str, int], earlier: learner.Attempt, attempt: learner.Attempt) -> int:
    """Lock a sitting that is under way, and end it if it has ended.

    An answer must not slip in beside the end: the placement would not be that of the answers on record.
    """
    under_way = models.Attempt.objects.filter(**owner, number=attempt.number, status=models.Attempt.Status.UNDER_WAY)
    row = under_way.select_for_update().values_list("pk", flat=True).first()
    if row is None:
        raise OutOfTurn(gettext_noop("these questions have ended meanwhile"))
    if attempt.status is not learner.AttemptStatus.UNDER_WAY:
        if models.Entry.objects.filter(attempt_id=row).count() != len(earlier.entries):
            raise OutOfTurn(gettext_noop("another answer came in meanwhile"))
        models.Attempt.objects.filter(pk=row).update(status=attempt.status.value, ended_at=attempt.ended_at)
    return row


def _columns(entry: Entry) -> dict[str, object]:
    if isinstance(entry, Withdrawal):
        return {"sequence": entry.sequence, "withdraws": entry.withdraws}
    return {
        "sequence": entry.sequence,
        "item_id": entry.item_id,
        "option": entry.option,
        "category": entry.category,
    }


def answer_times(pathway_id: int, user_id: int) -> dict[tuple[int, int], datetime]:
    """Return when each entry was recorded, by the numbers of its attempt and of itself."""
    rows = models.Entry.objects.filter(attempt__pathway_id=pathway_id, attempt__user_id=user_id)
    found = rows.values_list("attempt__number", "sequence", "recorded_at")
    return {(attempt, sequence): recorded_at for attempt, sequence, recorded_at in found}


def _remark(row: models.Remark) -> Remark:
    kind = RemarkKind(row.kind)
    return Remark(kind, row.about, row.made_at, row.value, row.attempt, row.text, row.may_share)


def _entry(row: models.Entry) -> Entry:
    if row.withdraws is not None:
        return Withdrawal(row.sequence, row.withdraws)
    return Response(row.sequence, row.item_id, row.option, row.category)


def _attempt(row: models.Attempt, entries: tuple[Entry, ...], earlier: tuple[Response, ...]) -> learner.Attempt:
    return learner.Attempt(
        number=row.number,
        definition_hash=row.definition.hash,
        seed=row.seed,
        started_at=row.started_at,
        entries=entries,
        status=learner.AttemptStatus(row.status),
        ended_at=row.ended_at,
        refines=row.refines,
        earlier=earlier,
        competency=row.competency or None,
    )
