"""Definition versions, and which one is in force."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from pd_personalize_xblock.domain.definition import Definition, Mode
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.pathway import Standing, pathway_for
from pd_personalize_xblock.formats.schema import FormatProblem, build_stored, content_hash, read_json, to_document
from pd_personalize_xblock.platform import gates, outline
from pd_personalize_xblock.service import Version

from .models import DefinitionVersion, PathwayBlock, SectionPart


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


def is_in_force(block_key: str, definition_hash: str) -> bool:
    """Whether a version is the one in force in a pathway block."""
    return PathwayBlock.objects.filter(block_key=block_key, in_force__hash=definition_hash).exists()


def bring_into_force(block_key: str, course_key: str, draft: Draft, *, now: datetime) -> bool:
    """Make a sound draft the version in force; return whether anything changed.

    A draft with errors changes nothing: the last sound version stays in force.
    """
    if draft.definition is None or is_in_force(block_key, draft.hash):
        return False
    with transaction.atomic():
        held = PathwayBlock.objects.select_for_update().filter(block_key=block_key).first()
        if held is not None and is_in_force(block_key, draft.hash):
            return False  # another request was faster
        document = json.dumps(to_document(draft.definition))
        version, _ = DefinitionVersion.objects.get_or_create(hash=draft.hash, defaults={"document": document})
        pathway, _ = PathwayBlock.objects.update_or_create(
            block_key=block_key,
            defaults={"course_key": course_key, "in_force": version, "in_force_since": now},
        )
        note_parts(pathway, draft.definition)
    return True


Part = tuple[str, str, str]
"""A section's id, a subsection's usage key, and that of a completable block in it, or ""."""


def parts_of(pathway: PathwayBlock, definition: Definition) -> frozenset[Part]:
    """Return what the sections stand for in the course as it is now."""
    course = outline.read_outline(pathway.course_key)
    return frozenset(
        (section.id, subsection.key, block)
        for section in definition.sections
        if section.block
        for subsection in outline.subsections_of(course, section.block)
        for block in subsection.blocks or ("",)
    )


def noted_parts(pathway: PathwayBlock) -> frozenset[Part]:
    """Return what is written down of that."""
    return frozenset(pathway.parts.values_list("section_id", "subsection_key", "block_key"))


def mapped_sections(block_key: str) -> frozenset[tuple[str, Mode]]:
    """Return the sections that are part of the course, each with the mode of the pathway it is in."""
    pathway = PathwayBlock.objects.filter(block_key=block_key).select_related("in_force").first()
    if pathway is None:
        return frozenset()
    mode = get_version(pathway.in_force.hash).definition.rules.mode
    return frozenset((section_id, mode) for section_id, *_ in noted_parts(pathway))


def note_parts(pathway: PathwayBlock, definition: Definition) -> None:
    """Write down which subsections and completable blocks the sections stand for in this course."""
    pathway.parts.all().delete()
    SectionPart.objects.bulk_create(
        [
            SectionPart(pathway=pathway, section_id=section_id, subsection_key=subsection, block_key=block)
            for section_id, subsection, block in sorted(parts_of(pathway, definition))
        ],
        batch_size=500,
    )


def gated_subsections(pathway_id: int, definition: Definition) -> dict[str, frozenset[str]]:
    """Return the subsections (usage keys) to hold, per section; none where the pathway only advises.

    What is open to a teacher who has shown nothing is open to everybody and needs no gate.
    """
    if definition.rules.mode is not Mode.FIRM or not gates.are_available():
        return {}
    open_to_all = pathway_for(definition, Standing()).accessible
    found: dict[str, set[str]] = {}
    for section_id, key in SectionPart.objects.filter(pathway_id=pathway_id).values_list(
        "section_id", "subsection_key"
    ):
        if section_id not in open_to_all:
            found.setdefault(section_id, set()).add(key)
    return {section_id: frozenset(keys) for section_id, keys in found.items()}
