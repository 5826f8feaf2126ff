"""Made-up teachers who answer, each meeting only some of the questions: which, depends on what they answered."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pd_personalize_xblock.domain.answer_log import AnswerLog, LogBuilder
from pd_personalize_xblock.domain.definition import Definition, Rules
from pd_personalize_xblock.domain.diagnostic import Response
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.items import NOT_SURE, Item, graded

from ..builders import a_choice, a_competency, a_definition, a_frequency, a_rubric

THREE = ("goals", "feedback", "ownership")
SECONDS = 20.0


@dataclass(frozen=True)
class Told:
    """An item as one teacher meets it: number ``teacher``, with an ability (logits) and a chance number."""

    item: Item
    teacher: int
    ability: float
    chance: float

    def category(self, *, harder: float = 0.0) -> int:
        """What the model says of somebody of this ability, if the item is ``harder`` by so much."""
        return drawn(self.item, self.ability - harder, self.chance)


Answering = Callable[[Told], int | None]
"""The category chosen; None for "not sure"."""

_GRADED: dict[Item, GradedItem] = {}


def drawn(item: Item, ability: float, chance: float) -> int:
    """The category that somebody chooses whose ``chance`` number (0..1) is this: the higher, the higher."""
    if item not in _GRADED:
        _GRADED[item] = graded(item, a_definition().framework.scale)
    model = _GRADED[item]
    return sum(1 / (1 + math.exp(model.discrimination * (b - ability))) > 1 - chance for b in model.thresholds)


def three_competencies(**rules) -> Definition:
    """Six items of all kinds but scenarios for each of three competencies, without sections."""
    items = [
        item
        for c in THREE
        for item in (
            a_choice(f"{c}-choice", c, level=1),
            a_rubric(f"{c}-first", c),
            a_rubric(f"{c}-second", c),
            a_frequency(f"{c}-frequency", c, steps=4, level=2),
            a_rubric(f"{c}-third", c),
            a_choice(f"{c}-hard", c, level=3),
        )
    ]
    competencies = [a_competency(c) for c in THREE]
    return a_definition(competencies=competencies, items=tuple(items), sections=(), rules=Rules(**rules))


def as_the_model(told: Told) -> int | None:
    return told.category()


def answered(
    definition: Definition,
    *,
    teachers: int = 400,
    seed: int = 1,
    answering: Answering = as_the_model,
    everything: bool = False,
    mean: Callable[[int], float] = lambda teacher: 0.0,
    group: Callable[[int], str | None] = lambda teacher: None,
    seconds: Callable[[Item], float] = lambda item: SECONDS,
) -> AnswerLog:
    """Let teachers answer four of the items of each competency, or ``everything``.

    They begin in the middle; whoever answers in the upper half is asked what stands further down next.
    """
    rng = np.random.default_rng(seed)
    matrix = definition.correlation_matrix * definition.framework.scale.prior_sd**2
    abilities = rng.multivariate_normal(np.zeros(len(matrix)), matrix, size=teachers)
    builder = LogBuilder(definition)
    for n in range(teachers):
        given: list[tuple[Response, float | None]] = []
        for d, competency in enumerate(definition.placed_competencies):
            left = [item for item in definition.items if item.competency == competency]
            at, most = len(left) // 2, len(left) if everything else 4
            for _ in range(most):
                at = min(max(at, 0), len(left) - 1)
                item = left.pop(at)
                category = answering(Told(item, n, float(abilities[n, d]) + mean(n), float(rng.random())))
                given.append((_response(item, category, len(given)), seconds(item)))
                at -= category is not None and 2 * category <= item.top_category
        builder.add(given, group=group(n))
    return builder.log()


def _response(item: Item, category: int | None, sequence: int) -> Response:
    if category is None:
        return Response(sequence, item.id, NOT_SURE, None)
    option = next(i for i, option in enumerate(item.options) if option.category == category)
    return Response(sequence, item.id, str(option), category)
