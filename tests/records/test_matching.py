"""Dealing matches: what comes in between, and that nobody who writes in the pathway waits for it."""

from __future__ import annotations

from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from pd_personalize_xblock.domain.matching import MOST_MATCHES
from pd_personalize_xblock.platform import people
from pd_personalize_xblock.records import api, forgetting, matching, models, staff

from . import course
from .at_once import SECONDS, Halt, together
from .course import BLOCK, COURSE, LATER, NOW

really_at_once = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time: scripts/with-mariadb runs these"
)


@pytest.fixture
def crowd(ladder, monkeypatch) -> list[api.Learner]:
    """Six teachers at the first step; nobody looks for colleagues yet."""
    users = [User.objects.create(username=f"t{number}") for number in range(6)]
    for user in users:
        course.skip(user)
    monkeypatch.setattr(people, "learners_elsewhere", lambda course_key: [user.pk for user in users])
    return [api.find_learner(BLOCK, user.pk) for user in users]


def join(learner: api.Learner) -> None:
    matching.join(learner, now=NOW)


def look(learner: api.Learner) -> None:
    matching.look_for_more(learner, COURSE, now=NOW)


@pytest.fixture
def four(crowd) -> list[api.Learner]:
    """Four of them look; nothing is dealt yet."""
    for learner in crowd[:4]:
        join(learner)
    return crowd[:4]


def matched() -> set[int]:
    return {user for pair in models.Introduction.objects.values_list("user_id", "other_id") for user in pair}


def loads() -> list[int]:
    pairs = models.Introduction.objects.values_list("user_id", "other_id")
    users = [user for pair in pairs for user in pair]
    return [users.count(user) for user in set(users)]


@pytest.mark.parametrize("gone", [partial(matching.leave, now=LATER), lambda one: forgetting.forget_user(one.user_id)])
def test_whoever_leaves_while_matches_are_dealt_gets_none(four, monkeypatch, gone):
    real = matching._deal

    def meanwhile(*args):
        found = real(*args)
        gone(four[3])
        return found

    monkeypatch.setattr(matching, "_deal", meanwhile)
    look(four[0])

    assert matched() == {learner.user_id for learner in four[:3]}


def test_what_another_dealing_has_made_meanwhile_counts(four, crowd, monkeypatch):
    real = matching._deal

    def meanwhile(*args):
        found = real(*args)
        monkeypatch.setattr(matching, "_deal", real)
        join(crowd[4])
        look(crowd[4])
        return found

    monkeypatch.setattr(matching, "_deal", meanwhile)
    look(four[0])

    assert len(matched()) == 5
    assert max(loads()) <= MOST_MATCHES


@pytest.mark.django_db(transaction=True)
@really_at_once
class TestReallyAtOnce:
    def test_whoever_writes_in_the_pathway_waits_for_no_dealing(self, four, crowd, monkeypatch):
        halt = Halt(monkeypatch, matching, "_row", before=True)
        with halt.of(partial(look, four[0])):
            join(crowd[4])
            course.skip(User.objects.create(username="new"))

        assert matched() == {learner.user_id for learner in four}

    def test_those_who_join_at_once_in_a_transaction_each_wait_for_none_who_waits_for_them(self, four, crowd):
        both_have_joined = Barrier(2)

        def come(learner: api.Learner) -> None:
            with transaction.atomic():
                join(learner)
                both_have_joined.wait(SECONDS)
                look(learner)

        assert together(partial(come, crowd[4]), partial(come, crowd[5])) == [None, None]
        assert max(loads()) <= MOST_MATCHES

    def test_two_dealings_at_once_deal_nobody_too_many(self, four, crowd, monkeypatch):
        for learner in crowd[4:]:
            join(learner)
        monkeypatch.setattr(matching, "_lease", lambda *args: str(uuid4()))
        both_have_found, real = Barrier(2), matching._deal

        def deal(*args):
            found = real(*args)
            both_have_found.wait(SECONDS)
            return found

        monkeypatch.setattr(matching, "_deal", deal)
        assert together(partial(look, four[0]), partial(look, four[1])) == [None, None]
        assert max(loads()) <= MOST_MATCHES

    def test_a_forgetting_waits_for_what_is_being_written_and_takes_it_along(self, four, monkeypatch):
        halt = Halt(monkeypatch, matching, "_row", before=True)

        def forget() -> None:
            assert halt.reached.wait(SECONDS)
            forgetting.forget_user(four[3].user_id)

        def go_on() -> None:
            halt._go.wait(2)
            halt._go.set()

        assert together(partial(look, four[0]), forget, go_on) == [None, None, None]
        assert four[3].user_id not in matched()

    def test_words_taken_back_at_once_in_a_transaction_each_wait_for_none_who_waits_for_them(self, crowd):
        coach, both_are_here = User.objects.create(username="coach"), Barrier(2)
        how = {"about": "goals", "level": 1, "signed_by": coach.pk, "note": "", "now": NOW}
        teachers = [staff.find_teacher(BLOCK, COURSE, f"t{number}") for number in range(2)]
        for teacher in teachers:
            staff.sign_off(teacher, given=True, **how)

        def take_back(teacher: staff.Teacher) -> bool:
            with transaction.atomic():
                both_are_here.wait(SECONDS)
                return bool(staff.sign_off(teacher, given=False, **how).record)

        assert together(*(partial(take_back, teacher) for teacher in teachers)) == [True, True]
