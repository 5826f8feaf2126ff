"""What somebody tries who wants to know a small group from what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

Cell = tuple[int, ...]
Person = tuple[int, ...]


def cells(shape: Sequence[int]) -> list[Cell]:
    """Return every cell of a table with margins."""
    return list(product(*(range(size) for size in shape)))


def members(people: Sequence[Person], cell: Cell) -> int:
    """Return the people in a cell as the bits of one number; 0 in the cell means all."""
    return sum(
        1 << number
        for number, person in enumerate(people)
        if all(fixed in (0, at + 1) for fixed, at in zip(cell, person, strict=True))
    )


def small_pairs(people: Sequence[Person], shown: NDArray[np.bool_], least: int) -> list[tuple[Cell, Cell]]:
    """Return the shown cells that are small, and the pairs of which one is in the other and nearly as large."""
    sets = {cell: members(people, cell) for cell in cells(shown.shape) if shown[cell]}
    found = [(cell, cell) for cell, inside in sets.items() if 0 < inside.bit_count() < least]
    for (one, first), (other, second) in combinations(sets.items(), 2):
        both = first & second
        if both in (first, second) and 0 < (first ^ second).bit_count() < least and both:
            found.append((one, other))
    return found


def indicators(shape: Sequence[int]) -> NDArray[np.float64]:
    """Return one row a cell, in the order of ``cells``, and one column an atom: 1 where the atom is in the cell."""
    rows = np.ones((1, 1))
    for size in shape:
        axis = np.vstack([np.ones((1, size - 1)), np.eye(size - 1)])
        rows = np.kron(rows, axis)
    return rows


def computable(counts: NDArray[np.int64], shown: NDArray[np.bool_]) -> Iterator[tuple[Cell, Cell | None]]:
    """Yield what sums of the shown cells give though it is not shown, and is not empty.

    A cell, or a cell and a coarser one whose difference it is. What is found empty is used for the next sum.
    """
    names, rows = cells(counts.shape), indicators(counts.shape)
    seen, sizes = shown.reshape(-1), counts.reshape(-1)
    pairs = [
        (n, int(np.ravel_multi_index(c, counts.shape))) for n, cell in enumerate(names) for c in coarser_than(cell)
    ]
    finer, coarser = np.array(pairs).reshape(-1, 2).T
    wanted = np.vstack([rows, rows[coarser] - rows[finer]])
    people = np.concatenate([sizes, sizes[coarser] - sizes[finer]])
    alive, before = np.ones(rows.shape[1], dtype=bool), -1
    while (now := int(alive.sum())) != before:
        before = now
        moves = null_space(rows[seen][:, alive])
        fixed = ~(wanted[:, alive] @ moves).round(7).any(axis=1)
        alive &= ~(wanted[fixed & (people == 0)] > 0).any(axis=0)
    for number in np.flatnonzero(fixed & (people > 0)):
        if number < len(names) and not seen[number]:
            yield names[number], None
        if number >= len(names) and not (seen[finer] & seen[coarser])[number - len(names)]:
            one, other = pairs[number - len(names)]
            if sizes[one]:
                yield names[one], names[other]


def coarser_than(cell: Cell) -> Iterator[Cell]:
    """Return every cell that this one lies in."""
    for kept in product(*({0, at} for at in cell)):
        if kept != cell:
            yield kept


def null_space(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return columns that span what no row sees."""
    _, values, right = np.linalg.svd(rows, full_matrices=True)
    rank = int((values > 1e-9).sum())
    return right[rank:].T


def small_lines(counts: NDArray[np.int64], shown: NDArray[np.bool_], least: int) -> list[tuple[int, Cell]]:
    """Return the lines below a shown cell, as (axis, cell), whose withheld cells are a few teachers together."""
    found = []
    for axis in range(counts.ndim):
        left = np.moveaxis(np.where(shown, 0, counts), axis, 0)[1:].sum(axis=0)
        small = (left > 0) & (left < least) & np.moveaxis(shown, axis, 0)[0]
        found += [(axis, tuple(map(int, cell))) for cell in np.argwhere(small)]
    return found
