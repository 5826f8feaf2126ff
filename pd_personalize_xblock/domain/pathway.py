"""Which sections are mastered, exempt, open or held for one teacher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .definition import Definition, Section
from .framework import Attainment, Competency, Prerequisite


class SectionState(StrEnum):
    """What a section is to one teacher. Only a held one is not accessible."""

    MASTERED = "mastered"
    EXEMPT = "exempt"
    OPEN = "open"
    HELD = "held"


@dataclass(frozen=True)
class Standing:
    """All that is known of one teacher, as far as the pathway asks.

    ``shown``: per competency the highest level that a placement, a re-check, a sign-off or the
    teacher's own choice to start higher gives. ``start_lower``: where the teacher chose to start
    below that. ``mastered``: sections whose own evidence meets their rule. ``opened``: sections
    that were ever accessible to this teacher, under whatever definition.
    """

    shown: Mapping[str, int] = field(default_factory=dict)
    start_lower: Mapping[str, int] = field(default_factory=dict)
    mastered: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    out_of_role: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pathway:
    """Every section's state for one teacher, and the levels behind them."""

    states: Mapping[str, SectionState]
    attained: Mapping[str, int]
    start: Mapping[str, int]
    required: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def accessible(self) -> frozenset[str]:
        """The sections that are anything but held."""
        return frozenset(section for section, state in self.states.items() if state is not SectionState.HELD)


def pathway_for(definition: Definition, standing: Standing) -> Pathway:
    """Return the state of every section for a teacher.

    The first that applies: mastered by its own evidence; exempt up to the start level; open when
    nothing is missing or it was ever accessible; held.
    """
    attained = attained_levels(definition, standing)
    start = {
        competency: min(level, standing.start_lower.get(competency, level)) for competency, level in attained.items()
    }
    states = {
        section.id: _state(definition, standing, attained, start[section.competency], section)
        for section in definition.sections
    }
    required = frozenset(
        section.id
        for section in definition.sections
        if not section.elective
        and section.competency not in standing.out_of_role
        and states[section.id] in (SectionState.OPEN, SectionState.HELD)
    )
    return Pathway(states=states, attained=attained, start=start, required=required)


def accessible_among(definition: Definition, standing: Standing, sections: Iterable[str]) -> frozenset[str]:
    """Return which of some sections are anything but held: quicker than the whole pathway."""
    attained = attained_levels(definition, standing)
    return frozenset(
        section
        for section in sections
        if is_accessible(definition, standing, attained, definition.sections_by_id[section])
    )


def attained_levels(definition: Definition, standing: Standing) -> dict[str, int]:
    """Return per competency the level that satisfies prerequisites: shown, or completed by sections."""
    sections, shown_at = definition.sections_by_id, standing.shown.get
    shown = {competency: shown_at(competency, 0) for competency in definition.competencies_by_id}
    if max(shown.values(), default=0) > (top := definition.framework.top_level):
        shown = {competency: min(level, top) for competency, level in shown.items()}
    worked_on = {sections[section].competency for section in standing.mastered if section in sections}
    for competency in worked_on & shown.keys():
        shown[competency] = _raise_by_sections(definition, competency, shown[competency], standing.mastered)
    return shown


def _raise_by_sections(definition: Definition, competency: str, level: int, mastered: frozenset[str]) -> int:
    """A level without sections is passed on the way to the next one that is completed."""
    for above in range(level + 1, definition.framework.top_level + 1):
        sections = definition.sections_by_level.get((competency, above), ())
        if sections and not is_completed(sections, mastered):
            break
        if sections:
            level = above
    return level


def is_completed(sections: tuple[Section, ...], mastered: frozenset[str]) -> bool:
    """Whether the work of one level is done: every core section, or without any, one elective."""
    core = [section.id for section in sections if not section.elective]
    return mastered.issuperset(core) if core else any(section.id in mastered for section in sections)


def _state(
    definition: Definition, standing: Standing, attained: Mapping[str, int], start: int, section: Section
) -> SectionState:
    if section.id in standing.mastered:
        return SectionState.MASTERED
    if section.level <= start:
        return SectionState.EXEMPT
    if is_accessible(definition, standing, attained, section):
        return SectionState.OPEN
    return SectionState.HELD


def is_accessible(definition: Definition, standing: Standing, attained: Mapping[str, int], section: Section) -> bool:
    """Whether a section is anything but held: mastered, ever opened, or ready."""
    return (
        section.id in standing.mastered
        or section.id in standing.opened
        or is_ready(definition, standing, attained, section)
    )


def is_ready(definition: Definition, standing: Standing, attained: Mapping[str, int], section: Section) -> bool:
    """Whether nothing is missing for a section to open: the work before it and its prerequisites."""
    level = attained[section.competency]
    return section.level <= level or (
        all(
            before.elective or before.id in standing.mastered
            for before in definition.sections_between(section.competency, level, section.level)
        )
        and not unmet_prerequisites(definition, standing, attained, section)
    )


def unmet_prerequisites(
    definition: Definition, standing: Standing, attained: Mapping[str, int], section: Section
) -> tuple[Prerequisite, ...]:
    """Return the prerequisites between the attained level and the section's that do not hold yet."""
    competency = definition.competency(section.competency)
    return tuple(
        prerequisite
        for prerequisite in prerequisites_between(competency, attained[competency.id], section.level)
        if not holds(prerequisite, attained, standing.out_of_role)
    )


def prerequisites_between(competency: Competency, above: int, up_to: int) -> tuple[Prerequisite, ...]:
    """Return the prerequisites that sit on a competency's levels in (above, up_to]."""
    return tuple(p for p in competency.prerequisites if above < p.level <= up_to)


def holds(prerequisite: Prerequisite, attained: Mapping[str, int], out_of_role: frozenset[str]) -> bool:
    """Whether any alternative is attained, or every one is waived because it is out of the role."""
    return any(is_attained(alternative, attained) for alternative in prerequisite.any_of) or all(
        alternative.competency in out_of_role for alternative in prerequisite.any_of
    )


def is_attained(alternative: Attainment, attained: Mapping[str, int]) -> bool:
    """Whether a competency has reached a level."""
    return attained.get(alternative.competency, 0) >= alternative.level


def with_mastered(standing: Standing, sections: frozenset[str]) -> Standing:
    """Return the standing of the same teacher after mastering ``sections`` as well."""
    return Standing(
        shown=standing.shown,
        start_lower=standing.start_lower,
        mastered=standing.mastered | sections,
        opened=standing.opened,
        out_of_role=standing.out_of_role,
    )


def rounds_of_work(definition: Definition, standing: Standing, among: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield what of ``among`` is accessible, then what opens once that is mastered, and so on until nothing new does.

    Mastering more never closes anything, so each competency's level is only raised from where it was.
    """
    attained, mastered, left = attained_levels(definition, standing), standing.mastered, among - standing.mastered
    sections = definition.sections_by_id
    while reachable := frozenset(s for s in left if is_accessible(definition, standing, attained, sections[s])):
        yield reachable
        left -= reachable
        mastered |= reachable
        standing = with_mastered(standing, reachable)
        for competency in {sections[section].competency for section in reachable}:
            attained[competency] = _raise_by_sections(definition, competency, attained[competency], mastered)


def furthest(definition: Definition, standing: Standing, *, among: frozenset[str] | None = None) -> Standing:
    """Return the standing after mastering everything accessible, again and again, until nothing new opens.

    With ``among`` only those sections are worked on. Mastering more never closes anything, so
    the order does not matter and this is the most that course work can reach.
    """
    worked_on = frozenset(definition.sections_by_id) if among is None else among
    return with_mastered(standing, frozenset().union(*rounds_of_work(definition, standing, worked_on)))
