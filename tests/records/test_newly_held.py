"""Whoever works where nothing is held keeps it open when it becomes held; and what is held counts once it is open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from milestones.models import CourseContentMilestone, UserMilestone

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy, Mode, Rules
from pd_personalize_xblock.platform import enrolment, gates, grades, outline
from pd_personalize_xblock.records import forgetting, models, rebuilding, syncing, versions

from ..builders import a_definition, a_section, needs
from ..requests import committed
from . import course
from .course import BLOCK, COURSE, LATER, complete, held, let_in, parts, states, subsection, text_of


@pytest.fixture
def published(monkeypatch, ladder) -> dict[str, str]:
    """The pathway blocks of the published branch, at first ``ladder``'s."""
    found = {BLOCK: text_of(ladder)}
    monkeypatch.setattr(outline, "pathway_blocks", lambda course_key: dict(found))
    return found


@pytest.fixture
def celery_is_down(monkeypatch) -> None:
    monkeypatch.setattr("pd_personalize_xblock.platform.background._send", lambda *work: None)


def sync() -> None:
    with committed():
        syncing.sync_course(COURSE, now=LATER)


def preview() -> list[str]:
    return [str(found) for found in rebuilding.preview(COURSE, now=LATER)]


def test_a_section_that_gets_a_prerequisite_stays_open_to_whoever_works_in_it(user, colleague, ladder, published):
    with committed():
        complete(user, parts("feedback-1")[0])
    first, second = ladder.framework.competencies
    stricter = replace(second, prerequisites=(*second.prerequisites, needs(1, ("goals", 1))))
    published[BLOCK] = text_of(replace(ladder, framework=replace(ladder.framework, competencies=(first, stricter))))

    sync()

    assert "feedback-1" in held() & let_in(user)
    assert states(user)["feedback-1"] == "open"
    assert states(colleague)["feedback-1"] == "held"


def test_where_somebody_worked_while_the_block_was_away_stays_open(user, published):
    text = published.pop(BLOCK)
    sync()
    with committed():
        complete(user, parts("goals-2")[0])

    published[BLOCK] = text
    sync()

    assert let_in(user) == {"goals-2"}


def test_where_somebody_worked_while_milestones_were_off_stays_open(user, published, settings):
    settings.FEATURES = {"MILESTONES_APP": False}
    CourseContentMilestone.objects.update(active=False)
    with committed():
        complete(user, parts("goals-2")[0])

    settings.FEATURES = {"MILESTONES_APP": True}
    sync()

    assert let_in(user) == {"goals-2"}


def test_where_somebody_worked_while_studio_had_dropped_the_link_stays_open(user, published):
    CourseContentMilestone.objects.filter(content_id=subsection("goals-3")).update(active=False)
    with committed():
        complete(user, parts("goals-3")[0])

    sync()

    assert let_in(user) == {"goals-3"}
    assert "goals-3" in held()


def test_whoever_begins_after_an_interrupted_sync_went_past_them_keeps_it_open(
    user, colleague, ladder, published, monkeypatch, celery_is_down
):
    """Their tasks are lost, so it is up to the sync that goes on."""
    for who in (user, colleague):
        course.skip(who)
    course.has("more")
    published[BLOCK] = text_of(replace(ladder, sections=(*ladder.sections, a_section("more", "goals", 3))))
    monkeypatch.setattr(syncing, "TEACHERS_AT_ONCE", 1)

    def stop(step: syncing.Step) -> None:
        raise ConnectionError("killed")

    with pytest.raises(ConnectionError):
        syncing.sync_course(COURSE, now=LATER, watch=stop)
    complete(user, parts("more")[0])

    sync()

    assert "more" in held() & let_in(user)


def test_whose_only_trace_is_a_grade_keeps_open_where_it_was_earned(user, ladder, published, monkeypatch):
    forgetting.forget_course(COURSE)
    key = subsection("goals-3")
    monkeypatch.setattr(grades, "users_with_any", lambda course, keys: frozenset({user.pk} if key in keys else ()))
    monkeypatch.setattr(
        grades, "earned_points", lambda course, keys, users: {user.pk: {key: (2.0, 4.0)}} if key in keys else {}
    )

    sync()

    assert "goals-3" in held() & let_in(user)


def test_work_reported_in_a_held_section_counts_once_it_is_open(user, published):
    """The platform's completion API takes a report about any component of the course."""
    with committed():
        complete(user, *parts("goals-2"))
    assert (states(user)["goals-2"], let_in(user)) == ("held", set())

    with committed():
        complete(user, *parts("goals-1"))

    assert (states(user)["goals-2"], states(user)["goals-3"]) == ("mastered", "open")
    assert let_in(user) == {"goals-2", "goals-3"}


def test_work_in_an_advisory_pathway_counts_wherever_it_is_done(user, ladder, published):
    published[BLOCK] = text_of(replace(ladder, rules=Rules(mode=Mode.ADVISORY)))
    sync()

    with committed():
        complete(user, *parts("goals-2"))

    assert states(user)["goals-2"] == "mastered"


def test_a_block_that_goes_while_milestones_are_off_leaves_no_gate(published, settings):
    settings.FEATURES = {"MILESTONES_APP": False}
    del published[BLOCK]
    sync()

    settings.FEATURES = {"MILESTONES_APP": True}

    assert held() == set()


def test_gates_of_a_block_of_which_nothing_else_is_known_are_taken_down(published):
    del published[BLOCK]
    models.PathwayBlock.objects.all().delete()
    assert held()

    sync()

    assert held() == set()


def test_whoever_no_longer_takes_the_course_is_not_brought_back_by_old_completions(
    user, colleague, published, monkeypatch
):
    for who in (user, colleague):
        complete(who, *parts("goals-1"))
    forgetting.forget_user(user.pk)
    monkeypatch.setattr(enrolment, "enrolled", lambda course, users: frozenset(users) - {user.pk})

    sync()

    assert not models.Evidence.objects.filter(user=user).exists()
    assert not UserMilestone.objects.filter(user_id=user.pk).exists()
    assert let_in(colleague) == {"goals-2"}


def test_a_chapter_is_mastered_by_the_grades_of_those_subsections_that_give_points(user, monkeypatch):
    course.has("reading", "quiz", chapter="week")
    course.OUTLINE[subsection("reading")]["points"] = False
    quiz = subsection("quiz")
    monkeypatch.setattr(grades, "earned_points", lambda course, keys, users: {user.pk: {quiz: (4.0, 4.0)}})
    section = a_section("whole", block="chapter/week", mastery=Mastery(MasteryBy.GRADE))
    course.publish(a_definition(sections=(section, a_section("goals-2", level=2))))

    with committed():
        complete(user, parts("quiz")[0])

    assert states(user) == {"whole": "mastered", "goals-2": "open"}


def test_newly_held_is_nothing_once_the_gates_are_set(ladder):
    assert versions.in_force(BLOCK).newly_held == frozenset()
    CourseContentMilestone.objects.filter(content_id=subsection("goals-2")).update(
        requirements='{"min_score": "0", "min_completion": "0"}'
    )

    assert versions.in_force(BLOCK).newly_held == {"goals-2"}
    assert gates.linked_subsections(COURSE, BLOCK) == {subsection(id) for id in ("goals-3", "feedback-2", "feedback-3")}


def test_a_sync_under_way_is_not_asked_for_again(ladder, user, monkeypatch):
    monkeypatch.setattr(syncing, "TEACHERS_AT_ONCE", 1)
    for i in range(2):
        course.skip(type(user).objects.create(username=f"teacher-{i}"))
    asked = []

    syncing.sync(BLOCK, now=LATER, watch=lambda step: asked.append(syncing.is_time_to_ask(BLOCK)))

    assert asked[0] is False
