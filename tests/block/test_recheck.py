"""A teacher shows more than the first time, and can only win by it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import rebuilding

from ..records.course import NOW
from .browser import BLOCK, Browser, best_answers, document_of


@pytest.fixture
def beginner(teacher) -> Browser:
    """Somebody whose answers earned nothing."""
    teacher.sit_through()
    return teacher


def recheck(browser: Browser, choose, competency: str = "goals"):
    reply = browser.post("recheck", competency=competency)
    while reply.body.get("screen") == "question":
        reply = browser.answer(choose(reply.body["question"]), reply.body)
    return browser.post("finish")


def row_of(reply, competency: str = "goals"):
    return next(row for row in reply.body["competencies"] if row["id"] == competency)


def test_better_answers_raise_the_start_and_open_what_they_show(beginner, course):
    reply = recheck(beginner, best_answers(course))

    assert row_of(reply)["start"] >= 2
    assert row_of(reply, "feedback")["start"] == 0
    assert reply.states["goals-2"] == "exempt"
    assert "placement_made" in reply.events
    assert "level_attained" in reply.events
    opened = str(BLOCK.context_key.make_usage_key("sequential", "goals-2"))
    assert opened in gates.granted_subsections(str(BLOCK), [beginner.user_id])[beginner.user_id]


def test_worse_answers_take_nothing(teacher, course):
    def middling(question):
        return str((len(question["options"]) - 1) // 2)

    before = teacher.sit_through(middling)

    reply = recheck(teacher, lambda question: "0")

    assert row_of(reply)["start"] == row_of(before)["start"]
    assert reply.states == before.states


def test_what_is_asked_is_about_that_competency_and_says_that_it_can_only_raise(beginner):
    reply = beginner.post("recheck", competency="feedback")

    assert reply.body["is_recheck"]
    assert reply.body["question"]["competency"] == "About feedback"
    assert "can only raise" in reply.body["html"]


def test_it_can_be_left_and_what_there_was_is_kept(beginner):
    beginner.post("recheck", competency="goals")

    reply = beginner.post("skip")

    assert reply.body["screen"] == "result"
    assert row_of(reply)["start"] == 0


def test_the_author_s_limit_holds_and_the_button_goes(beginner, course):
    for _ in range(2):
        recheck(beginner, lambda question: "0")

    reply = beginner.post("recheck", competency="goals")

    assert reply.status == 403
    assert reply.body == {"error": "there is no further check in goals"}
    assert not row_of(beginner.view())["can_recheck"]
    assert row_of(beginner.view(), "feedback")["can_recheck"]


def test_an_author_can_rule_it_out(teacher, course):
    DemoRuntime().create_block(BLOCK, document_of(replace(course, rules=Rules(rechecks=0))))
    teacher.sit_through()

    assert not row_of(teacher.view())["can_recheck"]
    assert teacher.post("recheck", competency="goals").status == 403


def test_nobody_is_checked_again_before_the_first_questions(teacher):
    teacher.open()

    assert teacher.post("recheck", competency="goals").status == 409


def test_an_unknown_competency_is_refused(beginner):
    assert beginner.post("recheck", competency="nothing").status == 404


def test_questions_under_way_go_on(beginner):
    page = beginner.post("recheck", competency="goals").body

    again = beginner.post("recheck", competency="feedback").body

    assert again["question"]["item_id"] == page["question"]["item_id"]


def test_a_re_check_is_resumed_where_it_was(beginner):
    beginner.post("recheck", competency="goals")
    page = beginner.answer("0").body

    assert beginner.view().body["question"]["item_id"] == page["question"]["item_id"]


def test_it_replays_to_the_same_placement(beginner, course):
    recheck(beginner, best_answers(course))

    assert [str(found) for found in rebuilding.rebuild(str(BLOCK), now=NOW)] == []


def test_the_summary_keeps_the_levels_of_everything(beginner, course):
    recheck(beginner, best_answers(course))

    assert set(beginner.block().summary["placement"]) == {"goals", "feedback"}


def test_going_on_with_more_questions_goes_on_from_the_sitting_about_everything(beginner, course):
    before = beginner.view().body["left"]

    recheck(beginner, best_answers(course))

    assert beginner.view().body["left"] == before


def test_no_key_is_sent(beginner):
    reply = beginner.post("recheck", competency="goals")

    assert "credit" not in json.dumps(reply.body)
