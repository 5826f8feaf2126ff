"""The end of the questions: placement, completion, what is told, and trying again."""

from __future__ import annotations

import pytest
from completion.models import BlockCompletion
from xblock.fields import Scope

from pd_personalize_xblock.block import PdPersonalizeXBlock
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import models

from .browser import BLOCK, best_answers


def test_finish_places_the_teacher_and_opens_the_pathway(teacher, course):
    reply = teacher.sit_through(best_answers(course))

    assert (reply.status, reply.body["screen"]) == (200, "result")
    assert {row["id"]: row["start"] for row in reply.body["competencies"]} == {"goals": 3, "feedback": 3}
    assert set(reply.states.values()) == {"exempt"}
    assert reply.events[0] == "placement_made"
    assert reply.events.count("section_opened") == len(course.sections)
    assert reply.events[-2:] == ["level_attained", "level_attained"]


def test_the_first_level_alone_is_open_to_whoever_shows_nothing(teacher):
    assert teacher.sit_through().states == {
        "goals-1": "open",
        "goals-2": "held",
        "goals-3": "held",
        "feedback-1": "open",
        "feedback-2": "held",
        "feedback-3": "held",
        "visit": "open",
    }


def test_one_answer_is_enough_to_finish(teacher):
    teacher.answer("3", teacher.begin().body)

    reply = teacher.post("finish")

    assert reply.body["answers"] == 1
    assert [row["receipt"]["status"] for row in reply.body["competencies"]].count("inferred") == 1


def test_finish_without_an_answer_is_refused(teacher):
    teacher.begin()

    reply = teacher.post("finish")

    assert (reply.status, reply.body) == (
        409,
        {"error": "answer at least one question first, or skip the questions"},
    )
    assert models.Attempt.objects.get().status == "under_way"


def test_finish_without_an_answer_that_was_not_withdrawn_is_refused(teacher):
    teacher.answer("3", teacher.begin().body)
    teacher.post("back", sequence=1)

    assert teacher.post("finish").status == 409


def test_finish_again_changes_nothing_and_tells_nothing(teacher):
    once = teacher.sit_through()

    twice = teacher.post("finish")

    assert twice.body == once.body
    assert twice.published == []
    assert models.Placement.objects.count() == 1


def test_skip_starts_everybody_at_the_beginning(teacher):
    teacher.open()

    reply = teacher.post("skip")

    assert (reply.status, reply.body["skipped"]) == (200, True)
    assert {row["start"] for row in reply.body["competencies"]} == {0}
    assert reply.states["goals-1"] == "open"
    assert reply.events[0] == "choice_made"
    assert not models.Placement.objects.exists()


def test_skip_in_the_middle_keeps_the_answers_and_counts_none(teacher, course):
    page = teacher.begin().body
    teacher.answer(best_answers(course)(page["question"]), page)

    reply = teacher.post("skip")

    assert (reply.body["skipped"], reply.body["answers"]) == (True, 0)
    assert models.Entry.objects.count() == 1
    assert not models.Placement.objects.exists()


def test_skip_after_the_end_changes_nothing(teacher, course):
    finished = teacher.sit_through(best_answers(course))

    again = teacher.post("skip")

    assert again.body == finished.body
    assert again.published == []


def test_start_after_the_end_is_a_new_attempt_with_questions_of_its_own(teacher):
    teacher.sit_through()

    reply = teacher.post("begin")

    assert (reply.body["screen"], reply.body["sequence"], reply.body["question"]["chosen"]) == ("question", 0, None)
    assert list(models.Attempt.objects.order_by("number").values_list("number", "status")) == [
        (1, "finished"),
        (2, "under_way"),
    ]
    assert len(set(models.Attempt.objects.values_list("seed", flat=True))) == 2


def test_a_lower_second_attempt_takes_nothing_away(teacher, course):
    first = teacher.sit_through(best_answers(course))

    second = teacher.sit_through(lambda question: "0")

    assert second.states == first.states
    assert [row["start"] for row in second.body["competencies"]] == [3, 3]
    assert [row["receipt"]["status"] for row in second.body["competencies"]] == ["measured", "measured"]
    assert models.Placement.objects.count() == 2


def test_a_higher_second_attempt_counts(teacher, course):
    teacher.sit_through(lambda question: "0")

    assert set(teacher.sit_through(best_answers(course)).states.values()) == {"exempt"}


@pytest.mark.parametrize("ending", ["finish", "skip"])
def test_the_end_completes_the_block_once_and_fully(teacher, user, ending):
    teacher.answer("0", teacher.begin().body)

    reply = teacher.post(ending)
    again = teacher.post(ending)

    assert reply.completions == [{"completion": 1.0}]
    assert again.completions == []
    assert BlockCompletion.objects.values_list("user", "block_key", "completion").get() == (user.pk, BLOCK, 1.0)


def test_nothing_before_the_end_completes_the_block(teacher):
    teacher.begin()
    teacher.answer("0")
    teacher.post("back", sequence=1)
    teacher.open()

    assert not BlockCompletion.objects.exists()


def test_a_completion_that_was_lost_on_the_way_is_published_by_the_next_request(teacher, monkeypatch):
    """The server died between the record and the gates: 500, and the browser tries again."""
    teacher.answer("0", teacher.begin().body)
    with monkeypatch.context() as patch:
        patch.setattr(gates, "grant", _die)
        patch.setattr("pd_personalize_xblock.records.many.save_states", _die)
        with pytest.raises(ConnectionError):
            teacher.post("finish")
    assert models.Attempt.objects.get().status == "finished"

    reply = teacher.post("finish")

    assert reply.status == 200
    assert reply.completions == [{"completion": 1.0}]
    assert teacher.block().summary["status"] == "finished"


def _die(*args, **kwargs):
    raise ConnectionError("the database went away")


def test_the_block_is_unscored():
    """The platform weighs the gates' requirement (100 of 100) against this block's score on every
    look at a held section. With a score to earn, a good one would open everything that is held.
    """
    assert PdPersonalizeXBlock.has_score is False


def test_the_block_completes_itself():
    """Otherwise the platform completes a block as soon as it was in view."""
    assert PdPersonalizeXBlock.has_custom_completion is True
    assert PdPersonalizeXBlock.completion_mode == "completable"


def test_what_is_told_names_levels_and_sections_and_no_answer(teacher, course):
    replies = [teacher.begin(), teacher.answer("1"), teacher.post("finish")]
    replies.append(teacher.post("choose", kind="start", competency="goals", level=3))

    told = {name.removeprefix("pd_personalize."): set(data) for reply in replies for name, data in reply.published}

    section = {"section_id", "block", "competency", "level"}
    assert told.pop("completion") == {"completion"}
    assert {name: keys - {"version", "pathway"} for name, keys in told.items()} == {
        "diagnostic_started": {"attempt", "refines"},
        "response_recorded": {"attempt", "sequence", "withdrawn"},
        "placement_made": {"attempt", "levels"},
        "choice_made": {"kind", "competency", "level"},
        "section_opened": {*section, "state"},
        "level_attained": {"competency", "level", "source"},
    }


def test_the_summary_for_the_lms_holds_how_far_and_the_levels_and_nothing_else(teacher, course):
    teacher.begin()
    assert teacher.block().summary == {"version": 1, "attempt": 1, "status": "under_way", "placement": {}}

    teacher.answer("1")
    teacher.post("finish")
    levels = teacher.block().summary["placement"]
    teacher.post("choose", kind="role", competency="goals", level=0)

    assert set(levels) == {"goals", "feedback"}
    assert teacher.block().summary == {"version": 1, "attempt": 1, "status": "finished", "placement": levels}
    assert [name for name, field in PdPersonalizeXBlock.fields.items() if field.scope is Scope.user_state] == [
        "summary"
    ]


def test_the_summary_keeps_the_placement_while_a_second_attempt_is_under_way(teacher, course):
    teacher.sit_through(best_answers(course))

    teacher.begin()

    assert teacher.block().summary == {
        "version": 1,
        "attempt": 2,
        "status": "under_way",
        "placement": {"goals": 3, "feedback": 3},
    }
