"""What course staff and coaches do for teachers: find one, sign off, let everybody start, report."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.errors import NotYours, OutOfTurn, UnknownReference
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.platform import events, people
from pd_personalize_xblock.service import Outcome

from ..domain.words import gettext_noop
from . import api, credentials, many, models, turns

BATCH = 500


@dataclass(frozen=True)
class Teacher:
    """A teacher as staff look them up."""

    learner: api.Learner
    username: str
    record: LearnerRecord


def find_teacher(block_key: str, course_key: str, username_or_email: str) -> Teacher:
    """Return somebody who takes the course, or is known to the pathway; raise UnknownReference.

    Whoever has an account and is neither is refused in the same words as whoever has none.
    """
    person = people.find_person(username_or_email)
    if person is not None:
        learner = api.find_learner(block_key, person.user_id)
        record = learner.load()
        if not record.is_empty or people.is_enrolled(course_key, person.user_id):
            return Teacher(learner, person.username, record)
    raise UnknownReference(gettext_noop("nobody with this username or e-mail address takes this course"))


def sign_off(
    teacher: Teacher, *, about: str, level: int | None, given: bool, signed_by: int, note: str, now: datetime
) -> Outcome:
    """Keep a coach's word about somebody else, or take it back; see ``service.sign_off``.

    A word that is taken back goes together with what was signed on it, or not at all.
    """
    if teacher.learner.user_id == signed_by:
        raise NotYours(gettext_noop("nobody signs off their own work"))
    in_force = teacher.learner.in_force
    decide = partial(
        service.sign_off,
        in_force=in_force,
        about=about,
        level=level,
        given=given,
        signed_by=signed_by,
        now=now,
        note=note,
    )
    return api.act(teacher.learner, decide, now=now) if given else _take_back(teacher.learner, decide, now=now)


@transaction.atomic
def _take_back(learner: api.Learner, decide: Callable[[LearnerRecord], Outcome], *, now: datetime) -> Outcome:
    """Take a word back, and the credentials that rest on it alone. The pathway first, as a forgetting does."""
    turns.wait_for(learner.pathway_id)
    outcome = api.act(learner, decide, now=now)
    gone = credentials.withdraw_unsupported(learner.pathway_id, learner.user_id, lambda: outcome.record, now=now)
    return replace(outcome, events=(*outcome.events, *gone))


def waiting(block_key: str, course_key: str, *, after: int = 0) -> QuerySet:
    """Return the user ids above ``after`` of learners who have neither begun nor skipped the questions, lowest first.

    A query that is still to be made: count it, or take as many as are wanted. Where the server does not
    say who takes a course: those among the teachers known to the pathway.
    """
    pathway_id = api.find_learner(block_key, 0).pathway_id
    begun = models.Attempt.objects.filter(pathway_id=pathway_id).values("user_id")
    if people.knows_learners():
        return people.learners_but(course_key, begun, after=after)
    return people.users_but(many.known_users(pathway_id), begun, after=after)


def let_start(block_key: str, course_key: str, user_ids: Iterable[int], *, now: datetime) -> None:
    """Let teachers start at the beginning; whoever has begun meanwhile goes on undisturbed.

    One by one, each like a teacher who skips: the queries grow with the teachers of a batch, and with nothing else.
    """
    for user_id in user_ids:
        learner = api.find_learner(block_key, user_id)
        try:
            outcome = api.act(learner, partial(_skip_unless_begun, in_force=learner.in_force, now=now), now=now)
        except OutOfTurn:
            continue  # the teacher was faster
        events.emit_for(user_id, course_key, block_key, outcome.events)


def _skip_unless_begun(record: LearnerRecord, *, in_force: service.Version, now: datetime) -> Outcome:
    return Outcome(record) if record.attempts else service.skip(record, in_force, now=now)


def report(
    block_key: str, usernames: Iterator[str], *, limit: int | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield, for every username on record here, its levels and section states under readable headings.

    ``limit`` rows at most. No answers, reasons or notes. Three queries for each batch of users.
    """
    return islice(_report(block_key, usernames), limit)


def _report(block_key: str, usernames: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        learner = api.find_learner(block_key, 0)
    except UnknownReference:
        return
    headings = _headings(learner.in_force.definition)
    while batch := list(islice(usernames, BATCH)):
        ids = people.user_ids_of(batch)
        rows = _rows(learner, frozenset(ids.values()))
        for username in batch:
            if ids.get(username) in rows:
                yield username, OrderedDict((headings[key], value) for key, value in rows[ids[username]])


Column = tuple[str, str]
"""What a column is about, "level" or "section", and the id of that."""


def _headings(definition: Definition) -> dict[Column, str]:
    """The columns in the author's order; an id is added where two would read the same."""
    named = {("level", each.id): f"Level: {each.name}" for each in definition.framework.competencies}
    named |= {("section", each.id): f"Section: {each.title}" for each in definition.sections}
    seen = Counter(named.values())
    return {key: heading if seen[heading] == 1 else f"{heading} ({key[1]})" for key, heading in named.items()}


def _rows(learner: api.Learner, user_ids: Collection[int]) -> dict[int, list[tuple[Column, str]]]:
    """Per user the columns that there is something to say in."""
    definition = learner.in_force.definition
    mine = {"pathway_id": learner.pathway_id, "user_id__in": user_ids}
    placements = models.Placement.objects.filter(**{f"attempt__{name}": value for name, value in mine.items()})
    found: dict[int, dict[Column, str]] = {}
    highest: dict[tuple[int, str], int] = {}
    for user_id, levels in placements.values_list("attempt__user_id", "levels"):
        for competency, level in levels.items():
            highest[user_id, competency] = max(level, highest.get((user_id, competency), 0))
    for (user_id, competency), level in highest.items():
        name = definition.framework.levels[min(level, definition.framework.top_level)].name
        found.setdefault(user_id, {})["level", competency] = name
    states = models.SectionState.objects.filter(**mine)
    for user_id, section, state in states.values_list("user_id", "section_id", "state"):
        found.setdefault(user_id, {})["section", section] = state
    order = _headings(definition)
    return {user_id: [(key, row[key]) for key in order if key in row] for user_id, row in found.items()}
