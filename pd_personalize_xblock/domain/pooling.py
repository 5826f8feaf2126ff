"""What the items of a bank have in common: an item that few have answered yet leans on what all the others showed.

Empirical Bayes (Efron & Morris 1975; for items Mislevy 1986, section 4). Authors give all items of a
kind the same thresholds, so they are off in the same way; and how much items differ, each from the rest,
shows in the answers as well. Items with as many thresholds are a kind. The author's own priors are the
priors of both, so a small bank stays near them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from .irt import Array, GradedItem
from .item_fit import Prior, Strengths


class Common(NamedTuple):
    """How log a and b of a kind of item are off the author's: on average (m + 1,), and the covariance around that."""

    shift: Array
    covariance: Array


Bank = Mapping[int, Common]
"""By the number of thresholds, what the items that have so many have in common."""


class Seen(NamedTuple):
    """An item as its author has it, log a and b (m + 1,) as fitted, and how much answers say about these."""

    author: GradedItem
    fitted: Array
    information: Array


def unseen(items: Sequence[GradedItem], strengths: Strengths) -> Bank:
    """Return what is expected before any answer: the author's parameters, and the author's errors."""
    return {m: Common(np.zeros(m + 1), strengths.covariance(m)) for m in {len(item.thresholds) for item in items}}


def prior_of(item: GradedItem, bank: Bank) -> Prior:
    """Return what an item is expected to be."""
    common = bank[len(item.thresholds)]
    precision: Array = np.linalg.inv(common.covariance).astype(float)
    return Prior(authors(item) + common.shift, precision)


def authors(item: GradedItem) -> Array:
    """Return log a and b (m + 1,) as the author has them."""
    return np.array([math.log(item.discrimination), *item.thresholds])


def bank_of(items: Sequence[Seen], before: Bank, strengths: Strengths) -> Bank:
    """Return what the items have in common, one step on from ``before`` (EM with Laplace's approximation)."""
    kinds = {m: [item for item in items if len(item.author.thresholds) == m] for m in before}
    return {m: _common(kinds[m], before[m], strengths) for m in before}


def _common(items: Sequence[Seen], before: Common, strengths: Strengths) -> Common:
    """The shift under a normal prior, the covariance under an inverse Wishart prior of ``strengths.items``."""
    wide = strengths.covariance(len(before.shift) - 1)
    precision = np.linalg.inv(before.covariance)
    off = np.array([item.fitted - authors(item.author) for item in items])
    ways = _ways(np.mean([authors(item.author) for item in items], axis=0))
    hold = ways.T @ (np.linalg.inv(wide) + len(items) * precision) @ ways
    shift = ways @ np.linalg.solve(hold, ways.T @ precision @ off.sum(axis=0))
    unsure = np.linalg.inv(np.array([item.information for item in items]) + precision)
    spread = strengths.items * wide + (off - shift).T @ (off - shift) + unsure.sum(axis=0)
    return Common(shift, spread / (strengths.items + len(items)))


def _ways(author: Array) -> Array:
    """The directions (m + 1, m - 1) in which a bank may be off: not those in which it is the teachers who differ.

    Easier items and able teachers look the same, and so do far thresholds that tell much and teachers
    all alike: there the author's scale holds, and the population gives way.
    """
    b = author[1:]
    population = np.array([[0.0, *np.ones_like(b)], [-1.0, *(b - b.mean())]])
    ways: Array = np.linalg.svd(population)[2][2:].T
    return ways
