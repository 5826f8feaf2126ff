"""The sections, as a page tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.definition import Definition, MasteryBy, Mode, Section
from ..domain.explain import WayThere
from ..domain.goals import LearnerGoal, ranks_by_goal
from ..domain.learner import LearnerRecord
from ..domain.overview import ExemptBy, Part, exempt_reasons, parts_of
from ..domain.pathway import Pathway, SectionState
from ..rendering import clean, plain
from .common import Links, Page, gives_full_marks, whole_minutes

LONG = 5
"""More sections than these of a part that is not for now are folded."""
FOLDED = frozenset({Part.LATER, Part.YOURS})
"""The parts that nobody needs just now are folded whatever their length."""

Ways = Mapping[str, WayThere | None]


@dataclass(frozen=True)
class Told:
    """A teacher's pathway with all that is told of it: part, rank by goal and reason, each by section."""

    definition: Definition
    pathway: Pathway
    ways: Ways
    parts: Mapping[str, Part]
    ranks: Mapping[str, int]
    exempt: Mapping[str, ExemptBy]

    @property
    def sections(self) -> list[Section]:
        """The sections by part; within one what serves a goal first, then in the author's order."""
        order, last = list(Part), len(self.ranks)
        return sorted(
            self.definition.sections, key=lambda s: (order.index(self.parts[s.id]), self.ranks.get(s.id, last))
        )

    @property
    def now(self) -> list[Section]:
        """Those of the first part."""
        return [section for section in self.sections if self.parts[section.id] is Part.NOW]


def tell(definition: Definition, record: LearnerRecord, pathway: Pathway, ways: Ways, goals: list[LearnerGoal]) -> Told:
    """Put a pathway into the order in which it is told: goals change that, and no state."""
    ranks = ranks_by_goal(goals)
    parts = parts_of(definition, pathway, ways, ranks)
    return Told(definition, pathway, ways, parts, ranks, exempt_reasons(definition, record, pathway))


def pathway_part(told: Told, links: Links) -> Page:
    """The sections in the order they are told."""
    definition, states = told.definition, told.pathway.states
    sizes = Counter(told.parts.values())
    counts = Counter(state.value for state in states.values())
    return {
        "is_firm": definition.rules.mode is Mode.FIRM,
        "counts": {state: counts.get(state, 0) for state in ("open", "held", "exempt", "mastered")},
        "folded": _folded(sizes),
        "has_full_marks": gives_full_marks(
            definition, (s for s in definition.sections if states[s.id] is SectionState.EXEMPT)
        ),
        "sections": [_section(told, section, links) for section in told.sections],
    }


def _folded(sizes: Mapping[Part, int]) -> list[str]:
    """The parts that are folded; where there is nothing but such parts, the first of them is not."""
    folded = [
        part for part in Part if part in sizes and (part in FOLDED or (part is not Part.NOW and sizes[part] > LONG))
    ]
    return [part.value for part in (folded[1:] if len(folded) == len(sizes) else folded)]


def _section(told: Told, section: Section, links: Links) -> Page:
    definition, state = told.definition, told.pathway.states[section.id]
    way = told.ways.get(section.id)
    exempt_by = told.exempt.get(section.id)
    link = section_link(section, links)
    can_look = state is not SectionState.HELD or section.is_outside or definition.rules.mode is not Mode.FIRM
    return {
        **link,
        "can_look": can_look and bool(link["href"]),
        "description": clean(section.description),
        "competency": section.competency,
        "competency_name": plain(definition.competency(section.competency).name),
        "level_name": plain(definition.framework.levels[section.level].name),
        "state": state.value,
        "required": section.id in told.pathway.required,
        "group": told.parts[section.id].value,
        "serves_goal": section.id in told.ranks,
        "elective": section.elective,
        "can_note": section.mastered_by.by is MasteryBy.NOTE and state is not SectionState.MASTERED,
        "exempt_by": None if exempt_by is None else exempt_by.value,
        "way": None if way is None else _way(way),
    }


def section_link(section: Section, links: Links) -> Page:
    """What a section is called, how long it takes and where it is."""
    return {
        "id": section.id,
        "title": plain(section.title),
        "minutes": whole_minutes(section.minutes),
        "is_outside": section.is_outside,
        "href": links.to_block(section.block) if section.block else section.url or "",
    }


def _way(way: WayThere) -> Page:
    return {
        "sections": [
            {"id": step.id, "title": plain(step.title), "minutes": whole_minutes(step.minutes)} for step in way.sections
        ],
        "minutes": whole_minutes(way.minutes),
        "is_cheapest": way.is_cheapest,
    }
