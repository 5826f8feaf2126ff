"""How strongly abilities go together before anything is answered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import InvalidDefinition

DEFAULT_WITHIN = 0.6
DEFAULT_BETWEEN = 0.4
STRONGEST = 0.95
SMALLEST_EIGENVALUE = 1e-6


@dataclass(frozen=True)
class Pair:
    """The correlation of two competencies where it is known better."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True)
class Correlations:
    """The correlation of two competencies in one domain, of two others, and of single pairs.

    Each is between -.95 and .95. With 0 everywhere each competency is measured by itself.
    """

    within: float = DEFAULT_WITHIN
    between: float = DEFAULT_BETWEEN
    pairs: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        _check("within a domain", self.within)
        _check("between domains", self.between)
        known: set[frozenset[str]] = set()
        for pair in self.pairs:
            _check(f"of {pair.first} and {pair.second}", pair.correlation)
            both = frozenset((pair.first, pair.second))
            if len(both) < 2:
                raise InvalidDefinition(f"correlations: {pair.first} is paired with itself")
            if both in known:
                raise InvalidDefinition(f"correlations: {pair.first} and {pair.second} are paired twice")
            known.add(both)

    def matrix(self, domains: Mapping[str, str | None]) -> NDArray[np.float64]:
        """Return the correlation matrix of competencies (id -> domain), in their order.

        Raises InvalidDefinition unless it is positive definite. Pairs of other competencies are
        passed over.
        """
        ids, groups = list(domains), list(domains.values())
        together = np.array([[a == b and a is not None for b in groups] for a in groups], dtype=bool)
        matrix = np.where(together, float(self.within), float(self.between)).reshape(len(ids), len(ids))
        place = {id: i for i, id in enumerate(ids)}
        for pair in self.pairs:
            if pair.first in place and pair.second in place:
                i, j = place[pair.first], place[pair.second]
                matrix[i, j] = matrix[j, i] = pair.correlation
        np.fill_diagonal(matrix, 1.0)
        smallest = float(np.linalg.eigvalsh(matrix).min(initial=1.0))
        if smallest < SMALLEST_EIGENVALUE:
            raise InvalidDefinition(
                f"correlations: the matrix is not positive definite (its smallest eigenvalue is {smallest:.3g})"
            )
        return matrix


def _check(what: str, correlation: float) -> None:
    if not (math.isfinite(correlation) and abs(correlation) <= STRONGEST):
        raise InvalidDefinition(
            f"correlations: the correlation {what} must be from -{STRONGEST} to {STRONGEST}, got {correlation}"
        )
