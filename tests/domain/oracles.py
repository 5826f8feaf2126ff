"""The rules of the pathway said again, as plainly and as slowly as possible, to check the real ones by."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from pd_personalize_xblock.domain.definition import Definition, Section
from pd_personalize_xblock.domain.framework import Prerequisite
from pd_personalize_xblock.domain.pathway import Standing, with_mastered

Levels = dict[str, int]
Price = tuple[float, int]


def sections_at(definition: Definition, competency: str, level: int) -> list[Section]:
    return [s for s in definition.sections if s.competency == competency and s.level == level]


def attained(definition: Definition, standing: Standing) -> Levels:
    """Start from what is shown; step up as long as the next level that has sections is completed."""
    levels = {}
    for competency in definition.framework.competencies:
        levels[competency.id] = standing.shown.get(competency.id, 0)
        for level in range(levels[competency.id] + 1, definition.framework.top_level + 1):
            here = sections_at(definition, competency.id, level)
            core = [s.id in standing.mastered for s in here if not s.elective]
            completed = all(core) if core else any(s.id in standing.mastered for s in here)
            if here and not completed:
                break
            if here:
                levels[competency.id] = level
    return levels


def prerequisite_holds(prerequisite: Prerequisite, levels: Levels, standing: Standing) -> bool:
    waived = {a.competency for a in prerequisite.any_of} <= standing.out_of_role
    return waived or any(levels[a.competency] >= a.level for a in prerequisite.any_of)


def states(definition: Definition, standing: Standing) -> dict[str, str]:
    levels = attained(definition, standing)
    return {section.id: _state(definition, standing, levels, section) for section in definition.sections}


def _state(definition: Definition, standing: Standing, levels: Levels, section: Section) -> str:
    level = levels[section.competency]
    start = min(level, standing.start_lower.get(section.competency, level))
    before = [s for k in range(level + 1, section.level) for s in sections_at(definition, section.competency, k)]
    prerequisites = definition.competency(section.competency).prerequisites
    unmet = [
        p for p in prerequisites if level < p.level <= section.level and not prerequisite_holds(p, levels, standing)
    ]
    work_left = [s for s in before if not s.elective and s.id not in standing.mastered]
    if section.id in standing.mastered:
        return "mastered"
    if section.level <= start:
        return "exempt"
    if section.level <= level or section.id in standing.opened or not (work_left or unmet):
        return "open"
    return "held"


def accessible(definition: Definition, standing: Standing) -> frozenset[str]:
    return frozenset(section for section, state in states(definition, standing).items() if state != "held")


def can_all_be_done(definition: Definition, standing: Standing, sections: frozenset[str]) -> Standing | None:
    """Return the standing after mastering ``sections``, each once accessible; None if one never is."""
    left = sections
    while left:
        now = left & accessible(definition, standing)
        if not now:
            return None
        standing, left = with_mastered(standing, now), left - now
    return standing


def ways_that_open(definition: Definition, standing: Standing, target: str) -> Iterator[frozenset[str]]:
    """Yield every set of sections that can be mastered without the target and then opens it."""
    others = [s.id for s in definition.sections if s.id not in standing.mastered and s.id != target]
    for count in range(len(others) + 1):
        for chosen in combinations(others, count):
            after = can_all_be_done(definition, standing, frozenset(chosen))
            if after and target in accessible(definition, after):
                yield frozenset(chosen)


def price(definition: Definition, sections: frozenset[str]) -> Price:
    return round(sum(definition.section(s).minutes for s in sections), 6), len(sections)


def cheapest_price(definition: Definition, standing: Standing, target: str) -> Price | None:
    return min((price(definition, way) for way in ways_that_open(definition, standing, target)), default=None)
