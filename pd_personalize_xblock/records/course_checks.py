"""Whether a definition fits the very course it is in: what may not come into force there, and what to know.

A version that is in force stays so, whatever happens to the course; these checks are for new ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from django.core.cache import cache
from django.utils.timezone import now as current_time

from pd_personalize_xblock.domain.checks import Problem, errors
from pd_personalize_xblock.domain.definition import Definition, MasteryBy, Mode, Section
from pd_personalize_xblock.domain.pathway import Standing, furthest, pathway_for
from pd_personalize_xblock.formats.schema import build_stored
from pd_personalize_xblock.platform import native_gates
from pd_personalize_xblock.platform.outline import Outline, Part, pathways_in, read_outline, subsections_of

from ..domain.words import Named, gettext_noop, listed
from .models import PathwayBlock, SectionPart

REFUSAL_SECONDS = 60
"""How long views of the unit take a refusal for granted: reading the course costs more than all else they do.
A publish in Studio looks afresh."""

NAMED = 5
"""The most things that one message lists."""


def course_problems(
    definition: Definition,
    *,
    block_key: str,
    course_key: str,
    outline: Outline | None = None,
    now: datetime | None = None,
) -> list[Problem]:
    """Return what is wrong with a sound definition in its course, errors before warnings.

    Empty where nothing is known of the course, as in a bare workbench.
    """
    outline = read_outline(course_key) if outline is None else outline
    if not outline:
        return []
    native = native_gates.native_prerequisites(course_key)
    view = _View(definition, block_key, course_key, outline, native, now or current_time())
    found = [*view.of_sections(), *view.of_levels(), *view.of_other_pathways()]
    return sorted(found, key=lambda problem: problem.is_warning)


def refuses(definition: Definition, hash: str, *, block_key: str, course_key: str, now: datetime) -> bool:
    """Whether a sound definition, known by its ``hash``, may not come into force in its course as it is now."""
    refused = bool(errors(course_problems(definition, block_key=block_key, course_key=course_key, now=now)))
    if refused:
        cache.set(_cache_key(block_key), hash, REFUSAL_SECONDS)
    else:
        cache.delete(_cache_key(block_key))
    return refused


def was_just_refused(block_key: str, hash: str) -> bool:
    """Whether the course refused this very draft less than ``REFUSAL_SECONDS`` ago, and nothing came since."""
    return bool(cache.get(_cache_key(block_key)) == hash)


def _cache_key(block_key: str) -> str:
    return f"pd_personalize.refused.{sha256(block_key.encode()).hexdigest()}"  # usage keys can be too long for a cache


@dataclass(frozen=True)
class _View:
    """A definition beside its course."""

    definition: Definition
    block_key: str
    course_key: str
    outline: Outline
    native: frozenset[str]
    now: datetime

    @property
    def is_firm(self) -> bool:
        return self.definition.rules.mode is Mode.FIRM

    @cached_property
    def open_to_all(self) -> frozenset[str]:
        return frozenset(pathway_for(self.definition, Standing()).accessible)

    @cached_property
    def starts_at(self) -> datetime:
        """When teachers can begin: now, or when the subsection with the pathway block starts."""
        own = [part for part in self.outline.values() if self.block_key in part.get("pathways", ())]
        return max([self.now, *filter(None, (_moment(part.get("start")) for part in own))])

    @cached_property
    def parts(self) -> dict[str, dict[str, Part]]:
        """The subsections that each section of the course stands for, by the section's id."""
        return {
            section.id: {found.key: self.outline[found.key] for found in subsections_of(self.outline, section.block)}
            for section in self.definition.sections
            if section.block
        }

    def of_sections(self) -> Iterator[Problem]:
        for i, section in enumerate(self.definition.sections):
            if section.block:
                yield from self._of_section(section, ("sections", i))

    def _of_section(self, section: Section, place: tuple[str | int, ...]) -> Iterator[Problem]:
        parts = self.parts[section.id]
        why = self.why_not_masterable(section)
        if why:
            is_warning = section.elective or not self.is_firm or section.mastered_by.by is MasteryBy.SIGN_OFF
            yield Problem(
                (*place, "block"),
                gettext_noop("section %(section)s: %(why)s", section=Named("section", section.id), why=why),
                is_warning,
            )
        if any(self.block_key in part.get("pathways", ()) for part in parts.values()):
            message = gettext_noop(
                "section %(section)s contains this very pathway: move the pathway out of it",
                section=Named("section", section.id),
            )
            yield Problem((*place, "block"), message, is_warning=not self.is_firm)
        for message in self._warnings(section, parts):
            yield Problem(
                (*place, "block"),
                gettext_noop("section %(section)s: %(message)s", section=Named("section", section.id), message=message),
                is_warning=True,
            )

    def why_not_masterable(self, section: Section) -> str:
        """Say why nobody could master a section of the course, or nothing if that is not so."""
        parts = self.parts[section.id].values()
        if not parts:
            return gettext_noop("%(block)s is not in the published course", block=section.block)
        by = section.mastered_by.by
        if by is MasteryBy.COMPLETION and not any(part["blocks"] for part in parts):
            return gettext_noop("nothing published in it can be completed by every teacher, so nobody could master it")
        if by is MasteryBy.GRADE and not any(part.get("points", True) for part in parts):
            return gettext_noop("it is mastered by a grade, and nothing in it gives points")
        return ""

    def _warnings(self, section: Section, parts: dict[str, Part]) -> Iterator[str]:
        native = self.native & parts.keys()
        if native:
            titles = _titles(parts[key] for key in sorted(native))
            yield gettext_noop(
                "a prerequisite set in Studio holds %(titles)s as well: it stays shut until both are met", titles=titles
            )
        groups = [part for part in parts.values() if part.get("groups")]
        if groups:
            yield gettext_noop(
                "some of %(groups)s is for some content groups only; other teachers cannot do it",
                groups=_titles(groups),
            )
        if self.is_firm and section.id not in self.open_to_all:
            yield from self._dates(parts)

    def _dates(self, parts: dict[str, Part]) -> Iterator[str]:
        for part in parts.values():
            start, due = _moment(part.get("start")), _moment(part.get("due"))
            if start and start > self.starts_at:
                yield gettext_noop(
                    "%(part)s starts %(start)s: nobody gets in before, whatever the pathway opens",
                    part=_titles([part]),
                    start=_shown(start),
                )
            if due and due < self.now:
                yield gettext_noop(
                    "%(part)s was due %(due)s: whoever is let in now is late already",
                    part=_titles([part]),
                    due=_shown(due),
                )

    def of_levels(self) -> Iterator[Problem]:
        """Yield the sections out of reach because no elective before them can be mastered.

        What is behind a core section is not named: that one is named itself.
        """
        if not self.is_firm:
            return
        lost = {s.id for s in self.definition.sections if s.block and s.elective and self.why_not_masterable(s)}
        if not lost:
            return
        left = frozenset(self.definition.sections_by_id) - lost
        reached = pathway_for(self.definition, furthest(self.definition, Standing(), among=left)).accessible
        names = _listed([Named("section", id) for id in sorted(lost)])
        for i, section in enumerate(self.definition.sections):
            if section.id not in reached:
                message = gettext_noop(
                    "section %(section)s can never open by course work: nobody could master %(names)s",
                    section=Named("section", section.id),
                    names=names,
                )
                yield Problem(("sections", i), message, is_warning=section.elective)

    def of_other_pathways(self) -> Iterator[Problem]:
        mine = {key: section_id for section_id, parts in self.parts.items() for key in parts}
        shared: dict[str, set[str]] = {}
        for pathway, key in _parts_of_others(self.course_key, self.block_key, pathways_in(self.outline)):
            if key in mine:
                shared.setdefault(pathway, set()).add(mine[key])
        for pathway, sections in sorted(shared.items()):
            names = _listed([Named("section", s.id) for s in self.definition.sections if s.id in sections])
            is_other_firm = _is_firm(pathway)
            message = _shared(self._name(pathway), names, is_firm=self.is_firm, is_other_firm=is_other_firm)
            yield Problem(("sections",), message, is_warning=not (self.is_firm or is_other_firm))

    def _name(self, pathway: str) -> str:
        places = [part for part in self.outline.values() if pathway in part.get("pathways", ())]
        return (
            gettext_noop("%(block)s in %(places)s", block=pathway.rpartition("@")[2], places=_titles(places))
            if places
            else pathway
        )


def held_elsewhere(block_key: str, course_key: str, outline: Outline) -> frozenset[str]:
    """Return the subsections (usage keys) that other pathways of the course have, as far as those are in force."""
    return frozenset(key for _, key in _parts_of_others(course_key, block_key, pathways_in(outline)))


def _parts_of_others(course_key: str, block_key: str, present: frozenset[str] | None) -> list[tuple[str, str]]:
    """Return (pathway block, subsection) of the other pathways in force in a course that are still in it."""
    parts = SectionPart.objects.filter(pathway__course_key=course_key, pathway__removed_at=None)
    rows = parts.exclude(pathway__block_key=block_key).values_list("pathway__block_key", "subsection_key").distinct()
    return [(pathway, key) for pathway, key in rows if present is None or pathway in present]


def _is_firm(block_key: str) -> bool:
    document = PathwayBlock.objects.values_list("in_force__document", flat=True).get(block_key=block_key)
    return build_stored(json.loads(document)).rules.mode is Mode.FIRM


def _shared(name: str, names: str, *, is_firm: bool, is_other_firm: bool) -> str:
    if is_other_firm:
        return gettext_noop(
            "another pathway block, %(name)s, already holds %(names)s; only advisory pathways may share a section",
            name=name,
            names=names,
        )
    if is_firm:
        return gettext_noop(
            "another pathway block, %(name)s, already advises on %(names)s; only advisory pathways may share a section",
            name=name,
            names=names,
        )
    return gettext_noop("another pathway block, %(name)s, already advises on %(names)s", name=name, names=names)


def _titles(parts: Iterable[Part]) -> str:
    return _listed([f"“{part.get('title')}”" if part.get("title") else gettext_noop("it") for part in parts])


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    shown = listed(names[:NAMED])
    return gettext_noop("%(names)s and %(count)s more", names=shown, count=more) if more > 0 else shown


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
