"""What every screen is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..domain.definition import Definition, ExemptGrades, Section
from ..domain.placement import CompetencyPlacement, Placement
from ..service import Explanation, Version

Page = dict[str, Any]
"""What a screen shows, as plain values. It never holds a key, a weight, a threshold or an unasked item."""


Receipts = dict[str, tuple[int, CompetencyPlacement]]
"""Per competency the number of a sitting and what it found."""


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


def gives_full_marks(definition: Definition, sections: Iterable[Section]) -> bool:
    """Whether graded work in any of some sections counts in full for whoever is exempt from it."""
    is_generous = definition.rules.exempt_grades is ExemptGrades.FULL_MARKS
    return is_generous and any(not section.is_outside for section in sections)


def whole_minutes(minutes: float) -> int:
    """At least one: "0 minutes" reads like a mistake."""
    return max(1, round(minutes)) if minutes else 0
