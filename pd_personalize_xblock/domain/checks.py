"""Whether a definition may come into force: every problem at once, and nobody left stranded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .definition import MAX_IN_PLAY, Definition, Section
from .errors import DomainError
from .framework import Attainment, Competency, Prerequisite
from .items import Item, graded
from .pathway import Standing, attained_levels, furthest, holds, is_attained, pathway_for, prerequisites_between

Place = tuple[str | int, ...]
"""Where in a definition: field names and positions, as ("items", 3, "options", 0)."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong. A warning does not keep a definition out of force."""

    place: Place
    message: str
    is_warning: bool = False


def problems(definition: Definition) -> list[Problem]:
    """Return everything that is wrong with a definition, errors before warnings.

    Errors: ids used twice, references to what is not there, impossible item parameters, and the
    stranding check: a teacher who starts at level 0 everywhere and masters all that opens must
    reach every core section and every prerequisite. The pathway is monotone, so that covers
    every placement and every choice a teacher can make.
    """
    found = [
        *_duplicates(definition),
        *_unknown_references(definition),
        *_impossible_items(definition),
        *_bad_average_cuts(definition),
        *_too_many_in_play(definition),
        *_stranded(_sound_part(definition)),
    ]
    return sorted(found, key=lambda problem: problem.is_warning)


def errors(found: Sequence[Problem]) -> list[Problem]:
    """Return the problems that keep a definition out of force."""
    return [problem for problem in found if not problem.is_warning]


def _duplicates(definition: Definition) -> Iterator[Problem]:
    ids = {
        "domains": [domain.id for domain in definition.framework.domains],
        "competencies": [competency.id for competency in definition.framework.competencies],
        "items": [item.id for item in definition.items],
        "sections": [section.id for section in definition.sections],
    }
    for group, values in ids.items():
        yield from _repeated(values, (group, "id"))
    yield from _repeated([section.block for section in definition.sections], ("sections", "block"))


def _repeated(values: Sequence[str | None], key: tuple[str, str]) -> Iterator[Problem]:
    group, name = key
    seen: set[str] = set()
    folded: set[str] = set()  # databases take "Goals" and "goals" for the same id
    for i, value in enumerate(values):
        if value is None:
            continue
        if value in seen:
            yield Problem((group, i, name), f"the {name} {value} is used twice")
        elif name == "id" and value.casefold() in folded:
            yield Problem((group, i, name), f"the id {value} differs from another in upper and lower case only")
        seen.add(value)
        folded.add(value.casefold())


def _unknown_references(definition: Definition) -> Iterator[Problem]:
    domains = {domain.id for domain in definition.framework.domains}
    for i, competency in enumerate(definition.framework.competencies):
        if competency.domain is not None and competency.domain not in domains:
            yield Problem(("competencies", i, "domain"), f"there is no domain {competency.domain}")
        for j, prerequisite in enumerate(competency.prerequisites):
            yield from _bad_prerequisite(definition, prerequisite, ("competencies", i, "prerequisites", j))
    for i, pair in enumerate(definition.framework.correlations.pairs):
        for name, id in (("competency", pair.first), ("with", pair.second)):
            if id not in definition.competencies_by_id:
                yield Problem(("correlations", "pairs", i, name), f"there is no competency {id}")
    for i, item in enumerate(definition.items):
        yield from _bad_attainment(definition, item.competency, item.level or 0, ("items", i))
        for j, option in enumerate(item.options):
            yield from _bad_level(definition, option.level or 0, ("items", i, "options", j, "level"))
    for i, section in enumerate(definition.sections):
        yield from _bad_attainment(definition, section.competency, section.level, ("sections", i))


def _bad_prerequisite(definition: Definition, prerequisite: Prerequisite, place: Place) -> Iterator[Problem]:
    yield from _bad_level(definition, prerequisite.level, (*place, "level"))
    for k, alternative in enumerate(prerequisite.any_of):
        yield from _bad_attainment(definition, alternative.competency, alternative.level, (*place, "any_of", k))


def _bad_attainment(definition: Definition, competency: str, level: int, place: Place) -> Iterator[Problem]:
    if competency not in definition.competencies_by_id:
        yield Problem((*place, "competency"), f"there is no competency {competency}")
    yield from _bad_level(definition, level, (*place, "level"))


def _bad_level(definition: Definition, level: int, place: Place) -> Iterator[Problem]:
    top = definition.framework.top_level
    if level > top:
        yield Problem(place, f"there is no level {level}: the highest is {top}")


def _bad_average_cuts(definition: Definition) -> Iterator[Problem]:
    given, needed = len(definition.rules.average_cuts), definition.framework.top_level
    if given not in (0, needed):
        yield Problem(("rules", "average_cuts"), f"{needed + 1} levels need {needed} cuts, got {given}")


def _too_many_in_play(definition: Definition) -> Iterator[Problem]:
    """A framework may be far larger than what a diagnostic can measure together."""
    in_play = len(definition.competencies_in_play)
    if in_play > MAX_IN_PLAY:
        yield Problem(
            ("competencies",), f"at most {MAX_IN_PLAY} competencies can have items or sections, {in_play} have"
        )


def _impossible_items(definition: Definition) -> Iterator[Problem]:
    for i, item in enumerate(definition.items):
        if not _has_known_levels(definition, item):
            continue
        try:
            graded(item, definition.framework.scale)
        except DomainError as error:
            yield Problem(("items", i), str(error))


def _has_known_levels(definition: Definition, item: Item) -> bool:
    levels = [item.level or 0, *(option.level or 0 for option in item.options)]
    return max(levels) <= definition.framework.top_level


@dataclass(frozen=True)
class _SoundPart:
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


def _sound_part(definition: Definition) -> _SoundPart:
    """Leave out what refers to nothing, so that one typing mistake is not reported as ten."""
    framework = definition.framework
    competencies = {c.id: (i, c) for i, c in reversed(list(enumerate(framework.competencies)))}
    sections = {
        s.id: (i, s)
        for i, s in reversed(list(enumerate(definition.sections)))
        if not list(_bad_attainment(definition, s.competency, s.level, ()))
    }
    in_order = sorted(competencies.values(), key=lambda pair: pair[0])
    kept = {c.id: _sound_prerequisites(definition, c) for _, c in in_order}
    sound = replace(
        definition,
        framework=replace(
            framework,
            competencies=tuple(
                replace(c, prerequisites=tuple(c.prerequisites[j] for j in kept[c.id])) for _, c in in_order
            ),
        ),
        sections=tuple(s for _, s in sorted(sections.values(), key=lambda pair: pair[0])),
    )
    return _SoundPart(
        definition=sound,
        competency_places={c: i for c, (i, _) in competencies.items()},
        prerequisite_places=kept,
        section_places={s: i for s, (i, _) in sections.items()},
    )


def _sound_prerequisites(definition: Definition, competency: Competency) -> tuple[int, ...]:
    """The positions of the prerequisites that refer to what exists."""
    return tuple(j for j, p in enumerate(competency.prerequisites) if not list(_bad_prerequisite(definition, p, ())))


def _stranded(sound: _SoundPart) -> Iterator[Problem]:
    if not sound.definition.sections:
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
            yield from _unreachable_prerequisite(work, attained, competency, prerequisite, at)
        yield from _gaps(work, competency, ("competencies", sound.competency_places[competency.id]))
    yield from _without_sections(sound, attained)


def _with_sections_only(definition: Definition) -> Definition:
    """Leave out the competencies that course work never raises: a large framework is checked as fast as a small one."""
    framework, with_sections = definition.framework, {section.competency for section in definition.sections}
    kept = tuple(competency for competency in framework.competencies if competency.id in with_sections)
    return replace(definition, framework=replace(framework, competencies=kept))


def _without_sections(sound: _SoundPart, attained: dict[str, int]) -> Iterator[Problem]:
    """Competencies that are nobody's work: what they need holds nothing, so it is only warned of."""
    without = [c for c in sound.definition.framework.competencies if c.id not in attained]
    if len(without) > MAX_IN_PLAY:
        place = ("competencies", sound.competency_places[without[0].id])
        message = f"{len(without)} competencies have no sections: nobody is asked about them"
        yield Problem(place, message, is_warning=True)
        return
    for competency in without:
        for at, prerequisite in sound.prerequisites_of(competency):
            if not any(is_attained(alternative, attained) for alternative in prerequisite.any_of):
                yield Problem(at, _cannot_be_met(prerequisite), is_warning=True)
        place = ("competencies", sound.competency_places[competency.id])
        message = f"competency {competency.id} has no sections: nobody is asked about it"
        yield Problem(place, message, is_warning=True)


def _most_that_course_work_reaches(definition: Definition, leave_out: frozenset[str] = frozenset()) -> Standing:
    """A teacher who starts at 0 and masters all that opens, but for some sections."""
    return furthest(definition, Standing(), among=frozenset(definition.sections_by_id) - leave_out)


def _why_unreachable(definition: Definition, attained: dict[str, int], section: Section) -> str:
    competency = definition.competency(section.competency)
    level = attained[competency.id]
    missing = [
        " or ".join(map(_in_words, prerequisite.any_of))
        for prerequisite in prerequisites_between(competency, level, section.level)
        if not holds(prerequisite, attained, frozenset())
    ]
    needs = f"it needs {' and '.join(missing)}" if missing else "the core sections before it can never all be mastered"
    return f"section {section.id} can never open by course work: {needs}"


def _in_words(attainment: Attainment) -> str:
    return f"{attainment.competency} at level {attainment.level}"


def _unreachable_prerequisite(
    definition: Definition, attained: dict[str, int], competency: Competency, prerequisite: Prerequisite, place: Place
) -> Iterator[Problem]:
    out_of_reach = [a for a in prerequisite.any_of if not is_attained(a, attained)]
    if len(out_of_reach) == len(prerequisite.any_of):
        yield Problem(place, _cannot_be_met(prerequisite))
        return
    first = _attained_before(definition, competency, prerequisite.level)
    for i, alternative in enumerate(prerequisite.any_of):
        if alternative in out_of_reach:
            why = f"no sections lead to {_in_words(alternative)}"
        elif not is_attained(alternative, first):
            why = f"{_in_words(alternative)} itself needs {competency.id} at level {prerequisite.level}"
        else:
            continue
        message = f"{why}; only the other alternatives can be worked for"
        yield Problem((*place, "any_of", i), message, is_warning=True)


def _cannot_be_met(prerequisite: Prerequisite) -> str:
    words = " or ".join(map(_in_words, prerequisite.any_of))
    return f"this prerequisite cannot be met by course work: no sections lead to {words}"


def _attained_before(definition: Definition, competency: Competency, level: int) -> dict[str, int]:
    """The most that course work can reach without the sections of ``competency`` at ``level`` or higher."""
    own = frozenset(s.id for s in definition.sections if s.competency == competency.id and s.level >= level)
    return attained_levels(definition, _most_that_course_work_reaches(definition, leave_out=own))


def _gaps(definition: Definition, competency: Competency, place: Place) -> Iterator[Problem]:
    levels = {level for c, level in definition.sections_by_level if c == competency.id}
    missing = [level for level in range(1, definition.framework.top_level + 1) if level not in levels]
    if missing:
        numbers = ", ".join(map(str, missing))
        yield Problem(place, f"competency {competency.id} has no section at level {numbers}", is_warning=True)
    if not any(item.competency == competency.id for item in definition.items):
        yield Problem(
            place, f"competency {competency.id} has no items: every teacher starts it at level 0", is_warning=True
        )
