"""From the five hundred's records to the tables, in bulk; whoever is there already stays as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from demo.course import Course
from demo.crowd import make_users, usernames
from demo.crowd_records import records as made_up
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.records import catching_up, many, models, receipts, versions

BATCH = 500


@transaction.atomic
def load(course: Course, *, now: datetime) -> int:
    """Write what the five hundred did in a course, unless anything of theirs is there; return how many were written."""
    users = make_users()
    in_force = versions.in_force(str(course.block_key))
    if models.Attempt.objects.filter(pathway=in_force.pathway, user__in=users.values()).exists():
        return 0
    made = dict(zip((users[name] for name in usernames()), made_up(in_force.version), strict=True))
    _attempts(in_force, made)
    many.add(in_force.pathway.pk, {user: (LearnerRecord(), record) for user, record in made.items()})
    _remarks(in_force.pathway.pk, made)
    catching_up.open_gates(in_force, made, now=now)
    return len(made)


def _attempts(in_force: versions.InForce, made: Mapping[int, LearnerRecord]) -> None:
    """Every sitting with its answers, each at its moment, and its placement with the receipt."""
    owned = [(user, attempt) for user, record in made.items() for attempt in record.attempts]
    columns = ("number", "seed", "started_at", "ended_at")
    models.Attempt.objects.bulk_create(
        (
            models.Attempt(
                user_id=user,
                pathway=in_force.pathway,
                definition=in_force.pathway.in_force,
                status=attempt.status.value,
                **{name: getattr(attempt, name) for name in columns},
            )
            for user, attempt in owned
        ),
        batch_size=BATCH,
    )
    kept = models.Attempt.objects.filter(pathway=in_force.pathway, user__in=made)
    rows = {(user, number): pk for user, number, pk in kept.values_list("user_id", "number", "pk")}
    models.Entry.objects.bulk_create(
        (
            models.Entry(
                attempt_id=rows[user, attempt.number],
                sequence=entry.sequence,
                item_id=entry.item_id,
                option=entry.option,
                category=entry.category,
                recorded_at=attempt.started_at
                + (attempt.ended_at - attempt.started_at) * (entry.sequence + 1) / len(attempt.entries),
            )
            for user, attempt in owned
            for entry in attempt.entries
        ),
        batch_size=BATCH,
    )
    _placements(rows, made)


def _placements(rows: Mapping[tuple[int, int], int], made: Mapping[int, LearnerRecord]) -> None:
    """One sitting's receipt is many teachers': it is written out once."""
    owned = [(user, placement) for user, record in made.items() for placement in record.placements]
    distinct = {id(placement.competencies): placement for _, placement in owned}
    written = {
        key: {"summary": receipts.summary_of(placement), "receipt": receipts.to_json(placement)}
        for key, placement in distinct.items()
    }
    models.Placement.objects.bulk_create(
        (
            models.Placement(
                attempt_id=rows[user, placement.attempt],
                engine_version=placement.engine_version,
                levels=placement.levels,
                **written[id(placement.competencies)],
            )
            for user, placement in owned
        ),
        batch_size=BATCH,
    )


def _remarks(pathway_id: int, made: Mapping[int, LearnerRecord]) -> None:
    models.Remark.objects.bulk_create(
        (
            models.Remark(user_id=user, pathway_id=pathway_id, **{**asdict(remark), "kind": remark.kind.value})
            for user, record in made.items()
            for remark in record.remarks
        ),
        batch_size=BATCH,
    )
