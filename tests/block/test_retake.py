"""The questions a second time: what is shown, what is kept, and where a start comes from."""

from __future__ import annotations

import pytest
from opaque_keys.edx.keys import UsageKey

from demo.runtime import DemoRuntime

from ..builders import a_section, an_outside_section
from .browser import Browser, best_answers, document_of, two_competencies

BY_NOTES = UsageKey.from_string("block-v1:Org+Course+Run+type@pd_personalize+block@by_notes")


def row_of(reply, competency):
    return next(row for row in reply.body["competencies"] if row["id"] == competency)


def ask_once(teacher, option):
    """Take the questions, answer one, stop; return the reply and the competency it was about."""
    page = teacher.begin().body
    teacher.answer(option, page)
    return teacher.post("finish"), page["question"]["item_id"].partition("-")[0]


@pytest.fixture
def placed(teacher, course):
    """A teacher who has shown everything."""
    teacher.sit_through(best_answers(course))
    return teacher


def test_a_short_retake_leaves_the_others_their_reason(placed):
    before = placed.view()

    after, asked = ask_once(placed, "0")

    other = {"goals": "feedback", "feedback": "goals"}[asked]
    assert row_of(after, other)["receipt"] == row_of(before, other)["receipt"]
    assert row_of(after, asked)["receipt"]["own_answers"] == 1
    assert (after.body["sittings"], after.body["answers"]) == (2, 1 + row_of(before, other)["receipt"]["own_answers"])
    assert "in 2 sittings" in after.body["html"]
    assert "Not asked" not in after.body["html"]


def test_a_lower_retake_says_that_the_earlier_start_stays(placed):
    html = placed.sit_through(lambda question: "0").body["html"]

    assert "the highest start you have reached stays yours" in html
    assert "Between" not in html


def test_the_first_sitting_offers_to_start_at_the_beginning(teacher):
    html = teacher.begin().body["html"]

    assert "start at the beginning" in html
    assert "Keep what I have" not in html


def test_a_retake_offers_to_keep_what_there_is_to_its_end(placed, course):
    reply = placed.begin()

    while reply.body["screen"] == "question":
        assert "Keep what I have" in reply.body["html"]
        assert "start at the beginning" not in reply.body["html"]
        reply = placed.answer(best_answers(course)(reply.body["question"]), reply.body)
    assert reply.body["screen"] == "review"
    assert "Keep what I have" in reply.body["html"]


def test_a_retake_that_is_left_keeps_every_start_and_its_reason(placed):
    before = placed.view().body
    placed.answer("0", placed.begin().body)

    after = placed.post("skip").body

    assert (after["kept"], after["competencies"]) == (True, before["competencies"])
    assert "You kept what you had." in after["html"]
    assert "You skipped the questions" not in after["html"]
    assert "Answer the questions after all" not in after["html"]


def test_whoever_skips_with_nothing_shown_starts_at_the_beginning(teacher):
    teacher.open()

    page = teacher.post("skip").body

    assert page["kept"] is False
    assert "You skipped the questions, so you start at the beginning." in page["html"]
    assert "Answer the questions after all" in page["html"]


@pytest.fixture
def worker(user):
    """A teacher placed at the beginning, where a first level is reached by a note."""
    sections = (
        an_outside_section("visit", "goals", 1, elective=False),
        *(a_section(f"goals-{level}", "goals", level) for level in (2, 3)),
        *(a_section(f"feedback-{level}", "feedback", level) for level in (1, 2, 3)),
    )
    DemoRuntime().create_block(BY_NOTES, document_of(two_competencies(sections=sections)))
    teacher = Browser(user.pk, BY_NOTES)
    teacher.sit_through()
    return teacher


def test_a_start_reached_by_work_says_so(worker):
    reply = worker.post("note", section_id="visit", text="Sat in on a lesson")

    row = row_of(reply, "goals")
    assert (row["start"], row["is_by_work"], row["is_own_start"]) == (1, True, False)
    assert f"You reached {row['start_name']} through the work you have done." in reply.body["html"]
    assert "the highest start you have reached" not in reply.body["html"]


def test_work_beyond_a_teachers_own_start_is_no_longer_their_choice(worker):
    own = worker.post("choose", kind="start", competency="goals", level=0)
    reply = worker.post("note", section_id="visit", text="Sat in on a lesson")

    assert row_of(own, "goals")["is_own_start"] is True
    assert row_of(reply, "goals")["is_own_start"] is False
    assert "Your choice" not in reply.body["html"]


def test_with_nothing_left_the_pathway_says_so_and_speaks_of_no_order(placed):
    html = placed.view().body["html"]

    assert "Everything here is yours already." in html
    assert "Firm order" not in html


def test_while_something_is_held_the_pathway_names_the_order(teacher):
    html = teacher.sit_through().body["html"]

    assert "Firm order" in html
    assert "Everything here is yours already." not in html
