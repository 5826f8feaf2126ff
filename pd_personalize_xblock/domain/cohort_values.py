"""The mean of an amount over those on a page who have one, and the limits of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cohort_tables import Attribute

Array = NDArray[Any]
OfPage = Callable[[int], dict[str, Any] | None]


def mean_of(has: Attribute, amounts: Array, *, digits: int) -> OfPage:
    """Return what gives each page the number of teachers who have an amount, and its mean; None where withheld."""
    counts, sums = has.count(1), has.people.total(np.where(has.values, amounts, 0.0))

    def of(page: int) -> dict[str, Any] | None:
        n = int(counts[page])
        return None if n <= 0 else {"n": n, "mean": round(float(sums[page]) / n, digits)}

    return of


def mean_with_limits(has: Attribute, amounts: Array, *, limits: float) -> OfPage:
    """The same with the limits of the mean, so many standard errors from it."""
    known = np.where(has.values, amounts, 0.0)
    counts, sums, squares = has.count(1), has.people.total(known), has.people.total(known**2)

    def of(page: int) -> dict[str, Any] | None:
        n = int(counts[page])
        if n < 2:
            return None
        mean = float(sums[page]) / n
        variance = max(0.0, float(squares[page]) - n * mean**2) / (n - 1)
        away = limits * math.sqrt(variance / n)
        return {"n": n, "mean": round(mean, 2), "low": round(mean - away, 2), "high": round(mean + away, 2)}

    return of
