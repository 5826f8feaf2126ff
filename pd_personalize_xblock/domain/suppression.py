"""Which counts of one snapshot may be shown, so that nobody can work out a small group.

A table has an axis for each filter (cohort, track, month) and, for an attribute, a last axis for its values. Index 0
of every axis is "all", so one array holds every allowed query. Withheld are counts under ``least``, counts
within ``least`` of a coarser one (primary suppression), and enough beside them that no subtraction gives them back
(complementary suppression; both as in Willenborg and de Waal 2001, Elements of Statistical Disclosure Control).

What proves it is a move. A withheld cell is a corner of a box of withheld cells in its own kind of query. Take a
teacher out of one corner, put one into the next, and so on around the box: every shown count stays as it is and the
withheld one changes, so no sum of shown counts can be it. ``suppression_proof.py`` sees to the boxes.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from .suppression_boxes import Counts, Flags, each, whole
from .suppression_proof import Withheld, box_in

__all__ = ["LEAST", "Counts", "Flags", "released", "with_margins"]

LEAST = 10


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
    hidden = _primary(counts, least, within)
    while True:
        _spread(counts, hidden)
        if _even_out(counts, hidden, least, attribute=within is not None):
            continue
        if not box_in(_so_far(counts, hidden, within)):
            break
    shown = ~_unseen(hidden, within)
    return shown | _known_empty(counts, shown)


def _primary(counts: Counts, least: int, within: Flags | None) -> Flags:
    """Return the cells that tell of a few by themselves, or beside one other count."""
    hidden = _too_small(counts, least)
    if within is not None:
        hidden[..., 0] = ~within
        _part_from_groups(counts, hidden, least)
    return hidden


def _too_small(counts: Counts, least: int) -> Flags:
    """Return the cells with a few teachers, or with all but a few of a cell one step coarser."""
    hidden = (counts > 0) & (counts < least)
    for axis in range(counts.ndim):
        rest = whole(counts, axis) - each(counts, axis)
        each(hidden, axis)[...] |= (rest > 0) & (rest < least) & (each(counts, axis) > 0)
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
            coarse, fine = whole(hidden, axis), each(hidden, axis)
            same = (each(counts, axis) == whole(counts, axis)) & (each(counts, axis) > 0)
            coarse |= (fine & same).any(axis=axis, keepdims=True)
            fine |= coarse


def _even_out(counts: Counts, hidden: Flags, least: int, *, attribute: bool) -> bool:
    """Hide one more cell in every line whose hidden ones are a single one or too few teachers; tell if any was."""
    changed = False
    for axis in range(counts.ndim):
        bare = _bare_lines(counts, hidden, least, axis)
        if attribute and axis < counts.ndim - 1:
            bare[..., 0] = False
        if bare.any():
            changed = True
            _hide_smallest(counts, hidden, axis, bare)
    return changed


def _bare_lines(counts: Counts, hidden: Flags, least: int, axis: int) -> Flags:
    """Return the lines along ``axis`` whose sum is shown, with a single hidden cell, or too few teachers in those."""
    fine, people = each(hidden, axis), each(counts, axis)
    together = (people * fine).sum(axis=axis, keepdims=True)
    few = (fine.sum(axis=axis, keepdims=True) < 2) | (together < least)
    bare: Flags = few & ~whole(hidden, axis) & (together > 0)
    return bare


def _hide_smallest(counts: Counts, hidden: Flags, axis: int, lines: Flags) -> None:
    """Hide the smallest cell that is left in each of these lines; where none is, the line's sum."""
    coarse, fine, people = whole(hidden, axis), each(hidden, axis), each(counts, axis)
    taken = np.iinfo(np.int64).max
    spare = np.where(fine | (people == 0), taken, people)
    smallest = spare.argmin(axis=axis, keepdims=True)
    found = np.take_along_axis(spare, smallest, axis=axis) < taken
    np.put_along_axis(fine, smallest, np.take_along_axis(fine, smallest, axis=axis) | (lines & found), axis=axis)
    coarse |= lines & ~found


def _so_far(counts: Counts, hidden: Flags, within: Flags | None) -> Withheld:
    """Return the table as it would be seen now."""
    unseen = _unseen(hidden, within)
    return Withheld(counts, hidden, unseen, _known_empty(counts, ~unseen), attribute=within is not None)


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
            coarse, fine = whole(empty, axis), each(empty, axis)
            visible = each(shown, axis)
            left = (each(counts, axis) * ~visible).sum(axis=axis, keepdims=True)
            fine |= coarse | (whole(shown, axis) & (left == 0) & ~visible)
            coarse |= fine.all(axis=axis, keepdims=True)
    return empty
