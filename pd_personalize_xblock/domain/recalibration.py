"""From stored sittings to a calibrated definition, and what it would change for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .calibration import MINIMUM_RESPONSES, Answers, Calibration, calibrate, calibrated
from .definition import Definition
from .diagnostic import Response
from .estimation import ItemBank
from .items import Item
from .placement import place


@dataclass(frozen=True)
class Sitting:
    """What a teacher answered that counts, and the definition it was asked by."""

    teacher: str
    responses: tuple[Response, ...]
    definition: Definition


@dataclass(frozen=True)
class Move:
    """A teacher whom the calibrated definition would place elsewhere in a competency."""

    teacher: str
    competency: str
    before: int
    after: int


@dataclass(frozen=True, eq=False)
class Recalibration:
    """A calibrated definition, how it came about, and whom it would place elsewhere. Nobody is moved by it."""

    definition: Definition
    calibration: Calibration
    moves: tuple[Move, ...]


def recalibrate(
    definition: Definition, sittings: Sequence[Sitting], *, minimum: int = MINIMUM_RESPONSES
) -> Recalibration:
    """Calibrate a definition by its own responders; raise TooFewResponses. Needs scipy.

    One sitting for each teacher, the first: a later one shows what the course has taught. Answers to
    items that were reworded since count no longer.
    """
    usable = {sitting.teacher: usable_responses(definition, sitting) for sitting in sittings}
    answers: Mapping[str, Answers] = {
        teacher: {response.item_id: response.category for response in responses if response.category is not None}
        for teacher, responses in usable.items()
        if responses
    }
    calibration = calibrate(definition, answers, minimum=minimum)
    improved = calibrated(definition, calibration)
    return Recalibration(improved, calibration, moves_between(definition, improved, usable))


def usable_responses(definition: Definition, sitting: Sitting) -> tuple[Response, ...]:
    """Return the responses to items that are in a definition as they were when they were answered."""
    return tuple(
        response
        for response in sitting.responses
        if response.item_id in definition.items_by_id
        and is_same_question(definition.item(response.item_id), sitting.definition.item(response.item_id))
    )


def is_same_question(one: Item, other: Item) -> bool:
    """Whether two items ask the same, whatever their parameters."""
    return _asked(one) == _asked(other)


def moves_between(
    before: Definition, after: Definition, sittings: Mapping[str, tuple[Response, ...]]
) -> tuple[Move, ...]:
    """Return the teachers whom the same answers would place elsewhere, by teacher and competency."""
    banks = [ItemBank(definition) for definition in (before, after)]
    found = []
    for teacher, responses in sorted(sittings.items()):
        old, new = (place(bank, responses, attempt=1, definition_hash="").levels for bank in banks)
        found += [Move(teacher, c, old[c], new[c]) for c in before.measured_competencies if old[c] != new[c]]
    return tuple(found)


def carried_over(calibrated: Definition, draft: Definition) -> Definition:
    """Return a draft with the parameters of a calibrated definition, wherever it still asks the same.

    What the author has changed meanwhile stays as the author wrote it.
    """
    known = calibrated.items_by_id
    items = tuple(
        replace(item, discrimination=known[item.id].discrimination, thresholds=known[item.id].thresholds)
        if item.id in known and is_same_question(item, known[item.id])
        else item
        for item in draft.items
    )
    ids = set(draft.competencies_by_id)
    ours = calibrated.framework.correlations
    pairs = tuple(pair for pair in ours.pairs if {pair.first, pair.second} <= ids)
    framework = replace(draft.framework, correlations=replace(draft.framework.correlations, pairs=pairs))
    return replace(draft, items=items, framework=framework)


def _asked(item: Item) -> Item:
    return replace(item, discrimination=None, thresholds=None, guessing=None, minutes=None)
