"""What a teacher sees of the course, and doing a section's work as the LMS would record it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from completion.models import BlockCompletion
from django.contrib.auth.models import User
from opaque_keys.edx.keys import UsageKey

from demo.course import Course, leaves_of, subsections_of
from demo.gates import locked_subsections
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.domain.learner import AttemptStatus
from pd_personalize_xblock.records import api as records


@dataclass(frozen=True)
class Place:
    """One section as the course page lists it; ``state`` is the package's, ``is_locked`` the LMS's."""

    state: dict[str, Any]
    is_locked: bool

    @property
    def is_outside(self) -> bool:
        return not self.state["block"]

    @property
    def block_type(self) -> str:
        return (self.state["block"] or "").partition("/")[0]

    @property
    def block_id(self) -> str:
        return (self.state["block"] or "").partition("/")[2]

    @property
    def can_be_worked(self) -> bool:
        """Whether the button that does its work is of any use."""
        return not self.is_outside and not self.is_locked and self.state["state"] != "mastered"


@dataclass(frozen=True)
class Chapter:
    """A chapter with its sections in the author's order; the first with open work is the current one."""

    name: str
    places: tuple[Place, ...]
    is_current: bool


def definition_in_force(course: Course, user: User) -> Definition | None:
    """Return the definition that teachers meet, or None while there is no sound one."""
    try:
        return records.find_learner(str(course.block_key), user.pk).in_force.definition
    except UnknownReference:
        return None


def has_start(course: Course, user: User) -> bool:
    """Whether a teacher has finished or skipped the questions."""
    try:
        attempts = records.find_learner(str(course.block_key), user.pk).load_sitting().attempts
    except UnknownReference:
        return False
    return any(attempt.status is not AttemptStatus.UNDER_WAY for attempt in attempts)


def places_of(course: Course, user: User) -> tuple[Place, ...]:
    """Return every section of the course for one teacher."""
    if definition_in_force(course, user) is None:
        return ()
    locked = locked_subsections(course.key, user.pk)
    return tuple(
        Place(
            state=state,
            is_locked=any(str(key) in locked for key in subsections_of(course.key, state["block"] or "")),
        )
        for state in records.pathway_states(str(course.block_key), user.pk)
    )


def chapters_of(definition: Definition, places: tuple[Place, ...]) -> tuple[Chapter, ...]:
    """Return the sections grouped by chapter, one per competency domain; empty chapters are left out."""
    names = {domain.id: domain.name for domain in definition.framework.domains}
    grouped: dict[str | None, list[Place]] = {domain: [] for domain in (*names, None)}
    for place in places:
        grouped[definition.competency(place.state["competency"]).domain].append(place)
    with_open_work = (
        domain for domain, found in grouped.items() if any(place.state["state"] == "open" for place in found)
    )
    current = next(with_open_work, None)
    return tuple(
        Chapter(name=names[domain] if domain else "Course", places=tuple(found), is_current=domain == current)
        for domain, found in grouped.items()
        if found
    )


def do_work(user: User, subsections: tuple[UsageKey, ...]) -> None:
    """Complete every component, one by one and each on its own, as the LMS does while reading."""
    for subsection in subsections:
        for leaf in leaves_of(subsection):
            BlockCompletion.objects.submit_completion(user=user, block_key=leaf, completion=1.0)
