"""Consents and looks, below the screen: what is on record, for how long, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pd_personalize_xblock.domain.errors import NotYours, OutOfTurn, UnknownReference
from pd_personalize_xblock.platform import people
from pd_personalize_xblock.records import api, consents, forgetting, models

from . import course
from .course import BLOCK, COURSE, LATER, NOW


@pytest.fixture
def coach() -> User:
    return User.objects.create(username="coach", email="Coach@example.org")


@pytest.fixture
def enrolled(monkeypatch, coach) -> list[int]:
    ids = [coach.pk]
    monkeypatch.setattr(people, "knows_learners", lambda: True)
    monkeypatch.setattr(people, "is_enrolled", lambda course_key, user_id: user_id in ids)
    return ids


@pytest.fixture
def learner(user, ladder) -> api.Learner:
    return api.find_learner(BLOCK, user.pk)


def given(learner, coach) -> bool:
    return consents.is_given(BLOCK, COURSE, user_id=learner.user_id, coach_id=coach.pk)


def test_a_consent_holds_from_when_it_is_given_until_it_is_withdrawn(learner, coach, enrolled):
    assert not given(learner, coach)
    consents.give(learner, COURSE, "coach", now=NOW)
    assert given(learner, coach)
    (there,) = consents.coaches_of(learner)
    consents.withdraw(learner, there.number, now=LATER)

    assert not given(learner, coach)
    row = models.Consent.objects.get()
    assert (row.given_at, row.withdrawn_at) == (NOW, LATER)


def test_withdrawing_ends_every_consent_to_the_same_person(learner, coach, enrolled):
    for _ in range(2):
        models.Consent.objects.create(user_id=learner.user_id, pathway_id=learner.pathway_id, coach=coach, given_at=NOW)
    consents.withdraw(learner, models.Consent.objects.last().pk, now=LATER)

    assert not given(learner, coach)


def test_oneself_and_strangers_and_numbers_of_others_are_refused(learner, user, colleague, coach, enrolled):
    with pytest.raises(NotYours):
        consents.give(learner, COURSE, user.username, now=NOW)
    for who in ("colleague", "nobody", ""):
        with pytest.raises(UnknownReference, match="nobody with this username"):
            consents.give(learner, COURSE, who, now=NOW)
    consents.give(learner, COURSE, "coach", now=NOW)
    with pytest.raises(UnknownReference):
        consents.withdraw(api.find_learner(BLOCK, colleague.pk), models.Consent.objects.get().pk, now=NOW)


def test_there_is_an_end_to_coaches(learner, enrolled, monkeypatch):
    monkeypatch.setattr(consents, "MOST_COACHES", 2)
    for name in ("one", "two", "three"):
        enrolled.append(User.objects.create(username=name).pk)
    consents.give(learner, COURSE, "one", now=NOW)
    consents.give(learner, COURSE, "two", now=NOW)

    with pytest.raises(OutOfTurn):
        consents.give(learner, COURSE, "three", now=NOW)


def test_where_the_server_cannot_say_who_takes_the_course_those_on_record_can_be_named(
    learner, coach, colleague, settings
):
    settings.PD_PERSONALIZE_LEARNERS = None
    with pytest.raises(UnknownReference):
        consents.give(learner, COURSE, "colleague", now=NOW)
    course.sit(colleague, {"goals-rubric": 1, "feedback-rubric": 1})

    consents.give(learner, COURSE, "colleague", now=NOW)
    assert given(learner, colleague)


def test_a_teacher_whose_account_is_closed_is_not_listed(learner, user, coach, enrolled):
    consents.give(learner, COURSE, "coach", now=NOW)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert consents.teachers_of(BLOCK, coach.pk) == []


def test_asking_who_lets_somebody_look_takes_one_query(learner, coach):
    with CaptureQueriesContext(connection) as queries:
        assert consents.teachers_of(BLOCK, coach.pk) == []

    assert len(queries) == 1


def test_a_look_is_one_row_for_each_viewer_and_hour(learner, coach, colleague):
    look = {"by": models.Look.By.STAFF}
    for minutes in (0, 59, 61):
        consents.record_look(learner, viewer_id=coach.pk, now=NOW + timedelta(minutes=minutes), **look)
    consents.record_look(learner, viewer_id=colleague.pk, now=NOW, **look)
    consents.record_look(learner, viewer_id=learner.user_id, now=NOW, **look)

    assert models.Look.objects.count() == 3
    assert [row.looked_at for row in consents.looks_at(learner, most=1)] == [NOW + timedelta(minutes=61)]


def test_a_reset_takes_the_teachers_consents_and_looks_and_leaves_those_of_others(
    learner, user, coach, colleague, enrolled
):
    enrolled += [user.pk, colleague.pk]
    other = api.find_learner(BLOCK, colleague.pk)
    consents.give(learner, COURSE, "coach", now=NOW)
    consents.give(other, COURSE, user.username, now=NOW)
    consents.record_look(learner, viewer_id=coach.pk, by=models.Look.By.COACH, now=NOW)

    forgetting.forget_learner(user.pk, block_key=BLOCK)

    assert list(models.Consent.objects.values_list("user_id", "coach_id")) == [(colleague.pk, user.pk)]
    assert not models.Look.objects.exists()


def test_a_coach_who_retires_is_nobodys_coach_any_more_and_has_no_name_in_looks(learner, coach, enrolled):
    consents.give(learner, COURSE, "coach", now=NOW)
    consents.record_look(learner, viewer_id=coach.pk, by=models.Look.By.COACH, now=NOW)

    forgetting.forget_user(coach.pk)

    assert not models.Consent.objects.exists()
    assert models.Look.objects.get().viewer_id is None
