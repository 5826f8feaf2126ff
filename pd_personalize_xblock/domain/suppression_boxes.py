"""Tables with margins, and boxes of cells in them: two values on each of some axes, and every combination of them.

``suppression.py`` says what boxes of withheld cells prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Axes = tuple[int, ...]
Cell = tuple[int, ...]
Kind = TypeVar("Kind", bound=NDArray[Any])


def whole(table: Kind, axis: int) -> Kind:
    """Return the sums over an axis, which have index 0 on it."""
    return table[(slice(None),) * axis + (slice(0, 1),)]  # type: ignore[return-value]


def each(table: Kind, axis: int) -> Kind:
    """Return the cells of the single values of an axis."""
    return table[(slice(None),) * axis + (slice(1, None),)]  # type: ignore[return-value]


def in_a_box(cells: Flags, axes: Axes, turning: tuple[int, int] | None = None) -> Flags:
    """Return which of the true ``cells`` are corners of a box of true cells along ``axes``.

    The other axes are a batch: the corners of a box agree on them. With ``turning``, (one of the axes, one of the
    others), the two sides of the box along the first may differ in the second.
    """
    *pairing, last = sorted(axes, key=lambda axis: (turning is not None and axis == turning[0], cells.shape[axis]))
    if not pairing:
        sides = cells if turning is None else cells.any(axis=turning[1], keepdims=True)
        alone: Flags = cells & (sides.sum(axis=last, keepdims=True) >= 2)
        return alone
    if len(pairing) == 1 and turning is None:
        return _in_a_rectangle(cells, last, pairing[0])
    axis, rest = pairing[0], (*pairing[1:], last)
    found = np.zeros_like(cells)
    filled = np.flatnonzero(cells.any(axis=tuple(each for each in range(cells.ndim) if each != axis)))
    for one, other in combinations(filled.tolist(), 2):
        first, second = _at(axis, one), _at(axis, other)
        both = cells[first] & cells[second]
        if both.any():
            both = in_a_box(both, rest, turning)
            found[first] |= both
            found[second] |= both
    return found


def _at(axis: int, index: int) -> tuple[slice, ...]:
    return (slice(None),) * axis + (slice(index, index + 1),)


def _in_a_rectangle(cells: Flags, rows: int, columns: int) -> Flags:
    """The same for two axes: two columns make a rectangle with every row, if at least two rows have both."""
    grid = np.moveaxis(cells, (rows, columns), (-2, -1)).astype(np.float32)
    together = (grid.swapaxes(-1, -2) @ grid) >= 2
    together &= ~np.eye(grid.shape[-1], dtype=bool)
    found: Flags = (grid @ together.astype(np.float32) > 0) & (grid > 0)
    return np.moveaxis(found, (-2, -1), (rows, columns))


def cheapest_box(
    cost: NDArray[np.float64], spot: Sequence[int], turning: int | None = None
) -> tuple[float, tuple[int, ...] | None]:
    """Return the smallest sum of ``cost`` over a box with the corner ``spot``, and the corner opposite.

    Without a box of finite cost the corner is None. With ``turning`` the last axis is not one of the box: it goes
    along with that axis, as in ``in_a_box``.
    """
    total = np.zeros(cost.shape)
    sides = cost.ndim if turning is None else cost.ndim - 1
    for ours in product((False, True), repeat=sides):
        own = ours if turning is None else (*ours, ours[turning])
        total = (
            total
            + cost[tuple(slice(at, at + 1) if is_own else slice(None) for is_own, at in zip(own, spot, strict=True))]
        )
    for axis, at in enumerate(spot[:sides]):
        total[_at(axis, at)] = np.inf
    best = np.unravel_index(int(total.argmin()), total.shape)
    if not np.isfinite(total[best]):
        return np.inf, None
    return float(total[best]), tuple(int(at) for at in best)


def corners(spot: Sequence[int], opposite: Sequence[int], turning: int | None = None) -> Iterator[tuple[int, ...]]:
    """Return the corners of the box between the two, as ``cheapest_box`` has them."""
    if turning is None:
        yield from product(*zip(spot, opposite, strict=True))
        return
    for corner in product(*zip(spot[:-1], opposite[:-1], strict=True)):
        yield (*corner, spot[-1] if corner[turning] == spot[turning] else opposite[-1])
