"""How strongly abilities go together before anything is answered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import InvalidDefinition
from .words import Named, gettext_noop

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
        _check(gettext_noop("within a domain"), self.within)
        _check(gettext_noop("between domains"), self.between)
        known: set[frozenset[str]] = set()
        for pair in self.pairs:
            _check(
                gettext_noop(
                    "of %(first)s and %(second)s",
                    first=Named("competency", pair.first),
                    second=Named("competency", pair.second),
                ),
                pair.correlation,
            )
            both = frozenset((pair.first, pair.second))
            if len(both) < 2:
                raise InvalidDefinition(
                    gettext_noop(
                        "correlations: %(what)s",
                        what=gettext_noop("%(first)s is paired with itself", first=Named("competency", pair.first)),
                    )
                )
            if both in known:
                raise InvalidDefinition(
                    gettext_noop(
                        "correlations: %(what)s",
                        what=gettext_noop(
                            "%(first)s and %(second)s are paired twice",
                            first=Named("competency", pair.first),
                            second=Named("competency", pair.second),
                        ),
                    )
                )
            known.add(both)

    def matrix(self, domains: Mapping[str, str | None]) -> NDArray[np.float64]:
        """Return the correlation matrix of competencies (id -> domain), in their order.

        Raises InvalidDefinition unless it is positive definite. Pairs of other competencies are
        passed over.
        """
        self.check(domains)
        return self._matrix(domains)

    def check(self, domains: Mapping[str, str | None]) -> None:
        """Raise InvalidDefinition unless the correlations of competencies (id -> domain) are positive definite."""
        smallest = self._smallest_eigenvalue(domains)
        if smallest < SMALLEST_EIGENVALUE:
            raise InvalidDefinition(
                gettext_noop(
                    "correlations: %(what)s",
                    what=gettext_noop(
                        "the matrix is not positive definite (its smallest eigenvalue is %(smallest)s)",
                        smallest=f"{smallest:.3g}",
                    ),
                )
            )

    def _matrix(self, domains: Mapping[str, str | None]) -> NDArray[np.float64]:
        numbers: dict[str | None, int] = {None: -1}
        groups = np.array([numbers.setdefault(domain, len(numbers)) for domain in domains.values()], dtype=int)
        together = (groups[:, None] == groups) & (groups >= 0)
        matrix = np.where(together, float(self.within), float(self.between))
        place = {id: i for i, id in enumerate(domains)}
        for pair in self.pairs:
            if pair.first in place and pair.second in place:
                i, j = place[pair.first], place[pair.second]
                matrix[i, j] = matrix[j, i] = pair.correlation
        np.fill_diagonal(matrix, 1.0)
        return matrix

    def _smallest_eigenvalue(self, domains: Mapping[str, str | None]) -> float:
        """Return it without the whole matrix: 2,000 competencies would take many seconds.

        Competencies of one domain that are in no pair are alike. Differences among n such have the
        eigenvalue 1 - r, r their correlation; what is left is the matrix with one row for them all,
        whose entries are weighted by the roots of the two sizes (an equitable partition).
        """
        in_place = [pair for pair in self.pairs if pair.first in domains and pair.second in domains]
        paired = {id for pair in in_place for id in (pair.first, pair.second)}
        alike = Counter(domain for id, domain in domains.items() if id not in paired)
        first_of = {domain: id for id, domain in reversed(list(domains.items())) if id not in paired}
        rows = {id: domain for id, domain in domains.items() if id in paired or first_of[domain] == id}
        sizes = np.array([1 if id in paired else alike[domain] for id, domain in rows.items()], dtype=float)
        inner = np.array([self.between if domain is None else self.within for domain in rows.values()], dtype=float)
        matrix = self._matrix(rows) * np.sqrt(np.outer(sizes, sizes))
        np.fill_diagonal(matrix, 1.0 + (sizes - 1.0) * inner)
        among = 1.0 - inner[sizes > 1]
        return float(min(np.linalg.eigvalsh(matrix).min(initial=1.0), among.min(initial=1.0)))


def _check(what: str, correlation: float) -> None:
    if not (math.isfinite(correlation) and abs(correlation) <= STRONGEST):
        raise InvalidDefinition(
            gettext_noop(
                "correlations: %(what)s",
                what=gettext_noop(
                    "the correlation %(what)s must be from -%(most)s to %(most)s, got %(got)s",
                    what=what,
                    most=STRONGEST,
                    got=correlation,
                ),
            )
        )
