"""What may be shown of counts: nothing about fewer than ten people, and nothing that gives so few away."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .suppression import LEAST


def may_show(count: int, of: int) -> bool:
    """Whether ``count`` of ``of`` people can be told: both it and the rest are nobody, or at least ten."""
    return of >= LEAST and all(part == 0 or part >= LEAST for part in (count, of - count))


def share(count: int, of: int) -> float | None:
    """Return a share (0..1) to three decimals, None where it would tell of too few."""
    return round(count / of, 3) if may_show(count, of) else None


def counts(found: Sequence[int]) -> tuple[int | None, ...] | None:
    """Return counts with those of 1 to 9 withheld, and so many more that what is withheld is at least ten together.

    None where all of them together are fewer than ten.
    """
    if sum(found) < LEAST:
        return None
    hidden = {i for i, count in enumerate(found) if 0 < count < LEAST}
    by_size = sorted((i for i, count in enumerate(found) if count >= LEAST), key=found.__getitem__)
    while hidden and sum(found[i] for i in hidden) < LEAST and by_size:
        hidden.add(by_size.pop(0))
    return tuple(None if i in hidden else count for i, count in enumerate(found))


def lowest_likely(count: int, of: int, z: float = 2.58) -> float:
    """Return the lower end of Wilson's interval for a share (Wilson 1927); 0 without anybody."""
    if not of:
        return 0.0
    p, spread = count / of, z * z / of
    middle = p + spread / 2
    return (middle - z * math.sqrt(p * (1 - p) / of + spread / (4 * of))) / (1 + spread)
