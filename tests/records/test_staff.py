"""What staff do for teachers, below the screen: finding, signing off, letting everybody start, reporting."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.errors import NotYours, UnknownReference
from pd_personalize_xblock.platform import events, people
from pd_personalize_xblock.records import api, models, staff, staff_tasks
from tests.requests import committed

from . import course
from .course import BLOCK, COURSE, LATER, NOW


@pytest.fixture(autouse=True)
def _nobody_says_who_takes_the_course(settings):
    settings.PD_PERSONALIZE_LEARNERS = None


@pytest.fixture
def coach() -> User:
    return User.objects.create(username="coach", email="Coach@example.org")


@pytest.fixture
def enrolled(monkeypatch):
    """A course list, as the LMS keeps it; a test adds users to it."""
    ids: list[int] = []
    monkeypatch.setattr(people, "knows_learners", lambda: True)
    monkeypatch.setattr(people, "learners_elsewhere", lambda course_key: sorted(ids))
    monkeypatch.setattr(people, "is_enrolled", lambda course_key, user_id: user_id in ids)
    return ids


@pytest.fixture
def tracked(monkeypatch) -> list[tuple[int, str, object]]:
    """What was told, as (user id, pathway block, event)."""
    told: list[tuple[int, str, object]] = []
    monkeypatch.setattr(
        events, "emit_for", lambda user_id, _, block, new: told.extend((user_id, block, event) for event in new)
    )
    return told


def find(who: str) -> staff.Teacher:
    return staff.find_teacher(BLOCK, COURSE, who)


@pytest.mark.parametrize("typed", ["coach", " coach ", "coach@EXAMPLE.org"])
def test_somebody_on_the_course_is_found_by_name_or_address(coach, ladder, enrolled, typed):
    enrolled.append(coach.pk)

    assert find(typed).learner.user_id == coach.pk


def test_somebody_who_left_the_course_is_found_by_what_is_on_record(user, ladder, enrolled):
    course.skip(user)

    assert find("teacher").learner.user_id == user.pk


@pytest.mark.parametrize("typed", ["coach", "coach@example.org", "nobody", "", " "])
def test_whoever_does_not_take_the_course_is_refused_as_if_there_were_nobody(coach, ladder, enrolled, typed):
    with pytest.raises(UnknownReference, match=r"^nobody with this username or e-mail address takes this course$"):
        find(typed)


def test_an_address_that_two_accounts_share_finds_neither(user, colleague, ladder, enrolled):
    enrolled.extend((user.pk, colleague.pk))
    User.objects.update(email="school@example.org")

    with pytest.raises(UnknownReference):
        find("school@example.org")


def test_a_username_goes_before_an_address(user, colleague, ladder, enrolled):
    enrolled.extend((user.pk, colleague.pk))
    User.objects.filter(pk=user.pk).update(email="colleague")

    assert find("colleague").learner.user_id == colleague.pk


def test_a_coach_does_not_sign_off_their_own_work(coach, ladder, enrolled):
    enrolled.append(coach.pk)

    with pytest.raises(NotYours, match="nobody signs off their own work"):
        staff.sign_off(find("coach"), about="goals", level=1, given=True, signed_by=coach.pk, note="", now=NOW)

    assert not models.SignOff.objects.exists()


def test_a_sign_off_opens_the_gates_it_should_and_taking_it_back_leaves_them_open(user, coach, ladder, enrolled):
    enrolled.append(user.pk)
    for given, now in ((True, NOW), (False, LATER)):
        staff.sign_off(find("teacher"), about="goals", level=2, given=given, signed_by=coach.pk, note="", now=now)

        assert course.let_in(user) == {"goals-2", "goals-3"}
    assert service.pathway_of(course.record_of(user), find("teacher").learner.in_force).attained["goals"] == 0


def test_only_learners_who_have_not_begun_wait(user, colleague, coach, ladder, enrolled):
    third = User.objects.create(username="third")
    enrolled.extend((user.pk, colleague.pk, coach.pk, third.pk))
    course.skip(user)
    course.sit(colleague, {"goals-rubric": 1, "feedback-rubric": 1})
    begin(third)

    assert list(staff.waiting(BLOCK, COURSE)) == [coach.pk]
    assert list(staff.waiting(BLOCK, COURSE, after=coach.pk)) == []


def test_who_waits_is_counted_and_taken_by_the_database(ladder, enrolled, django_assert_num_queries):
    """However many there are: a batch of teachers must not read all the others again."""
    enrolled.extend(User.objects.create(username=f"teacher {i}").pk for i in range(5))

    with django_assert_num_queries(2), CaptureQueriesContext(connection) as asked:
        assert staff.waiting(BLOCK, COURSE).count() == 5
    assert "COUNT(*)" in asked[-1]["sql"]
    with django_assert_num_queries(2), CaptureQueriesContext(connection) as asked:
        assert list(staff.waiting(BLOCK, COURSE, after=enrolled[1])[:2]) == enrolled[2:4]
    assert "LIMIT 2" in asked[-1]["sql"]


def begin(user: User) -> None:
    learner = api.find_learner(BLOCK, user.pk)
    api.act(learner, lambda r: service.start(r, learner.in_force, seed="s", now=NOW), sitting_only=True, now=NOW)


def test_where_nobody_says_who_takes_the_course_those_on_record_wait(user, colleague, ladder):
    course.record_work(user, "goals-1")
    course.skip(colleague)

    assert list(staff.waiting(BLOCK, COURSE)) == [user.pk]


def test_a_host_that_is_not_the_lms_can_say_who_takes_the_course(user, colleague, ladder, settings):
    settings.PD_PERSONALIZE_LEARNERS = f"{__name__}.only_teacher"

    assert list(staff.waiting(BLOCK, COURSE)) == [user.pk]
    assert find("teacher").record.is_empty
    with pytest.raises(UnknownReference):
        find("colleague")


def only_teacher(course_key: str) -> list[int]:
    return [User.objects.get(username="teacher").pk]


def test_everybody_who_waits_is_let_start_in_batches_and_others_are_left_alone(
    user, colleague, ladder, enrolled, monkeypatch, tracked
):
    many = [User.objects.create(username=f"teacher {i}") for i in range(5)]
    enrolled.extend(each.pk for each in (user, colleague, *many))
    begin(user)
    course.sit(colleague, {"goals-rubric": 3, "feedback-rubric": 3})
    before = [course.record_of(each) for each in (user, colleague)]
    monkeypatch.setattr(staff_tasks, "BATCH", 2)

    with committed():
        staff_tasks.let_everybody_start.delay(BLOCK, COURSE)

    assert [course.record_of(each) for each in (user, colleague)] == before
    assert {course.record_of(each).attempt.status.value for each in many} == {"skipped"}
    assert {course.states(each)["goals-1"] for each in many} == {"open"}
    skips = [(user_id, block) for user_id, block, event in tracked if event == service.ChoiceMade("skip")]
    assert skips == [(each.pk, BLOCK) for each in many]


def test_a_worker_knows_the_task():
    """Celery looks for modules called ``tasks`` alone: a worker that never served a page must know it too."""
    say = "import django; django.setup(); from celery import current_app; print(*current_app.tasks)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "demo.settings"}

    known = subprocess.run([sys.executable, "-c", say], env=environment, check=True, capture_output=True, text=True)

    assert staff_tasks.let_everybody_start.name in known.stdout.split()


def test_letting_everybody_start_twice_changes_nothing(user, ladder, enrolled, tracked):
    enrolled.append(user.pk)
    staff_tasks.let_everybody_start(BLOCK, COURSE)
    record, told = course.record_of(user), list(tracked)

    staff_tasks.let_everybody_start(BLOCK, COURSE)
    staff.let_start(BLOCK, COURSE, [user.pk], now=LATER)

    assert (course.record_of(user), tracked) == (record, told)


def test_whoever_begins_at_that_very_moment_goes_on_and_the_others_are_let_start(
    user, colleague, ladder, monkeypatch, tracked
):
    create = models.Attempt.objects.create

    def somebody_was_faster(**fields):
        if fields["user_id"] == user.pk:
            raise IntegrityError
        return create(**fields)

    monkeypatch.setattr(models.Attempt.objects, "create", somebody_was_faster)

    staff.let_start(BLOCK, COURSE, [user.pk, colleague.pk], now=NOW)

    assert course.record_of(user).is_empty
    assert course.record_of(colleague).attempt.status.value == "skipped"


def test_whoever_was_let_start_can_still_answer_the_questions(user, ladder, tracked):
    staff.let_start(BLOCK, COURSE, [user.pk], now=NOW)

    course.sit(user, {"goals-rubric": 3, "feedback-rubric": 0}, now=LATER)

    assert course.states(user)["goals-3"] == "exempt"


def test_the_report_has_levels_and_section_states_by_name_in_the_authors_order(user, ladder):
    course.sit(user, {"goals-rubric": 2, "feedback-rubric": 0})

    ((username, columns),) = staff.report(BLOCK, iter(["teacher", "nobody"]))

    assert username == "teacher"
    assert columns["Level: About goals"] == "Proficient"
    assert (columns["Section: Work goals-1"], columns["Section: Work feedback-2"]) == ("exempt", "held")
    assert list(columns)[:3] == ["Level: About goals", "Level: About feedback", "Section: Work goals-1"]
    assert len(columns) == 2 + len(ladder.sections)


def test_the_report_takes_three_queries_for_each_batch_of_users(ladder, django_assert_num_queries, monkeypatch):
    users = [User.objects.create(username=f"teacher {i}") for i in range(6)]
    for user in users:
        course.skip(user)

    with django_assert_num_queries(1 + 3):
        assert len(list(staff.report(BLOCK, (user.username for user in users)))) == 6
    monkeypatch.setattr(staff, "BATCH", 3)
    with django_assert_num_queries(1 + 2 * 3):
        assert len(list(staff.report(BLOCK, (user.username for user in users)))) == 6


def test_a_report_of_no_pathway_is_empty(user):
    assert list(staff.report(BLOCK, iter(["teacher"]))) == []
