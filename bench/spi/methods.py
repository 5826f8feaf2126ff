"""The ways to choose and to score that are compared, by the names under which they are reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from .beliefs import Belief, after
from .forms import random_order, strongest_first
from .mirt_cat import mirt_per_scale
from .product import adaptive
from .study import Indices, Study


class Order(Protocol):
    """Which items a fixed form asks, first to last: (N, available)."""

    def __call__(self, study: Study, people: slice, *, reserved: Sequence[int], seed: int) -> Indices: ...


class Method(Protocol):
    """What is believed of ``people`` after each of ``lengths`` questions, none of them about ``reserved`` items."""

    def __call__(
        self, study: Study, people: slice, *, reserved: tuple[int, ...], lengths: Sequence[int], seed: int
    ) -> list[Belief]: ...


def fixed(
    study: Study,
    people: slice,
    *,
    reserved: tuple[int, ...],
    lengths: Sequence[int],
    seed: int,
    order: Order,
    correlated: bool,
) -> list[Belief]:
    """Ask in an order that no answer changes."""
    items = order(study, people, reserved=reserved, seed=seed)
    return [after(study, people, items[:, :length], correlated=correlated) for length in lengths]


OWN = "adaptive, correlated"
MIRT = "mirt CATEngine per scale"
FIXED = "fixed "
METHODS: Mapping[str, Method] = {
    "fixed random, independent": partial(fixed, order=random_order, correlated=False),
    "fixed random, correlated": partial(fixed, order=random_order, correlated=True),
    "fixed strongest first, independent": partial(fixed, order=strongest_first, correlated=False),
    "fixed strongest first, correlated": partial(fixed, order=strongest_first, correlated=True),
    "adaptive, independent": partial(adaptive, correlated=False),
    MIRT: mirt_per_scale,
    OWN: partial(adaptive, correlated=True),
}
SEPARATE_SITTINGS = frozenset({"adaptive, independent", OWN})
"""The methods whose choice may depend on how many questions are left: each length is a sitting of its own."""
SHARED_HISTORIES = frozenset({MIRT})
"""The methods that gain by having everybody in one process, for they remember what they did with like answers."""
