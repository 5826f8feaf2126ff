"""How others see a teacher: what they are asked about, and how far that is from what the answers showed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .average import average_of
from .definition import Definition, Scoring
from .errors import UnknownReference
from .estimation import ItemBank, Scored
from .framework import Competency
from .items import DEFAULT_MINUTES, Item, ItemKind
from .placement import Placement, PlacementStatus
from .words import gettext_noop

FURTHER_MINUTES = 15.0
"""What the further questions may take together; a colleague does this between two lessons."""
OF_OTHERS = (ItemKind.RUBRIC, ItemKind.FREQUENCY)
"""What can be seen of a colleague, best first. What a check asks, the colleague would answer of themself."""


@dataclass(frozen=True)
class RatingOption:
    """A statement about a teacher; a rubric's and a level's own say of which ``level``, only the latter has a name."""

    level: int | None
    text: str
    name: str = ""


@dataclass(frozen=True)
class RatingQuestion:
    """What somebody else is asked; beside the options there is always "cannot say".

    ``item`` is the id of the item it is taken from, whose categories the options' positions are; empty where the
    levels of the competency are asked for.
    """

    competency: Competency
    item: str
    prompt: str
    options: tuple[RatingOption, ...]
    minutes: float


@dataclass(frozen=True)
class Given:
    """What somebody answered: the position of the option they chose."""

    question: RatingQuestion
    option: int

    @property
    def chosen(self) -> RatingOption:
        """The option itself."""
        return self.question.options[self.option]


def rating_questions(definition: Definition) -> tuple[RatingQuestion, ...]:
    """Return a question for each competency that the diagnostic is for.

    Its first rubric, in the very words the teacher meets; without one the descriptions of the levels. One question
    each, so that a colleague is done in a few minutes.
    """
    return tuple(_first(definition, definition.competency(id)) for id in definition.measured_competencies)


def further_questions(definition: Definition) -> tuple[RatingQuestion, ...]:
    """Return the other questions about what can be seen of a colleague, for whoever goes on, by competency.

    In turns about each competency as many as fit ``FURTHER_MINUTES``, rubrics before frequencies. Competencies that
    are asked about by their levels have no more.
    """
    waiting = {first.competency.id: _others(definition, first) for first in rating_questions(definition)}
    fitting: dict[str, list[Item]] = {id: [] for id in waiting}
    left = FURTHER_MINUTES
    for turn in range(max(map(len, waiting.values()), default=0)):
        for id, items in waiting.items():
            if turn < len(items) and items[turn].expected_minutes <= left + 1e-9:
                fitting[id].append(items[turn])
                left -= items[turn].expected_minutes
    return tuple(_of_item(definition.competency(id), item) for id, items in fitting.items() for item in items)


def _first(definition: Definition, competency: Competency) -> RatingQuestion:
    for item in definition.items:
        if item.competency == competency.id and item.kind is ItemKind.RUBRIC:
            return _of_item(competency, item)
    return _of_levels(definition, competency)


def question_of(definition: Definition, competency: str, item: str) -> RatingQuestion:
    """Return the question that an item is, or, where it is empty, the one about the levels of a competency."""
    about = definition.competency(competency)
    return _of_item(about, definition.item(item)) if item else _of_levels(definition, about)


def _of_levels(definition: Definition, competency: Competency) -> RatingQuestion:
    levels = enumerate(definition.framework.levels)
    options = tuple(RatingOption(n, level.description, level.name) for n, level in levels)
    return RatingQuestion(competency, "", "", options, DEFAULT_MINUTES[ItemKind.RUBRIC])


def _others(definition: Definition, first: RatingQuestion) -> list[Item]:
    """What else there is to ask about the competency of a rubric."""
    if not first.item:
        return []
    mine = [item for item in definition.items if item.competency == first.competency.id and item.id != first.item]
    return [item for kind in OF_OTHERS for item in mine if item.kind is kind]


def _of_item(competency: Competency, item: Item) -> RatingQuestion:
    options = tuple(RatingOption(option.level, option.text) for option in item.options)
    return RatingQuestion(competency, item.id, item.prompt, options, item.expected_minutes)


def answers_given(
    definition: Definition, chosen: Mapping[str, int | None], further: Mapping[str, int | None]
) -> tuple[Given, ...]:
    """Return what somebody answered, first questions first: positions of options, None for "cannot say".

    ``chosen`` by competency, ``further`` by item. Raises UnknownReference for what was not asked.
    """
    first = {question.competency.id: question for question in rating_questions(definition)}
    more = {question.item: question for question in further_questions(definition)} if further else {}
    return (*_answers(first, chosen), *_answers(more, further))


def _answers(asked: Mapping[str, RatingQuestion], chosen: Mapping[str, int | None]) -> list[Given]:
    for id, option in chosen.items():
        if id not in asked or not (option is None or 0 <= option < len(asked[id].options)):
            raise UnknownReference(gettext_noop("this is not among what was asked"))
    positions = ((question, chosen.get(id)) for id, question in asked.items())
    return [Given(question, option) for question, option in positions if option is not None]


def rated_levels(bank: ItemBank, given: Sequence[Given]) -> dict[str, int | None]:
    """Return the level that somebody sees a teacher at in each competency; None where they told none.

    One answer is the level its statement describes. Several are scored as a teacher's own are, those about one
    competency by themselves: how competencies go together was learnt from what teachers say of themselves.
    """
    found: dict[str, int | None] = {}
    for id in bank.definition.measured_competencies:
        found[id] = _level(bank, [each for each in given if each.question.competency.id == id])
    return found


def _level(bank: ItemBank, given: Sequence[Given]) -> int | None:
    scored: Scored = tuple(sorted((each.question.item, each.option) for each in given if each.question.item))
    if len(scored) > 1 and bank.says_something(scored):
        if bank.definition.rules.scoring is Scoring.AVERAGE:
            return average_of(bank.definition, scored).level
        return bank.own_estimate(scored).level
    stated = (each.chosen.level for each in given)
    return next((level for level in stated if level is not None), None)


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
