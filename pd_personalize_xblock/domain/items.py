"""Items as an author writes them, and the parameters they have when the author names none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from .errors import InvalidDefinition, UnknownReference
from .framework import Scale
from .irt import GradedItem
from .words import Named, gettext_noop

NOT_SURE = "not_sure"
NOT_APPLICABLE = "not_applicable"
UNSCORED = (NOT_SURE, NOT_APPLICABLE)


class ItemKind(StrEnum):
    """How an item is answered and scored."""

    RUBRIC = "rubric"
    FREQUENCY = "frequency"
    CHOICE = "choice"
    SCENARIO = "scenario"

    @property
    def is_keyed(self) -> bool:
        """Whether some answers are right: such options carry a key that no browser may see."""
        return self in (ItemKind.CHOICE, ItemKind.SCENARIO)


# Frequency below rubric below keyed: docs/decisions/0004.
DEFAULT_DISCRIMINATION = {
    ItemKind.FREQUENCY: 1.2,
    ItemKind.RUBRIC: 1.7,
    ItemKind.CHOICE: 2.0,
    ItemKind.SCENARIO: 2.0,
}
DEFAULT_MINUTES = {
    ItemKind.FREQUENCY: 0.3,
    ItemKind.RUBRIC: 0.5,
    ItemKind.CHOICE: 0.75,
    ItemKind.SCENARIO: 1.0,
}
FREQUENCY_STEP_LOGITS = 0.7
SCENARIO_STEP_LOGITS = 1.0


@dataclass(frozen=True)
class Option:
    """One answer on offer.

    ``category`` is its scored step, 0..m. ``level`` is the level a rubric's statement describes.
    """

    text: str
    category: int
    level: int | None = None


@dataclass(frozen=True)
class Item:
    """A question.

    ``level`` is the level its best answer shows (not for a rubric, whose options name theirs).
    ``discrimination``, ``thresholds`` (logits) and ``guessing`` are None where the author left
    them to the defaults of :func:`graded`.
    """

    id: str
    competency: str
    kind: ItemKind
    prompt: str
    options: tuple[Option, ...]
    level: int | None = None
    minutes: float | None = None
    discrimination: float | None = None
    thresholds: tuple[float, ...] | None = None
    guessing: float | None = None

    def __post_init__(self) -> None:
        _CHECKS[self.kind](self)
        if self.kind is not ItemKind.RUBRIC and (self.level or 0) < 1:
            raise InvalidDefinition(
                gettext_noop(
                    "item %(item)s: a %(kind)s item needs the level (1 or higher) it shows",
                    item=Named("item", self.id),
                    kind=self.kind,
                )
            )
        if self.minutes is not None and not 0 < self.minutes < math.inf:
            raise InvalidDefinition(
                gettext_noop(
                    "item %(item)s: minutes must be above 0, got %(minutes)s",
                    item=Named("item", self.id),
                    minutes=self.minutes,
                )
            )
        if self.guessing is not None and self.kind is not ItemKind.CHOICE:
            raise InvalidDefinition(
                gettext_noop("item %(item)s: only a choice item can have guessing", item=Named("item", self.id))
            )
        if self.thresholds is not None and len(self.thresholds) != self.top_category:
            raise InvalidDefinition(
                gettext_noop(
                    "item %(item)s: %(categories)s categories need %(needed)s thresholds, got %(got)s",
                    item=Named("item", self.id),
                    categories=self.top_category + 1,
                    needed=self.top_category,
                    got=len(self.thresholds),
                )
            )

    @property
    def top_category(self) -> int:
        """m, the highest category."""
        return max(option.category for option in self.options)

    @property
    def expected_minutes(self) -> float:
        """How long an answer takes."""
        return DEFAULT_MINUTES[self.kind] if self.minutes is None else self.minutes

    def category_of(self, option: str) -> int | None:
        """Return the category of an answer as posted: an option's position, or an unscored answer.

        None means that the answer says nothing about ability.
        """
        if option in UNSCORED:
            return None
        if option in map(str, range(len(self.options))):
            return self.options[int(option)].category
        raise UnknownReference(
            gettext_noop(
                "item %(item)s has no option %(option)s", item=Named("item", self.id), option=repr(option[:20])
            )
        )


def graded(item: Item, scale: Scale) -> GradedItem:
    """Return the graded response model of ``item`` on ``scale``, filling in what its author left out."""
    return GradedItem(
        id=item.id,
        discrimination=DEFAULT_DISCRIMINATION[item.kind] if item.discrimination is None else item.discrimination,
        thresholds=_default_thresholds(item, scale) if item.thresholds is None else item.thresholds,
        guessing=item.guessing or 0.0,
    )


def _default_thresholds(item: Item, scale: Scale) -> tuple[float, ...]:
    """A rubric at the cuts of its levels; others at the cut of theirs.

    Frequencies are spread around the cut; the partial credits of a scenario end on it.
    """
    if item.kind is ItemKind.RUBRIC:
        return tuple(scale.cut(option.level) for option in item.options[1:] if option.level)
    steps = item.top_category
    cut = scale.cut(item.level or 1)
    if item.kind is ItemKind.FREQUENCY:
        return tuple(cut + (k - (steps - 1) / 2) * FREQUENCY_STEP_LOGITS for k in range(steps))
    return tuple(cut - (steps - 1 - k) * SCENARIO_STEP_LOGITS for k in range(steps))


def _check_rubric(item: Item) -> None:
    levels = [option.level for option in item.options]
    if item.level is not None:
        raise InvalidDefinition(
            gettext_noop(
                "item %(item)s: a rubric has no level of its own, its options have", item=Named("item", item.id)
            )
        )
    if any(level is None for level in levels):
        raise InvalidDefinition(
            gettext_noop(
                "item %(item)s: give every option of a rubric its level, or none of them", item=Named("item", item.id)
            )
        )
    if levels != sorted(set(levels)) or levels[0] < 0:  # type: ignore[type-var, operator]
        raise InvalidDefinition(
            gettext_noop(
                "item %(item)s: the options' levels must rise from 0 or higher, got %(levels)s",
                item=Named("item", item.id),
                levels=levels,
            )
        )
    _check_in_order(item)


def _check_frequency(item: Item) -> None:
    _check_no_levels(item)
    _check_in_order(item)


def _check_keyed(item: Item) -> None:
    """Every category 0..m occurs: one that no option gives could never be observed."""
    _check_no_levels(item)
    credits = sorted({option.category for option in item.options})
    if len(credits) < 2 or credits != list(range(len(credits))):
        raise InvalidDefinition(
            gettext_noop(
                "item %(item)s: the options' credits must use every step from 0 to the highest, got %(credits)s",
                item=Named("item", item.id),
                credits=credits,
            )
        )


def _check_choice(item: Item) -> None:
    _check_keyed(item)
    if [option.category for option in item.options if option.category] != [1]:
        raise InvalidDefinition(
            gettext_noop(
                "item %(item)s: exactly one option of a choice has credit 1, the others 0", item=Named("item", item.id)
            )
        )


def _check_no_levels(item: Item) -> None:
    if any(option.level is not None for option in item.options):
        raise InvalidDefinition(
            gettext_noop("item %(item)s: only the options of a rubric have levels", item=Named("item", item.id))
        )


def _check_in_order(item: Item) -> None:
    if [option.category for option in item.options] != list(range(len(item.options))):
        raise InvalidDefinition(
            gettext_noop(
                "item %(item)s: the options of a %(kind)s item go from lowest to highest",
                item=Named("item", item.id),
                kind=item.kind,
            )
        )


_CHECKS = {
    ItemKind.RUBRIC: _check_rubric,
    ItemKind.FREQUENCY: _check_frequency,
    ItemKind.CHOICE: _check_choice,
    ItemKind.SCENARIO: _check_keyed,
}
