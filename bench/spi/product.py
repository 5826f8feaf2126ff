"""The product's own diagnostic, sat by people who answer as they really did. All that touches its engine is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from pd_personalize_xblock.domain.correlations import Correlations, Pair
from pd_personalize_xblock.domain.definition import Definition, Rules
from pd_personalize_xblock.domain.diagnostic import Response, next_item
from pd_personalize_xblock.domain.estimation import ItemBank, Posterior
from pd_personalize_xblock.domain.framework import Competency, Framework, Level, Scale
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.items import Item, ItemKind, Option

from .beliefs import Belief
from .study import CUTS, Study

MINUTES = 0.3
UNLIMITED = 1e9


class EndedEarly(RuntimeError):
    """The product asked fewer questions than it was to."""


@lru_cache(maxsize=64)
def compiled(study: Study, *, reserved: tuple[int, ...], correlated: bool, questions: int) -> ItemBank:
    """Return the study as the product's item bank, for one sitting of so many ``questions``, without the reserved."""
    return ItemBank(as_definition(study, reserved=reserved, correlated=correlated, questions=questions))


def as_definition(study: Study, *, reserved: Sequence[int], correlated: bool, questions: int) -> Definition:
    """Return a definition whose sitting nothing but the number of questions ends."""
    scales = tuple(Competency(scale, scale) for scale in study.scales)
    framework = Framework(
        levels=tuple(Level(str(level)) for level in range(len(CUTS) + 1)),
        scale=Scale(CUTS, prior_mean=0.0, prior_sd=1.0),
        competencies=scales,
        correlations=_correlations(study) if correlated else Correlations(within=0, between=0),
    )
    items = tuple(
        _as_question(item, study.scales[study.scale_of[i]]) for i, item in enumerate(study.items) if i not in reserved
    )
    return Definition("Benchmark", framework, items=items, rules=endless(questions))


def endless(questions: int) -> Rules:
    """Return rules under which nothing but so many ``questions`` ends a sitting, and all are chosen, not drawn."""
    return Rules(
        max_questions=questions,
        max_minutes=UNLIMITED,
        stop_probability=2.0,
        stop_standard_error=0.0,
        extra_questions=0,
        explore=False,
    )


def _correlations(study: Study) -> Correlations:
    pairs = tuple(
        Pair(first, second, float(study.correlation[i, j]))
        for i, first in enumerate(study.scales)
        for j, second in enumerate(study.scales[:i])
    )
    return Correlations(within=0, between=0, pairs=pairs)


def _as_question(item: GradedItem, scale: str) -> Item:
    return Item(
        id=item.id,
        competency=scale,
        kind=ItemKind.FREQUENCY,
        prompt=item.id,
        options=tuple(Option(str(k), k) for k in range(len(item.thresholds) + 1)),
        level=1,
        minutes=MINUTES,
        discrimination=item.discrimination,
        thresholds=item.thresholds,
    )


def sit(bank: ItemBank, categories: Mapping[str, int], *, questions: int, seed: str) -> Iterator[tuple[Response, ...]]:
    """Yield the responses after each question of a sitting in which item ids are answered with ``categories``."""
    responses: tuple[Response, ...] = ()
    while len(responses) < questions:
        item = next_item(bank, responses, seed=seed)
        if item is None:
            raise EndedEarly(f"the product asked {len(responses)} of {questions} questions")
        category = categories[item.id]
        responses += (Response(len(responses), item.id, str(category), category),)
        yield responses


def posterior_after(bank: ItemBank, responses: Sequence[Response]) -> Posterior:
    """Return what the product believes after these responses."""
    return bank.posterior(tuple(sorted((r.item_id, r.category) for r in responses if r.category is not None)))


def adaptive(
    study: Study, people: slice, *, reserved: tuple[int, ...], lengths: Sequence[int], seed: int, correlated: bool
) -> list[Belief]:
    """Return what the product believes after each of ``lengths`` questions, measured on the way of the longest."""
    bank = compiled(study, reserved=reserved, correlated=correlated, questions=max(lengths))
    ids = [item.id for item in study.items]
    found: dict[int, list[Posterior]] = {length: [] for length in lengths}
    for row in range(*people.indices(len(study.answers))):
        categories = dict(zip(ids, map(int, study.answers[row]), strict=True))
        for responses in sit(bank, categories, questions=max(lengths), seed=f"{seed}:{study.first_row + row}"):
            if len(responses) in found:
                found[len(responses)].append(posterior_after(bank, responses))
    return [
        Belief(bank.grid.points, np.array([p.ability for p in found[n]]), np.array([p.density for p in found[n]]))
        for n in lengths
    ]
