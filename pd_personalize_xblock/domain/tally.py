"""What became of synthetic teachers, in counts that add up: parts of a simulation put together give the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .definition import Definition
from .pathway import Standing, furthest, pathway_for
from .placement import CompetencyPlacement


@dataclass(frozen=True)
class Sitting:
    """One synthetic teacher: true levels, what was asked, and what came of it."""

    true_levels: Mapping[str, int]
    asked: tuple[str, ...]
    minutes: float
    placed: Mapping[str, CompetencyPlacement]


@dataclass(frozen=True)
class Accuracy:
    """How placements compare with the true levels; shares 0..1 of ``placements``, or None without any."""

    placements: int
    exact: float | None
    within_one: float | None
    too_high: float | None


@dataclass(frozen=True)
class Hits:
    """How many placements there were, and how many of them were right, nearly right, too high."""

    placements: int = 0
    exact: int = 0
    within_one: int = 0
    too_high: int = 0

    @classmethod
    def of(cls, errors: Iterable[int]) -> Hits:
        """Count errors in levels: above 0 is placed too high."""
        counts = Counter(errors)
        return cls(
            placements=counts.total(),
            exact=counts[0],
            within_one=counts[-1] + counts[0] + counts[1],
            too_high=sum(n for error, n in counts.items() if error > 0),
        )

    def __add__(self, other: Hits) -> Hits:
        return Hits(
            self.placements + other.placements,
            self.exact + other.exact,
            self.within_one + other.within_one,
            self.too_high + other.too_high,
        )

    @property
    def accuracy(self) -> Accuracy:
        """The same as shares."""
        if not self.placements:
            return Accuracy(0, None, None, None)
        shares = (count / self.placements for count in (self.exact, self.within_one, self.too_high))
        return Accuracy(self.placements, *shares)


@dataclass(frozen=True)
class Tally:
    """What became of some of the teachers of a simulation, in their order.

    ``questions`` and ``minutes`` have one entry for each teacher. ``levels`` counts teachers per competency and
    level; ``needed`` are the sections that somebody had to do, ``reached`` those that somebody could enter in
    the end, ``asked`` the items that came to somebody.
    """

    questions: tuple[int, ...] = ()
    minutes: tuple[float, ...] = ()
    measured: Hits = field(default_factory=Hits)
    all: Hits = field(default_factory=Hits)
    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    reached: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()

    @property
    def teachers(self) -> int:
        """How many teachers it counts."""
        return len(self.questions)

    def __add__(self, later: Tally) -> Tally:
        """Count the teachers who come after these as well."""
        return Tally(
            questions=self.questions + later.questions,
            minutes=self.minutes + later.minutes,
            measured=self.measured + later.measured,
            all=self.all + later.all,
            levels=_added(self.levels, later.levels),
            needed=self.needed | later.needed,
            reached=self.reached | later.reached,
            asked=self.asked | later.asked,
        )


@dataclass(frozen=True)
class Simulation:
    """What became of the synthetic teachers.

    ``questions`` and ``minutes``, by the items' own estimate, have one entry for each. ``measured`` counts
    placements that rest on enough answers of their own; ``all`` those of every competency that the diagnostic is
    for, at the level that all answers point to. ``levels`` counts teachers per competency and level. A *dead
    level* is one at which nobody was placed; an *unreachable section* one that nobody could enter, whatever they
    mastered before; an *unneeded* one that nobody had to do. ``sittings`` are known where one run made them all.
    """

    questions: tuple[int, ...]
    minutes: tuple[float, ...]
    measured: Accuracy
    all: Accuracy
    levels: Mapping[str, tuple[int, ...]]
    dead_levels: tuple[tuple[str, int], ...]
    unreachable_sections: tuple[str, ...]
    unneeded_sections: tuple[str, ...]
    items_never_asked: tuple[str, ...]
    sittings: tuple[Sitting, ...] = ()


def tally(definition: Definition, sittings: Sequence[Sitting]) -> Tally:
    """Count what became of some teachers."""
    competencies, levels = definition.measured_competencies, range(len(definition.framework.levels))
    placed = {c: Counter(sitting.placed[c].level for sitting in sittings) for c in competencies}
    needed, reached = _work(definition, sittings)
    placements = [(s.placed[c], s.true_levels[c]) for s in sittings for c in competencies]
    return Tally(
        questions=tuple(len(sitting.asked) for sitting in sittings),
        minutes=tuple(sitting.minutes for sitting in sittings),
        measured=Hits.of(found.level - true for found, true in placements if found.is_measured),
        all=Hits.of(found.likely_level - true for found, true in placements),
        levels={c: tuple(placed[c][level] for level in levels) for c in competencies},
        needed=needed,
        reached=reached,
        asked=frozenset(item_id for sitting in sittings for item_id in sitting.asked),
    )


def summary(definition: Definition, counted: Tally, sittings: tuple[Sitting, ...] = ()) -> Simulation:
    """Say what the counts of all teachers mean for a definition."""
    dead = ((c, level) for c, counts in counted.levels.items() for level, n in enumerate(counts) if not n)
    return Simulation(
        questions=counted.questions,
        minutes=counted.minutes,
        measured=counted.measured.accuracy,
        all=counted.all.accuracy,
        levels=counted.levels,
        dead_levels=tuple(dead),
        unreachable_sections=tuple(s.id for s in definition.sections if s.id not in counted.reached),
        unneeded_sections=tuple(s.id for s in definition.sections if s.id not in counted.needed and not s.elective),
        items_never_asked=tuple(item.id for item in definition.items if item.id not in counted.asked),
        sittings=sittings,
    )


def _added(some: Mapping[str, tuple[int, ...]], more: Mapping[str, tuple[int, ...]]) -> Mapping[str, tuple[int, ...]]:
    if not some or not more:
        return some or more
    return {c: tuple(a + b for a, b in zip(counts, more[c], strict=True)) for c, counts in some.items()}


def _work(definition: Definition, sittings: Sequence[Sitting]) -> tuple[frozenset[str], frozenset[str]]:
    """The sections that somebody had to do, and those that somebody could enter in the end."""
    needed: set[str] = set()
    reached: set[str] = set()
    for shown in {tuple(sorted((c, placed.level) for c, placed in s.placed.items())) for s in sittings}:
        standing = Standing(shown=dict(shown))
        needed |= pathway_for(definition, standing).required
        reached |= pathway_for(definition, furthest(definition, standing)).accessible
    return frozenset(needed), frozenset(reached)
