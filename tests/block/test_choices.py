"""The teacher disagrees, and the disagreement is kept."""

from __future__ import annotations

import pytest

from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import models

from .browser import BLOCK, best_answers


@pytest.fixture
def beginner(teacher):
    """A teacher placed at the beginning."""
    teacher.sit_through(lambda question: "0")
    return teacher


def choose(browser, competency="goals", level=None, kind="start"):
    return browser.post("choose", kind=kind, competency=competency, level=level)


def row_of(reply, competency="goals"):
    return next(row for row in reply.body["competencies"] if row["id"] == competency)


def test_starting_higher_exempts_opens_and_counts_for_prerequisites(beginner):
    reply = choose(beginner, level=1)

    assert (row_of(reply)["start"], row_of(reply)["placed"], row_of(reply)["is_own_choice"]) == (1, 0, True)
    assert (reply.states["goals-1"], reply.states["goals-2"]) == ("exempt", "open")
    assert reply.events == ["choice_made", "section_opened", "level_attained"]
    opened = BLOCK.context_key.make_usage_key("sequential", "goals-2")
    assert str(opened) in gates.granted_subsections(str(BLOCK), [beginner.user_id])[beginner.user_id]


def test_going_back_to_the_placement_keeps_what_has_opened(beginner):
    choose(beginner, level=2)

    reply = choose(beginner, level=None)

    assert (row_of(reply)["start"], row_of(reply)["is_own_choice"]) == (0, False)
    assert [reply.states[f"goals-{level}"] for level in (1, 2, 3)] == ["open", "open", "open"]


def test_starting_lower_requires_more_and_shuts_nothing(teacher, course):
    teacher.sit_through(best_answers(course))

    reply = choose(teacher, level=1)

    assert row_of(reply)["start"] == 1
    assert [reply.states[f"goals-{level}"] for level in (1, 2, 3)] == ["exempt", "open", "open"]
    required = {section["id"] for section in reply.body["pathway"]["sections"] if section["required"]}
    assert required == {"goals-2", "goals-3"}


def test_a_competency_out_of_role_requires_nothing_and_blocks_nobody(beginner):
    """Feedback's second level needs goals: waived."""
    reply = choose(beginner, level=0, kind="role")

    assert row_of(reply)["is_out_of_role"] is True
    required = {section["id"] for section in reply.body["pathway"]["sections"] if section["required"]}
    assert required == {"feedback-1", "feedback-2", "feedback-3"}
    feedback_2 = next(s for s in reply.body["pathway"]["sections"] if s["id"] == "feedback-2")
    assert [step["id"] for step in feedback_2["way"]["sections"]] == ["feedback-1"]


def test_a_competency_comes_back_into_the_role(beginner):
    choose(beginner, level=0, kind="role")

    assert row_of(choose(beginner, level=None, kind="role"))["is_out_of_role"] is False


def test_every_choice_stays_on_record(beginner):
    for level in (1, 2, None):
        choose(beginner, level=level)

    assert list(models.Choice.objects.order_by("pk").values_list("level", flat=True)) == [1, 2, None]


def test_choosing_before_the_end_is_refused(teacher):
    teacher.open()
    assert choose(teacher, level=1).status == 409

    teacher.begin()
    assert choose(teacher, level=1).status == 409
    assert not models.Choice.objects.exists()


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"level": 4}, 404),
        ({"level": 1, "kind": "role"}, 404),
        ({"level": -1}, 400),
        ({"level": True}, 400),
        ({"level": "1"}, 400),
        ({"level": 1.0}, 400),
        ({"level": 10**40}, 400),
        ({"kind": "sideways"}, 400),
        ({"kind": None}, 400),
        ({"kind": ["start"]}, 400),
        ({"competency": "nobody"}, 404),
        ({"competency": 1}, 400),
    ],
)
def test_what_is_no_choice_is_refused_with_one_sentence(beginner, payload, status):
    reply = beginner.post("choose", **({"kind": "start", "competency": "goals", "level": 1} | payload))

    assert (reply.status, list(reply.body)) == (status, ["error"])
    assert not models.Choice.objects.exists()


def test_a_note_masters_an_outside_opportunity_and_stays_the_teachers_own(beginner):
    reply = beginner.post("note", section_id="visit", text="Sat in on Ben's lesson")

    assert (reply.status, reply.states["visit"]) == (200, "mastered")
    assert reply.events == ["evidence_recorded"]
    assert "Ben" not in repr(reply.published) + repr(beginner.block().summary)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_note_without_a_word_is_refused(beginner, text):
    reply = beginner.post("note", section_id="visit", text=text)

    assert (reply.status, reply.body) == (400, {"error": "write a sentence or paste a link first"})
    assert not models.Evidence.objects.exists()


def test_a_note_for_course_work_is_refused(beginner):
    reply = beginner.post("note", section_id="goals-1", text="Done, honestly")

    assert (reply.status, list(reply.body)) == (403, ["error"])
    assert not models.Evidence.objects.exists()


def test_a_second_note_on_the_same_section_changes_nothing(beginner):
    beginner.post("note", section_id="visit", text="once")

    again = beginner.post("note", section_id="visit", text="twice")

    assert (again.status, again.published) == (200, [])
    assert models.Evidence.objects.get().note == "once"
