"""The counts of one snapshot of a course's teachers, and which of them may be shown.

A snapshot counts every teacher once: in a table of groups (cohort, track, month), and in one more table for each
attribute (level placed in a competency, state of a section), which has the attribute's values as its last dimension.
"None" is a value like any other. ``suppression.py`` decides; here queries have names.

    groups = release(Table((cohorts, tracks, months)), people)
    levels = release(Table((cohorts, tracks, months, levels)), placed, within=groups)
    levels.row(("north", None, None))       # counts by level, None for what is withheld

An average is shown where the count behind it is: ask for the count of those who have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .suppression import LEAST, Counts, Flags, released, with_margins

Query = Sequence[str | None]


@dataclass(frozen=True)
class Table:
    """The values of each dimension, in order; a query names one of them or, with None, all."""

    dimensions: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for number, values in enumerate(self.dimensions):
            if not values or len(set(values)) < len(values):
                raise ValueError(f"dimension {number}: values must be given, and differ, got {values!r}")

    def cell(self, query: Query) -> tuple[int, ...]:
        """Return where a query's count stands; refuse a value that the table lacks."""
        if len(query) != len(self.dimensions):
            raise ValueError(f"a query names {len(self.dimensions)} values or None, got {len(query)}")
        return tuple(
            0 if value is None else _position(values, value)
            for value, values in zip(query, self.dimensions, strict=True)
        )

    def counted(self, people: Iterable[Sequence[str]]) -> Counts:
        """Return how many have each combination of values, without margins; ``people`` has one row a teacher."""
        places = [{value: number for number, value in enumerate(values)} for values in self.dimensions]
        counts = np.zeros(tuple(map(len, places)), dtype=np.int64)
        try:
            at = [[place[value] for place, value in zip(places, person, strict=True)] for person in people]
        except KeyError as error:
            raise LookupError(f"no dimension has the value {error.args[0]!r} in this place") from error
        np.add.at(counts, tuple(np.array(at, dtype=np.intp).reshape(-1, len(places)).T), 1)
        return counts


@dataclass(frozen=True)
class Release:
    """The counts of a table, with margins, and which of them may be shown."""

    table: Table
    counts: Counts
    shown: Flags

    def count(self, query: Query) -> int | None:
        """Return the number of teachers; None where it is withheld."""
        cell = self.table.cell(query)
        return int(self.counts[cell]) if self.shown[cell] else None

    def row(self, query: Query) -> tuple[int | None, ...]:
        """Return the count of each value of the last dimension, for the others as ``query`` has them."""
        at = Table(self.table.dimensions[:-1]).cell(query)
        pairs = zip(self.counts[at][1:].tolist(), self.shown[at][1:].tolist(), strict=True)
        return tuple(count if shown else None for count, shown in pairs)


def release(table: Table, inner: NDArray[np.int64], *, within: Release | None = None, least: int = LEAST) -> Release:
    """Return what may be shown of the counts ``inner`` (no margins), one axis a dimension.

    For an attribute ``within`` is the release of the groups: the same teachers without the last dimension.
    """
    if inner.shape != tuple(map(len, table.dimensions)):
        raise ValueError(f"the counts have the shape {inner.shape}, which is not the table's")
    counts = with_margins(inner)
    if within is None:
        return Release(table, counts, released(counts, least=least))
    if within.table.dimensions != table.dimensions[:-1] or not np.array_equal(within.counts, counts[..., 0]):
        raise ValueError("an attribute and the groups must count the same teachers in the same dimensions")
    return Release(table, counts, released(counts, least=least, within=within.shown))


def _position(values: tuple[str, ...], value: str) -> int:
    """Return the place of a value on its axis, where 0 is "all"."""
    try:
        return values.index(value) + 1
    except ValueError:
        raise LookupError(f"no value {value!r} in this dimension") from None
