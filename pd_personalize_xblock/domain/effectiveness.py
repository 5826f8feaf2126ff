"""How growth goes with the sections that teachers did. It is no experiment: who did a section was not drawn by lot.

Those who do a section began low, and whoever was measured low the first time is measured a little higher the second
by chance alone (regression to the mean); and who goes on to a second measurement has chosen to. So differences
come with an interval and with where both began, and nothing here is called an effect.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

from .definition import Definition
from .pathway import SectionState
from .suppression import LEAST

CONFIDENCE = 0.95
ENOUGH = 30
"""With fewer on either side a difference is said to rest on few."""


@dataclass(frozen=True)
class TwiceMeasured:
    """One teacher: abilities (logits) measured before and after in each competency, and what they did between.

    ``states`` are the sections' states now; ``mastered_between`` the sections mastered between the measurements.
    """

    before: Mapping[str, float]
    after: Mapping[str, float]
    mastered_between: Mapping[str, frozenset[str]]
    states: Mapping[str, str]


@dataclass(frozen=True)
class Mean:
    """A mean over ``n`` teachers, with the ends of its 95 % interval."""

    n: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class SectionGrowth:
    """Growth (logits) in a section's competency.

    ``did`` is of those who mastered the section between two measurements, ``others`` of those who were exempt from
    it or had not done it; either is None with fewer than ten. ``difference`` is between the two (Welch 1947), and
    ``began_apart`` by how much lower (negative) those who did it began; None without both.
    """

    section_id: str
    competency: str
    did: Mean | None
    others: Mean | None
    difference: Mean | None
    began_apart: float | None

    @property
    def rests_on_few(self) -> bool:
        """Whether either side is small."""
        return any(side is not None and side.n < ENOUGH for side in (self.did, self.others))


@dataclass
class Sums:
    """Numbers of one kind, as sums: what bounds the memory."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0
    began: float = 0.0

    def add(self, before: float, after: float) -> None:
        """Take a teacher in."""
        grown = after - before
        self.n += 1
        self.total += grown
        self.squares += grown * grown
        self.began += before

    @property
    def mean(self) -> float:
        """The mean growth."""
        return self.total / self.n

    @property
    def squared_error(self) -> float:
        """The square of the mean's standard error."""
        return max(self.squares - self.total**2 / self.n, 0.0) / (self.n - 1) / self.n


@dataclass
class Tally:
    """Takes teachers one by one. ``did`` and ``others`` are by section."""

    definition: Definition
    teachers: int = 0
    did: dict[str, Sums] = field(default_factory=dict)
    others: dict[str, Sums] = field(default_factory=dict)

    def add(self, teacher: TwiceMeasured) -> None:
        """Take a teacher in; one who was not measured twice in a competency counts for none of its sections."""
        twice = teacher.before.keys() & teacher.after.keys()
        if not twice:
            return
        self.teachers += 1
        for section in self.definition.sections:
            if section.competency not in twice:
                continue
            side = self._side(teacher, section.id, section.competency)
            if side is not None:
                sums = side.setdefault(section.id, Sums())
                sums.add(teacher.before[section.competency], teacher.after[section.competency])

    def _side(self, teacher: TwiceMeasured, section_id: str, competency: str) -> dict[str, Sums] | None:
        """Whoever mastered it at another time is on neither side: done before, it may have told already."""
        if section_id in teacher.mastered_between.get(competency, ()):
            return self.did
        return None if teacher.states.get(section_id) == SectionState.MASTERED else self.others


def growth_by_section(tally: Tally) -> tuple[SectionGrowth, ...]:
    """Return the growth that goes with each section that at least ten did, in the definition's order."""
    rows = [
        _section_growth(section.id, section.competency, tally.did.get(section.id), tally.others.get(section.id))
        for section in tally.definition.sections
    ]
    return tuple(row for row in rows if row.did is not None)


def student_quantile(freedom: float, confidence: float = CONFIDENCE) -> float:
    """Return the t that lies beyond ``confidence`` of Student's distribution, two-sided.

    Cornish & Fisher's expansion (Hill 1970): right to three decimals from 8 degrees of freedom on.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    terms: Sequence[float] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def _section_growth(section_id: str, competency: str, did: Sums | None, others: Sums | None) -> SectionGrowth:
    ours, theirs = _mean(did), _mean(others)
    difference = apart = None
    if ours is not None and theirs is not None and did is not None and others is not None:
        difference = _welch(did, others)
        apart = did.began / did.n - others.began / others.n
    return SectionGrowth(section_id, competency, ours, theirs, difference, apart)


def _mean(sums: Sums | None) -> Mean | None:
    if sums is None or sums.n < LEAST:
        return None
    return _interval(sums.n, sums.mean, sums.squared_error, sums.n - 1)


def _welch(some: Sums, others: Sums) -> Mean:
    """The difference of two means whose spreads may differ, with Satterthwaite's degrees of freedom."""
    a, b = some.squared_error, others.squared_error
    spread = a * a / (some.n - 1) + b * b / (others.n - 1)
    freedom = (a + b) ** 2 / spread if spread else some.n + others.n - 2
    return _interval(some.n + others.n, some.mean - others.mean, a + b, freedom)


def _interval(n: int, mean: float, squared_error: float, freedom: float) -> Mean:
    half = student_quantile(freedom) * math.sqrt(squared_error)
    return Mean(n, mean, mean - half, mean + half)
