"""Whom a teacher lets look at them, and who did look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from pd_personalize_xblock.domain.errors import NotYours, OutOfTurn, UnknownReference
from pd_personalize_xblock.platform import leaders, people

from ..domain.words import gettext_noop
from . import api, models

MOST_COACHES = 20
ONE_LOOK = timedelta(hours=1)
"""Within this time several looks of the same person at the same teacher are one."""


@dataclass(frozen=True)
class Given:
    """A consent in force, by its number, with the other's user id and username."""

    number: int
    user_id: int
    username: str
    since: datetime


def give(learner: api.Learner, course_key: str, who: str, *, now: datetime) -> None:
    """Let somebody look, named by username; a second time changes nothing.

    A coach is somebody who takes the course, leads it or is of its staff. Whoever has an account and is none
    of these is refused in the same words as whoever has none. An e-mail address names nobody: the answer would tell
    whose it is.
    """
    person = people.find_username(who)
    if person is not None and person.user_id == learner.user_id:
        raise NotYours(gettext_noop("that is you: name somebody else"))
    if person is None or not takes_part(learner.block_key, course_key, person.user_id):
        raise UnknownReference(gettext_noop("nobody with this username takes this course"))
    owner = {"pathway_id": learner.pathway_id, "user_id": learner.user_id}
    with transaction.atomic():
        _one_at_a_time(learner)
        there = {given.user_id for given in coaches_of(learner)}
        if person.user_id in there:
            return
        if len(there) >= MOST_COACHES:
            raise OutOfTurn(gettext_noop("so many may look already: withdraw one first"))
        models.Consent.objects.create(**owner, coach_id=person.user_id, given_at=now)


def withdraw(learner: api.Learner, number: int, *, now: datetime) -> None:
    """Let somebody look no longer; raise UnknownReference if this is no consent of the teacher's."""
    mine = models.Consent.objects.filter(pathway_id=learner.pathway_id, user_id=learner.user_id)
    coach = mine.filter(pk=number).values_list("coach_id", flat=True).first()
    if coach is None:
        raise UnknownReference(gettext_noop("this consent is not on record"))
    mine.filter(coach_id=coach, withdrawn_at=None).update(withdrawn_at=now)


def coaches_of(learner: api.Learner) -> list[Given]:
    """Return those whom a teacher lets look, in the order they were named."""
    mine = models.Consent.objects.filter(pathway_id=learner.pathway_id, user_id=learner.user_id, withdrawn_at=None)
    return [Given(*row) for row in mine.order_by("pk").values_list("pk", "coach_id", "coach__username", "given_at")]


def teachers_of(block_key: str, coach_id: int) -> list[Given]:
    """Return those who let a coach look in a pathway block, by username. One query."""
    theirs = models.Consent.objects.filter(pathway__block_key=block_key, coach_id=coach_id, withdrawn_at=None)
    theirs = theirs.filter(user__is_active=True).order_by("user__username")
    return [Given(*row) for row in theirs.values_list("pk", "user_id", "user__username", "given_at")]


def is_given(block_key: str, course_key: str, *, user_id: int, coach_id: int) -> bool:
    """Whether a teacher lets a coach look now, and the coach still has to do with the course."""
    theirs = models.Consent.objects.filter(pathway__block_key=block_key, user_id=user_id, coach_id=coach_id)
    return theirs.filter(withdrawn_at=None).exists() and takes_part(block_key, course_key, coach_id)


def takes_part(block_key: str, course_key: str, user_id: int) -> bool:
    """Whether somebody takes a course, leads it or is of its staff; on a server that cannot say, is on record in it."""
    if people.is_enrolled(course_key, user_id):
        return True
    user = get_user_model().objects.filter(pk=user_id).first()
    if user is None:
        return False
    if leaders.is_staff_of(user, course_key) or leaders.is_leader(user, course_key):
        return True
    return not people.knows_learners() and not api.find_learner(block_key, user_id).load().is_empty


def is_here(block_key: str, course_key: str, user_id: int) -> bool:
    """Whether somebody may meet others of a course: who takes part in it; on a server that cannot say, everybody."""
    return not people.knows_learners() or takes_part(block_key, course_key, user_id)


def record_look(learner: api.Learner, *, viewer_id: int, by: models.Look.By, now: datetime) -> None:
    """Keep that somebody looks at a teacher: a row for each viewer and hour, and none about looking at oneself."""
    if viewer_id == learner.user_id:
        return
    owner = {"pathway_id": learner.pathway_id, "user_id": learner.user_id}
    recent = models.Look.objects.filter(**owner, viewer_id=viewer_id, looked_at__gt=now - ONE_LOOK)
    if recent.exists():
        return
    with transaction.atomic():
        _one_at_a_time(learner)
        if not recent.exists():
            models.Look.objects.create(**owner, viewer_id=viewer_id, by=by.value, looked_at=now)


def _one_at_a_time(learner: api.Learner) -> None:
    """Wait until nobody else counts and adds rows here; to the end of the transaction."""
    models.PathwayBlock.objects.select_for_update().filter(pk=learner.pathway_id).values_list("pk").first()


def looks_at(learner: api.Learner, *, most: int) -> Sequence[models.Look]:
    """Return the last looks at a teacher, the newest first."""
    looks = models.Look.objects.filter(pathway_id=learner.pathway_id, user_id=learner.user_id)
    return list(looks.select_related("viewer").order_by("-looked_at", "-pk")[:most])
