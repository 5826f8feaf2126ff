"""The sections, as a page tells them."""

from __future__ import annotations

from collections import Counter

from ..domain.definition import Definition, MasteryBy, Mode, Section
from ..domain.explain import WayThere
from ..domain.pathway import Pathway, SectionState
from ..rendering import clean, plain
from .common import Links, Page, gives_full_marks, whole_minutes

GROUPS = ("next", "choice", "later", "yours")
"""How the pathway is told: what is required and open, what is open besides, what is held, what is done or exempt."""


def pathway_part(definition: Definition, pathway: Pathway, ways: dict[str, WayThere | None], links: Links) -> Page:
    """The sections in the order of ``GROUPS``, and in the author's within each."""
    counts = Counter(state.value for state in pathway.states.values())
    sections = [_section(definition, pathway, section, ways.get(section.id), links) for section in definition.sections]
    return {
        "is_firm": definition.rules.mode is Mode.FIRM,
        "counts": {state: counts.get(state, 0) for state in ("open", "held", "exempt", "mastered")},
        "has_full_marks": gives_full_marks(
            definition, (s for s in definition.sections if pathway.states[s.id] is SectionState.EXEMPT)
        ),
        "sections": sorted(sections, key=lambda section: GROUPS.index(section["group"])),
    }


def _section(definition: Definition, pathway: Pathway, section: Section, way: WayThere | None, links: Links) -> Page:
    state, required = pathway.states[section.id], section.id in pathway.required
    return {
        "id": section.id,
        "title": plain(section.title),
        "description": clean(section.description),
        "competency": section.competency,
        "competency_name": plain(definition.competency(section.competency).name),
        "level_name": plain(definition.framework.levels[section.level].name),
        "minutes": whole_minutes(section.minutes),
        "state": state.value,
        "required": required,
        "group": _group(state, required=required),
        "elective": section.elective,
        "is_outside": section.is_outside,
        "can_note": section.mastered_by.by is MasteryBy.NOTE
        and pathway.states[section.id] is not SectionState.MASTERED,
        "href": links.to_block(section.block) if section.block else section.url or "",
        "way": None if way is None else _way(way),
    }


def _group(state: SectionState, *, required: bool) -> str:
    if state is SectionState.OPEN:
        return "next" if required else "choice"
    return "later" if state is SectionState.HELD else "yours"


def _way(way: WayThere) -> Page:
    return {
        "sections": [
            {"id": step.id, "title": plain(step.title), "minutes": whole_minutes(step.minutes)} for step in way.sections
        ],
        "minutes": whole_minutes(way.minutes),
        "is_cheapest": way.is_cheapest,
    }
