"""What native apps ask for."""

from __future__ import annotations

import json

import pytest

from pd_personalize_xblock.records import models

from .browser import BLOCK, Browser, best_answers
from .test_record import TRIED, coach, course, lived  # noqa: F401 - fixtures
from .test_secrets import PARAMETERS, SCORING_WORDS, keyed, keys_of  # noqa: F401 - fixtures


def state(browser, **how):
    response = browser.get("student_view_user_state", **how)
    assert response.content_type == "application/json"
    return response.json


def test_what_is_the_same_for_everybody_holds_nothing_of_anybody(lived):  # noqa: F811
    data = lived.block().student_view_data()

    assert data == Browser(None).block().student_view_data({})
    assert set(data) == {"version", "title", "description", "levels", "competencies", "state_handler"}
    assert data["title"] == "Formative assessment"
    assert [competency["name"] for competency in data["competencies"]] == ["About goals", "About feedback"]


def test_what_is_published_is_told_before_it_is_in_force(teacher):
    """The platform asks at the publish itself, and keeps what it is told."""
    models.PathwayBlock.objects.all().delete()

    assert teacher.block().student_view_data()["title"] == "Formative assessment"


def test_a_draft_with_problems_is_not_told(teacher, author):
    teacher.open()
    author.at_desk("save", text='{"version": 1, "title": "Half"}', display_name="Your pathway")

    assert teacher.block().student_view_data()["title"] == "Formative assessment"


def test_a_block_that_is_not_ready_has_a_title_for_the_app(teacher, author):
    models.PathwayBlock.objects.all().delete()
    author.at_desk("save", text="", display_name="Your pathway")

    assert teacher.block().student_view_data() == {
        "version": 1,
        "title": "Your pathway",
        "state_handler": "student_view_user_state",
    }


def test_the_handler_that_is_named_is_there(teacher):
    teacher.open()
    name = teacher.block().student_view_data()["state_handler"]

    assert state(teacher)["status"] == "not_started"
    assert name == "student_view_user_state"


def test_the_state_follows_a_teacher_from_the_start_to_the_pathway(teacher, course):  # noqa: F811
    teacher.open()
    found = [state(teacher)]
    teacher.begin()
    found.append(state(teacher))
    teacher.sit_through(best_answers(course))
    found.append(state(teacher))

    assert [each["status"] for each in found] == ["not_started", "under_way", "finished"]
    assert {row["level"] for row in found[0]["competencies"]} == {None}
    assert {row["level_name"] for row in found[-1]["competencies"]} == {"Leading"}
    assert {section["state"] for section in found[-1]["sections"]} == {"exempt"}


def test_a_section_comes_with_its_state_its_link_and_what_opens_it(teacher):
    teacher.sit_through()
    sections = {section["id"]: section for section in state(teacher)["sections"]}

    assert {id: section["state"] for id, section in sections.items()} == teacher.view().states
    assert sections["goals-2"]["href"] == f"/courses/{BLOCK.context_key}/jump_to_id/goals-2"
    assert (sections["goals-2"]["state"], sections["goals-2"]["opens_after"]) == ("held", ["Work goals-1"])


def test_apps_that_post_get_the_same(teacher):
    teacher.sit_through()

    assert state(teacher, method="POST") == state(teacher)


def test_no_word_of_a_teacher_is_told(lived):  # noqa: F811
    assert TRIED not in json.dumps(state(lived))


def test_neither_keys_nor_questions_are_told(teacher, keyed):  # noqa: F811
    teacher.sit_through()

    for found in (state(teacher), teacher.block().student_view_data()):
        text = json.dumps(found)
        assert not set(SCORING_WORDS) & set(keys_of(found))
        assert not any(word in text for word in PARAMETERS)
        assert not any(item.prompt in text for item in keyed.items)


@pytest.mark.parametrize("nobody", [None, "student_1"])
def test_whoever_is_not_signed_in_has_no_state(teacher, nobody):
    teacher.open()

    assert Browser(nobody).get("student_view_user_state").status_code == 403


def test_apps_may_show_the_page_in_their_web_view(teacher):
    block = teacher.block()

    assert block.has_support(type(block).student_view, "multi_device")
