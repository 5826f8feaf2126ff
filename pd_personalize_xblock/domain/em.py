"""Items, population and correlations fitted together, by an EM algorithm over correlated abilities.

The abilities of a teacher are one multivariate normal draw (Bock & Aitkin 1981, with priors as in
Mislevy 1986), so what decided that an item was not asked, answers in other competencies included,
stands in the likelihood. The E-step is ``joint.propagate``; the M-step goes item by item.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .irt import Array, GradedItem
from .item_fit import (
    Curves,
    Population,
    Strengths,
    category_chances,
    fit_item,
    information_about,
    on_authors_scale,
    standardised,
)
from .joint import Joint, propagate
from .pooling import Bank, Seen, bank_of, prior_of, unseen
from .population import Expected, FittedItem, correlations_of, off_standard, population_of

POINTS = np.linspace(-5.0, 5.0, 101)
"""Abilities on the standard scale of the teachers who answered."""
MAX_ITERATIONS = 100
TOLERANCE = 0.005
"""In log a, and in logits of the standard scale; the standard errors of 500 teachers are twenty times as large."""


UNANSWERED = -1


@dataclass(frozen=True, eq=False)
class Sheet:
    """What N teachers answered to I items in D competencies.

    ``categories`` (N, I) is ``UNANSWERED`` where there is no answer; ``items`` are the author's, and
    ``competency_of`` (I,) says which of the D each belongs to.
    """

    categories: NDArray[np.int_]
    items: Sequence[GradedItem]
    competency_of: NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class Author:
    """What holds before any answer: correlations (D, D), what population is expected, and how firmly."""

    correlations: Array
    expected: Expected
    strengths: Strengths


class Fit(NamedTuple):
    """Where the EM stands: items on the standard scale, what they have in common, and what the teachers are like."""

    curves: tuple[Curves, ...]
    populations: tuple[Population, ...]
    correlations: Array
    bank: Bank
    iterations: int = 0
    converged: bool = False


def fit(sheet: Sheet, author: Author) -> Fit:
    """Return the most probable items, populations and correlations."""
    populations = (author.expected.population,) * len(author.correlations)
    curves = tuple(standardised(item, populations[d]) for item, d in zip(sheet.items, sheet.competency_of, strict=True))
    now = Fit(curves, populations, author.correlations, unseen(sheet.items, author.strengths))
    while not now.converged and now.iterations < MAX_ITERATIONS:
        before, now = now, _step(now, sheet, author)
        now = now._replace(iterations=before.iterations + 1, converged=_distance(before, now) < TOLERANCE)
    return now


def _step(now: Fit, sheet: Sheet, author: Author) -> Fit:
    """One round: what the teachers are like given the items, then the items given that, then all of them together."""
    joint = _expectation(now, sheet)
    counts = [_counts(sheet, i, joint.density[:, d]) for i, d in enumerate(sheet.competency_of)]
    fitted = [_fitted(sheet, i, counts[i], now, author.strengths) for i in range(len(counts))]
    shift, spread = off_standard(joint)
    moved = [_moved(item, shift[d], spread[d]) for item, d in zip(fitted, sheet.competency_of, strict=True)]
    populations = _populations(now, sheet, moved, author)
    seen = [
        _seen(sheet.items[i], moved[i].curves, counts[i], populations[d]) for i, d in enumerate(sheet.competency_of)
    ]
    return Fit(
        curves=tuple(item.curves for item in moved),
        populations=populations,
        correlations=correlations_of(joint, author.correlations, author.strengths),
        bank=bank_of(seen, now.bank, author.strengths),
    )


def _expectation(now: Fit, sheet: Sheet) -> Joint:
    """The posterior of every teacher's abilities, on the standard scale."""
    competencies = len(now.correlations)
    log_likelihood = np.zeros((len(sheet.categories), competencies, len(POINTS)))
    for i, (item, d) in enumerate(zip(sheet.items, sheet.competency_of, strict=True)):
        chances = category_chances(now.curves[i], item.guessing, POINTS)
        unanswered = np.zeros((1, len(POINTS)))
        log_likelihood[:, d] += np.concatenate([np.log(chances), unanswered])[sheet.categories[:, i]]
    answered = np.unique(sheet.competency_of)
    mean = np.zeros(competencies)
    own = log_likelihood[:, answered]
    return propagate(POINTS, own, answered=answered.tolist(), mean=mean, covariance=now.correlations)


def _counts(sheet: Sheet, i: int, density: Array) -> Array:
    """How often each category of item ``i`` was chosen at each ability: (m + 1, G)."""
    chosen = sheet.categories[:, i, None] == np.arange(len(sheet.items[i].thresholds) + 1)
    counts: Array = chosen.T.astype(float) @ density
    return counts


def _fitted(sheet: Sheet, i: int, counts: Array, now: Fit, strengths: Strengths) -> FittedItem:
    """Fit item ``i`` to ``counts``: how often each category was chosen where."""
    item, prior = sheet.items[i], prior_of(sheet.items[i], now.bank)
    curves = fit_item(
        counts,
        POINTS,
        start=now.curves[i],
        guessing=item.guessing,
        prior=prior,
        population=now.populations[sheet.competency_of[i]],
        gap_answers=strengths.gap_answers,
    )
    return FittedItem(prior, curves)


def _seen(item: GradedItem, curves: Curves, counts: Array, population: Population) -> Seen:
    """An item beside its author's, on the author's scale."""
    information = information_about(curves, item.guessing, counts, POINTS, population)
    return Seen(item, on_authors_scale(curves, population), information)


def _moved(item: FittedItem, shift: float, spread: float) -> FittedItem:
    """Change an item along with the teachers, who come to lie at mean 0 and SD 1: no answer gets likelier or less."""
    a, b = item.curves
    return item._replace(curves=Curves(a + math.log(spread), (b - shift) / spread))


def _populations(now: Fit, sheet: Sheet, fitted: Sequence[FittedItem], author: Author) -> tuple[Population, ...]:
    """The population that each competency's items speak of; the expected one where there are none."""
    by_competency = [
        [item for item, own in zip(fitted, sheet.competency_of, strict=True) if own == d]
        for d in range(len(now.populations))
    ]
    return tuple(
        population_of(items, author.expected, gap_answers=author.strengths.gap_answers)
        if items
        else author.expected.population
        for items in by_competency
    )


def _distance(before: Fit, now: Fit) -> float:
    """The largest change of any parameter."""
    items = (
        max(
            abs(b.log_discrimination - a.log_discrimination),
            float(np.abs(b.thresholds - a.thresholds).max()),
        )
        for a, b in zip(before.curves, now.curves, strict=True)
    )
    people = np.abs(np.array(now.populations) - np.array(before.populations)).max()
    return max(*items, float(people), float(np.abs(now.correlations - before.correlations).max()))
