"""Counts of many teachers by cohort, track and month, and what of them the pages that may be shown hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cohort_filters import NONE
from .disclosure import Release, Table, release
from .suppression import LEAST

Array = NDArray[Any]

WITHHELD = -1
MOST_PAGES = 5000
"""The choices of filters that have a page: the largest groups. What is not shown tells nothing."""


@dataclass(frozen=True, eq=False)
class People:
    """Some teachers with what is released of their groups; their counts are looked up for ``pages``.

    ``groups``: a row of positions for each teacher. ``rows``: who of all teachers these are. ``pages``: an array
    of cells for each dimension, 0 for all. ``without``: the pages on which there are none of these teachers.
    """

    groups: Array
    rows: Array
    release: Release
    pages: tuple[Array, ...]
    without: Array
    least: int = LEAST

    @cached_property
    def _flat(self) -> Array:
        shape = tuple(map(len, self.release.table.dimensions))
        return np.asarray(np.ravel_multi_index(tuple(self.groups[self.rows].T.astype(np.int64)), shape))

    @property
    def count(self) -> Array:
        """How many there are on each page, or WITHHELD."""
        return self._picked(self.release.counts, self.release.shown)

    def by(self, values: Array, size: int) -> Attribute:
        """Count these teachers by an attribute: one of ``size`` values for each of all teachers."""
        shape = tuple(map(len, self.release.table.dimensions))
        inner = np.bincount(
            self._flat * size + values[self.rows].astype(np.int64), minlength=int(np.prod(shape)) * size
        )
        table = Table((*self.release.table.dimensions, tuple(map(str, range(size)))))
        counted = inner.reshape(*shape, size).astype(np.int64)
        return Attribute(self, values, release(table, counted, within=self.release, least=self.least))

    def total(self, amounts: Array) -> Array:
        """Return the sum over those on each page of an amount that each of all teachers has; nothing is withheld."""
        shape = tuple(map(len, self.release.table.dimensions))
        sums = np.bincount(self._flat, weights=amounts[self.rows], minlength=int(np.prod(shape))).reshape(shape)
        for axis in range(sums.ndim):
            sums = np.concatenate([sums.sum(axis=axis, keepdims=True), sums], axis=axis)
        return np.where(self.without, 0.0, sums[self._cells])

    @cached_property
    def _cells(self) -> tuple[Array, ...]:
        return tuple(np.where(self.without, 0, at) for at in self.pages)

    def _picked(self, counts: Array, shown: Array) -> Array:
        found = np.where(shown[self._cells], counts[self._cells], WITHHELD)
        return np.where(self.without, 0, found)


@dataclass(frozen=True, eq=False)
class Attribute:
    """How many have each value of an attribute."""

    people: People
    values: Array
    release: Release

    def count(self, value: int) -> Array:
        """How many on each page have a value, or WITHHELD."""
        return self.people._picked(self.release.counts[..., value + 1], self.release.shown[..., value + 1])

    def having(self, value: int) -> People:
        """Return the teachers with a value, for a count among them."""
        groups = Release(
            Table(self.release.table.dimensions[:-1]),
            self.release.counts[..., value + 1],
            self.release.shown[..., value + 1],
        )
        people = self.people
        return replace(people, rows=people.rows[self.values[people.rows] == value], release=groups)


def everybody(groups: Array, dimensions: Sequence[tuple[str, ...]], *, least: int = LEAST) -> People:
    """Return all teachers, with a page for each choice of filters that may be shown, the largest first."""
    table = Table(tuple(dimensions))
    shape = tuple(map(len, table.dimensions))
    flat = np.ravel_multi_index(tuple(groups.T.astype(np.int64)), shape)
    inner = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)
    released = release(table, inner, least=least)
    cells = np.argwhere(released.shown & (released.counts > 0))
    order = np.argsort(-released.counts[tuple(cells.T)], kind="stable")[:MOST_PAGES]
    pages = tuple(cells[order].T)
    nowhere = np.zeros(len(order), bool)
    return People(groups, np.arange(len(groups)), released, pages, nowhere, least)


def placed_among(people: People) -> People | None:
    """Return those who are placed: everybody but the month "none"; None where nobody is.

    Their number is what is left without those, so it may be shown where both may.
    """
    cohorts, tracks, months = people.release.table.dimensions
    if NONE not in months:
        return people
    if len(months) == 1:
        return None
    last = len(months)  # "none" is the last month, and 0 is all
    counts, shown = people.release.counts[..., :last].copy(), people.release.shown[..., :last].copy()
    counts[..., 0] -= people.release.counts[..., last]
    shown[..., 0] &= people.release.shown[..., last]
    return replace(
        people,
        rows=people.rows[people.groups[people.rows, 2] != last - 1],
        release=Release(Table((cohorts, tracks, months[:-1])), counts, shown),
        without=people.pages[2] == last,
    )
