"""Really at once: threads with connections of their own, on a database that lets more than one write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier, Event

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from milestones.models import CourseContentMilestone, UserMilestone

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Definition, Mode, Rules
from pd_personalize_xblock.domain.errors import OutOfTurn
from pd_personalize_xblock.platform import background, gates
from pd_personalize_xblock.records import (
    api,
    catching_up,
    forgetting,
    many,
    models,
    rebuilding,
    staff,
    syncing,
    tasks,
    versions,
)

from ..builders import a_section
from . import course
from .at_once import SECONDS, Halt, in_a_thread, together
from .course import BLOCK, COURSE, LATER, NOW, complete, held, let_in, parts, states, subsection, text_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite lets one write at a time: scripts/with-mariadb runs these"
    ),
]


def follow(user: User) -> None:
    tasks.follow_work(user.pk, COURSE)


def sync() -> None:
    syncing.sync(BLOCK, now=LATER)


def preview() -> list[str]:
    return [str(difference) for difference in rebuilding.rebuild(BLOCK, now=LATER, write=False)]


def with_more(definition: Definition) -> Definition:
    """The definition with one more section at the third level, part of the course."""
    course.has("more")
    return replace(definition, sections=(*definition.sections, a_section("more", "goals", 3)))


def bring(definition: Definition) -> bool:
    return versions.bring_into_force(BLOCK, COURSE, versions.read_draft(text_of(definition)), now=LATER)


def noted_parts() -> list[tuple[str, str]]:
    return sorted(models.SectionPart.objects.values_list("section_id", "block_key"))


@pytest.fixture
def celery_is_down(monkeypatch) -> None:
    monkeypatch.setattr(background, "_send", lambda task, args: None)


def test_of_two_answers_at_once_one_counts_and_the_other_is_refused(user, ladder):
    learner = api.find_learner(BLOCK, user.pk)
    version = learner.in_force
    begun = api.act(
        learner, lambda r: service.start(r, version, seed="seed", now=NOW), sitting_only=True, now=NOW
    ).record
    item = service.offered_item(version, begun.attempt)
    both_have_read = Barrier(2)

    def answer(option: str) -> object:
        def decide(record):
            both_have_read.wait(SECONDS)
            return service.answer(record, version, item_id=item.id, option=option, sequence=0)

        return api.act(learner, decide, sitting_only=True, now=NOW)

    results = together(partial(answer, "0"), partial(answer, "1"))

    assert sorted(type(result) for result in results if isinstance(result, Exception)) == [OutOfTurn]
    assert models.Entry.objects.count() == 1


def test_two_tasks_for_one_teacher_write_every_fact_once(user, ladder, monkeypatch, celery_is_down):
    course.skip(user)
    complete(user, *parts("goals-1"), *parts("goals-2"))
    both_have_read, real = Barrier(2), many.load
    first = iter((True, True))

    def load(*args):
        found = real(*args)
        if next(first, False):
            both_have_read.wait(SECONDS)
        return found

    monkeypatch.setattr(many, "load", load)
    assert together(partial(follow, user), partial(follow, user)) == [None, None]

    assert sorted(models.Evidence.objects.values_list("section_id", flat=True)) == ["goals-1", "goals-2"]
    assert let_in(user) == {"goals-2", "goals-3"}
    assert preview() == []


def test_a_task_that_read_before_more_was_done_does_not_undo_what_is_known_of_it(
    user, ladder, monkeypatch, celery_is_down
):
    course.skip(user)
    complete(user, *parts("goals-1"))
    with Halt(monkeypatch, catching_up, "work_of").of(partial(follow, user)):
        complete(user, *parts("goals-2"))
        follow(user)

    assert states(user)["goals-2"] == "mastered"
    assert dict(models.SectionState.objects.values_list("section_id", "state")) == states(user)
    assert preview() == []


def test_two_choices_of_one_teacher_at_once_open_what_both_together_open(user, ladder, monkeypatch):
    course.skip(user)
    with Halt(monkeypatch, service, "choose").of(partial(course.choose, user, "goals", 1, now=LATER)):
        course.choose(user, "feedback", 1, now=LATER)

    assert let_in(user) == {"goals-2", "feedback-2"}
    assert preview() == []


def test_two_syncs_at_once_do_it_once(user, ladder, celery_is_down):
    course.skip(user)
    complete(user, *parts("goals-1"))
    course.has("goals-1", count=2)
    start = Barrier(2)

    def sync_at_start() -> None:
        start.wait(SECONDS)
        tasks.sync_pathway(BLOCK)

    assert together(sync_at_start, sync_at_start) == [None, None]

    assert len(noted_parts()) == len(set(noted_parts())) == 3 * 5 + 2
    assert CourseContentMilestone.objects.count() == 4
    assert preview() == []


def test_two_who_publish_the_same_at_once_bring_it_into_force_once(ladder):
    models.PathwayBlock.objects.all().delete()
    start = Barrier(2)

    def publish() -> bool:
        start.wait(SECONDS)
        return bring(with_more(ladder))

    results = together(publish, publish)

    assert set(map(type, results)) == {bool}
    assert models.PathwayBlock.objects.count() == 1
    assert len(noted_parts()) == len(set(noted_parts())) == 3 * 7


def test_of_two_versions_published_at_once_one_is_in_force_with_its_own_parts(ladder, monkeypatch):
    harder = with_more(ladder)
    with Halt(monkeypatch, versions, "is_in_force").of(partial(bring, replace(ladder, sections=ladder.sections[:3]))):
        bring(harder)
    sync()

    in_force = api.find_learner(BLOCK, 1).in_force.definition
    assert {section for section, _ in noted_parts()} == {section.id for section in in_force.sections}
    assert preview() == []


def test_a_sync_of_an_older_version_does_not_undo_what_a_newer_one_noted(user, ladder, monkeypatch, celery_is_down):
    """Neither what its sections stand for nor whose earlier work is still to be counted."""
    harder = with_more(ladder)
    complete(user, parts("more")[0])
    course.has("goals-1", count=2)
    with Halt(monkeypatch, versions, "parts_of").of(sync):
        bring(harder)

    assert "more" in held() & let_in(user)
    assert preview() == []


def test_whoever_begins_in_a_new_section_during_the_sync_keeps_it_open(
    user, colleague, ladder, monkeypatch, celery_is_down
):
    """One is known, the other a stranger; their tasks are lost, so it is up to the sync."""
    course.skip(user)
    bring(with_more(ladder))
    with Halt(monkeypatch, syncing, "close", before=True).of(sync):
        complete(user, parts("more")[0])
        complete(colleague, parts("more")[0])

    assert "more" in let_in(user) & let_in(colleague) & held()


def test_a_task_overtaken_by_a_switch_to_firm_still_lets_in(user, ladder, monkeypatch, celery_is_down):
    """It opens by the older version what the newer one would hold, and the older one had no gates."""
    bring(replace(ladder, rules=Rules(mode=Mode.ADVISORY)))
    sync()
    course.skip(user)
    complete(user, *parts("goals-1"))
    course.has("more")
    with Halt(monkeypatch, catching_up, "work_of").of(partial(follow, user)):
        bring(replace(ladder, sections=(*ladder.sections, a_section("more", "goals", 1))))
        sync()
        assert let_in(user) == set()

    assert let_in(user) == {"goals-2"}
    assert preview() == []


def test_a_sync_does_not_close_for_a_version_that_was_gone_and_came_back(ladder, monkeypatch, celery_is_down):
    """Whoever came in between was let into nothing: the other version held nothing."""
    late = User.objects.create(username="late")
    easy = replace(ladder, sections=tuple(replace(section, level=1) for section in ladder.sections))
    with Halt(monkeypatch, syncing, "close", before=True).of(sync):
        api.publish(BLOCK, COURSE, text_of(easy))
        course.skip(late)
        api.publish(BLOCK, COURSE, text_of(ladder))

    assert let_in(late) == held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}
    assert preview() == []


@pytest.mark.parametrize(
    ("owner", "name"),
    [(many, "load"), (many, "add"), (gates, "grant"), (many, "save_states")],
    ids=["read", "added", "let in", "states"],
)
def test_whoever_is_forgotten_during_a_sync_stays_forgotten(
    user, colleague, ladder, monkeypatch, celery_is_down, owner, name
):
    for who in (user, colleague):
        course.choose_after_skip(who, "goals", 1)
    course.has("goals-3", count=1)
    complete(user, *parts("feedback-1"))
    UserMilestone.objects.all().delete()
    with Halt(monkeypatch, owner, name).of(sync):
        forgetting.forget_learner(user.pk)

    for table in forgetting.tables_about_users():
        assert not table.objects.filter(user_id=user.pk).exists(), table
    assert let_in(user) == set()
    assert let_in(colleague) == {"goals-2"}


def test_whoever_is_forgotten_during_a_sync_and_begins_again_keeps_the_new_beginning(
    user, ladder, monkeypatch, celery_is_down
):
    course.choose_after_skip(user, "goals", 1)
    UserMilestone.objects.all().delete()
    with Halt(monkeypatch, gates, "grant").of(sync):
        forgetting.forget_learner(user.pk)
        course.skip(user, now=LATER + timedelta(minutes=1))

    assert models.Attempt.objects.get().started_at == LATER + timedelta(minutes=1)
    assert states(user)["goals-2"] == "held"
    assert let_in(user) == set()
    assert preview() == []


def test_a_coach_who_retires_during_a_sync_costs_no_teacher_anything(user, colleague, ladder, monkeypatch):
    learner = api.find_learner(BLOCK, user.pk)
    word = {"about": "goals", "level": 1, "given": True, "signed_by": colleague.pk, "note": "seen", "now": NOW}
    api.act(learner, lambda record: service.sign_off(record, learner.in_force, **word), now=NOW)
    UserMilestone.objects.all().delete()
    with Halt(monkeypatch, gates, "grant").of(sync):
        forgetting.forget_user(colleague.pk)

    assert [word.signed_by for word in course.record_of(user).sign_offs] == [None]
    assert let_in(user) == {"goals-2"}
    assert states(user)["goals-2"] == "open"


@pytest.mark.parametrize("attempt", range(3))
def test_a_word_that_is_taken_back_while_its_teacher_is_forgotten_leaves_nothing(
    user, colleague, ladder, attempt, celery_is_down
):
    learner = api.find_learner(BLOCK, user.pk)
    teacher = staff.Teacher(learner, "teacher", learner.load())
    word = partial(staff.sign_off, teacher, about="goals", level=1, signed_by=colleague.pk, note="seen")
    word(given=True, now=NOW)

    ended = together(lambda: word(given=False, now=LATER), lambda: forgetting.forget_learner(user.pk))

    assert not [each for each in ended if isinstance(each, Exception)]
    assert not models.SignOff.objects.exists()
    assert not models.SectionState.objects.filter(user=user).exists()


def opened_and_held(users: list[User]) -> tuple[set[tuple[int, str]], set[tuple[int, str]]]:
    """What was opened to whom, and what of it the platform holds shut for them now: user and section, in one query."""
    granted = UserMilestone.objects.filter(
        milestone=OuterRef("milestone"), user_id=OuterRef(OuterRef("user_id")), active=True
    )
    links = CourseContentMilestone.objects.filter(
        ~Exists(granted),
        active=True,
        milestone__active=True,
        content_id=Concat(Value(subsection("x")[:-1]), OuterRef("section_id")),
    )
    opened = models.Opening.objects.filter(user__in=users).annotate(is_held=Exists(links))
    rows = set(opened.values_list("user_id", "section_id", "is_held"))
    return {(user, section) for user, section, _ in rows}, {
        (user, section) for user, section, is_held in rows if is_held
    }


def test_nobody_is_locked_out_while_everybody_works_and_the_course_is_published_anew(ladder, monkeypatch):
    monkeypatch.setattr(syncing, "TEACHERS_AT_ONCE", 3)
    users = [User.objects.create(username=f"teacher-{i}") for i in range(8)]
    more, advisory = with_more(ladder), replace(ladder, rules=Rules(mode=Mode.ADVISORY))
    is_over, entered, locked_out, looks = Event(), set(), set(), []

    def work(some: list[User]) -> None:
        for user in some:
            course.sit(user, {"goals-rubric": "1", "feedback-rubric": "0"})
            complete(user, *parts("goals-2"), *parts("feedback-1"), *parts("goals-3"))

    def publish() -> None:
        for definition in (more, advisory, ladder, more) * 2:
            api.publish(BLOCK, COURSE, text_of(definition))

    def watch() -> None:
        while not is_over.is_set():
            opened, shut = opened_and_held(users)
            locked_out.update(entered & shut)
            entered.update(opened - shut)
            looks.append(len(opened))

    with ThreadPoolExecutor(4) as pool:
        watching = in_a_thread(pool, watch)
        works = [in_a_thread(pool, do) for do in (partial(work, users[:4]), partial(work, users[4:]), publish)]
        errors = [done.exception(SECONDS) for done in works]
        is_over.set()
    watching.result()

    assert errors == [None] * 3
    assert locked_out == set()
    assert len(looks) > 10
    assert len(entered) > len(users)
    assert preview() == []
