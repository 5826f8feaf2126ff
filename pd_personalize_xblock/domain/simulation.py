"""Synthetic teachers, taken through a definition: what it would ask, where it would place, what it would open.

Pure and seeded: the same definition, number and seed give the same teachers and the same figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from .correlations import Correlations
from .diagnostic import Response, next_item
from .errors import DomainError
from .estimation import ItemBank
from .irt import Array, GradedItem, category_probabilities
from .placement import place
from .tally import Simulation, Sitting, summary, tally
from .words import gettext_noop

SMALLEST_STEP_LOGITS = 1e-3


@dataclass(frozen=True)
class Truth:
    """How the items really are, where that is not what the definition says.

    Discriminations are ``discrimination_factor`` times what is written; each threshold is off by
    up to ``threshold_shift`` logits, at random but in order. Abilities go together as
    ``correlations`` say, or as in the definition.
    """

    discrimination_factor: float = 1.0
    threshold_shift: float = 0.0
    correlations: Correlations | None = None

    def __post_init__(self) -> None:
        if not 0 < self.discrimination_factor < np.inf:
            raise DomainError(
                gettext_noop(
                    "discrimination_factor must be above 0, got %(discrimination_factor)s",
                    discrimination_factor=self.discrimination_factor,
                )
            )
        if not 0 <= self.threshold_shift < np.inf:
            raise DomainError(
                gettext_noop(
                    "threshold_shift must be 0 or more, got %(threshold_shift)s", threshold_shift=self.threshold_shift
                )
            )

    def of(self, item: GradedItem, rng: np.random.Generator) -> GradedItem:
        """Return the item as it really is."""
        shifts = rng.uniform(-self.threshold_shift, self.threshold_shift, len(item.thresholds))
        thresholds = np.sort(np.array(item.thresholds) + shifts)
        apart = np.maximum.accumulate(thresholds - SMALLEST_STEP_LOGITS * np.arange(len(thresholds)))
        rising = apart + SMALLEST_STEP_LOGITS * np.arange(len(thresholds))
        return replace(
            item, discrimination=item.discrimination * self.discrimination_factor, thresholds=tuple(rising.tolist())
        )


def simulate(bank: ItemBank, *, teachers: int, seed: int, truth: Truth | None = None) -> Simulation:
    """Take ``teachers`` synthetic teachers, drawn from the prior, through one sitting each."""
    sittings = tuple(sit(bank, teachers=teachers, seed=seed, truth=truth))
    return summary(bank.definition, tally(bank.definition, sittings), sittings)


def sit(bank: ItemBank, *, teachers: int, seed: int, truth: Truth | None = None, first: int = 0) -> Iterator[Sitting]:
    """Draw ``teachers`` synthetic teachers, and yield the sittings from number ``first`` (0-based) on.

    However a run is cut into parts, its teachers and their sittings are the same.
    """
    if teachers < 1:
        raise DomainError(gettext_noop("teachers must be at least 1, got %(teachers)s", teachers=teachers))
    truth = truth or Truth()
    rng = np.random.default_rng(seed)
    items = {item_id: truth.of(item, rng) for item_id, item in sorted(bank.graded.items())}
    framework = bank.definition.framework
    really = replace(framework, correlations=truth.correlations or framework.correlations)
    covariance = framework.scale.prior_sd**2 * replace(bank.definition, framework=really).correlation_matrix
    abilities = (
        rng.multivariate_normal(bank.prior_mean, covariance, size=teachers, method="cholesky")
        if len(covariance)
        else np.zeros((teachers, 0))  # a draft in which nothing is measured
    )
    chances = rng.random((teachers, len(items)))
    return (_sit(bank, items, abilities[i], seed=f"{seed}:{i}", chances=chances[i]) for i in range(first, teachers))


def _sit(bank: ItemBank, items: Mapping[str, GradedItem], abilities: Array, *, seed: str, chances: Array) -> Sitting:
    """One sitting. Each item has its own chance number, so that it is answered alike whenever it comes."""
    chance_of = dict(zip(items, chances.tolist(), strict=True))
    responses: list[Response] = []
    while (item := next_item(bank, responses, seed=seed)) is not None:
        ability = abilities[bank.competencies[item.competency]]
        cumulative = np.cumsum(category_probabilities(items[item.id], ability))
        category = min(int(np.searchsorted(cumulative, chance_of[item.id], side="right")), item.top_category)
        responses.append(Response(len(responses), item.id, str(category), category))
    cuts = bank.definition.framework.scale.cuts
    asked = tuple(response.item_id for response in responses)
    return Sitting(
        true_levels={id: bisect_right(cuts, abilities[i]) for id, i in bank.competencies.items()},
        asked=asked,
        minutes=sum(bank.definition.item(item_id).expected_minutes for item_id in asked),
        placed=place(bank, responses, attempt=1, definition_hash="").competencies,
    )
