"""The records, for the block, the LMS's receivers, commands and other Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import now as current_time

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Definition, Section
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.domain.explain import WayThere, ways_to_held_sections
from pd_personalize_xblock.domain.learner import ChoiceKind, LearnerRecord, standing_of
from pd_personalize_xblock.platform import background, outline
from pd_personalize_xblock.service import Outcome, Version

from ..domain.words import gettext_noop
from . import catching_up, course_checks, courses, figures, forgetting, models, store, syncing, tasks, versions
from .authoring import look_at, site_lacks
from .calibrating import Offer, offer_for
from .course_checks import held_elsewhere
from .effects import effects_of, teachers_under_way
from .findings import latest_health
from .forgetting import WORDS
from .versions import get_version

__all__ = [
    "WORDS",
    "Learner",
    "act",
    "definition_of",
    "effects_of",
    "find_learner",
    "find_offer",
    "get_version",
    "held_elsewhere",
    "latest_health",
    "look_at",
    "pathway_states",
    "publish",
    "settle",
    "site_lacks",
    "teachers_under_way",
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

    def answer_times(self) -> dict[tuple[int, int], datetime]:
        """Return when each entry was recorded, by the numbers of its attempt and of itself."""
        return store.answer_times(self.pathway_id, self.user_id)

    def forget_words(self, what: str, number: int) -> None:
        """Delete what the teacher wrote, and keep the fact: see ``forgetting.forget_words``."""
        forgetting.forget_words(self.pathway_id, self.user_id, what=what, number=number)

    def seed(self, record: LearnerRecord) -> str:
        """Return the seed of the next sitting after ``record``."""
        return service.seed_for(record, block_key=self.block_key, user_id=self.user_id)


def find_learner(block_key: str, user_id: int) -> Learner:
    """Return a teacher of a pathway block; raise UnknownReference if it has no sound definition yet."""
    row = models.PathwayBlock.objects.filter(block_key=block_key).values_list("pk", "in_force__hash").first()
    if row is None:
        raise UnknownReference(gettext_noop("this pathway has no sound definition yet"))
    return Learner(row[0], block_key, user_id, versions.get_version(row[1]))


def definition_of(block_key: str, text: str) -> Definition:
    """Return what a block says to everybody: its text if that is sound, else what is in force; or UnknownReference.

    At a publish the platform asks before the text comes into force.
    """
    return versions.read_draft(text).definition or find_learner(block_key, 0).in_force.definition


def find_offer(block_key: str, text: str) -> Offer | None:
    """Return the calibrated version that waits for the author whose draft is ``text``."""
    return offer_for(block_key, versions.read_draft(text).definition)


def publish(block_key: str, course_key: str, text: str, *, now: datetime | None = None) -> versions.Draft:
    """Bring an author's text into force if it is sound; everybody's gates follow in the background.

    ``text`` is what a page in the LMS holds. That may be a draft which staff are looking at: only what
    is published comes into force. What the course refused a moment ago is not looked at again: every
    view of the unit would.
    """
    draft = versions.read_draft(text)
    if draft.definition is None or versions.is_in_force(block_key, draft.hash):
        return draft
    if course_checks.was_just_refused(block_key, draft.hash):
        return draft
    published = outline.published_definition(block_key)
    draft = draft if published is None else versions.read_draft(published)
    if versions.bring_into_force(block_key, course_key, draft, now=now or current_time()):
        courses.changed(course_key)
        background.later(tasks.sync_pathway, block_key)
    return draft


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
    if sitting_only:
        if len(outcome.record.attempts) > len(before.attempts) and outcome.record.last_finished is None:
            figures.count(versions.in_force(learner.block_key), learner.user_id, learner.load(), now=now)
    elif not outcome.record.is_empty:
        course = versions.in_force(learner.block_key)
        new = catching_up.open_gates(course, {learner.user_id: outcome.record}, now=now)
        if new.states or new.let_in or new.counted:
            _look_again(course, learner)
        made = outcome.record.choices[len(before.choices) :]
        if not new.states and any(choice.kind is not ChoiceKind.GOAL for choice in made):
            # A section that is mastered stays so, and yet loses its full marks to a lower start.
            catching_up.regrade(course, [learner.user_id])
    return outcome


def _look_again(course: versions.InForce, learner: Learner) -> None:
    """Have a teacher looked at in the background: two requests, or a request and a sync, may just have crossed."""
    background.once_later(tasks.follow_work, learner.user_id, course.pathway.course_key)


def settle(learner: Learner, *, now: datetime) -> Outcome:
    """Bring a teacher up to date with their work and with the version in force; a stranger stays one.

    Where a sync of everybody was lost or interrupted, it is asked for again.
    """
    course = versions.in_force(learner.block_key)
    if course.pathway.sync_of and syncing.is_time_to_ask(learner.block_key):
        background.later(tasks.sync_pathway, learner.block_key)
    caught_up = catching_up.catch_up(course, {learner.user_id: learner.load()}, now=now)
    if not caught_up.is_nothing:
        _look_again(course, learner)
    return caught_up.outcomes[learner.user_id]


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
