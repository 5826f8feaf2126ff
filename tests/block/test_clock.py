"""A server's clock that jumps: nothing is lost, nothing shuts, and a choice keeps its meaning."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now

from pd_personalize_xblock.handlers import ground

from .browser import best_answers, document_of, two_competencies
from .test_choices import choose, row_of

YEARS = timedelta(days=3 * 365)


@pytest.fixture
def clock(monkeypatch):
    """Set the block's clock so far from the real one."""

    def set_off(jump):
        monkeypatch.setattr(ground, "current_time", lambda: now() + jump)

    return set_off


@pytest.mark.parametrize("jump", [-YEARS, YEARS])
def test_a_clock_that_jumps_between_answers_loses_none(teacher, clock, jump):
    page, answered = teacher.answer("1", teacher.begin().body).body, 1
    clock(jump)
    while page["screen"] == "question":
        page, answered = teacher.answer("1", page).body, answered + 1

    reply = teacher.post("finish")

    assert (reply.status, reply.body["screen"], reply.body["answers"]) == (200, "result", answered)


def test_what_is_open_stays_open_when_the_clock_goes_back_between_sessions(teacher, clock, course):
    before = teacher.sit_through(best_answers(course)).states

    clock(-YEARS)

    assert teacher.view().states == before
    assert teacher.sit_through(lambda question: "0").states == before


def test_starting_lower_is_starting_lower_though_the_clock_went_back(teacher, clock, course):
    teacher.sit_through(best_answers(course))
    clock(-YEARS)

    reply = choose(teacher, level=1)

    assert (row_of(reply)["start"], row_of(reply)["attained"]) == (1, 3)
    assert choose(teacher, level=None).status == 200
    assert row_of(teacher.view())["start"] == 3


def test_a_later_sitting_makes_no_lower_start_of_a_choice_though_the_clock_went_back(teacher, clock, course):
    teacher.sit_through(lambda question: "0")
    choose(teacher, level=2)
    clock(-YEARS)

    reply = teacher.sit_through(best_answers(course))

    assert row_of(reply)["start"] == 3


def test_nobody_waits_for_a_day_that_a_wrong_clock_has_written(author, teacher, clock):
    rules = {"retake_after_days": 30}
    document = document_of(two_competencies())
    author.at_desk("save", text=_with_rules(document, rules), display_name="Pathway")
    clock(YEARS)
    teacher.sit_through()
    clock(timedelta(0))

    assert teacher.view().body["can_retake"]


def test_what_was_said_last_counts_though_the_clock_went_back(teacher, clock):
    teacher.open()
    teacher.post("skip")
    teacher.post("note", section_id="visit", text="Sat in on a lesson")
    teacher.post("remark", section_id="visit", kind="relevance", value=1)
    clock(-YEARS)

    reply = teacher.post("remark", section_id="visit", kind="relevance", value=4)

    assert "How relevant it was for your work: Very." in reply.body["html"]


def _with_rules(document, rules):
    return json.dumps(document | {"rules": document.get("rules", {}) | rules})
