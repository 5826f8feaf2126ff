"""Everybody who takes a course, counted at one moment: all that leaders see is of the latest of these."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction

from pd_personalize_xblock.domain.cohort_columns import Teacher, columns_of
from pd_personalize_xblock.domain.cohort_filters import NONE, group_values, in_order, month_values
from pd_personalize_xblock.domain.cohort_pages import Page, pages_of
from pd_personalize_xblock.domain.suppression import LEAST
from pd_personalize_xblock.platform.groups import Groups, groups_of

from . import models, versions, voices
from .figures import in_batches

log = logging.getLogger(__name__)

VERSION = 1
CHANGED = 10
"""So many teachers' figures have changed before a new snapshot is taken: fewer could be told apart in the two."""
PAUSE = timedelta(minutes=15)
TEACHERS_AT_ONCE = 2000
PAGES_AT_ONCE = 200


def latest(block_key: str) -> models.Snapshot | None:
    """Return the last snapshot of a pathway; None before the first."""
    mine = models.Snapshot.objects.filter(pathway__block_key=block_key)
    return mine.select_related("definition").defer("definition__document").order_by("-taken_at", "-pk").first()


def page(snapshot: models.Snapshot, cohort: str = "", track: str = "", month: str = "") -> dict[str, Any] | None:
    """Return what a snapshot shows for a choice of filters, empty for all; None where it shows nothing."""
    chosen = {"cohort": cohort, "track": track, "month": month}
    rows = models.SnapshotPage.objects.filter(snapshot=snapshot, **chosen)
    for row in rows:
        if (row.cohort, row.track, row.month) == (cohort, track, month):  # a database may ignore upper case
            return dict(row.document)
    return None


def latest_page(
    block_key: str, *, cohort: str = "", track: str = "", month: str = ""
) -> tuple[models.Snapshot, dict[str, Any] | None] | None:
    """Return the last snapshot and what it shows for a choice of filters; None before the first.

    Older ones are dropped as soon as there is a new one. Whoever has found one just before is given the new one.
    """
    found = latest(block_key)
    while found is not None:
        shown = page(found, cohort, track, month)
        newest = found if shown is not None else latest(block_key)
        if newest is None or newest.pk == found.pk:
            return found, shown
        found = newest
    return None


def is_due(block_key: str, now: datetime) -> bool:
    """Whether a snapshot is to be taken: enough has changed since the last one, and it is old enough.

    The first one is due as soon as anybody has figures.
    """
    figures = models.Figures.objects.filter(pathway__block_key=block_key)
    last = latest(block_key)
    if last is None:
        return figures.exists()
    if now - last.taken_at < PAUSE:
        return False
    changed = figures.filter(changed_at__gt=last.taken_at).values_list("pk", flat=True)
    return len(changed[:CHANGED]) == CHANGED


def take_snapshot(block_key: str, now: datetime) -> models.Snapshot:
    """Count everybody who takes the course and has begun, keep what may be shown, and drop older snapshots.

    Staff and whoever is not enrolled are left out. Where the server cannot say who is, everybody with figures
    counts. What is under way is seen by nobody until it is whole.
    """
    course = versions.in_force(block_key)
    groups = groups_of(course.pathway.course_key) if course.pathway.course_key else None
    months = _months(course.pathway.pk, groups)
    values = _values(groups, months.values())
    begun = _teachers(course.pathway.pk, groups, months, values)
    columns = columns_of(course.definition, begun)
    dimensions = tuple(in_order(each) for each in values)
    with transaction.atomic():
        snapshot = models.Snapshot.objects.create(
            pathway=course.pathway, definition=course.pathway.in_force, taken_at=now, document={}
        )
        shown = _keep_pages(snapshot, pages_of(columns, dimensions))
        words = voices.choose(course.pathway.pk, voices.rated_sections(page(snapshot) or {}), groups)
        snapshot.document = {**_document(dimensions, shown, groups, len(columns.users)), "words": words}
        snapshot.save(update_fields=["document"])
    _drop_older(snapshot)
    log.info("counted %d teachers of %s", len(columns.users), block_key)
    return snapshot


def _months(pathway_id: int, groups: Groups | None) -> dict[int, str]:
    """Return the month of everybody who counts."""
    rows = models.Figures.objects.filter(pathway_id=pathway_id).values_list("user_id", "month")
    known: dict[str, str] = {}
    return {
        user: known.setdefault(month, month)
        for user, month in rows.iterator(chunk_size=TEACHERS_AT_ONCE)
        if groups is None or user in groups
    }


Values = tuple[dict[str, str], dict[str, str], dict[str, str]]
"""The filter value of each cohort, track and month."""


def _values(groups: Groups | None, months: Any) -> Values:
    """Return the values of the filters; those of cohorts that nobody has begun in, too."""
    cohorts = [cohort for cohort, _ in groups.values()] if groups else [NONE]
    tracks = [track for _, track in groups.values()] if groups else [NONE]
    return group_values(cohorts), group_values(tracks), month_values(months)


def _teachers(
    pathway_id: int, groups: Groups | None, months: dict[int, str], values: Values
) -> Iterator[list[Teacher]]:
    """Yield those who count, some at a time."""
    places = [{value: i for i, value in enumerate(in_order(each))} for each in values]
    for rows in in_batches(pathway_id, at_once=TEACHERS_AT_ONCE):
        chunk: list[Teacher] = []
        for user, document in rows.values_list("user_id", "document"):
            if user in months:
                names = (*(groups[user] if groups is not None else (NONE, NONE)), months[user])
                cohort, track, month = (
                    place[value[name]] for place, value, name in zip(places, values, names, strict=True)
                )
                chunk.append((user, (cohort, track, month), document))
        yield chunk


def _keep_pages(snapshot: models.Snapshot, pages: Iterator[Page]) -> list[tuple[str, str, str]]:
    """Write pages and return their filters."""
    kept = []
    while some := list(islice(pages, PAGES_AT_ONCE)):
        models.SnapshotPage.objects.bulk_create(
            [
                models.SnapshotPage(
                    snapshot=snapshot, cohort=each.cohort, track=each.track, month=each.month, document=each.document
                )
                for each in some
            ]
        )
        kept += [(each.cohort, each.track, each.month) for each in some]
    return kept


def _document(
    dimensions: tuple[tuple[str, ...], ...],
    shown: list[tuple[str, str, str]],
    groups: Groups | None,
    teachers: int,
) -> dict[str, Any]:
    """Return what is said of everybody. Of the months only those that are shown: others would tell of a few."""
    cohorts, tracks, months = dimensions
    seen = {month for _, _, month in shown}
    not_begun = None if groups is None else len(groups) - teachers
    return {
        "v": VERSION,
        "teachers": teachers if ("", "", "") in shown or not teachers else None,
        "not_begun": not_begun if not_begun == 0 or (not_begun or 0) >= LEAST else None,
        "cohorts": list(cohorts),
        "tracks": list(tracks),
        "months": [month for month in months if month in seen],
        "least": LEAST,
    }


def _drop_older(snapshot: models.Snapshot) -> None:
    """Remove the snapshots before one that is whole, some pages at a time."""
    older = models.Snapshot.objects.filter(pathway_id=snapshot.pathway_id, taken_at__lte=snapshot.taken_at)
    for stale in list(older.exclude(pk=snapshot.pk).values_list("pk", flat=True)):
        pages = models.SnapshotPage.objects.filter(snapshot_id=stale)
        while some := list(pages.values_list("pk", flat=True)[:PAGES_AT_ONCE]):
            models.SnapshotPage.objects.filter(pk__in=some).delete()
        models.Snapshot.objects.filter(pk=stale).delete()
