"""What every screen is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from ..domain.definition import Definition, ExemptGrades, Section
from ..domain.fitting import minutes_shown
from ..domain.placement import Placement
from ..service import Explanation, Version

Page = dict[str, Any]
"""What a screen shows, as plain values. It never holds a key, a weight, a threshold or an unasked item."""


@dataclass(frozen=True)
class Links:
    """Where things are in this host: ``to_block`` takes "<block type>/<block id>"."""

    to_block: Callable[[str], str]


@dataclass(frozen=True)
class Explained:
    """A level to say more about, and the placement and version it comes from."""

    competency: str
    placement: Placement
    version: Version
    explanation: Explanation


@dataclass(frozen=True)
class Look:
    """Who looks, when, and what they asked for besides the screen.

    ``is_own`` is False where somebody of the staff looks as this teacher: what is for the teacher's own eyes is
    left out then. ``minutes`` are those to plan with; ``explained`` is the level to say more about.
    """

    now: datetime
    is_own: bool = True
    minutes: int | None = None
    explained: Explained | None = None


def gives_full_marks(definition: Definition, sections: Iterable[Section]) -> bool:
    """Whether graded work in any of some sections counts in full for whoever is exempt from it."""
    is_generous = definition.rules.exempt_grades is ExemptGrades.FULL_MARKS
    return is_generous and any(not section.is_outside for section in sections)


whole_minutes = minutes_shown


def moment(when: datetime) -> str:
    """A date and time in the reader's format, with its time zone."""
    local = localtime(when)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
