"""What opens a held section: the cheapest way there."""

from __future__ import annotations

from dataclasses import dataclass

from .definition import Definition, Section
from .pathway import SectionState, Standing, accessible_among, furthest, pathway_for, with_mastered
from .search import CheapestWay

EXACT_UP_TO_CHOICES = 12
EXACT_STEPS = 20_000
QUICK_STEPS = 200
"""Goals looked at before the search for one section gives up: a page explains a hundred of them."""


@dataclass(frozen=True)
class WayThere:
    """Sections that, once mastered in this order, open a section.

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
    states = pathway_for(definition, standing).states
    held = [section for section in definition.sections if states[section.id] is SectionState.HELD]
    within_reach = furthest(definition, standing)
    finally_accessible = accessible_among(definition, within_reach, (section.id for section in held))
    search = CheapestWay(definition, standing)
    return {
        section.id: _way(search, section, within_reach.mastered) if section.id in finally_accessible else None
        for section in held
    }


def _way(search: CheapestWay, target: Section, within_reach: frozenset[str]) -> WayThere:
    definition, standing = search.definition, search.standing
    may_be_exact = search.count_choices(target) <= EXACT_UP_TO_CHOICES
    found = search.find(target, max_steps=EXACT_STEPS if may_be_exact else QUICK_STEPS)
    if found.sections is None:
        chosen = _shortened(definition, standing, target, within_reach - standing.mastered - {target.id})
    elif found.is_cheapest:
        chosen = found.sections
    else:
        chosen = _shortened(definition, standing, target, found.sections)
    return WayThere(_in_order(definition, standing, chosen), is_cheapest=found.is_cheapest)


def _shortened(definition: Definition, standing: Standing, target: Section, sections: frozenset[str]) -> frozenset[str]:
    """Leave out of a way, dearest first, what the target opens without."""
    for section in sorted(sections, key=lambda s: (-definition.section(s).minutes, s)):
        after = furthest(definition, standing, among=sections - {section})
        if accessible_among(definition, after, (target.id,)):
            sections = after.mastered - standing.mastered
    return sections


def _in_order(definition: Definition, standing: Standing, sections: frozenset[str]) -> tuple[Section, ...]:
    """An order in which every section is accessible when its turn comes."""
    ordered: list[Section] = []
    while len(ordered) < len(sections):
        now = accessible_among(definition, standing, sections - standing.mastered)
        ordered += [section for section in definition.sections if section.id in now]
        standing = with_mastered(standing, now)
    return tuple(ordered)
