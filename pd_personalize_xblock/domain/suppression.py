"""Which counts of one snapshot may be shown, so that nobody can work out a small group.

A table has an axis for each filter (cohort, track, month) and, for an attribute, a last axis for its values. Index 0
of every axis is "all", so one array holds every allowed query. Withheld are counts under ``least``, counts
within ``least`` of a coarser one (primary suppression), and enough beside them that no subtraction gives them back
(complementary suppression; both as in Willenborg and de Waal 2001, Elements of Statistical Disclosure Control).

What proves it is a move. A withheld cell is a corner of a box of withheld cells in its own kind of query. Take a
teacher out of one corner, put one into the next, and so on around the box: every shown count stays as it is and the
withheld one changes, so no sum of shown counts can be it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .suppression_boxes import Axes, cheapest_box, corners, in_a_box

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Cell = tuple[int, ...]
Kind = TypeVar("Kind", bound=NDArray[Any])

LEAST = 10
WIDEST = 64  # values of an axis of which all pairs are tried


def with_margins(inner: Counts) -> Counts:
    """Return ``inner`` with the sum over each axis put before it, at index 0."""
    table = np.asarray(inner, dtype=np.int64)
    for axis in range(table.ndim):
        table = np.concatenate([table.sum(axis=axis, keepdims=True), table], axis=axis)
    return table


def released(counts: Counts, *, least: int = LEAST, within: Flags | None = None) -> Flags:
    """Return which cells of ``counts`` (with margins) may be shown.

    ``within`` is what was released of the groups alone, ``counts[..., 0]``; the last axis then holds the values of
    an attribute. Groups stay as they are: an attribute withholds its own counts, if need be all of them in a group.
    """
    hidden = _too_small(counts, least)
    if within is not None:
        hidden[..., 0] = ~within
        _part_from_groups(counts, hidden, least)
    while True:
        _spread(counts, hidden)
        if _even_out(counts, hidden, least, attribute=within is not None):
            continue
        if not _box_in(counts, hidden, within):
            break
    shown = ~_unseen(hidden, within)
    return shown | _known_empty(counts, shown)


def _whole(table: Kind, axis: int) -> Kind:
    return table[(slice(None),) * axis + (slice(0, 1),)]  # type: ignore[return-value]


def _each(table: Kind, axis: int) -> Kind:
    return table[(slice(None),) * axis + (slice(1, None),)]  # type: ignore[return-value]


def _too_small(counts: Counts, least: int) -> Flags:
    """Return the cells with a few teachers, or with all but a few of a cell one step coarser."""
    hidden = (counts > 0) & (counts < least)
    for axis in range(counts.ndim):
        rest = _whole(counts, axis) - _each(counts, axis)
        _each(hidden, axis)[...] |= (rest > 0) & (rest < least) & (_each(counts, axis) > 0)
    return hidden


def _part_from_groups(counts: Counts, hidden: Flags, least: int) -> None:
    """Hide a value's count that is a few more than a shown group all of whose teachers have it."""
    axes = range(counts.ndim - 1)
    full = (counts == counts[..., :1]) & ~hidden[..., :1] & (counts > 0)
    full[..., 0] = False
    for size in range(1, counts.ndim):
        for merged in combinations(axes, size):
            index = tuple(slice(0, 1) if axis in merged else slice(None) for axis in range(counts.ndim))
            rest = counts[index] - counts
            hidden[index] |= (full & (rest > 0) & (rest < least)).any(axis=merged, keepdims=True)


def _spread(counts: Counts, hidden: Flags) -> None:
    """Hide what is finer than a hidden cell, and what holds the very same teachers."""
    before = -1
    while (now := int(hidden.sum())) != before:
        before = now
        for axis in range(counts.ndim):
            whole, each = _whole(hidden, axis), _each(hidden, axis)
            same = (_each(counts, axis) == _whole(counts, axis)) & (_each(counts, axis) > 0)
            whole |= (each & same).any(axis=axis, keepdims=True)
            each |= whole


def _even_out(counts: Counts, hidden: Flags, least: int, *, attribute: bool) -> bool:
    """Hide one more cell in every line whose hidden ones are a single one or too few teachers; tell if any was."""
    changed = False
    for axis in range(counts.ndim):
        whole, each, people = _whole(hidden, axis), _each(hidden, axis), _each(counts, axis)
        covered = each & (people > 0)
        together = (people * covered).sum(axis=axis, keepdims=True)
        bare = ~whole & (together > 0) & ((each.sum(axis=axis, keepdims=True) < 2) | (together < least))
        if attribute and axis < counts.ndim - 1:
            bare[..., 0] = False
        if not bare.any():
            continue
        changed = True
        spare = np.where(each | (people == 0), np.iinfo(np.int64).max, people)
        smallest = spare.argmin(axis=axis, keepdims=True)
        found = np.take_along_axis(spare, smallest, axis=axis) < np.iinfo(np.int64).max
        np.put_along_axis(each, smallest, np.take_along_axis(each, smallest, axis=axis) | (bare & found), axis=axis)
        whole |= bare & ~found
    return changed


def _unseen(hidden: Flags, within: Flags | None) -> Flags:
    """Return what is not shown: of the groups, what was withheld before any attribute."""
    if within is None:
        return hidden
    unseen = hidden.copy()
    unseen[..., 0] = ~within
    return unseen


def _known_empty(counts: Counts, shown: Flags) -> Flags:
    """Return the cells of which everybody knows that nobody is in them.

    They are shown as 0, or lie in one that is, or a shown cell is the sum of those shown beside them.
    """
    empty: Flags = (counts == 0) & shown
    before = -1
    while (now := int(empty.sum())) != before:
        before = now
        for axis in range(counts.ndim):
            whole, each = _whole(empty, axis), _each(empty, axis)
            visible = _each(shown, axis)
            left = (_each(counts, axis) * ~visible).sum(axis=axis, keepdims=True)
            each |= whole | (_whole(shown, axis) & (left == 0) & ~visible)
            whole |= each.all(axis=axis, keepdims=True)
    return empty


def _kinds(dimensions: int) -> Iterator[Axes]:
    """Return the sets of axes that a query can fix, coarse first."""
    for size in range(1, dimensions + 1):
        yield from combinations(range(dimensions), size)


def _of_kind(axes: Axes, dimensions: int, other: Any) -> tuple[Any, ...]:
    """Return the index of the cells that fix ``axes``; the others stand at ``other``."""
    return tuple(slice(1, None) if axis in axes else other for axis in range(dimensions))


def _turns(axes: Axes, shape: tuple[int, ...], *, sides: Axes | None = None) -> Iterator[tuple[int, int]]:
    """Return the ways in which two sides of a box may differ in one more axis, as where each cohort has one track.

    ``sides`` are the axes along which they may, all of them if not given.
    """
    for axis in axes if sides is None else sides:
        if all(shape[other] <= WIDEST for other in axes if other != axis):
            yield from ((axis, along) for along in range(len(shape)) if along not in axes)


def _boxed(unseen: Flags, empty: Flags, axes: Axes, loose: Flags, *, sides: Axes | None = None) -> Flags:
    """Return which atoms lie in a box of withheld cells that fix ``axes``."""
    dimensions = unseen.ndim
    covered = unseen[_of_kind(axes, dimensions, slice(0, 1))] & ~empty[(slice(1, None),) * dimensions]
    found = in_a_box(covered, axes)
    for axis, along in _turns(axes, loose.shape, sides=sides):
        if not (loose & ~found).any():
            break
        turned = unseen[_of_kind(_swapped(axes, axis, along), dimensions, slice(0, 1))]
        found |= in_a_box(covered & turned, axes, (axis, along))
    return found


def _told_by_value(unseen: Flags, empty: Flags, axes: Axes, boxed: Flags) -> Flags:
    """Return which atoms of withheld groups are safe though no box changes the group by them.

    They are in a box with the values of the attribute as one more side: it exchanges two values and leaves the group as
    large as it is. So somebody else in the group must be ``boxed``: of two values, or of one that is exchanged as well,
    or else the group less that value would be fixed.
    """
    last = unseen.ndim - 1
    exchanged = _boxed(unseen, empty, (*axes, last), ~boxed, sides=axes)
    ways = boxed.astype(np.int8) + (boxed & exchanged)
    safe: Flags = exchanged & (ways.sum(axis=last, keepdims=True) >= 2)
    return safe


def _swapped(axes: Axes, axis: int, along: int) -> Axes:
    return tuple(sorted((*(other for other in axes if other != axis), along)))


def _box_in(counts: Counts, hidden: Flags, within: Flags | None) -> bool:
    """Put every hidden teacher into a box, in the first kind of query where one is missing; tell if any was."""
    unseen = _unseen(hidden, within)
    empty = _known_empty(counts, ~unseen)
    before = hidden.copy()
    for axes in _kinds(counts.ndim):
        loose = _topmost(counts, unseen, axes) & ~empty[(slice(1, None),) * counts.ndim]
        if loose.any():
            boxed = _boxed(unseen, empty, axes, loose)
            loose &= ~boxed
            if within is not None and counts.ndim - 1 not in axes and loose.any():
                loose &= ~_told_by_value(unseen, empty, axes, boxed)
        changed = False
        for spot in np.argwhere(loose) + 1:
            atom = tuple(int(at) for at in spot)
            if any(hidden[parent] and not before[parent] for parent in _coarser(axes, atom)):
                continue
            if within is not None and counts.ndim - 1 not in axes:
                changed |= _unname_empty(counts, hidden, empty, unseen, axes, atom)
            else:
                changed |= _add_box(counts, hidden, empty, axes, atom, attribute=within is not None)
        if loose.any() and not changed and not hidden.flat[0]:
            hidden.flat[0] = changed = True  # rather nothing than what no box proves
        if changed:
            return True
    return False


def _coarser(axes: Axes, atom: Cell) -> list[Cell]:
    """Return the cells one step coarser than the one around ``atom`` that fixes ``axes``."""
    return [tuple(at if other in axes and other != axis else 0 for other, at in enumerate(atom)) for axis in axes]


def _topmost(counts: Counts, unseen: Flags, axes: Axes) -> Flags:
    """Return the cells that fix ``axes``, are not shown, and of which everything coarser is shown."""
    dimensions = counts.ndim
    top: Flags = unseen[_of_kind(axes, dimensions, slice(0, 1))].copy()
    for axis in axes:
        top &= ~unseen[_of_kind(tuple(other for other in axes if other != axis), dimensions, slice(0, 1))]
    return top


def _add_box(counts: Counts, hidden: Flags, empty: Flags, axes: Axes, atom: Cell, *, attribute: bool) -> bool:
    """Hide the cells that complete a box around ``atom`` with the fewest teachers; without any, the coarser cell."""
    best, box = np.inf, None
    for turn in (None, *_turns(axes, tuple(size - 1 for size in counts.shape))):
        if turn is not None and attribute and turn[0] == counts.ndim - 1:
            continue  # a turn needs withheld groups, which an attribute cannot add
        if box is not None and box[3] is None:
            break
        ordered, kinds = (axes, [axes]) if turn is None else ((*axes, turn[1]), [axes, _swapped(axes, *turn)])
        at = turn and axes.index(turn[0])
        cost = _costs(counts, hidden, empty, ordered, kinds, atom)
        total, opposite = cheapest_box(cost, [atom[axis] - 1 for axis in ordered], at)
        if opposite is not None and total < best:
            best, box = total, (ordered, kinds, opposite, at)
    if box is None:
        coarser = [parent for parent in _coarser(axes, atom) if not hidden[parent]]
        if coarser:
            hidden[min(coarser, key=lambda parent: (int(counts[parent]), parent))] = True
        return bool(coarser)
    ordered, kinds, opposite, at = box
    for corner in corners([atom[axis] - 1 for axis in ordered], opposite, at):
        place = dict(zip(ordered, corner, strict=True))
        for kind in kinds:
            hidden[tuple(place[axis] + 1 if axis in kind else 0 for axis in range(counts.ndim))] = True
    return best > 0


def _costs(
    counts: Counts, hidden: Flags, empty: Flags, ordered: Axes, kinds: list[Axes], atom: Cell
) -> NDArray[np.float64]:
    """Return how many teachers more are hidden where each cell of ``ordered`` is a corner; inf where it cannot be."""
    dimensions = counts.ndim
    sliced = tuple(slice(1, None) if axis in ordered else slice(at, at + 1) for axis, at in enumerate(atom))
    cost = np.where(empty[sliced], np.inf, 0.0)
    for kind in kinds:
        index = _of_kind(kind, dimensions, slice(0, 1))
        cost = cost + np.where(hidden[index], 0, counts[index])
    rest = tuple(axis for axis in range(dimensions) if axis not in ordered)
    return cost.transpose(*ordered, *rest).reshape([cost.shape[axis] for axis in ordered])


def _unname_empty(counts: Counts, hidden: Flags, empty: Flags, unseen: Flags, axes: Axes, atom: Cell) -> bool:
    """Stop showing the zeros of an attribute that tell a hidden group's people apart.

    The group has a box, but some of its corners are known to lack this value: there the attribute is withheld.
    """
    others = tuple(slice(1, None) if axis in axes else at for axis, at in enumerate((*atom[:-1], 0)))
    lacking = empty[tuple(slice(1, None) if axis in axes else at for axis, at in enumerate(atom))]
    cost = np.where(empty[others] | ~unseen[_of_kind(axes, counts.ndim, 0)], np.inf, lacking)
    spot = [atom[axis] - 1 for axis in axes]
    _, opposite = cheapest_box(cost, spot)
    if opposite is None:
        fixeds = [(), *_kinds(counts.ndim - 1)]
        groups = [tuple(at if axis in fixed else 0 for axis, at in enumerate(atom)) for fixed in fixeds]
        still = sorted((g for g in groups if not hidden[g]), key=lambda group: (int(counts[group]), group))[:1]
        for group in still:
            hidden[group] = True
        return bool(still)
    named: set[Cell] = set()
    around: set[Cell] = {(0,) * counts.ndim}
    for corner in corners(spot, opposite):
        full = list(atom)
        for axis, at in zip(axes, corner, strict=True):
            full[axis] = at + 1
        for fixed in _kinds(counts.ndim) if empty[tuple(full)] else ():
            cell = tuple(at if axis in fixed else 0 for axis, at in enumerate(full))
            group = (*cell[:-1], 0)
            around.add(group)
            if counts[cell] == 0 and not unseen[cell]:
                named.add(group)
    still = [group for group in (named or around) if not hidden[group]]
    for group in still if named else sorted(still, key=lambda group: (int(counts[group]), group))[:1]:
        hidden[group] = True
    return bool(still)
