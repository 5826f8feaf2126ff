"""What opens a held section, and what leads to a level: the cheapest way there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .definition import Definition, Section
from .pathway import SectionState, Standing, accessible_among, furthest, pathway_for
from .search import Attain, CheapestWay, Found, Goal, Open, is_fulfilled

EXACT_UP_TO_CHOICES = 12
EXACT_STEPS = 20_000
QUICK_STEPS = 200
"""Goals looked at before the search for one section gives up: a page explains a hundred of them."""


@dataclass(frozen=True)
class WayThere:
    """Sections that, once mastered in this order, open a section or complete a level.

    ``is_cheapest`` is False where the choices were too many to compare them all: then it is one
    way of which nothing can be left out, not surely the shortest.
    """

    sections: tuple[Section, ...]
    is_cheapest: bool

    @property
    def minutes(self) -> float:
        """The time the sections take together."""
        return sum(section.minutes for section in self.sections)


def what_opens(definition: Definition, standing: Standing, section_id: str) -> WayThere | None:
    """Return the cheapest way, by minutes and then by count, to open a section; None if no course work can.

    An accessible section needs nothing: its way is empty.
    """
    target = definition.section(section_id)
    if pathway_for(definition, standing).states[target.id] is not SectionState.HELD:
        return WayThere((), is_cheapest=True)
    return ways_to_held_sections(definition, standing)[section_id]


def ways_to_held_sections(definition: Definition, standing: Standing) -> dict[str, WayThere | None]:
    """Return the cheapest way to open each held section, None where no course work can."""
    return Routes(definition, standing).to_held_sections()


@dataclass(frozen=True)
class Routes:
    """All that course work can lead one teacher to, and the cheapest ways there."""

    definition: Definition
    standing: Standing

    def to_held_sections(self) -> dict[str, WayThere | None]:
        """Return the cheapest way to open each held section, None where no course work can."""
        states = pathway_for(self.definition, self.standing).states
        held = [section.id for section in self.definition.sections if states[section.id] is SectionState.HELD]
        openable = accessible_among(self.definition, self._within_reach, held)
        return {section: self._way(Open(section)) if section in openable else None for section in held}

    def to_level(self, competency: str, level: int) -> WayThere | None:
        """Return the cheapest way to bring a competency to a level, None if no course work can."""
        target = Attain(competency, level)
        return self._way(target) if is_fulfilled(self.definition, self._within_reach, target) else None

    @cached_property
    def _within_reach(self) -> Standing:
        return furthest(self.definition, self.standing)

    @cached_property
    def _search(self) -> CheapestWay:
        return CheapestWay(self.definition, self.standing)

    def _way(self, target: Goal) -> WayThere:
        found = self._found(target)
        if found.sections is None:
            everything = self._within_reach.mastered - self.standing.mastered
            chosen = self._shortened(target, everything - {target.section} if isinstance(target, Open) else everything)
        elif found.is_cheapest:
            chosen = found.sections
        else:
            chosen = self._shortened(target, found.sections)
        return WayThere(self._in_order(chosen), is_cheapest=found.is_cheapest)

    def _found(self, target: Goal) -> Found:
        quick = self._search.find(target, max_steps=QUICK_STEPS)
        if quick.is_cheapest or self._search.count_choices(target) > EXACT_UP_TO_CHOICES:
            return quick
        return self._search.find(target, max_steps=EXACT_STEPS)

    def _shortened(self, target: Goal, sections: frozenset[str]) -> frozenset[str]:
        """Leave out of a way, dearest first, what the target is fulfilled without."""
        for section in sorted(sections, key=lambda s: (-self.definition.section(s).minutes, s)):
            after = furthest(self.definition, self.standing, among=sections - {section})
            if is_fulfilled(self.definition, after, target):
                sections = after.mastered - self.standing.mastered
        return sections

    def _in_order(self, sections: frozenset[str]) -> tuple[Section, ...]:
        """An order in which every section is accessible when its turn comes."""
        ordered = list[Section]()
        for reachable in self._search.rounds(sections):
            ordered += sorted((self.definition.section(section) for section in reachable), key=self._place)
        return tuple(ordered)

    def _place(self, section: Section) -> int:
        return self._places[section.id]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {section.id: place for place, section in enumerate(self.definition.sections)}
