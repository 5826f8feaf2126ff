"""Whether a definition may come into force: every problem at once, and nobody left stranded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .definition import MAX_IN_PLAY, Definition
from .errors import DomainError
from .framework import Competency, Prerequisite
from .items import Item, graded
from .problems import Place, Problem
from .stranding import SoundPart, stranded
from .words import Named, gettext_noop, message_of

__all__ = ["Place", "Problem", "errors", "problems"]


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
        *stranded(_sound_part(definition)),
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
            yield Problem(
                (group, i, name),
                gettext_noop("the id %(id)s is used twice", id=value)
                if name == "id"
                else gettext_noop("the block %(block)s is used twice", block=value),
            )
        elif name == "id" and value.casefold() in folded:
            yield Problem(
                (group, i, name),
                gettext_noop("the id %(value)s differs from another in upper and lower case only", value=value),
            )
        seen.add(value)
        folded.add(value.casefold())


def _unknown_references(definition: Definition) -> Iterator[Problem]:
    domains = {domain.id for domain in definition.framework.domains}
    for i, competency in enumerate(definition.framework.competencies):
        if competency.domain is not None and competency.domain not in domains:
            yield Problem(
                ("competencies", i, "domain"),
                gettext_noop("there is no domain %(domain)s", domain=Named("domain", competency.domain)),
            )
        for j, prerequisite in enumerate(competency.prerequisites):
            yield from _bad_prerequisite(definition, prerequisite, ("competencies", i, "prerequisites", j))
    for i, pair in enumerate(definition.framework.correlations.pairs):
        for name, id in (("competency", pair.first), ("with", pair.second)):
            if id not in definition.competencies_by_id:
                yield Problem(
                    ("correlations", "pairs", i, name),
                    gettext_noop("there is no competency %(competency)s", competency=Named("competency", id)),
                )
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
        yield Problem(
            (*place, "competency"),
            gettext_noop("there is no competency %(competency)s", competency=Named("competency", competency)),
        )
    yield from _bad_level(definition, level, (*place, "level"))


def _bad_level(definition: Definition, level: int, place: Place) -> Iterator[Problem]:
    top = definition.framework.top_level
    if level > top:
        yield Problem(place, gettext_noop("there is no level %(level)s: the highest is %(top)s", level=level, top=top))


def _bad_average_cuts(definition: Definition) -> Iterator[Problem]:
    given, needed = len(definition.rules.average_cuts), definition.framework.top_level
    if given not in (0, needed):
        yield Problem(
            ("rules", "average_cuts"),
            gettext_noop(
                "%(levels)s levels need %(cuts)s cuts, got %(given)s",
                levels=needed + 1,
                cuts=needed,
                given=given,
            ),
        )


def _too_many_in_play(definition: Definition) -> Iterator[Problem]:
    """A framework may be far larger than what a diagnostic can measure together."""
    in_play = len(definition.competencies_in_play)
    if in_play > MAX_IN_PLAY:
        yield Problem(
            ("competencies",),
            gettext_noop(
                "at most %(most)s competencies can have items or sections, %(in_play)s have",
                most=MAX_IN_PLAY,
                in_play=in_play,
            ),
        )


def _impossible_items(definition: Definition) -> Iterator[Problem]:
    for i, item in enumerate(definition.items):
        if not _has_known_levels(definition, item):
            continue
        try:
            graded(item, definition.framework.scale)
        except DomainError as error:
            yield Problem(("items", i), message_of(error))


def _has_known_levels(definition: Definition, item: Item) -> bool:
    levels = [item.level or 0, *(option.level or 0 for option in item.options)]
    return max(levels) <= definition.framework.top_level


def _sound_part(definition: Definition) -> SoundPart:
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
    return SoundPart(
        definition=sound,
        competency_places={c: i for c, (i, _) in competencies.items()},
        prerequisite_places=kept,
        section_places={s: i for s, (i, _) in sections.items()},
    )


def _sound_prerequisites(definition: Definition, competency: Competency) -> tuple[int, ...]:
    """The positions of the prerequisites that refer to what exists."""
    return tuple(j for j, p in enumerate(competency.prerequisites) if not list(_bad_prerequisite(definition, p, ())))
