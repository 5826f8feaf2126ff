"""Whether course work reaches everything: nobody may be left stranded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .definition import MAX_IN_PLAY, Definition, Section
from .framework import Attainment, Competency, Prerequisite
from .pathway import Standing, attained_levels, furthest, holds, is_attained, pathway_for, prerequisites_between
from .problems import Place, Problem
from .words import Named, both, either, gettext_noop, listed


@dataclass(frozen=True)
class SoundPart:
    """A definition without its broken references, and where each entry stood before."""

    definition: Definition
    competency_places: dict[str, int]
    prerequisite_places: dict[str, tuple[int, ...]]
    section_places: dict[str, int]

    def prerequisites_of(self, competency: Competency) -> Iterator[tuple[Place, Prerequisite]]:
        """Yield the prerequisites of a competency with the places where they stood."""
        places = self.prerequisite_places[competency.id]
        for j, prerequisite in zip(places, competency.prerequisites, strict=True):
            yield ("competencies", self.competency_places[competency.id], "prerequisites", j), prerequisite


def stranded(sound: SoundPart) -> Iterator[Problem]:
    allowed = _most_that_prerequisites_allow(sound.definition)
    if not sound.definition.sections:
        yield from _circles(sound, allowed)
        return
    work = _with_sections_only(sound.definition)
    end = _most_that_course_work_reaches(work)
    attained = attained_levels(work, end)
    accessible = pathway_for(work, end).accessible
    for section in work.sections:
        if section.id not in accessible:
            yield Problem(
                ("sections", sound.section_places[section.id]),
                _why_unreachable(work, attained, section),
                is_warning=section.elective,
            )
    for competency in work.framework.competencies:
        for at, prerequisite in sound.prerequisites_of(competency):
            yield from _unreachable_prerequisite(work, attained, allowed, competency, prerequisite, at)
        yield from _gaps(work, competency, ("competencies", sound.competency_places[competency.id]))
    yield from _without_sections(sound, attained, allowed)


def _with_sections_only(definition: Definition) -> Definition:
    """Leave out the competencies that course work never raises: a large framework is checked as fast as a small one."""
    framework, with_sections = definition.framework, {section.competency for section in definition.sections}
    kept = tuple(competency for competency in framework.competencies if competency.id in with_sections)
    return replace(definition, framework=replace(framework, competencies=kept))


def _without_sections(sound: SoundPart, attained: dict[str, int], allowed: dict[str, int]) -> Iterator[Problem]:
    """Competencies that are nobody's work: what they need holds nothing, so it is only warned of."""
    without = [c for c in sound.definition.framework.competencies if c.id not in attained]
    if len(without) > MAX_IN_PLAY:
        place = ("competencies", sound.competency_places[without[0].id])
        message = gettext_noop(
            "%(count)s competencies have no sections: nobody is asked about them", count=len(without)
        )
        yield Problem(place, message, is_warning=True)
        return
    for competency in without:
        for at, prerequisite in sound.prerequisites_of(competency):
            if not any(is_attained(alternative, attained) for alternative in prerequisite.any_of):
                yield Problem(at, _cannot_be_met(prerequisite, allowed), is_warning=True)
        place = ("competencies", sound.competency_places[competency.id])
        message = gettext_noop(
            "competency %(competency)s has no sections: nobody is asked about it",
            competency=Named("competency", competency.id),
        )
        yield Problem(place, message, is_warning=True)


def _most_that_course_work_reaches(definition: Definition, leave_out: frozenset[str] = frozenset()) -> Standing:
    """A teacher who starts at 0 and masters all that opens, but for some sections."""
    return furthest(definition, Standing(), among=frozenset(definition.sections_by_id) - leave_out)


def _why_unreachable(definition: Definition, attained: dict[str, int], section: Section) -> str:
    competency = definition.competency(section.competency)
    level = attained[competency.id]
    missing = [
        either(map(_in_words, prerequisite.any_of))
        for prerequisite in prerequisites_between(competency, level, section.level)
        if not holds(prerequisite, attained, frozenset())
    ]
    needs = (
        gettext_noop("it needs %(missing)s", missing=both(missing))
        if missing
        else gettext_noop("the core sections before it can never all be mastered")
    )
    return gettext_noop(
        "section %(section)s can never open by course work: %(needs)s",
        section=Named("section", section.id),
        needs=needs,
    )


def _in_words(attainment: Attainment) -> str:
    return gettext_noop(
        "%(competency)s at level %(level)s",
        competency=Named("competency", attainment.competency),
        level=Named("level", attainment.level),
    )


def _unreachable_prerequisite(
    definition: Definition,
    attained: dict[str, int],
    allowed: dict[str, int],
    competency: Competency,
    prerequisite: Prerequisite,
    place: Place,
) -> Iterator[Problem]:
    out_of_reach = [a for a in prerequisite.any_of if not is_attained(a, attained)]
    if len(out_of_reach) == len(prerequisite.any_of):
        yield Problem(place, _cannot_be_met(prerequisite, allowed))
        return
    first = _attained_before(definition, competency, prerequisite.level)
    for i, alternative in enumerate(prerequisite.any_of):
        if alternative in out_of_reach:
            why = gettext_noop("no sections lead to %(there)s", there=_in_words(alternative))
        elif not is_attained(alternative, first):
            why = gettext_noop(
                "%(alternative)s itself needs %(needed)s",
                alternative=_in_words(alternative),
                needed=_in_words(Attainment(competency.id, prerequisite.level)),
            )
        else:
            continue
        message = gettext_noop("%(why)s; only the other alternatives can be worked for", why=why)
        yield Problem((*place, "any_of", i), message, is_warning=True)


def _circles(sound: SoundPart, allowed: dict[str, int]) -> Iterator[Problem]:
    """Prerequisites that no sections could ever meet. Before there are any this is all that can be said of them."""
    for competency in sound.definition.framework.competencies:
        for at, prerequisite in sound.prerequisites_of(competency):
            if not holds(prerequisite, allowed, frozenset()):
                message = gettext_noop(
                    "this prerequisite can never be met: %(why)s", why=_circle_in_words(prerequisite)
                )
                yield Problem(at, message, is_warning=True)


def _circle_in_words(prerequisite: Prerequisite) -> str:
    ways = either(map(_in_words, prerequisite.any_of))
    return gettext_noop("the competencies on the way to %(ways)s wait for each other", ways=ways)


def _most_that_prerequisites_allow(definition: Definition) -> dict[str, int]:
    """The levels that could be attained if every level had sections."""
    framework = definition.framework
    attained = dict.fromkeys((competency.id for competency in framework.competencies), 0)
    before: dict[str, int] = {}
    while attained != before:
        before = dict(attained)
        for competency in framework.competencies:
            following = prerequisites_between(competency, attained[competency.id], attained[competency.id] + 1)
            if attained[competency.id] < framework.top_level and all(
                holds(p, attained, frozenset()) for p in following
            ):
                attained[competency.id] += 1
    return attained


def _cannot_be_met(prerequisite: Prerequisite, allowed: dict[str, int]) -> str:
    if not holds(prerequisite, allowed, frozenset()):
        return gettext_noop(
            "this prerequisite cannot be met by course work: %(why)s",
            why=_circle_in_words(prerequisite),
        )
    words = either(map(_in_words, prerequisite.any_of))
    return gettext_noop("this prerequisite cannot be met by course work: no sections lead to %(there)s", there=words)


def _attained_before(definition: Definition, competency: Competency, level: int) -> dict[str, int]:
    """The most that course work can reach without the sections of ``competency`` at ``level`` or higher."""
    own = frozenset(s.id for s in definition.sections if s.competency == competency.id and s.level >= level)
    return attained_levels(definition, _most_that_course_work_reaches(definition, leave_out=own))


def _gaps(definition: Definition, competency: Competency, place: Place) -> Iterator[Problem]:
    levels = {level for c, level in definition.sections_by_level if c == competency.id}
    missing = [level for level in range(1, definition.framework.top_level + 1) if level not in levels]
    if missing:
        numbers = listed(Named("level", level) for level in missing)
        yield Problem(
            place,
            gettext_noop(
                "competency %(competency)s has no section at level %(numbers)s",
                competency=Named("competency", competency.id),
                numbers=numbers,
            ),
            is_warning=True,
        )
    if not any(item.competency == competency.id for item in definition.items):
        yield Problem(
            place,
            gettext_noop(
                "competency %(competency)s has no items: every teacher starts it at level 0",
                competency=Named("competency", competency.id),
            ),
            is_warning=True,
        )
