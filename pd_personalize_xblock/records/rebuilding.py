"""Everything derived, computed afresh from the truth and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.learner import AttemptStatus, LearnerRecord
from pd_personalize_xblock.domain.placement import Placement, place
from pd_personalize_xblock.platform import gates

from . import api, models, receipts, store, versions


@dataclass(frozen=True)
class Difference:
    """A derived value that was not what the records give."""

    block_key: str
    user_id: int | None
    what: str

    def __str__(self) -> str:
        whom = "the course" if self.user_id is None else f"user {self.user_id}"
        return f"{self.block_key}: {whom}: {self.what}"


def rebuild(block_key: str, *, now: datetime, write: bool = True) -> Iterator[Difference]:
    """Recompute parts, placements, section states and gates of a pathway block; yield what differed.

    In this order: a gate may be set for a subsection that is new in the course only after everybody
    whom it is open to was let in.
    """
    pathway = models.PathwayBlock.objects.select_related("in_force").get(block_key=block_key)
    for what in _rebuild_parts(pathway, now=now, write=write):
        yield Difference(block_key, None, what)
    for user_id in api.known_users(pathway.pk):
        learner = api.find_learner(block_key, user_id)
        for what in _rebuild_learner(learner, now=now, write=write):
            yield Difference(block_key, user_id, what)
    for what in _rebuild_gates(pathway, write=write):
        yield Difference(block_key, None, what)


def replayed_placements(record: LearnerRecord) -> tuple[Placement, ...]:
    """Place again from the answers of every finished sitting, each with the definition it used."""
    finished = (attempt for attempt in record.attempts if attempt.status is AttemptStatus.FINISHED)
    return tuple(
        place(
            versions.get_version(attempt.definition_hash).bank,
            attempt.evidence,
            attempt=attempt.number,
            definition_hash=attempt.definition_hash,
        )
        for attempt in finished
    )


def _rebuild_learner(learner: api.Learner, *, now: datetime, write: bool) -> Iterator[str]:
    # The receipts first: a sitting that ends meanwhile then has a placement too many here, not one too few.
    before = store.stored_receipts(learner.pathway_id, learner.user_id)
    stored = store.load_truth(learner.pathway_id, learner.user_id)
    right = replace(stored, placements=replayed_placements(stored))
    yield from _rebuild_placements(learner, before, right, write=write)
    settled = service.settle(right, right, learner.in_force, now=now).record
    for opening in settled.openings[len(stored.openings) :]:
        yield f"section {opening.section_id} was open but not noted"
    if write:
        store.save(learner.pathway_id, learner.user_id, right, settled, now=now)
    changes = store.changed_states(learner.pathway_id, learner.user_id, service.pathway_of(settled, learner.in_force))
    for section_id, (old, new) in sorted(changes.items()):
        yield f"section {section_id} was {old or 'unknown'}, is {new or 'gone'}"
    if write:
        store.save_states(learner.pathway_id, learner.user_id, changes)
    yield from _rebuild_grants(learner, settled, now=now, write=write)


def _rebuild_placements(
    learner: api.Learner, stored: store.Receipts, right: LearnerRecord, *, write: bool
) -> Iterator[str]:
    owner = {"pathway_id": learner.pathway_id, "user_id": learner.user_id}
    stored = dict(stored)
    for placement in right.placements:
        if stored.pop(placement.attempt, None) != (placement.engine_version, receipts.to_json(placement)):
            yield f"the placement of attempt {placement.attempt}"
            if write:
                store.save_placement(owner, placement)
    for attempt in stored:
        yield f"the placement of attempt {attempt}, which gave none"
        if write:
            store.drop_placement(owner, attempt)


def _rebuild_grants(learner: api.Learner, record: LearnerRecord, *, now: datetime, write: bool) -> Iterator[str]:
    wanted = api.granted_by(learner, record)
    missing = wanted - gates.granted_subsections(learner.block_key, learner.user_id) if wanted else wanted
    for key in sorted(missing):
        yield f"was not let into {key}"
    if missing and write:
        gates.grant(learner.block_key, {learner.user_id: missing}, now=now)


def _rebuild_gates(pathway: models.PathwayBlock, *, write: bool) -> Iterator[str]:
    if not gates.are_available() or not pathway.course_key:
        return
    definition = versions.get_version(pathway.in_force.hash).definition
    right = frozenset().union(*versions.gated_subsections(pathway.pk, definition).values())
    links = gates.links_of(pathway.course_key, pathway.block_key)
    wrong = {
        key: "was not held as it should be" if key in right else "was held"
        for key in right | links.keys()
        if links.get(key) is not (True if key in right else None)
    }
    for key, what in sorted(wrong.items()):
        yield f"{key} {what}"
    if write and wrong:
        gates.set_gates(pathway.course_key, pathway.block_key, right)


def _rebuild_parts(pathway: models.PathwayBlock, *, now: datetime, write: bool) -> Iterator[str]:
    definition = versions.get_version(pathway.in_force.hash).definition
    right, noted = versions.parts_of(pathway, definition), versions.noted_parts(pathway)
    for section_id in sorted({section_id for section_id, *_ in right ^ noted}):
        yield f"the parts of section {section_id} in the course"
    if write and right != noted:
        with transaction.atomic():
            versions.note_parts(pathway, definition)
            api.recognise_work(pathway.block_key, {section_id for section_id, *_ in right - noted}, now=now)
