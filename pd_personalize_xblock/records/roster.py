"""Every teacher of a pathway, one by one, for whoever may see single teachers. Memory does not grow with them.

What goes out is what teachers are told (``together/looking.html``): levels and section states. What they changed,
how they grew and what they found of use stays in their figures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.platform import groups

from . import models
from .figures import in_batches

AT_ONCE = 250
"""Documents of so many teachers are in memory at once, some 30 kB each."""
NOTED_FOR = timedelta(hours=1)
Find = Callable[[Collection[int]], groups.Groups]


@dataclass(frozen=True)
class Entry:
    """One teacher: ``figures`` is the document of their row (``models.Figures``), as of ``changed_at``.

    A teacher's ratings are in it, and go out as counts alone: no list and no reply about one teacher has them.
    """

    user_id: int
    username: str
    cohort: str
    track: str
    month: str
    figures: Mapping[str, Any]
    changed_at: datetime

    @property
    def as_of(self) -> str:
        """The day: the minute would say when a teacher was at work."""
        return self.changed_at.date().isoformat()


def entries(pathway: models.PathwayBlock, *, after: int = 0, most: int | None = None) -> Iterator[Entry]:
    """Yield those who take the course, lowest user id above ``after`` first, ``most`` of them at most."""
    find, left = groups.finder(pathway.course_key), most
    at_once = AT_ONCE if most is None else min(AT_ONCE, most)
    for rows in in_batches(pathway.pk, at_once=at_once, after=after):
        found = _entries(list(rows), find)[:left]
        yield from found
        left = None if left is None else left - len(found)
        if left == 0:
            return


def _entries(rows: list[models.Figures], find: Find) -> list[Entry]:
    ids = [row.user_id for row in rows]
    names = dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "username"))
    grouped = find(ids)
    return [
        Entry(row.user_id, names[row.user_id], *grouped[row.user_id], row.month, row.document, row.changed_at)
        for row in rows
        if row.user_id in grouped
    ]


COMPETENCY_COLUMNS = (
    "username",
    "cohort",
    "track",
    "month_of_placement",
    "competency",
    "competency_name",
    "placed_level",
    "attained_level",
    "as_of",
)
SECTION_COLUMNS = (
    "username",
    "cohort",
    "track",
    "month_of_placement",
    "section",
    "section_title",
    "competency",
    "level",
    "state",
    "as_of",
)


def competency_rows(definition: Definition, found: Iterator[Entry]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each teacher and competency, levels as numbers; empty cells where nothing is known."""
    names = [(competency.id, competency.name) for competency in definition.framework.competencies]
    for entry in found:
        figures, who = entry.figures, (entry.username, entry.cohort, entry.track, entry.month)
        placed, attained, as_of = figures["placed"], figures["attained"], entry.as_of
        for id, name in names:
            yield (*who, id, name, placed.get(id), attained.get(id), as_of)


def section_rows(definition: Definition, found: Iterator[Entry]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each teacher and section."""
    sections = [(s.id, s.title, s.competency, s.level) for s in definition.sections]
    for entry in found:
        figures, who = entry.figures, (entry.username, entry.cohort, entry.track, entry.month)
        states, as_of = figures["states"], entry.as_of
        for id, title, competency, level in sections:
            yield (*who, id, title, competency, level, states.get(id), as_of)


def note_export(pathway: models.PathwayBlock, *, viewer: int, what: str, now: datetime) -> None:
    """Keep that somebody took a list, once an hour for each kind: the pages of one list are one list."""
    taken = models.Export.objects.filter(pathway=pathway, viewer_id=viewer, what=what)
    if not taken.filter(taken_at__gt=now - NOTED_FOR).exists():
        models.Export.objects.create(pathway=pathway, viewer_id=viewer, what=what, taken_at=now)


def exports_of(pathway_id: int, *, most: int | None = None) -> list[models.Export]:
    """Return the last lists of everybody that were taken, the newest first; all of them without ``most``."""
    rows = models.Export.objects.filter(pathway_id=pathway_id).select_related("viewer")
    return list(rows.order_by("-taken_at", "-pk")[:most])
