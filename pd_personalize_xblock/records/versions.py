"""Definition versions, and which one is in force."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from django.db import transaction

from pd_personalize_xblock.domain.definition import Definition, Mode
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.formats.schema import FormatProblem, build_stored, content_hash, read_json, to_document
from pd_personalize_xblock.platform import gates, outline
from pd_personalize_xblock.service import Version

from ..domain.words import gettext_noop
from . import course_checks
from .models import DefinitionVersion, PathwayBlock, SectionPart

SYNC_DUE = "due"
"""What stands for a sync that has not begun."""


@dataclass(frozen=True)
class Draft:
    """What an author saved, read: a sound definition and its hash, or None; and every problem."""

    definition: Definition | None
    hash: str
    problems: tuple[FormatProblem, ...]


@lru_cache(maxsize=32)
def read_draft(text: str) -> Draft:
    """Read the JSON text an author saved. Reading the same one again costs next to nothing."""
    definition, problems = read_json(text)
    return Draft(definition, content_hash(definition) if definition else "", tuple(problems))


@lru_cache(maxsize=32)
def get_version(definition_hash: str) -> Version:
    """Return a stored version, ready to measure with; costly the first time in a process."""
    row = DefinitionVersion.objects.get(hash=definition_hash)
    return Version(row.hash, ItemBank(build_stored(json.loads(row.document))))


@dataclass(frozen=True)
class Parts:
    """What the sections stand for in the course, as usage keys.

    Per section its ``subsections``, those of them that are ``scored``, and its completable ``blocks``.
    """

    subsections: Mapping[str, frozenset[str]]
    scored: Mapping[str, frozenset[str]]
    blocks: Mapping[str, frozenset[str]]


@dataclass(frozen=True, eq=False)
class InForce:
    """A pathway block as it is in force, read once for all the teachers who are brought up to it."""

    pathway: PathwayBlock
    version: Version
    parts: Parts

    @property
    def definition(self) -> Definition:
        """The definition in force."""
        return self.version.definition

    @cached_property
    def held(self) -> dict[str, frozenset[str]]:
        """The subsections (usage keys) to hold, per section; none where the pathway only advises.

        What is open to a teacher who has shown nothing is open to everybody and needs no gate.
        """
        if self.definition.rules.mode is not Mode.FIRM or not gates.are_available():
            return {}
        open_to_all, parts = self.version.open_to_all, self.parts.subsections
        needs_none = frozenset().union(*(keys for section, keys in parts.items() if section in open_to_all))
        return {section: keys - needs_none for section, keys in parts.items() if section not in open_to_all}

    @cached_property
    def newly_held(self) -> frozenset[str]:
        """The sections to hold that the LMS does not hold yet, or not any more.

        Until the gates close everybody may work there, and whoever does keeps them open: after a publish, while a
        deleted block was away, while milestones were switched off, or after Studio dropped a link.
        """
        if not self.held or not self.pathway.course_key:
            return frozenset()
        linked = gates.linked_subsections(self.pathway.course_key, self.pathway.block_key)
        return frozenset(section for section, keys in self.held.items() if not keys <= linked)

    @property
    def signature(self) -> str:
        """Changes whenever everybody has to be looked at again."""
        parts = sorted((section, sorted(keys)) for section, keys in self.parts.blocks.items())
        came = self.pathway.in_force_since.isoformat()  # the same version can be in force again, after another
        held = sorted(map(sorted, self.held.values()))
        told = [self.version.hash, came, parts, held]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def in_force(block_key: str) -> InForce:
    """Return a pathway block as it is in force, in two queries; raise UnknownReference if it has no sound version."""
    pathway = PathwayBlock.objects.select_related("in_force").defer("in_force__document").filter(block_key=block_key)
    found = pathway.first()
    if found is None:
        raise UnknownReference(gettext_noop("this pathway has no sound definition yet"))
    return InForce(found, get_version(found.in_force.hash), load_parts(found.pk))


def load_parts(pathway_id: int) -> Parts:
    """Return what is written down of a pathway's sections in the course."""
    subsections: dict[str, set[str]] = defaultdict(set)
    scored: dict[str, set[str]] = defaultdict(set)
    blocks: dict[str, set[str]] = defaultdict(set)
    for section_id, subsection, block, has_points in SectionPart.objects.filter(pathway_id=pathway_id).values_list(
        *PART
    ):
        subsections[section_id].add(subsection)
        scored[section_id].update([subsection] if has_points else ())
        blocks[section_id].update([block] if block else ())
    return Parts(
        *({section: frozenset(keys) for section, keys in found.items()} for found in (subsections, scored, blocks))
    )


def is_in_force(block_key: str, definition_hash: str) -> bool:
    """Whether a version is the one in force in a pathway block that is still in its course."""
    return PathwayBlock.objects.filter(
        block_key=block_key, in_force__hash=definition_hash, removed_at__isnull=True
    ).exists()


def bring_into_force(block_key: str, course_key: str, draft: Draft, *, now: datetime) -> bool:
    """Make a sound draft the version in force; return whether anything changed.

    A draft with errors, or one that does not fit its course, changes nothing: the last sound version
    stays in force. Everybody has to be brought up to a new version: ``records.syncing``.
    """
    if draft.definition is None or is_in_force(block_key, draft.hash):
        return False
    if course_checks.refuses(draft.definition, draft.hash, block_key=block_key, course_key=course_key, now=now):
        return False
    with transaction.atomic():
        held = PathwayBlock.objects.select_for_update().filter(block_key=block_key).first()
        if held is not None and is_in_force(block_key, draft.hash):
            return False  # another request was faster
        document = json.dumps(to_document(draft.definition))
        version, _ = DefinitionVersion.objects.get_or_create(hash=draft.hash, defaults={"document": document})
        pathway, _ = PathwayBlock.objects.update_or_create(
            block_key=block_key,
            defaults={
                "course_key": course_key,
                "in_force": version,
                "in_force_since": now,
                "removed_at": None,
                "sync_of": SYNC_DUE,
            },
        )
        _note_parts(pathway, parts_of(pathway, draft.definition))
    return True


def refresh_parts(pathway: PathwayBlock, definition: Definition) -> bool:
    """Write down what the sections stand for in the course as it is now; return whether the pathway has changed.

    It may have changed in another way as well, so that ``definition`` is no longer in force: then this writes nothing.
    """
    right = parts_of(pathway, definition)
    if right == noted_parts(pathway):
        return False
    with transaction.atomic():
        locked = PathwayBlock.objects.select_for_update().get(pk=pathway.pk)
        if locked.in_force_id == pathway.in_force_id:
            _note_parts(locked, right)
    return True


def changed_parts(pathway: PathwayBlock, definition: Definition) -> frozenset[str]:
    """Return the sections that stand for something else in the course now than what is written down."""
    return frozenset(section_id for section_id, *_ in parts_of(pathway, definition) ^ noted_parts(pathway))


Part = tuple[str, str, str, bool]
"""A section's id, a subsection's usage key, that of a completable block in it or "", and whether it gives points."""
PART = ("section_id", "subsection_key", "block_key", "has_points")


def parts_of(pathway: PathwayBlock, definition: Definition) -> frozenset[Part]:
    """Return what the sections stand for in the course as it is now."""
    course = outline.read_outline(pathway.course_key)
    return frozenset(
        (section.id, subsection.key, block, subsection.has_points)
        for section in definition.sections
        if section.block
        for subsection in outline.subsections_of(course, section.block)
        for block in subsection.blocks or ("",)
    )


def noted_parts(pathway: PathwayBlock) -> frozenset[Part]:
    """Return what is written down of that."""
    return frozenset(pathway.parts.values_list(*PART))


def _note_parts(pathway: PathwayBlock, parts: Collection[Part]) -> None:
    pathway.parts.all().delete()
    SectionPart.objects.bulk_create(
        [SectionPart(pathway=pathway, **dict(zip(PART, part, strict=True))) for part in sorted(parts)],
        batch_size=500,
    )
