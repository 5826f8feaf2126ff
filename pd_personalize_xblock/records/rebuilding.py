"""Everything derived, computed afresh from the truth and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.checks import errors
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.errors import DomainError
from pd_personalize_xblock.domain.learner import AttemptStatus, LearnerRecord
from pd_personalize_xblock.domain.placement import Placement
from pd_personalize_xblock.platform import events, gates, outline
from pd_personalize_xblock.service import EvidenceRecorded, SectionOpened

from . import courses, credentials, figures, many, receipts, store, syncing, versions
from .catching_up import CaughtUp
from .course_checks import course_problems


@dataclass(frozen=True)
class Difference:
    """A derived value that was not what the records give."""

    block_key: str
    user_id: int | None
    what: str

    def __str__(self) -> str:
        whom = "the course" if self.user_id is None else f"user {self.user_id}"
        return f"{self.block_key}: {whom}: {self.what}"


class Overtaken(DomainError):
    """Something else changed a pathway while it was rebuilt: its gates are as they were."""

    def __init__(self, block_key: str) -> None:
        super().__init__(f"{block_key}: was published, or its course changed, meanwhile: run this again")


def preview(course_key: str, *, now: datetime) -> Iterator[Difference]:
    """Yield what a sync of a course would change, and change nothing."""
    published = outline.pathway_blocks(course_key)
    known = courses.pathways_of(course_key)
    for block_key, text in sorted((published or {}).items()):
        draft = versions.read_draft(text)
        if draft.definition is None:
            yield Difference(block_key, None, "is published with problems: what was in force before stays in force")
        elif not versions.is_in_force(block_key, draft.hash):
            yield Difference(block_key, None, _why_not(draft.definition, block_key, course_key))
    for block_key in known:
        if published is None or block_key in published:
            yield from rebuild(block_key, now=now, write=False, placements=False)
        else:
            yield Difference(block_key, None, "is gone from the course: what it holds is let go")


def _why_not(definition: Definition, block_key: str, course_key: str) -> str:
    """Say why a sound definition that is published is not in force."""
    if errors(course_problems(definition, block_key=block_key, course_key=course_key)):
        return "is published in a version that does not fit the course: what was in force before stays in force"
    return "is published in a version that is not in force yet"


def rebuild(block_key: str, *, now: datetime, write: bool = True, placements: bool = True) -> Iterator[Difference]:
    """Recompute parts, placements, section states, figures and gates of a pathway block; yield what differed.

    Credentials that nothing shows any more are taken back.

    In this order: a gate may be set for a subsection that is new in the course only after everybody
    whom it is open to was let in. Raises Overtaken at the end if something else changed the pathway meanwhile.
    """
    course = versions.in_force(block_key)
    for section_id in sorted(versions.changed_parts(course.pathway, course.definition)):
        yield Difference(block_key, None, f"the parts of section {section_id} in the course")
    if write and versions.refresh_parts(course.pathway, course.definition):
        course = versions.in_force(block_key)
    for user_id in many.known_users(course.pathway.pk) if placements else ():
        for what in _rebuild_placements(course.pathway.pk, user_id, write=write):
            yield Difference(block_key, user_id, what)
    if placements:
        yield from _rebuild_credentials(course, now=now, write=write)
    strangers = figures.of_nobody(course.pathway.pk, many.known_users(course.pathway.pk))
    yield from (Difference(block_key, user_id, "has figures and nothing on record") for user_id in strangers)
    if write:
        figures.drop(course.pathway.pk, strangers)
    for step in syncing.steps(course, now=now, write=write):
        if write:
            _tell(course, step.caught_up)
        yield from differences(block_key, step.caught_up)
    for key, what in wrong_gates(course):
        yield Difference(block_key, None, f"{key} {what}")
    if write and not syncing.finish(course, {}, now=now):
        raise Overtaken(block_key)


def _tell(course: versions.InForce, found: CaughtUp) -> None:
    for user_id, outcome in found.outcomes.items():
        events.emit_for(user_id, course.pathway.course_key, course.pathway.block_key, outcome.events)


def differences(block_key: str, found: CaughtUp) -> Iterator[Difference]:
    """Yield what was new to teachers, one by one; figures that follow from what else was new go without saying."""
    for user_id, outcome in sorted(found.outcomes.items()):
        news: list[str] = [
            *(_in_words(event) for event in outcome.events if isinstance(event, EvidenceRecorded | SectionOpened)),
            *(
                f"section {section_id} was {old or 'unknown'}, is {new or 'gone'}"
                for section_id, (old, new) in sorted(found.states.get(user_id, {}).items())
            ),
            *(f"was not let into {key}" for key in sorted(found.let_in.get(user_id, ()))),
        ]
        if user_id in found.counted and not news:
            news = ["the figures that are counted"]
        yield from (Difference(block_key, user_id, what) for what in news)


def _in_words(event: EvidenceRecorded | SectionOpened) -> str:
    if isinstance(event, EvidenceRecorded):
        return f"the work in section {event.section_id} was not noted"
    return f"section {event.section_id} was open but not noted"


def wrong_gates(course: versions.InForce) -> list[tuple[str, str]]:
    """Return the subsections (usage keys) that are not held as they should be, each with what was wrong."""
    pathway = course.pathway
    if not gates.are_available() or not pathway.course_key:
        return []
    right, links = syncing.held_subsections(course), gates.links_of(pathway.course_key, pathway.block_key)
    return sorted(
        (key, "was not held as it should be" if key in right else "was held")
        for key in right | links.keys()
        if links.get(key) is not (True if key in right else None)
    )


def replayed_placements(record: LearnerRecord) -> tuple[Placement, ...]:
    """Place again from the answers of every finished sitting, each with the definition it used."""
    finished = (attempt for attempt in record.attempts if attempt.status is AttemptStatus.FINISHED)
    return tuple(service.placement_of(versions.get_version(attempt.definition_hash), attempt) for attempt in finished)


def _rebuild_credentials(course: versions.InForce, *, now: datetime, write: bool) -> Iterator[Difference]:
    """Take back credentials whose ground has gone; what shows a level is placed anew, too."""
    pathway = course.pathway
    for user_id in credentials.with_credentials(pathway.pk):
        load = partial(_replayed, pathway.pk, user_id)
        gone = credentials.withdraw_unsupported(pathway.pk, user_id, load, now=now, write=write)
        if write:
            events.emit_for(user_id, pathway.course_key, pathway.block_key, gone)
        for each in gone:
            what = f"a credential for level {each.level} of {each.competency}, which nothing shows any more"
            yield Difference(pathway.block_key, user_id, what)


def _replayed(pathway_id: int, user_id: int) -> LearnerRecord:
    record = store.load_truth(pathway_id, user_id)
    return replace(record, placements=replayed_placements(record))


def _rebuild_placements(pathway_id: int, user_id: int, *, write: bool) -> Iterator[str]:
    # The receipts first: a sitting that ends meanwhile then has a placement too many here, not one too few.
    stored = store.stored_receipts(pathway_id, user_id)
    right = replayed_placements(store.load_sitting(pathway_id, user_id))
    owner = {"pathway_id": pathway_id, "user_id": user_id}
    for placement in right:
        short = receipts.summary_of(placement)
        rebuilt = placement.engine_version, placement.levels, short, receipts.to_json(placement)
        if stored.pop(placement.attempt, None) != rebuilt:
            yield f"the placement of attempt {placement.attempt}"
            if write:
                store.save_placement(owner, placement)
    for attempt in stored:
        yield f"the placement of attempt {attempt}, which gave none"
        if write:
            store.drop_placement(owner, attempt)
