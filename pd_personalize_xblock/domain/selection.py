"""Which item to ask next: the one expected to bring the placement closest to the truth."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import mul

from .estimation import ItemBank, Scored

NEARLY_AS_GOOD = 0.95
NEGLIGIBLE_LOSS = 1e-6


def level_loss(masses: Sequence[float]) -> float:
    """Return the least expected distance, in levels, between a decision and the true level.

    ``masses`` are P(level = l), not necessarily normalised; the loss scales with their sum.
    """
    best = running = sum(level * mass for level, mass in enumerate(masses))
    below, above = 0.0, sum(masses)
    for mass in masses[:-1]:
        below, above = below + mass, above - mass
        running += below - above
        best = min(best, running)
    return best


@lru_cache(maxsize=8192)
def expected_gain(bank: ItemBank, item_id: str, scored: Scored) -> tuple[float, float]:
    """Return what asking an item is expected to save, after ``scored`` answers of its competency.

    First the expected reduction of level loss (levels), then of variance (logits squared):
    the first is exactly 0 while no single answer could change the decision.
    """
    estimate = bank.estimate(scored)
    masses_after, variance_after = [], 0.0
    points = bank.grid.points
    for row in bank.likelihoods[item_id]:
        joint = list(map(mul, estimate.density, row))
        masses_after.append(bank.grid.level_masses(joint))
        weight = sum(joint)
        if weight:
            first_moment = sum(map(mul, joint, points))
            second_moment = sum(p * x * x for p, x in zip(joint, points, strict=True))
            variance_after += second_moment - first_moment**2 / weight
    loss = level_loss(bank.grid.level_masses(estimate.density)) - sum(map(level_loss, masses_after))
    return loss, estimate.standard_error**2 - variance_after / sum(estimate.density)


def choose_item(bank: ItemBank, *, candidates: Mapping[str, Scored], seed: str) -> str:
    """Return the id of the item to ask, out of ``candidates`` (item id -> scored answers so far).

    Among items nearly as good as the best one is picked at random, always the same one for
    the same ``seed``, so that colleagues do not all see the same questions.
    """
    gains = {item_id: expected_gain(bank, item_id, scored) for item_id, scored in candidates.items()}
    by_loss = max(loss for loss, _ in gains.values()) > NEGLIGIBLE_LOSS
    value = {item_id: loss if by_loss else variance for item_id, (loss, variance) in gains.items()}
    enough = NEARLY_AS_GOOD * max(value.values())
    good = sorted(item_id for item_id, gain in value.items() if gain >= enough - 1e-12)
    return random.Random(seed).choice(good)
