"""Fixed forms: questions in an order that no answer changes, one of each scale per round."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .study import Array, Indices, Study


def strongest_first(study: Study, people: slice, *, reserved: Sequence[int], seed: int) -> Indices:
    """Return the items (N, available) by discrimination: the strongest of each scale, then the second, ...

    Within a round, too, the stronger come first: a form shorter than a round leaves out the weakest.
    """
    strength = np.array([item.discrimination for item in study.items])
    order = in_rounds(study, strength[None], reserved=reserved)
    return np.repeat(order, len(study.answers[people]), axis=0)


def random_order(study: Study, people: slice, *, reserved: Sequence[int], seed: int) -> Indices:
    """Return the items (N, available) at random, one of each scale per round.

    Every person gets another form, so that no single lucky draw decides; the same whatever the people around.
    """
    rows = range(*people.indices(len(study.answers)))
    draws = [np.random.default_rng([seed, study.first_row + row]).random(len(study.items)) for row in rows]
    return in_rounds(study, np.array(draws), reserved=reserved)


def in_rounds(study: Study, worth: Array, *, reserved: Sequence[int]) -> Indices:
    """Return, per row of ``worth`` (N, I), the items not reserved: in each round the best left of every scale."""
    available = np.setdiff1d(np.arange(len(study.items)), reserved)
    values, scales = worth[:, available], study.scale_of[available]
    best_first = np.argsort(-values, axis=1, kind="stable")
    same_scale_before = np.tril(np.ones((len(scales),) * 2, dtype=bool), -1) & (
        scales[best_first][:, :, None] == scales[best_first][:, None, :]
    )
    rounds = same_scale_before.sum(axis=2)
    order = np.argsort(rounds, axis=1, kind="stable")
    return available[np.take_along_axis(best_first, order, axis=1)]
