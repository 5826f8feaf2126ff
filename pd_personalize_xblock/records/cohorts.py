"""What leaders look at: the latest snapshot, and that a new one is taken where that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.platform import background

from . import leases, models, snapshots, tasks, versions

SECONDS_BETWEEN_REQUESTS = 300


@dataclass(frozen=True)
class Look:
    """One page of the latest snapshot.

    ``values``: the document of the snapshot. ``page`` is None where so few would be shown that nobody is.
    """

    taken_at: datetime
    definition: Definition
    values: dict[str, Any]
    page: dict[str, Any] | None


def look(block_key: str, *, cohort: str = "", track: str = "", month: str = "", now: datetime) -> Look | None:
    """Return what the latest snapshot shows for a choice of filters; None before the first snapshot.

    Where one is due it is asked for in the background; this look is still of the one before.
    """
    ask_where_due(block_key, now)
    found = snapshots.latest_page(block_key, cohort=cohort, track=track, month=month)
    if found is None:
        return None
    snapshot, shown = found
    version = versions.get_version(snapshot.definition.hash)
    return Look(snapshot.taken_at, version.definition, snapshot.document, shown)


def ask_where_due(block_key: str, now: datetime) -> bool:
    """Ask for a new snapshot where one is due and nobody has asked just now; return whether it was asked for."""
    if not snapshots.is_due(block_key, now):
        return False
    if not leases.take("snapshot", block_key, SECONDS_BETWEEN_REQUESTS):
        return False
    return background.at_once(tasks.take_snapshot_task, block_key)


def course_of(block_key: str) -> str | None:
    """Return the key of the course that a pathway block is in; None where there is no such block."""
    return models.PathwayBlock.objects.filter(block_key=block_key).values_list("course_key", flat=True).first()
