"""Samejima's graded response model: the chance of each category at an ability."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import InvalidDefinition
from .words import Named, gettext_noop

Array = NDArray[np.float64]

SMALLEST_PROBABILITY = 1e-300


@dataclass(frozen=True)
class GradedItem:
    """Item parameters on the logistic metric.

    ``discrimination`` (a) is above 0, per logit; ``thresholds`` (b) rise strictly, in logits;
    ``guessing`` in [0, 1) is the lower asymptote of a two-category item.
    """

    id: str
    discrimination: float
    thresholds: tuple[float, ...]
    guessing: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.discrimination) and self.discrimination > 0):
            raise InvalidDefinition(
                gettext_noop(
                    "item %(item)s: discrimination must be above 0, got %(discrimination)s",
                    item=Named("item", self.id),
                    discrimination=self.discrimination,
                )
            )
        if not self.thresholds or not all(math.isfinite(b) for b in self.thresholds):
            raise InvalidDefinition(
                gettext_noop(
                    "item %(item)s: thresholds must be finite numbers, got %(thresholds)s",
                    item=Named("item", self.id),
                    thresholds=self.thresholds,
                )
            )
        if any(low >= high for low, high in itertools.pairwise(self.thresholds)):
            raise InvalidDefinition(
                gettext_noop(
                    "item %(item)s: thresholds must rise strictly, got %(thresholds)s",
                    item=Named("item", self.id),
                    thresholds=self.thresholds,
                )
            )
        if not 0 <= self.guessing < 1:
            raise InvalidDefinition(
                gettext_noop(
                    "item %(item)s: guessing must be at least 0 and below 1, got %(guessing)s",
                    item=Named("item", self.id),
                    guessing=self.guessing,
                )
            )
        if self.guessing and len(self.thresholds) > 1:
            raise InvalidDefinition(
                gettext_noop("item %(item)s: guessing is for items with two categories", item=Named("item", self.id))
            )


def logistic(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.exp(-np.logaddexp(0.0, -x))


def cumulative_probabilities(item: GradedItem, ability: ArrayLike) -> Array:
    """Return P(category >= k) for k = 1..m at ``ability`` (logits, of any shape), k along the first axis."""
    return item.guessing + (1 - item.guessing) * logistic(_edges(item, ability))


def category_probabilities(item: GradedItem, ability: ArrayLike) -> Array:
    """Return P(category = k) for k = 0..m at ``ability`` (logits, of any shape), k along the first axis.

    Samejima (1969): differences of adjacent cumulative logistic curves, which sum to 1. Each is
    taken as sigma(u) * sigma(-v) * (1 - exp(v - u)), which keeps its precision in the tails.
    """
    floor, edges = item.guessing, _edges(item, ability)
    below, above = logistic(-edges), logistic(edges)
    lowest = (1 - floor) * below[:1]
    middle = above[:-1] * below[1:] * -np.expm1(edges[1:] - edges[:-1])
    highest = floor + (1 - floor) * above[-1:]
    return np.concatenate([lowest, middle, highest])


def information(item: GradedItem, ability: ArrayLike) -> Array:
    """Return the Fisher information about ``ability`` that one answer carries, per logit squared.

    The sum over categories of (dP/dability)^2 / P (Samejima 1969; Birnbaum 1968 with guessing).
    """
    edges = _edges(item, ability)
    rises = (1 - item.guessing) * item.discrimination * logistic(edges) * logistic(-edges)
    nothing = np.zeros_like(rises[:1])
    slopes = -np.diff(np.concatenate([nothing, rises, nothing]), axis=0)
    probabilities = np.maximum(category_probabilities(item, ability), SMALLEST_PROBABILITY)
    total: Array = (slopes**2 / probabilities).sum(axis=0)
    return total


def _edges(item: GradedItem, ability: ArrayLike) -> Array:
    """How far the ability lies above each threshold, in units of the logistic curve."""
    at = np.asarray(ability, dtype=float)
    thresholds = np.reshape(item.thresholds, (-1, *[1] * at.ndim))
    edges: Array = item.discrimination * (at - thresholds)
    return edges
