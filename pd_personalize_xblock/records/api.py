"""The records, for the block, the LMS's receivers, commands and other Python."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import now as current_time

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Definition, MasteryBy, Section
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.domain.explain import WayThere, ways_to_held_sections
from pd_personalize_xblock.domain.learner import LearnerRecord, standing_of
from pd_personalize_xblock.platform import completion, gates
from pd_personalize_xblock.service import Outcome, Version

from . import models, store, versions
from .calibrating import Offer, offer_for
from .versions import get_version, read_draft

__all__ = [
    "Learner",
    "act",
    "completed_share",
    "find_learner",
    "find_offer",
    "get_version",
    "granted_by",
    "known_users",
    "open_gates",
    "pathway_states",
    "publish",
    "read_draft",
    "record_completion",
    "settle",
    "sync",
]


@dataclass(frozen=True)
class Learner:
    """One teacher in one pathway block, and the version that is in force there."""

    pathway_id: int
    block_key: str
    user_id: int
    in_force: Version

    def load(self) -> LearnerRecord:
        """Return everything on record."""
        return store.load(self.pathway_id, self.user_id)

    def load_sitting(self) -> LearnerRecord:
        """Return the attempts alone."""
        return store.load_sitting(self.pathway_id, self.user_id)


def find_learner(block_key: str, user_id: int) -> Learner:
    """Return a teacher of a pathway block; raise UnknownReference if it has no sound definition yet."""
    row = models.PathwayBlock.objects.filter(block_key=block_key).values_list("pk", "in_force__hash").first()
    if row is None:
        raise UnknownReference("this pathway has no sound definition yet")
    return Learner(row[0], block_key, user_id, versions.get_version(row[1]))


def find_offer(block_key: str, text: str) -> Offer | None:
    """Return the calibrated version that waits for the author whose draft is ``text``."""
    return offer_for(block_key, versions.read_draft(text).definition)


def publish(block_key: str, course_key: str, text: str, *, now: datetime | None = None) -> versions.Draft:
    """Bring an author's text into force if it is sound, and everybody's gates with it."""
    draft, now = versions.read_draft(text), now or current_time()
    if draft.definition is not None and not versions.is_in_force(block_key, draft.hash):
        with transaction.atomic():  # a version that came into force without its gates would never get them
            known = versions.mapped_sections(block_key)
            if versions.bring_into_force(block_key, course_key, draft, now=now):
                new = versions.mapped_sections(block_key) - known
                recognise_work(block_key, {section_id for section_id, _ in new}, now=now)
                sync(block_key, now=now)
    return draft


def recognise_work(block_key: str, sections: Collection[str], *, now: datetime) -> None:
    """Count the course work that was done in sections before they were mapped or made firm, for whoever did it."""
    pathway = models.PathwayBlock.objects.get(block_key=block_key)
    blocks = blocks_of(pathway, sections)
    done = completion.completed_blocks(pathway.course_key, frozenset().union(*blocks.values()))
    for user_id, completed in done.items():
        learner = find_learner(block_key, user_id)
        shares = {section: len(keys & completed) / len(keys) for section, keys in blocks.items() if keys & completed}
        act(learner, partial(service.recognise, in_force=learner.in_force, shares=shares, now=now), now=now)


def act(
    learner: Learner,
    decide: Callable[[LearnerRecord], Outcome],
    *,
    sitting_only: bool = False,
    now: datetime,
) -> Outcome:
    """Load a teacher's record, decide, save what is new and open what became accessible.

    Whatever ``decide`` refuses is raised before anything is written.
    """
    before = learner.load_sitting() if sitting_only else learner.load()
    outcome = decide(before)
    if outcome.record != before:
        store.save(learner.pathway_id, learner.user_id, before, outcome.record, now=now)
    if not sitting_only and not outcome.record.is_empty:
        open_gates(learner, outcome.record, now=now)
    return outcome


def open_gates(learner: Learner, record: LearnerRecord, *, now: datetime) -> None:
    """Let a teacher into every subsection that is accessible, then write the section states down.

    In this order, so that whatever stops half way is made good by the next act.
    """
    changes = store.changed_states(learner.pathway_id, learner.user_id, service.pathway_of(record, learner.in_force))
    if not changes:
        return
    keys = granted_by(learner, record)
    if keys:
        gates.grant(learner.block_key, {learner.user_id: keys}, now=now)
    store.save_states(learner.pathway_id, learner.user_id, changes)


def granted_by(learner: Learner, record: LearnerRecord) -> frozenset[str]:
    """Return the held subsections (usage keys) that a teacher's record opens."""
    held = versions.gated_subsections(learner.pathway_id, learner.in_force.definition)
    accessible = service.pathway_of(record, learner.in_force).accessible
    return frozenset(key for section_id in accessible for key in held.get(section_id, ()))


def settle(learner: Learner, *, now: datetime) -> Outcome:
    """Bring a teacher's openings and gates up to the version in force; a stranger stays one."""
    return act(
        learner,
        lambda record: (
            Outcome(record) if record.is_empty else service.settle(record, record, learner.in_force, now=now)
        ),
        now=now,
    )


def sync(block_key: str, *, now: datetime) -> None:
    """Set the gates of a pathway block anew for everybody: first let in, then hold shut."""
    pathway = models.PathwayBlock.objects.select_related("in_force").get(block_key=block_key)
    for user_id in known_users(pathway.pk):
        learner = find_learner(block_key, user_id)
        outcome = settle(learner, now=now)
        keys = granted_by(learner, outcome.record)
        if keys:
            gates.grant(block_key, {user_id: keys}, now=now)
    if gates.are_available() and pathway.course_key:
        held = versions.gated_subsections(pathway.pk, versions.get_version(pathway.in_force.hash).definition)
        gates.set_gates(pathway.course_key, block_key, frozenset().union(*held.values()))


def known_users(pathway_id: int) -> list[int]:
    """Return the users with anything on record in a pathway block."""
    owned = (models.Attempt, models.Choice, models.Evidence, models.SignOff, models.Opening)
    return sorted(
        {
            user
            for model in owned
            for user in model.objects.filter(pathway_id=pathway_id).values_list("user_id", flat=True)
        }
    )


def record_completion(user_id: int, block_key: str, *, now: datetime) -> list[tuple[str, Outcome]]:
    """Weigh the completion of a block (usage key) for every section it is part of.

    Returns, per pathway block (usage key), what followed.
    """
    parts = models.SectionPart.objects.filter(block_key=block_key).select_related("pathway")
    sections = {(part.pathway, part.section_id) for part in parts}
    outcomes = []
    for pathway, section_id in sorted(sections, key=lambda pair: (pair[0].pk, pair[1])):
        learner = find_learner(pathway.block_key, user_id)
        share = completed_share(pathway, section_id, user_id)
        section = learner.in_force.definition.sections_by_id.get(section_id)
        if section is None or section.mastered_by.by is not MasteryBy.COMPLETION or not share:
            continue
        outcome = act(
            learner,
            lambda record, learner=learner, section_id=section_id, share=share: service.record_evidence(
                record, learner.in_force, section_id=section_id, by=MasteryBy.COMPLETION, share=share, now=now
            ),
            now=now,
        )
        outcomes.append((pathway.block_key, outcome))
    return outcomes


def completed_share(pathway: models.PathwayBlock, section_id: str, user_id: int) -> float:
    """Return the share (0..1) of a section's completable blocks that a user has completed."""
    blocks = blocks_of(pathway, (section_id,)).get(section_id, frozenset())
    done = completion.completed_blocks(pathway.course_key, blocks, user_id=user_id).get(user_id, frozenset())
    return len(done) / len(blocks) if blocks else 0.0


def blocks_of(pathway: models.PathwayBlock, sections: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the completable blocks (usage keys) of each section that has any."""
    found: dict[str, set[str]] = {}
    rows = pathway.parts.filter(section_id__in=list(sections)).exclude(block_key="")
    for section_id, key in rows.values_list("section_id", "block_key"):
        found.setdefault(section_id, set()).add(key)
    return {section_id: frozenset(keys) for section_id, keys in found.items()}


def pathway_states(block_key: str, user_id: int) -> list[dict[str, Any]]:
    """Return every section with its state for a teacher, in the author's order, as plain values."""
    learner = find_learner(block_key, user_id)
    definition = learner.in_force.definition
    record = learner.load()
    pathway = service.pathway_of(record, learner.in_force)
    ways = ways_to_held_sections(definition, standing_of(definition, record))
    return [
        _as_values(definition, section)
        | {
            "state": pathway.states[section.id].value,
            "required": section.id in pathway.required,
            "opens_after": _steps(ways.get(section.id)),
        }
        for section in definition.sections
    ]


def _as_values(definition: Definition, section: Section) -> dict[str, Any]:
    return {
        "section_id": section.id,
        "competency": section.competency,
        "competency_name": definition.competency(section.competency).name,
        "level": section.level,
        "level_name": definition.framework.levels[section.level].name,
        "title": section.title,
        "description": section.description,
        "minutes": section.minutes,
        "elective": section.elective,
        "block": section.block,
        "url": section.url,
    }


def _steps(way: WayThere | None) -> list[dict[str, Any]]:
    sections = way.sections if way else ()
    return [{"section_id": step.id, "title": step.title, "minutes": step.minutes} for step in sections]
