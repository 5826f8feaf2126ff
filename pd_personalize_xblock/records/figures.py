"""One row about each teacher for everything that is counted of many; it follows from the records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.cohort import figures_of, month_of
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.domain.pathway import Pathway

from . import many, models, versions

Row = tuple[str, dict[str, Any]]
"""The month and the document."""


def changed_figures(
    course: versions.InForce, records: Mapping[int, LearnerRecord], pathways: Mapping[int, Pathway]
) -> dict[int, Row]:
    """Return the right figures of those teachers whose stored ones are others, or missing, in one query.

    Figures that say the same under another definition stay: an author's new wording changes nobody's.
    """
    rows = models.Figures.objects.filter(pathway_id=course.pathway.pk, user_id__in=list(records))
    stored = {user: (month, document) for user, month, document in rows.values_list("user_id", "month", "document")}
    right = {user: _row_of(course, record, pathways[user]) for user, record in records.items()}
    return {user: row for user, row in right.items() if user not in stored or _says(stored[user]) != _says(row)}


def _says(row: Row) -> Row:
    month, document = row
    return month, {name: value for name, value in document.items() if name != "definition"}


def _row_of(course: versions.InForce, record: LearnerRecord, pathway: Pathway) -> Row:
    document = figures_of(course.definition, record, pathway, definition_hash=course.version.hash, past=_definition_of)
    return month_of(record), document


def _definition_of(definition_hash: str) -> Definition:
    return versions.get_version(definition_hash).definition


def save_figures(pathway_id: int, changed: Mapping[int, Row], *, now: datetime) -> None:
    """Write the figures of teachers over those that are stored, in a bounded number of statements."""
    if len(changed) > 1 or not _update_one(pathway_id, *next(iter(changed.items())), now=now):
        _replace(pathway_id, changed, now=now)


def _update_one(pathway_id: int, user_id: int, row: Row, *, now: datetime) -> bool:
    """Write over the figures of one teacher: quicker than a new row. Return False where there are none yet."""
    mine = models.Figures.objects.filter(pathway_id=pathway_id, user_id=user_id)
    return bool(mine.update(month=row[0], document=row[1], changed_at=now))


@transaction.atomic
def _replace(pathway_id: int, changed: Mapping[int, Row], *, now: datetime) -> None:
    models.Figures.objects.filter(pathway_id=pathway_id, user_id__in=list(changed)).delete()
    models.Figures.objects.bulk_create(
        [
            models.Figures(pathway_id=pathway_id, user_id=user, month=month, document=document, changed_at=now)
            for user, (month, document) in sorted(changed.items())
        ],
        ignore_conflicts=True,
        batch_size=many.BATCH,
    )


def count(course: versions.InForce, user_id: int, record: LearnerRecord, *, now: datetime) -> None:
    """Bring the figures of one teacher up to date, and nothing else."""
    pathways = {user_id: service.pathway_of(record, course.version)}
    if changed := changed_figures(course, {user_id: record}, pathways):
        save_figures(course.pathway.pk, changed, now=now)


def in_batches(pathway_id: int, *, at_once: int, after: int = 0) -> Iterator[QuerySet[models.Figures]]:
    """Yield the figures of all teachers, lowest user id above ``after`` first, so many at once.

    By statements of their own: MySQL's client would hold the whole of one. The ids come first, from the index alone,
    where it begins at ``after``: for whole rows it would walk the index from the first teacher on, for every batch.
    """
    mine = models.Figures.objects.filter(pathway_id=pathway_id).order_by("user_id")
    ids = mine.values_list("user_id", flat=True)
    while users := list(ids.filter(user_id__gt=after)[:at_once]):
        yield mine.filter(user_id__in=users)
        if len(users) < at_once:
            return
        after = users[-1]


def of_nobody(pathway_id: int, known: Collection[int]) -> list[int]:
    """Return the users with figures of whom nothing is on record, ascending."""
    stored = models.Figures.objects.filter(pathway_id=pathway_id).values_list("user_id", flat=True)
    return sorted(set(stored).difference(known))


def drop(pathway_id: int, user_ids: Collection[int]) -> None:
    """Remove the figures of some users."""
    users = list(user_ids)
    for start in range(0, len(users), many.BATCH):
        models.Figures.objects.filter(pathway_id=pathway_id, user_id__in=users[start : start + many.BATCH]).delete()
