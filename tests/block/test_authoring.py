"""Drafts, versions and what is in force."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from demo.runtime import publish
from pd_personalize_xblock.block import PdPersonalizeXBlock
from pd_personalize_xblock.records import models

from .browser import BLOCK, STUDIO_ACTIONS, Browser, answer_to, document_of, two_competencies

UNSOUND = json.dumps({"version": 1, "title": "Half done", "levels": []})


@pytest.fixture
def save(author):
    """Save a text in Studio, and publish it as the platform does."""

    def save(text):
        reply = author.at_desk("save", text=text, display_name="Your pathway")
        publish(author.block())
        return reply

    return save


def text_of(definition):
    return json.dumps(document_of(definition))


@pytest.mark.parametrize("text", ["", "  ", UNSOUND, "not JSON", "[]"])
def test_a_teacher_is_told_that_an_unsound_block_is_not_ready(teacher, author, text):
    other = replace(teacher, block_key=BLOCK.context_key.make_usage_key("pd_personalize", "new"))
    replace(author, block_key=other.block_key).at_desk("save", text=text, display_name="New")

    assert "not ready" in other.open()
    assert other.view().body["screen"] == "message"
    for handler in ("begin", "skip", "finish"):
        assert other.post(handler).status in (404, 409)
    assert not models.PathwayBlock.objects.exists()


def test_an_unsound_draft_is_saved_and_the_last_sound_version_stays_in_force(teacher, save):
    before = teacher.begin().body

    reply = save(UNSOUND)

    assert reply.body["is_sound"] is False
    assert reply.body["problems"]
    assert teacher.block().definition == UNSOUND
    assert teacher.view().body["question"] == before["question"]
    assert models.DefinitionVersion.objects.count() == 1


def test_a_sound_draft_comes_into_force_for_the_next_teacher(teacher, save):
    teacher.open()

    assert save(text_of(two_competencies(title="Second edition"))).body["is_sound"] is True

    assert teacher.view().body["title"] == "Second edition"
    assert models.DefinitionVersion.objects.count() == 2


def test_a_sitting_keeps_to_the_version_it_began_with(teacher, save, course):
    page = teacher.begin().body
    goals_only = [
        item for item in course.items if item.competency == "goals" and item.id != page["question"]["item_id"]
    ]

    save(text_of(replace(course, title="Second edition", items=tuple(goals_only[:1]))))
    replies = []
    while page["screen"] == "question":
        replies.append(teacher.post("answer", **answer_to(page)))
        page = replies[-1].body

    assert {reply.status for reply in replies} == {200}
    assert {reply.body["title"] for reply in replies} == {"Formative assessment"}
    assert len(replies) > 1
    finished = teacher.post("finish")
    assert (finished.status, finished.body["title"]) == (200, "Second edition")
    placement = models.Placement.objects.select_related("attempt__definition").get()
    assert placement.attempt.definition.hash != models.PathwayBlock.objects.get().in_force.hash


def test_the_next_attempt_takes_the_version_in_force(teacher, save, course):
    teacher.sit_through()
    save(text_of(replace(course, title="Second edition")))

    assert teacher.post("begin").body["title"] == "Second edition"


def test_sections_that_were_open_stay_open_in_a_stricter_version(teacher, save, course):
    teacher.sit_through(lambda question: "0")
    last = replace(course.sections[0], level=3)
    stricter = replace(course, sections=(*course.sections[1:3], last, *course.sections[3:]))

    save(text_of(stricter))

    assert teacher.view().states["goals-1"] == "open"


def test_the_author_sees_what_is_in_the_block(author):
    html = author.open("author_view")

    assert "Formative assessment" in html
    assert "About feedback" in html


def test_the_author_sees_every_problem(author, save, course):
    document = document_of(course)
    document["items"][0]["competency"] = "nobody"
    document["sections"][1]["competency"] = "noone"

    problems = save(json.dumps(document)).body["problems"]
    html = author.open("author_view")

    assert len(problems) >= 2
    for name in ("nobody", "noone"):
        assert any(name in problem["text"] for problem in problems)
        assert name in html


@pytest.mark.parametrize("action", STUDIO_ACTIONS)
@pytest.mark.parametrize("settings_variant", ["lms", None])
def test_outside_studio_authors_handlers_are_refused(teacher, settings, action, settings_variant):
    settings.SERVICE_VARIANT = settings_variant
    before = teacher.block().definition

    reply = teacher.at_desk(action, text="{}", display_name="Mine now", name="digcompedu")

    assert (reply.status, reply.body) == (403, {"error": "this is for authors, in Studio"})
    assert (teacher.block().definition, teacher.block().display_name) == (before, "Your pathway")


@pytest.mark.parametrize("action", STUDIO_ACTIONS)
def test_in_studio_whoever_may_not_write_the_course_is_refused_and_learns_nothing(teacher, settings, action):
    """Studio lets everybody who is signed in reach a block's handlers."""
    settings.SERVICE_VARIANT = "cms"
    before = teacher.block().definition

    reply = teacher.at_desk(action, text="{}", display_name="Mine now", name="digcompedu")

    assert (reply.status, reply.body) == (403, {"error": "this is for the authors of this course"})
    assert (teacher.block().definition, teacher.block().display_name) == (before, "Your pathway")


def test_in_studio_nobody_in_particular_is_refused():
    reply = Browser(None, is_author_mode=True).at_desk("check", text="{}")

    assert (reply.status, reply.body) == (403, {"error": "this is for the authors of this course"})


def test_in_studio_itself_authors_handlers_work(author, settings):
    """Studio's runtime has no attribute that says so; its settings do."""
    settings.SERVICE_VARIANT = "cms"

    assert replace(author, is_author_mode=False).at_desk("check", text="{}").status == 200


def test_check_lists_problems_and_saves_nothing(author):
    before = author.block().definition

    reply = author.at_desk("check", text=UNSOUND)

    assert (reply.status, reply.body["is_sound"]) == (200, False)
    assert {"where", "message", "is_warning", "line", "text"} <= set(reply.body["problems"][0])
    assert author.block().definition == before


@pytest.mark.parametrize("text", ["", " \n\t", "{", "ünïcode \U0001f600", "<b>", "]]>", "\r\n", "1" * 10_000])
def test_any_text_can_be_saved_and_none_is_lost(author, text):
    assert author.at_desk("save", text=text, display_name="Pathway").status == 200

    assert author.block().definition == text
    assert author.open("studio_view")
    assert author.open("author_view")


def test_saving_renames_the_block_and_an_empty_name_leaves_it(author):
    author.at_desk("save", text="", display_name=" Mentors ")
    assert author.block().display_name == "Mentors"

    author.at_desk("save", text="", display_name="  ")
    assert author.block().display_name == "Mentors"


@pytest.mark.parametrize(
    "payload",
    [
        {"text": None, "display_name": "x"},
        {"text": ["{}"], "display_name": "x"},
        {"text": "x" * 2_000_001, "display_name": "x"},
        {"text": "{}"},
        {"text": "{}", "display_name": "x" * 256},
        {"text": "half a pair \ud800", "display_name": "x"},
        {"text": "{}", "display_name": "half a pair \udfff"},
    ],
)
def test_what_cannot_be_saved_is_refused_and_changes_nothing(author, payload):
    before = author.block()

    reply = author.at_desk("save", **payload)

    assert (reply.status, list(reply.body)) == (400, ["error"])
    assert author.block().definition == before.definition
    assert author.block().display_name == before.display_name


@pytest.mark.parametrize("name", ["formative-starter", "digcompedu"])
def test_the_examples_to_start_from_are_sound(author, name):
    text = author.at_desk("example", name=name).body["text"]

    assert author.at_desk("check", text=text).body["is_sound"] is True


@pytest.mark.parametrize("name", ["../block", "", "formative-starter.json"])
def test_nothing_else_of_the_package_is_an_example(author, name):
    assert author.at_desk("example", name=name).status == 400


def test_looking_in_studio_brings_nothing_into_force(author):
    author.open()

    assert not models.PathwayBlock.objects.exists()


def test_no_handler_or_field_has_the_name_of_a_date_or_setting_that_the_platform_adds_to_every_block():
    inherited = {"start", "due", "graded", "format", "visible_to_staff_only", "group_access", "tags", "chrome", "data"}

    assert not inherited & set(vars(PdPersonalizeXBlock))
    assert PdPersonalizeXBlock.has_author_view  # without it Studio shows authors the teacher's page
