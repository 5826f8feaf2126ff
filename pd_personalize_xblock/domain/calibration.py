"""Calibration: item parameters and correlations learnt from what teachers answered.

The author's parameters are the priors, and the priors alone say where the scale lies: what the
teachers who answered are like is estimated along with the items and then forgotten. How far all items
of a kind are off the author's, and how much they differ, is learnt along too: see ``pooling``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from .correlations import STRONGEST, Pair
from .definition import Definition
from .em import UNANSWERED, Author, Fit, Sheet, fit
from .errors import DomainError
from .framework import Scale
from .irt import Array, GradedItem
from .item_fit import Population, Strengths, on_authors_scale
from .items import graded
from .population import Expected
from .words import Named, gettext_noop

MINIMUM_RESPONSES = 50
DECIMALS = 3
SMALLEST_STEP = 10**-DECIMALS
SMALLEST_DISCRIMINATION = 0.05
SMALLEST_EIGENVALUE = 0.01
"""Positive definite with room for rounding."""

Answers = Mapping[str, int]
"""Item id -> category, of one teacher."""


class TooFewResponses(DomainError):
    """No item was answered often enough to say anything about it."""


@dataclass(frozen=True)
class CalibratedItem:
    """An item before and after. With fewer responses than the minimum it ``is_kept`` as it was."""

    before: GradedItem
    after: GradedItem
    responses: int
    is_kept: bool

    @property
    def id(self) -> str:
        """The item's id."""
        return self.before.id

    @property
    def change(self) -> float:
        """The largest change of a threshold, in logits, or of the discrimination, as a share of it."""
        moved = [abs(new - old) for old, new in zip(self.before.thresholds, self.after.thresholds, strict=True)]
        return max(*moved, abs(self.after.discrimination / self.before.discrimination - 1))


@dataclass(frozen=True, eq=False)
class Calibration:
    """What the answers of ``teachers`` say about a definition.

    ``items`` are all of its items, in its order; ``correlation_matrix`` (D, D) that of its
    competencies, in their order. ``populations`` says, per competency with answers, where on the
    author's scale (logits) the teachers were: good to know, and never a prior.
    """

    teachers: int
    items: tuple[CalibratedItem, ...]
    correlation_matrix: Array
    populations: Mapping[str, Population]
    iterations: int
    converged: bool


def calibrate(
    definition: Definition,
    responses: Mapping[str, Answers],
    *,
    minimum: int = MINIMUM_RESPONSES,
    population: Population | None = None,
    strengths: Strengths | None = None,
) -> Calibration:
    """Fit a definition's items and correlations to ``responses`` (teacher -> item id -> category).

    Items with fewer than ``minimum`` responses are fitted along, because their answers say
    something about the teachers, but keep their parameters. Where the ``population`` is known, the
    items are put where it is so: what is estimated otherwise is then how the author misjudged a
    whole competency, as likely as a single item. Raises TooFewResponses if no item has enough,
    DomainError for an answer that an item does not have. Needs scipy.
    """
    counted = Counter(item_id for answers in responses.values() for item_id in answers)
    _require_enough(counted, minimum)
    sheet = _sheet(definition, responses)
    scale, strengths = definition.framework.scale, strengths or Strengths()
    found = fit(sheet, Author(definition.correlation_matrix, _expected(scale, population, strengths), strengths))
    if population:
        found = found._replace(populations=(population,) * len(found.populations))
    after = _after(sheet, found)
    items = (graded(item, scale) for item in definition.items)
    return Calibration(
        teachers=len(responses),
        items=tuple(
            CalibratedItem(item, item if is_kept else after[item.id], counted[item.id], is_kept)
            for item in items
            for is_kept in [counted[item.id] < max(minimum, 1)]
        ),
        correlation_matrix=presentable(found.correlations),
        populations={definition.placed_competencies[d]: found.populations[d] for d in sorted({*sheet.competency_of})},
        iterations=found.iterations,
        converged=found.converged,
    )


def calibrated(definition: Definition, calibration: Calibration) -> Definition:
    """Return the definition with what was learnt written into its items and its correlations."""
    learnt = {item.id: item.after for item in calibration.items if not item.is_kept}
    items = tuple(
        replace(item, discrimination=learnt[item.id].discrimination, thresholds=learnt[item.id].thresholds)
        if item.id in learnt
        else item
        for item in definition.items
    )
    framework = definition.framework
    pairs = _pairs(definition, calibration.correlation_matrix)
    correlations = replace(framework.correlations, pairs=pairs)
    return replace(definition, items=items, framework=replace(framework, correlations=correlations))


def presentable(correlations: Array) -> Array:
    """Return a correlation matrix in few decimals: still positive definite, none beyond .95.

    Where it would not be, all correlations are weakened by the same share, as little as will do.
    """
    identity = np.eye(len(correlations))
    for share in np.linspace(0.0, 1.0, 201):
        weaker: Array = np.round(correlations * (1 - share) + identity * share, DECIMALS)
        strongest = np.abs(weaker - identity).max(initial=0.0)
        if strongest <= STRONGEST and np.linalg.eigvalsh(weaker).min(initial=1.0) > SMALLEST_EIGENVALUE:
            return weaker
    return np.eye(len(correlations))


def _require_enough(counted: Counter[str], minimum: int) -> None:
    most = max(counted.values(), default=0)
    if most < max(minimum, 1):
        raise TooFewResponses(
            gettext_noop(
                "no item has the %(minimum)s responses that it takes; the most that one has is %(most)s",
                minimum=minimum,
                most=most,
            )
        )


def _sheet(definition: Definition, responses: Mapping[str, Answers]) -> Sheet:
    """The answers as a table of teachers and of the items that anybody answered."""
    place = {id: d for d, id in enumerate(definition.placed_competencies)}
    answered = {item_id for answers in responses.values() for item_id in answers}
    items = sorted((definition.item(item_id) for item_id in answered), key=lambda item: item.id)
    column = {item.id: i for i, item in enumerate(items)}
    categories = np.full((len(responses), len(items)), UNANSWERED)
    for n, teacher in enumerate(sorted(responses)):
        for item_id, category in responses[teacher].items():
            if not 0 <= category <= items[column[item_id]].top_category:
                raise DomainError(
                    gettext_noop(
                        "item %(item)s has no category %(category)s",
                        item=Named("item", item_id),
                        category=category,
                    )
                )
            categories[n, column[item_id]] = category
    scale = definition.framework.scale
    return Sheet(
        categories=categories,
        items=tuple(graded(item, scale) for item in items),
        competency_of=np.array([place[item.competency] for item in items]),
    )


def _expected(scale: Scale, population: Population | None, strengths: Strengths) -> Expected:
    """What the teachers are like before any answer: loosely what the scoring prior says, unless it is known."""
    if population:
        return Expected(population, strengths.threshold_sd, strengths.log_discrimination_sd)
    return Expected(Population(scale.prior_mean, scale.prior_sd), scale.prior_sd, 1.0)


def _after(sheet: Sheet, found: Fit) -> dict[str, GradedItem]:
    """The fitted items on the author's scale, in few decimals."""
    after = {}
    for item, curves, d in zip(sheet.items, found.curves, sheet.competency_of, strict=True):
        log_discrimination, *thresholds = on_authors_scale(curves, found.populations[d]).tolist()
        after[item.id] = replace(
            item,
            discrimination=max(round(exp(log_discrimination), DECIMALS), SMALLEST_DISCRIMINATION),
            thresholds=_rising(thresholds),
        )
    return after


def _rising(thresholds: Sequence[float]) -> tuple[float, ...]:
    """Round thresholds and keep them apart."""
    rising: list[float] = []
    for threshold in thresholds:
        lowest = rising[-1] + SMALLEST_STEP if rising else threshold
        rising.append(round(max(threshold, lowest), DECIMALS))
    return tuple(rising)


def _pairs(definition: Definition, matrix: Array) -> tuple[Pair, ...]:
    """The correlations that differ from what the definition says without them, and those that it names."""
    ids = definition.placed_competencies
    named = {frozenset((pair.first, pair.second)) for pair in definition.framework.correlations.pairs}
    return tuple(
        Pair(first, second, float(matrix[i, j]))
        for i, first in enumerate(ids)
        for j, second in enumerate(ids[:i])
        if frozenset((first, second)) in named
        or abs(matrix[i, j] - definition.correlation_matrix[i, j]) >= SMALLEST_STEP / 2
    )
