"""What the author leaves to a teacher: refused where it is not, never offered then, and the page says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Rules, StartHigher
from pd_personalize_xblock.handlers import ground
from pd_personalize_xblock.records import models

from .browser import BLOCK, Browser, document_of
from .test_choices import choose, row_of


@pytest.fixture
def rule(course):
    """Bring the same definition with other rules into force, as its author would."""

    def come_into_force(browser: Browser, **rules) -> None:
        DemoRuntime().create_block(BLOCK, document_of(replace(course, rules=Rules(**rules))))
        browser.open()

    return come_into_force


@pytest.fixture
def later(monkeypatch):
    """Let days go by."""

    def go_by(days: float) -> None:
        monkeypatch.setattr(ground, "current_time", lambda: now() + timedelta(days=days))

    return go_by


def offered(reply, competency="goals"):
    """The levels that the page offers to start at."""
    return range(row_of(reply, competency)["highest_start"] + 1)


def test_where_nobody_may_a_higher_start_is_refused_and_not_offered_and_the_page_says_why(teacher, rule):
    rule(teacher, start_higher=StartHigher.NOBODY)
    page = teacher.sit_through(lambda question: "0")

    reply = choose(teacher, level=1)

    assert list(offered(page)) == [0]
    assert "your answers or a coach raise a start" in page.body["html"]
    assert (reply.status, list(reply.body)) == (403, ["error"])
    assert reply.body["error"].startswith("in this course a check or a coach raises a start")
    assert not models.Choice.objects.exists()


def test_where_nobody_may_starting_lower_is_free(teacher, rule, course):
    rule(teacher, start_higher=StartHigher.NOBODY)
    teacher.sit_through(lambda question: str(len(question["options"]) - 1))
    placed = row_of(teacher.view())["placed"]
    assert placed > 0

    assert choose(teacher, level=0).status == 200
    assert choose(teacher, level=placed).status == 200


def test_where_only_close_calls_may_whoever_skipped_may_start_one_level_up(teacher, rule):
    rule(teacher, start_higher=StartHigher.BORDERLINE)
    teacher.begin()
    page = teacher.post("skip")

    assert list(offered(page)) == [0, 1]
    assert "one level higher where your answers lie between two levels" in page.body["html"]
    assert choose(teacher, level=2).status == 403
    assert choose(teacher, level=1).status == 200
    assert choose(teacher, level=2).status == 403


def test_a_choice_made_before_the_rule_stays_and_can_be_undone_and_taken_up_again(teacher, rule):
    teacher.sit_through(lambda question: "0")
    choose(teacher, level=3)

    rule(teacher, start_higher=StartHigher.NOBODY)

    assert row_of(teacher.view())["start"] == 3
    assert choose(teacher, level=None).status == 200
    assert choose(teacher, level=3).status == 200
    assert row_of(teacher.view())["start"] == 3


def test_a_re_check_raises_a_start_that_a_word_may_not(teacher, rule, course):
    rule(teacher, start_higher=StartHigher.NOBODY)
    teacher.sit_through(lambda question: "0")
    page = teacher.post("recheck", competency="goals")
    while page.body["screen"] == "question":
        options = course.item(page.body["question"]["item_id"]).options
        page = teacher.answer(str(max(range(len(options)), key=lambda i: options[i].category)), page.body)

    assert row_of(teacher.post("finish"))["start"] > 0


def test_the_first_page_promises_only_what_the_rule_allows(teacher, rule):
    assert "you can change that start yourself" in teacher.open()

    rule(teacher, start_higher=StartHigher.NOBODY)

    assert "you can always start lower" in teacher.open()
    assert "change that start yourself" not in teacher.open()


def test_without_retakes_the_questions_are_asked_once(teacher, rule):
    rule(teacher, retakes=0)
    page = teacher.sit_through()

    reply = teacher.post("begin")

    assert not page.body["can_retake"]
    assert "Take the questions again" not in page.body["html"]
    assert "the questions are not asked again" in page.body["html"]
    assert reply.status == 403
    assert reply.body == {"error": "in this course the questions are not asked again: what you have stays yours"}


def test_the_page_says_how_many_retakes_are_left(teacher, rule):
    rule(teacher, retakes=2)
    assert "2 more times" in teacher.sit_through().body["html"]
    assert "1 more time." in teacher.sit_through().body["html"]
    assert not teacher.sit_through().body["can_retake"]


def test_after_some_days_the_questions_can_be_taken_again_and_the_page_says_when(teacher, rule, later):
    rule(teacher, retake_after_days=30)
    page = teacher.sit_through()

    early = teacher.post("begin")
    later(30.5)

    assert not page.body["can_retake"]
    assert "You can take the questions again from" in page.body["html"]
    assert early.status == 403
    assert early.body["error"].startswith("these questions can be taken again from ")
    assert teacher.view().body["can_retake"]
    assert teacher.post("begin").body["screen"] == "question"


def test_whoever_skipped_can_answer_after_all_whatever_the_rules(teacher, rule):
    rule(teacher, retakes=0, retake_after_days=30)
    teacher.post("skip")

    assert teacher.view().body["can_retake"]
    assert teacher.post("begin").body["screen"] == "question"


def test_a_rule_that_comes_in_during_a_retake_lets_it_go_on(teacher, rule):
    teacher.sit_through()
    teacher.begin()

    rule(teacher, retakes=0)

    assert teacher.post("begin").body["screen"] == "question"
    assert teacher.post("skip").status == 200


def test_more_questions_can_be_answered_where_the_whole_may_not_be_taken_again(teacher, rule):
    rule(teacher, retakes=0)
    teacher.answer("0", teacher.begin().body)
    page = teacher.post("finish")
    assert page.body["left"]
    assert teacher.post("begin").status == 403

    assert teacher.post("refine").body["screen"] == "question"
