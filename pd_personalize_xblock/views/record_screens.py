"""The screen about the teacher's own record, and the page to print."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, get_language_bidi

from ..domain.learner import LearnerRecord
from ..domain.remarks import RemarkKind
from ..platform import leaders
from ..rendering import plain
from ..service import Version
from .common import Page
from .growth import day
from .record import Document, Owner, hours_part, record_document


def record_page(
    record: LearnerRecord, in_force: Version, owner: Owner, downloads: dict[str, str], now: datetime
) -> Page:
    """The screen: ``downloads`` are addresses under "page", "json" and "csv"."""
    document = record_document(record, in_force, owner, now=now)
    return {
        "screen": "record",
        "title": document["title"],
        "downloads": downloads,
        "hours": hours_and_minutes(document["hours"]["minutes"]),
        "words": _words(record, document),
        "staff_may": leaders.staff_see_teachers(),
    }


def print_page(record: LearnerRecord, in_force: Version, owner: Owner, now: datetime) -> Page:
    """What is printed: mastered sections with dates, evidence, signatures and hours."""
    hours = hours_part(record, in_force, owner)
    rows = [row | {"on": day(datetime.fromisoformat(row["at"]))} for row in hours["sections"]]
    return {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "title": plain(in_force.definition.title),
        "teacher": owner.name_of(owner.user_id),
        "course": owner.course,
        "printed_on": day(now),
        "sections": rows,
        "hours": hours_and_minutes(hours["minutes"]),
    }


def hours_and_minutes(minutes: int) -> Page:
    """A sum of minutes as hours, and what is left over."""
    return {"total": minutes, "hours": minutes // 60, "minutes": minutes % 60}


def _words(record: LearnerRecord, document: Document) -> list[Page]:
    """All that the teacher wrote and may delete: ``what`` and ``number`` say which to the handler."""
    notes = [
        {"what": "evidence", "number": n, "kind": "note", "about": document["evidence"][n]["title"], "text": e.note}
        | {"on": day(e.recorded_at), "is_shared": False}
        for n, e in enumerate(record.evidence)
        if e.note
    ]
    remarks = [
        {"what": "remark", "number": n, "kind": r.kind.value, "about": document["remarks"][n]["title"], "text": r.text}
        | {"on": day(r.made_at), "is_shared": r.may_share and r == _last(record, r)}
        for n, r in enumerate(record.remarks)
        if r.text
    ]
    reasons = [
        {"what": "choice", "number": n, "kind": "reason", "about": document["choices"][n]["competency_name"]}
        | {"text": c.reason, "on": day(c.made_at), "is_shared": False}
        for n, c in enumerate(record.choices)
        if c.reason
    ]
    return [*notes, *reasons, *remarks]


def _last(record: LearnerRecord, remark: object) -> object:
    """The voice about the same section that is in force."""
    same = [r for r in record.remarks if r.kind is RemarkKind.VOICE and r.about == getattr(remark, "about", None)]
    return same[-1] if same else None
