"""The cohort: what a snapshot says of many teachers, in the words of its definition. Nobody in particular is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..domain.cohort_filters import EARLIER, NONE, OTHER
from ..domain.definition import Definition
from ..rendering import plain
from .cohort_parts import Cell, bar, changes, figures, growth, heat, needs, overrides
from .cohort_sections import sections
from .common import Page, moment

DIMENSIONS = ("cohort", "track", "month")


@dataclass(frozen=True)
class Chosen:
    """The filters: each "" for everybody, or one of the snapshot's values."""

    cohort: str = ""
    track: str = ""
    month: str = ""

    @property
    def is_everybody(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.cohort or self.track or self.month)


@dataclass(frozen=True)
class Counted:
    """A snapshot with the page of it that was chosen; ``page`` is None where that group must not be shown."""

    taken_at: datetime
    snapshot: Mapping[str, Any]
    page: Mapping[str, Any] | None
    definition: Definition


def cohort_page(counted: Counted | None, chosen: Chosen, title: str) -> Page:
    """Return what leaders see; ``counted`` is None while nothing was counted yet.

    "state" is "none", "few" (nothing can be shown of so few), "small" (nothing of this group) or "shown".
    """
    if counted is None:
        return {"state": "none", "title": title, "filters": []}
    snapshot = counted.snapshot
    head = {
        "title": plain(counted.definition.title) or title,
        "taken_at": moment(counted.taken_at),
        "least": snapshot.get("least", 10),
        "filters": _filters(snapshot, chosen),
        "is_everybody": chosen.is_everybody,
        "not_begun": snapshot.get("not_begun") if chosen.is_everybody else None,
    }
    teachers = counted.page.get("teachers") if counted.page else None
    if counted.page is None or teachers is None:
        return head | {"state": "few" if chosen.is_everybody else "small"}
    return head | {"state": "shown", "teachers": teachers} | _shown(counted.page, counted.definition)


def _shown(page: Mapping[str, Any], definition: Definition) -> Page:
    """The parts, in the order in which a leader acts on them."""
    return {
        "placed": _placed(page),
        "needs": needs(page, definition),
        "heat": heat(page, definition),
        "changes": changes(page, definition),
        "growth": growth(page, definition),
        "overrides": overrides(page),
        "figures": figures(page),
        "sections": sections(page, definition),
    }


def _placed(page: Mapping[str, Any]) -> Cell:
    return bar(page.get("placed"), page["teachers"])


def _filters(snapshot: Mapping[str, Any], chosen: Chosen) -> list[Page]:
    labels = {"cohort": _("Cohort"), "track": _("Enrolment track"), "month": _("Month of placement")}
    names = {"cohort": _cohort_name, "track": _track_name, "month": _month_name}
    return [
        {
            "name": name,
            "label": labels[name],
            "options": [
                {"value": value, "name": names[name](value), "is_chosen": value == getattr(chosen, name)}
                for value in _values(snapshot, name)
            ],
        }
        for name in DIMENSIONS
        if _values(snapshot, name)
    ]


def _values(snapshot: Mapping[str, Any], dimension: str) -> Sequence[str]:
    """The values of a filter: a dimension in which all are alike is none."""
    values = snapshot.get(f"{dimension}s") or ()
    return values if len(values) > 1 else ()


def _cohort_name(value: str) -> str:
    return {NONE: _("No cohort"), OTHER: _("All other cohorts")}.get(value, value)


def _track_name(value: str) -> str:
    return _("No track") if value == NONE else value


def _month_name(value: str) -> str:
    known = {NONE: _("Not placed yet"), EARLIER: _("Earlier")}
    day = None if value in known else parse_date(f"{value}-01")
    return known.get(value, value) if day is None else date_format(day, "YEAR_MONTH_FORMAT")


def chosen_of(asked: Mapping[str, Any], snapshot: Mapping[str, Any] | None) -> Chosen:
    """Return the filters of a request; what the snapshot does not have is left out, as if nothing was asked."""
    known = {name: (snapshot or {}).get(f"{name}s") or () for name in DIMENSIONS}
    return Chosen(**{name: value for name in DIMENSIONS if (value := asked.get(name, "")) in known[name]})
