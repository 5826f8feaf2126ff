"""Which item to ask next: the one expected to bring the placements closest to the truth."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .estimation import ItemBank, Posterior
from .irt import Array

NEARLY_AS_GOOD = 0.95
MINUTES_EXPONENT = 0.5
"""Between worth per question (0) and per minute (1), because a sitting has a budget of both: decision 0009."""
INFORMATION_WEIGHT, LASTING_WEIGHT = 0.5, 0.05
"""Levels per nat: what falls to 0 in the course of a sitting, and what stays to its end. docs/decisions/0009."""
LASTING_WEIGHT_IF_BRIEF = 0.5
"""What stays where there is at most one question for each competency, and hardly a decision gets a second look."""
AMPLE = 2
"""From so many questions for each competency nothing stays: every decision gets its look, and the last ones decide."""
SMALLEST_VARIANCE = 1e-12
LARGEST_SHARE = 1 - 1e-9


class Gain(NamedTuple):
    """What asking an item is expected to save.

    ``loss``: levels of expected distance from the truth, in the item's own competency; exactly 0
    while no single answer could change its decision. ``information``: nats, about all competencies
    that are measured.
    """

    loss: float
    information: float

    def worth(self, share_left: float, lasting: float = LASTING_WEIGHT) -> float:
        """Return both in one number, in levels, with ``share_left`` (0..1) of the sitting still to come.

        Information pays by making later questions better. At the end hardly more than the decisions
        count; what stays (``lasting``, levels per nat) lets a question that changes none still be a good one,
        as does the share left, which in a sitting never is quite 0.
        """
        return self.loss + (INFORMATION_WEIGHT * share_left + lasting) * self.information


def lasting_weight(*, questions: int, competencies: int) -> float:
    """Return what information is worth to the end of a sitting of so many ``questions``, in levels per nat."""
    if questions >= AMPLE * competencies:
        return 0.0
    return LASTING_WEIGHT_IF_BRIEF if questions <= competencies else LASTING_WEIGHT


def level_loss(masses: Array) -> Array:
    """Return the least expected distance, in levels, between a decision and the true level.

    ``masses`` (..., levels) are P(level = l), not necessarily normalised; the loss scales with
    their sum.
    """
    levels = np.arange(masses.shape[-1])
    least: Array = (masses @ np.abs(levels[:, None] - levels)).min(axis=-1)
    return least


def expected_gains(bank: ItemBank, posterior: Posterior) -> dict[str, Gain]:
    """Return what every item of the bank is expected to save, asked next: each answer weighed with its chance."""
    if not bank.item_ids:
        return {}
    weighted = posterior.density[:, :, None] * bank.features
    now = weighted.sum(axis=1)
    after = np.concatenate([rows @ weighted[i] for i, rows in bank.likelihoods.items()])
    chance, first, second = after[:, -3], after[:, -2], after[:, -1]
    variances = np.maximum(second - first * first / chance, chance * SMALLEST_VARIANCE) / chance
    sums = np.stack([level_loss(after[:, :-3]), chance * variances, chance * np.log(variances)])
    loss, variance, log_variance = np.add.reduceat(sums, bank.first_rows, axis=1)
    owner, before = bank.owners, posterior.standard_error**2
    loss = (level_loss(now[:, :-3])[owner] - loss) / now[owner, :-3].sum(axis=1)
    own = 0.5 * (np.log(before)[owner] - log_variance)
    information = own + _passed_on(posterior, owner, before[owner] - variance, bank.measured)
    return {id: Gain(*both) for id, *both in zip(bank.item_ids, loss.tolist(), information.tolist(), strict=True)}


def _passed_on(posterior: Posterior, owner: NDArray[np.intp], saved: Array, measured: NDArray[np.bool_]) -> Array:
    """The information about other competencies, in nats, that ``saved`` variance in each item's own brings."""
    covariance, variance = posterior.covariance, posterior.standard_error**2
    shares = covariance**2 / (covariance.diagonal()[:, None] ** 2 * variance)
    np.fill_diagonal(shares, 0.0)
    shares[:, ~measured] = 0.0
    gained: Array = -0.5 * np.log1p(-np.clip(saved[:, None] * shares[owner], 0, LARGEST_SHARE)).sum(axis=-1)
    return gained


def choose_item(
    bank: ItemBank,
    posterior: Posterior,
    *,
    candidates: Sequence[str],
    share_left: float,
    seed: str,
    lasting: float = LASTING_WEIGHT,
) -> str:
    """Return the id of the item to ask, out of ``candidates``: the most worth for the minutes it takes.

    ``share_left`` (above 0, at most 1) is how much of the sitting's budget is still to be spent, and
    ``lasting`` what information is worth to its end, in levels per nat.
    Among items nearly as good as the best one is picked at random, always the same one for the same
    ``seed``, so that colleagues do not all see the same questions.
    """
    gains = expected_gains(bank, posterior)
    worth = {item_id: gains[item_id].worth(share_left, lasting) for item_id in candidates}
    values = {
        item_id: levels / bank.definition.item(item_id).expected_minutes ** MINUTES_EXPONENT
        for item_id, levels in worth.items()
    }
    enough = NEARLY_AS_GOOD * max(values.values())
    good = sorted(item_id for item_id, value in values.items() if value >= enough - 1e-12)
    return random.Random(seed).choice(good)
