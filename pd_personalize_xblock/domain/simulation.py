"""Synthetic teachers, taken through a definition: what it would ask, where it would place, what it would open.

Pure and seeded: the same definition, number and seed give the same teachers and the same figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .correlations import Correlations
from .definition import Definition
from .diagnostic import Response, next_item
from .errors import DomainError
from .estimation import ItemBank
from .irt import Array, GradedItem, category_probabilities
from .pathway import Standing, furthest, pathway_for
from .placement import CompetencyPlacement, place

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
            raise DomainError(f"discrimination_factor must be above 0, got {self.discrimination_factor}")
        if not 0 <= self.threshold_shift < np.inf:
            raise DomainError(f"threshold_shift must be 0 or more, got {self.threshold_shift}")

    def of(self, item: GradedItem, rng: np.random.Generator) -> GradedItem:
        """Return the item as it really is."""
        shifts = rng.uniform(-self.threshold_shift, self.threshold_shift, len(item.thresholds))
        thresholds = np.sort(np.array(item.thresholds) + shifts)
        apart = np.maximum.accumulate(thresholds - SMALLEST_STEP_LOGITS * np.arange(len(thresholds)))
        rising = apart + SMALLEST_STEP_LOGITS * np.arange(len(thresholds))
        return replace(
            item, discrimination=item.discrimination * self.discrimination_factor, thresholds=tuple(rising.tolist())
        )


@dataclass(frozen=True)
class Sitting:
    """One synthetic teacher: true levels, what was asked, and what came of it."""

    true_levels: Mapping[str, int]
    asked: tuple[str, ...]
    minutes: float
    placed: Mapping[str, CompetencyPlacement]


@dataclass(frozen=True)
class Accuracy:
    """How placements compare with the true levels; shares 0..1 of ``placements``, or None without any."""

    placements: int
    exact: float | None
    within_one: float | None
    too_high: float | None


@dataclass(frozen=True)
class Simulation:
    """What became of the synthetic teachers.

    ``measured`` counts placements that rest on enough answers of their own; ``all`` those of every
    competency that the diagnostic is for, at the level that all answers point to. ``levels`` counts
    teachers per competency and level. A *dead level* is one at which nobody was placed; an
    *unreachable section* one that nobody could enter, whatever they mastered before; an *unneeded* one
    that nobody had to do.
    """

    sittings: tuple[Sitting, ...]
    measured: Accuracy
    all: Accuracy
    levels: Mapping[str, tuple[int, ...]]
    dead_levels: tuple[tuple[str, int], ...]
    unreachable_sections: tuple[str, ...]
    unneeded_sections: tuple[str, ...]
    items_never_asked: tuple[str, ...]

    @property
    def questions(self) -> tuple[int, ...]:
        """How many questions each teacher was asked."""
        return tuple(len(sitting.asked) for sitting in self.sittings)

    @property
    def minutes(self) -> tuple[float, ...]:
        """How long each teacher took, by the items' own estimate."""
        return tuple(sitting.minutes for sitting in self.sittings)


def simulate(bank: ItemBank, *, teachers: int, seed: int, truth: Truth | None = None) -> Simulation:
    """Take ``teachers`` synthetic teachers, drawn from the prior, through one sitting each."""
    if teachers < 1:
        raise DomainError(f"teachers must be at least 1, got {teachers}")
    truth = truth or Truth()
    rng = np.random.default_rng(seed)
    items = {item_id: truth.of(item, rng) for item_id, item in sorted(bank.graded.items())}
    framework = bank.definition.framework
    really = replace(framework, correlations=truth.correlations or framework.correlations)
    covariance = framework.scale.prior_sd**2 * really.correlation_matrix
    abilities = rng.multivariate_normal(bank.prior_mean, covariance, size=teachers, method="cholesky")
    sittings = tuple(
        _sit(bank, items, abilities[i], seed=f"{seed}:{i}", chances=rng.random(len(items))) for i in range(teachers)
    )
    return _summary(bank.definition, sittings)


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


def _summary(definition: Definition, sittings: Sequence[Sitting]) -> Simulation:
    competencies, levels = definition.measured_competencies, range(len(definition.framework.levels))
    placed = {c: Counter(sitting.placed[c].level for sitting in sittings) for c in competencies}
    needed, reached = _work(definition, sittings)
    asked = {item_id for sitting in sittings for item_id in sitting.asked}
    return Simulation(
        sittings=tuple(sittings),
        measured=_accuracy(
            sitting.placed[c].level - sitting.true_levels[c]
            for sitting in sittings
            for c in competencies
            if sitting.placed[c].is_measured
        ),
        all=_accuracy(
            sitting.placed[c].likely_level - sitting.true_levels[c] for sitting in sittings for c in competencies
        ),
        levels={c: tuple(placed[c][level] for level in levels) for c in competencies},
        dead_levels=tuple((c, level) for c in competencies for level in levels if not placed[c][level]),
        unreachable_sections=tuple(section.id for section in definition.sections if section.id not in reached),
        unneeded_sections=tuple(
            section.id for section in definition.sections if section.id not in needed and not section.elective
        ),
        items_never_asked=tuple(item.id for item in definition.items if item.id not in asked),
    )


def _work(definition: Definition, sittings: Sequence[Sitting]) -> tuple[frozenset[str], frozenset[str]]:
    """The sections that somebody had to do, and those that somebody could enter in the end."""
    needed: set[str] = set()
    reached: set[str] = set()
    for shown in {tuple(sorted((c, placed.level) for c, placed in s.placed.items())) for s in sittings}:
        standing = Standing(shown=dict(shown))
        needed |= pathway_for(definition, standing).required
        reached |= pathway_for(definition, furthest(definition, standing)).accessible
    return frozenset(needed), frozenset(reached)


def _accuracy(errors: Iterator[int]) -> Accuracy:
    all_errors = list(errors)
    if not all_errors:
        return Accuracy(0, None, None, None)

    def share(matching: int) -> float:
        return matching / len(all_errors)

    return Accuracy(
        placements=len(all_errors),
        exact=share(sum(error == 0 for error in all_errors)),
        within_one=share(sum(abs(error) <= 1 for error in all_errors)),
        too_high=share(sum(error > 0 for error in all_errors)),
    )
