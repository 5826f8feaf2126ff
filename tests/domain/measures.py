"""Measurement worked out slowly and independently: fine numerical integration, and enumeration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pd_personalize_xblock.domain.estimation import ItemBank, Scored
from pd_personalize_xblock.domain.irt import GradedItem

REACH_SDS = 9.0


def simpson(f: Callable[[float], float], low: float, high: float, *, points: int = 4001) -> float:
    """Integrate by Simpson's rule on an odd number of points."""
    step = (high - low) / (points - 1)
    inner = sum((4 if i % 2 else 2) * f(low + i * step) for i in range(1, points - 1))
    return step / 3 * (f(low) + inner + f(high))


def chance(item: GradedItem, category: int, ability: float) -> float:
    """P(category), from the definition of the model: a difference of two cumulative curves."""

    def at_least(k: int) -> float:
        if k == 0:
            return 1.0
        if k > len(item.thresholds):
            return 0.0
        curve = 0.5 * (1 + math.tanh(item.discrimination * (ability - item.thresholds[k - 1]) / 2))
        return item.guessing + (1 - item.guessing) * curve

    return at_least(category) - at_least(category + 1)


@dataclass(frozen=True)
class FineEstimate:
    """The posterior's mean, SD and level probabilities, not on the engine's grid."""

    ability: float
    standard_error: float
    p_level: tuple[float, ...]


def fine_estimate(bank: ItemBank, scored: Scored) -> FineEstimate:
    """Integrate prior times likelihood from far below to far above everything."""
    scale = bank.definition.framework.scale

    def density(x: float) -> float:
        prior = math.exp(-0.5 * ((x - scale.prior_mean) / scale.prior_sd) ** 2)
        return prior * math.prod(chance(bank.graded[item_id], category, x) for item_id, category in scored)

    low, high = scale.prior_mean - REACH_SDS * scale.prior_sd, scale.prior_mean + REACH_SDS * scale.prior_sd
    total = simpson(density, low, high)
    mean = simpson(lambda x: x * density(x), low, high) / total
    variance = simpson(lambda x: (x - mean) ** 2 * density(x), low, high) / total
    edges = (low, *scale.cuts, high)
    masses = (simpson(density, *edges[i : i + 2], points=801) / total for i in range(len(edges) - 1))
    return FineEstimate(mean, math.sqrt(variance), tuple(masses))


def least_distance(p_level: tuple[float, ...] | list[float]) -> float:
    """The smallest expected distance, in levels, of any decision from the true level."""
    levels = range(len(p_level))
    return min(sum(p * abs(decision - true) for true, p in enumerate(p_level)) for decision in levels)


def gain_by_enumeration(bank: ItemBank, item_id: str, scored: Scored) -> tuple[float, float]:
    """Score every answer the item could get, and weigh each with its chance: levels, and nats of spread."""
    now = bank.own_estimate(scored)
    density = bank.posterior(scored).density[0]
    loss, spread = least_distance(now.p_level), math.log(now.standard_error)
    for category in range(len(bank.graded[item_id].thresholds) + 1):
        weights = [chance(bank.graded[item_id], category, float(x)) for x in bank.grid.points]
        likely = sum(map(math.prod, zip(weights, density, strict=True)))
        then = bank.own_estimate(tuple(sorted((*scored, (item_id, category)))))
        loss -= likely * least_distance(then.p_level)
        spread -= likely * math.log(then.standard_error)
    return loss, spread
