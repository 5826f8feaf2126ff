"""Samejima's graded response model: the chance of each category at an ability."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from .errors import InvalidDefinition

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
            raise InvalidDefinition(f"item {self.id}: discrimination must be above 0, got {self.discrimination}")
        if not self.thresholds or not all(math.isfinite(b) for b in self.thresholds):
            raise InvalidDefinition(f"item {self.id}: thresholds must be finite numbers, got {self.thresholds}")
        if any(low >= high for low, high in zip(self.thresholds, self.thresholds[1:], strict=False)):
            raise InvalidDefinition(f"item {self.id}: thresholds must rise strictly, got {self.thresholds}")
        if not 0 <= self.guessing < 1:
            raise InvalidDefinition(f"item {self.id}: guessing must be at least 0 and below 1, got {self.guessing}")
        if self.guessing and len(self.thresholds) > 1:
            raise InvalidDefinition(f"item {self.id}: guessing is for items with two categories")


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    growth = math.exp(x)
    return growth / (1 + growth)


def cumulative_probabilities(item: GradedItem, ability: float) -> tuple[float, ...]:
    """Return P(category >= k) for k = 1..m at ``ability`` (logits)."""
    return tuple(
        item.guessing + (1 - item.guessing) * logistic(item.discrimination * (ability - threshold))
        for threshold in item.thresholds
    )


def category_probabilities(item: GradedItem, ability: float) -> tuple[float, ...]:
    """Return P(category = k) for k = 0..m at ``ability`` (logits); they sum to 1.

    Samejima (1969): differences of adjacent cumulative logistic curves. Each difference is
    taken as sigma(u) * sigma(-v) * (1 - exp(v - u)), which keeps its precision in the tails.
    """
    a, floor = item.discrimination, item.guessing
    edges = [a * (ability - threshold) for threshold in item.thresholds]
    lowest = (1 - floor) * logistic(-edges[0])
    middle = (logistic(u) * logistic(-v) * -math.expm1(v - u) for u, v in itertools.pairwise(edges))
    highest = floor + (1 - floor) * logistic(edges[-1])
    return (lowest, *middle, highest)


def information(item: GradedItem, ability: float) -> float:
    """Return the Fisher information about ``ability`` that one answer carries, per logit squared.

    The sum over categories of (dP/dability)^2 / P (Samejima 1969; Birnbaum 1968 with guessing).
    """
    a, floor = item.discrimination, item.guessing
    curves = [logistic(a * (ability - threshold)) for threshold in item.thresholds]
    slopes = [0.0, *((1 - floor) * a * p * (1 - p) for p in curves), 0.0]
    return sum(
        (slopes[k] - slopes[k + 1]) ** 2 / max(probability, SMALLEST_PROBABILITY)
        for k, probability in enumerate(category_probabilities(item, ability))
    )
