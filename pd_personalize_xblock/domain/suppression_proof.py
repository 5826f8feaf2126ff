"""A box for every withheld teacher: which have none yet, and what is withheld beside them so that they do.

``suppression.py`` says what a box proves. An *atom* is a cell that fixes every axis. A withheld cell needs a box
around each of its atoms that may hold anybody: then it changes by a move that leaves any finer cell as it is, so that
no difference between the two is a sum of shown counts either.

The atoms of a withheld group need a little less. A box with the values of the attribute as one more side exchanges two
values and leaves the group as large as it is. That moves the count of each value, and of the group less a value. What
is left is the size of the group: somebody in it must be in a box that changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .suppression_boxes import Axes, Cell, Counts, Flags, cheapest_box, corners, in_a_box

WIDEST = 64
"""Values of an axis of which all pairs are tried."""
Turn = tuple[int, int]
"""Two sides of a box that are apart along the first axis differ along the second, too."""


@dataclass(frozen=True, eq=False)
class Withheld:
    """A table on its way, with margins; the last axis of an ``attribute`` holds its values.

    ``hidden`` is what is withheld, and is added to; of an attribute's groups (index 0 of the last axis) it says that
    the attribute is withheld there. ``unseen`` is what nobody is shown, ``empty`` what everybody knows to be 0.
    """

    counts: Counts
    hidden: Flags
    unseen: Flags
    empty: Flags
    attribute: bool

    @property
    def last(self) -> int:
        """The last axis."""
        return self.counts.ndim - 1

    def unseen_of(self, axes: Axes) -> Flags:
        """Return which cells that fix ``axes`` are not shown; the other axes have length 1."""
        unseen: Flags = self.unseen[_of_kind(axes, self.counts.ndim, slice(0, 1))]
        return unseen

    def may_hold_anybody(self) -> Flags:
        """Return the atoms that are not known to be empty."""
        return ~self.empty[(slice(1, None),) * self.counts.ndim]

    def is_of_groups(self, axes: Axes) -> bool:
        """Whether a query that fixes ``axes`` asks for groups, in a table of an attribute."""
        return self.attribute and self.last not in axes

    def hide_smallest(self, cells: Iterable[Cell]) -> bool:
        """Hide the smallest of these cells that is not hidden yet; tell if there was one."""
        left = [cell for cell in cells if not self.hidden[cell]]
        if left:
            self.hidden[min(left, key=lambda cell: (int(self.counts[cell]), cell))] = True
        return bool(left)


def box_in(table: Withheld) -> bool:
    """Put every hidden teacher into a box, in the first kind of query where one is missing; tell if any was."""
    return any(_box_in_kind(table, axes) for axes in _kinds(table.counts.ndim))


def _box_in_kind(table: Withheld, axes: Axes) -> bool:
    """The same for the queries that fix ``axes``."""
    before, changed = table.hidden.copy(), False
    loose = _loose(table, axes)
    for spot in np.argwhere(loose) + 1:
        atom = tuple(int(at) for at in spot)
        if any(table.hidden[parent] and not before[parent] for parent in _coarser(axes, atom)):
            continue
        changed |= _unname_empty(table, axes, atom) if table.is_of_groups(axes) else _add_box(table, axes, atom)
    if loose.any() and not changed and not table.hidden.flat[0]:
        table.hidden.flat[0] = changed = True  # rather nothing than what no box proves
    return changed


def _kinds(dimensions: int) -> Iterator[Axes]:
    """Return the sets of axes that a query can fix, coarse first."""
    for size in range(1, dimensions + 1):
        yield from combinations(range(dimensions), size)


def _of_kind(axes: Axes, dimensions: int, other: Any) -> tuple[Any, ...]:
    """Return the index of the cells that fix ``axes``; the others stand at ``other``."""
    return tuple(slice(1, None) if axis in axes else other for axis in range(dimensions))


def _coarser(axes: Axes, atom: Cell) -> list[Cell]:
    """Return the cells one step coarser than the one around ``atom`` that fixes ``axes``."""
    return [tuple(at if other in axes and other != axis else 0 for other, at in enumerate(atom)) for axis in axes]


# Which atoms have no box


def _loose(table: Withheld, axes: Axes) -> Flags:
    """Return the atoms that lie in a withheld cell that fixes ``axes``, and in no box that makes them safe."""
    loose = _topmost(table, axes) & table.may_hold_anybody()
    if not loose.any():
        return loose
    boxed = _boxed(table, axes, loose, sides=axes)
    loose &= ~boxed
    if table.is_of_groups(axes) and loose.any():
        loose &= ~_safe_by_exchange(table, axes, boxed, loose)
    return loose


def _topmost(table: Withheld, axes: Axes) -> Flags:
    """Return the cells that fix ``axes``, are not shown, and of which everything coarser is shown."""
    top = table.unseen_of(axes).copy()
    for axis in axes:
        top &= ~table.unseen_of(tuple(other for other in axes if other != axis))
    return top


def _boxed(table: Withheld, axes: Axes, wanted: Flags, *, sides: Axes) -> Flags:
    """Return which atoms lie in a box of withheld cells that fix ``axes``; turned along ``sides`` only if need be."""
    covered = table.unseen_of(axes) & table.may_hold_anybody()
    found = in_a_box(covered, axes)
    for turn in _turns(axes, wanted.shape, sides=sides):
        if not (wanted & ~found).any():
            break
        found |= in_a_box(covered & table.unseen_of(_swapped(axes, turn)), axes, turn)
    return found


def _turns(axes: Axes, shape: tuple[int, ...], *, sides: Axes) -> Iterator[Turn]:
    """Return the ways in which a box may turn along ``sides``, as where each cohort has one track."""
    for axis in sides:
        if all(shape[other] <= WIDEST for other in axes if other != axis):
            yield from ((axis, along) for along in range(len(shape)) if along not in axes)


def _swapped(axes: Axes, turn: Turn) -> Axes:
    """Return the axes with the second of the turn instead of the first."""
    return tuple(sorted((*(axis for axis in axes if axis != turn[0]), turn[1])))


def _safe_by_exchange(table: Withheld, axes: Axes, boxed: Flags, loose: Flags) -> Flags:
    """Return the ``loose`` atoms of groups that are in an exchange of values, where the group's size changes by others.

    ``boxed`` are those by which it changes. Two values will do, or one that is in an exchange as well: with one alone
    the group less that value would be fixed.
    """
    ways = boxed.sum(axis=table.last, keepdims=True)
    single = boxed & (ways == 1) & loose.any(axis=table.last, keepdims=True)
    exchanged = _boxed(table, (*axes, table.last), loose | single, sides=axes)
    safe: Flags = loose & exchanged & (ways + (single & exchanged).any(axis=table.last, keepdims=True) >= 2)
    return safe


# What is withheld beside them


@dataclass(frozen=True)
class _Box:
    """A box to be: the axes along which its corners lie, the kinds of query that they are in, and what it costs.

    ``turned`` is the position in ``along`` of the axis with which the last one goes; None for a plain box.
    """

    along: Axes
    kinds: tuple[Axes, ...]
    turned: int | None
    spot: Axes
    opposite: Axes
    teachers: float

    def cells(self, dimensions: int) -> Iterator[Cell]:
        """Return what has to be withheld for it."""
        for corner in corners(self.spot, self.opposite, self.turned):
            place = dict(zip(self.along, corner, strict=True))
            for kind in self.kinds:
                yield tuple(place[axis] + 1 if axis in kind else 0 for axis in range(dimensions))


def _add_box(table: Withheld, axes: Axes, atom: Cell) -> bool:
    """Hide the cells that complete a box around ``atom`` with the fewest teachers; without any, the coarser cell."""
    box = _plain_box(table, axes, atom) or _turned_box(table, axes, atom)
    if box is None:
        return table.hide_smallest(_coarser(axes, atom))
    for cell in box.cells(table.counts.ndim):
        table.hidden[cell] = True
    return box.teachers > 0


def _plain_box(table: Withheld, axes: Axes, atom: Cell) -> _Box | None:
    return _cheapest(table, atom, along=axes, kinds=(axes,))


def _turned_box(table: Withheld, axes: Axes, atom: Cell) -> _Box | None:
    """Return the cheapest that turns. Along the values none is added: that would take withheld groups."""
    sides = tuple(axis for axis in axes if not (table.attribute and axis == table.last))
    found = [
        _cheapest(table, atom, along=(*axes, turn[1]), kinds=(axes, _swapped(axes, turn)), turned=axes.index(turn[0]))
        for turn in _turns(axes, tuple(size - 1 for size in table.counts.shape), sides=sides)
    ]
    return min((box for box in found if box), key=lambda box: box.teachers, default=None)


def _cheapest(
    table: Withheld, atom: Cell, *, along: Axes, kinds: tuple[Axes, ...], turned: int | None = None
) -> _Box | None:
    spot = tuple(atom[axis] - 1 for axis in along)
    teachers, opposite = cheapest_box(_costs(table, atom, along, kinds), spot, turned)
    return None if opposite is None else _Box(along, kinds, turned, spot, opposite, teachers)


def _costs(table: Withheld, atom: Cell, along: Axes, kinds: tuple[Axes, ...]) -> NDArray[np.float64]:
    """Return how many teachers more are hidden where each cell ``along`` these axes is a corner; inf where none is."""
    dimensions = table.counts.ndim
    sliced = tuple(slice(1, None) if axis in along else slice(at, at + 1) for axis, at in enumerate(atom))
    cost = np.where(table.empty[sliced], np.inf, 0.0)
    for kind in kinds:
        index = _of_kind(kind, dimensions, slice(0, 1))
        cost = cost + np.where(table.hidden[index], 0, table.counts[index])
    rest = tuple(axis for axis in range(dimensions) if axis not in along)
    return cost.transpose(*along, *rest).reshape([cost.shape[axis] for axis in along])


def _unname_empty(table: Withheld, axes: Axes, atom: Cell) -> bool:
    """Stop showing the zeros of an attribute that tell a hidden group's people apart.

    The group has a box, but some of its corners are known to lack this value: there the attribute is withheld. Where
    it has none for this value alone, the attribute is withheld around it, in the smallest group first.
    """
    lacking = _corners_without_value(table, axes, atom)
    if lacking is None:
        return table.hide_smallest(_group(cell) for cell in ((0,) * table.counts.ndim, *_around(atom)))
    cells = [cell for corner in lacking for cell in _around(corner)]
    named = {_group(cell) for cell in cells if table.counts[cell] == 0 and not table.unseen[cell]}
    if not named:
        return table.hide_smallest({(0,) * table.counts.ndim, *map(_group, cells)})
    changed = not all(table.hidden[group] for group in named)
    for group in named:
        table.hidden[group] = True
    return changed


def _around(atom: Cell) -> Iterator[Cell]:
    """Return every cell that an atom lies in, itself last, but not the whole table."""
    for fixed in _kinds(len(atom)):
        yield tuple(at if axis in fixed else 0 for axis, at in enumerate(atom))


def _group(cell: Cell) -> Cell:
    """Return the group whose values a cell of an attribute counts."""
    return (*cell[:-1], 0)


def _corners_without_value(table: Withheld, axes: Axes, atom: Cell) -> list[Cell] | None:
    """Return the corners known to be empty of the box of hidden groups that has the fewest such; None without a box."""
    at_value = tuple(slice(1, None) if axis in axes else at for axis, at in enumerate(atom))
    at_group = (*at_value[:-1], 0)
    cannot = table.empty[at_group] | ~table.unseen[_of_kind(axes, table.counts.ndim, 0)]
    spot = [atom[axis] - 1 for axis in axes]
    _, opposite = cheapest_box(np.where(cannot, np.inf, table.empty[at_value]), spot)
    if opposite is None:
        return None
    found = []
    for corner in corners(spot, opposite):
        place = dict(zip(axes, corner, strict=True))
        found.append(tuple(place[axis] + 1 if axis in place else at for axis, at in enumerate(atom)))
    return [cell for cell in found if table.empty[cell]]
