"""How others see a teacher: what they are asked about, and how far that is from what the answers showed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .definition import Definition
from .errors import UnknownReference
from .framework import Competency
from .items import ItemKind
from .placement import Placement, PlacementStatus
from .words import gettext_noop


@dataclass(frozen=True)
class RatingOption:
    """A statement that says what a teacher of ``level`` does; ``name`` is a level's own."""

    level: int
    text: str
    name: str = ""


@dataclass(frozen=True)
class RatingQuestion:
    """What somebody else is asked about one competency; beside the options there is always "cannot say"."""

    competency: Competency
    prompt: str
    options: tuple[RatingOption, ...]


def rating_questions(definition: Definition) -> tuple[RatingQuestion, ...]:
    """Return a question for each competency that the diagnostic is for.

    Its first rubric, in the very words the teacher meets; without one the descriptions of the levels. One question
    each, so that a colleague is done in a few minutes.
    """
    return tuple(_question(definition, definition.competency(id)) for id in definition.measured_competencies)


def _question(definition: Definition, competency: Competency) -> RatingQuestion:
    for item in definition.items:
        if item.competency == competency.id and item.kind is ItemKind.RUBRIC:
            options = (RatingOption(option.level or 0, option.text) for option in item.options)
            return RatingQuestion(competency, item.prompt, tuple(options))
    levels = enumerate(definition.framework.levels)
    return RatingQuestion(competency, "", tuple(RatingOption(n, level.description, level.name) for n, level in levels))


def rated_levels(definition: Definition, chosen: Mapping[str, int | None]) -> dict[str, int | None]:
    """Return the level that each chosen option (its position) stands for; None where the other cannot say.

    What was not chosen cannot be said. Raises UnknownReference for another competency or option.
    """
    questions = {question.competency.id: question for question in rating_questions(definition)}
    for competency, option in chosen.items():
        if competency not in questions or not (option is None or 0 <= option < len(questions[competency].options)):
            raise UnknownReference(gettext_noop("this is not among what was asked"))
    found: dict[str, int | None] = {}
    for id, question in questions.items():
        option = chosen.get(id)
        found[id] = None if option is None else question.options[option].level
    return found


def measured_levels(placements: Iterable[object]) -> dict[str, int]:
    """Return per competency the highest level that a teacher's own answers gave; none where too few were given."""
    highest: dict[str, int] = {}
    for placement in placements:
        for id, placed in placement.competencies.items() if isinstance(placement, Placement) else ():
            if placed.status is PlacementStatus.MEASURED:
                highest[id] = max(placed.level, highest.get(id, 0))
    return highest


class Sees(StrEnum):
    """How a rating stands to the level that somebody was placed at."""

    SAME = "same"
    HIGHER = "higher"
    """By one level."""
    MUCH_HIGHER = "much_higher"
    """By more."""
    LOWER = "lower"
    MUCH_LOWER = "much_lower"
    UNPLACED = "unplaced"
    """There is nothing to hold it against."""


def difference(placed: int | None, rated: int) -> Sees:
    """Say how a rating stands to a placed level on the same scale; None where there is no such level."""
    if placed is None:
        return Sees.UNPLACED
    if rated == placed:
        return Sees.SAME
    if rated > placed:
        return Sees.HIGHER if rated == placed + 1 else Sees.MUCH_HIGHER
    return Sees.LOWER if rated == placed - 1 else Sees.MUCH_LOWER
