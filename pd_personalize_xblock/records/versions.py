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
from pd_personalize_xblock.formats.schema import FormatProblem, content_hash, load_definition, read_json, to_document
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
    return Version(row.hash, ItemBank(load_definition(json.loads(row.document))))


def bring_into_force(block_key: str, course_key: str, draft: Draft, *, now: datetime) -> bool:
    """Make a sound draft the version in force; return whether anything changed.

    A draft with errors changes nothing: the last sound version stays in force.
    """
    if draft.definition is None:
        return False
    current = PathwayBlock.objects.filter(block_key=block_key).values_list("in_force__hash", flat=True).first()
    if current == draft.hash:
        return False
    with transaction.atomic():
        document = json.dumps(to_document(draft.definition))
        version, _ = DefinitionVersion.objects.get_or_create(hash=draft.hash, defaults={"document": document})
        pathway, _ = PathwayBlock.objects.update_or_create(
            block_key=block_key,
            defaults={"course_key": course_key, "in_force": version, "in_force_since": now},
        )
        note_parts(pathway, draft.definition)
    return True


def note_parts(pathway: PathwayBlock, definition: Definition) -> None:
    """Write down which subsections and completable blocks the sections stand for in this course."""
    course = outline.read_outline(pathway.course_key)
    rows = [
        SectionPart(pathway=pathway, section_id=section.id, subsection_key=subsection.key, block_key=block)
        for section in definition.sections
        if section.block
        for subsection in outline.subsections_of(course, section.block)
        for block in subsection.blocks or ("",)
    ]
    SectionPart.objects.filter(pathway=pathway).delete()
    SectionPart.objects.bulk_create(rows, batch_size=500)


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
