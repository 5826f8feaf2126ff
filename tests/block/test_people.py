"""Who may do what, and that nobody gets in anybody's way."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.apps import apps

from demo.runtime import DemoRuntime
from pd_personalize_xblock.fragments import dom_id
from pd_personalize_xblock.records import models

from .browser import BLOCK, TEACHER_HANDLERS, Browser, best_answers, document_of, two_competencies

PAYLOAD = {
    "item_id": "goals-rubric",
    "option": "0",
    "sequence": 0,
    "kind": "start",
    "competency": "goals",
    "level": 1,
    "section_id": "visit",
    "text": "",
    "made_at": "2026-09-01T00:00:00+00:00",
    "minutes": 45,
}
SECRET_WORDS = ("before my inspection", "What I decided", "Your goal", "2099", "Towards your goal")
CHANGING = [handler for handler in TEACHER_HANDLERS if handler not in ("view", "plan")]


@pytest.mark.parametrize("nobody", [None, "student_1", "", 0, "0", "٣", "-1", "1.0"])
def test_whoever_is_not_signed_in_is_told_to_sign_in(nobody):
    browser = Browser(nobody)

    assert browser.view().body["screen"] == "message"
    assert "Sign in" in browser.open()


@pytest.mark.parametrize("handler", [*CHANGING, "plan"])
@pytest.mark.parametrize("nobody", [None, "student_1"])
def test_whoever_is_not_signed_in_can_do_nothing(handler, nobody):
    reply = Browser(nobody).post(handler, **PAYLOAD)

    assert (reply.status, reply.body) == (403, {"error": "sign in first"})
    assert not models.Attempt.objects.exists()


def test_two_teachers_keep_apart(teacher, colleague, course):
    teacher.sit_through(best_answers(course))

    assert colleague.view().body["screen"] == "intro"
    assert set(colleague.sit_through(lambda question: "0").states.values()) == {"open", "held"}
    assert set(teacher.view().states.values()) == {"exempt"}


def test_two_teachers_are_not_bound_to_the_same_order_of_questions(teacher, colleague):
    teacher.begin()
    colleague.begin()

    assert len(set(models.Attempt.objects.values_list("seed", flat=True))) == 2


def test_two_blocks_of_a_course_keep_apart(teacher, course):
    other = replace(teacher, block_key=BLOCK.context_key.make_usage_key("pd_personalize", "second"))
    sections = tuple(replace(section, block=section.block and f"{section.block}-b") for section in course.sections)
    DemoRuntime().create_block(other.block_key, document_of(two_competencies(sections=sections)))

    teacher.sit_through(best_answers(course))
    other.open()
    skipped = other.post("skip")

    assert set(teacher.view().states.values()) == {"exempt"}
    assert set(skipped.states.values()) == {"open", "held"}
    assert other.block().summary["status"] == "skipped"
    assert teacher.block().summary["status"] == "finished"


def test_two_blocks_on_one_page_have_different_ids(teacher):
    other = replace(teacher, block_key=BLOCK.context_key.make_usage_key("pd_personalize", "second"))

    assert dom_id(teacher.block()) != dom_id(other.block())
    assert f'id="{dom_id(teacher.block())}"' in teacher.open()


@pytest.fixture
def without_records(monkeypatch):
    is_installed = apps.is_installed
    monkeypatch.setattr(
        apps, "is_installed", lambda name: name != "pd_personalize_xblock.records" and is_installed(name)
    )


@pytest.mark.parametrize("handler", TEACHER_HANDLERS)
def test_without_the_records_app_every_handler_says_so(teacher, without_records, handler):
    reply = teacher.post(handler, **PAYLOAD)

    assert reply.status == 503
    assert "pd_personalize_xblock.records is not installed" in reply.body["error"]


@pytest.mark.parametrize("view", ["student_view", "author_view"])
def test_without_the_records_app_the_page_says_so(teacher, without_records, view):
    assert "pd_personalize_xblock.records is not installed" in teacher.open(view)


def test_without_the_records_app_an_author_can_still_write(author, without_records):
    reply = author.at_desk("save", text="{}", display_name="Pathway")

    assert reply.status == 200
    assert author.block().definition == "{}"


@pytest.fixture
def looked_over(teacher, colleague, monkeypatch):
    """A published course as somebody of the staff sees it who masquerades as this very teacher."""
    colleague.open()
    user = SimpleNamespace(_django_user=SimpleNamespace(real_user="somebody of the staff"))
    service = DemoRuntime.service
    monkeypatch.setattr(DemoRuntime, "service", lambda *args: user if args[-1] == "user" else service(*args))
    return teacher


def test_staff_who_look_as_a_teacher_see_the_screen_as_it_stands(teacher, request):
    teacher.begin()

    assert request.getfixturevalue("looked_over").view().body["screen"] == "question"


@pytest.mark.parametrize("handler", CHANGING)
def test_staff_who_look_as_a_teacher_change_nothing(looked_over, handler):
    looked_over.open()
    reply = looked_over.post(handler, **PAYLOAD)

    assert (reply.status, "as somebody else" in reply.body["error"], reply.published) == (403, True, [])
    assert not models.Attempt.objects.exists()


def test_staff_who_look_as_a_teacher_see_none_of_their_reasons_and_goals(teacher, request):
    teacher.sit_through()
    goal = {"kind": "goal", "competency": "goals", "level": 2, "due": "2099-03-31"}
    teacher.post("choose", **goal, reason="before my inspection")
    assert all(words in teacher.open() for words in SECRET_WORDS)

    looked_over = request.getfixturevalue("looked_over")
    pages = [looked_over.open(), *(repr(looked_over.post(name, minutes=45).body) for name in ("view", "plan"))]

    assert [words for page in pages for words in SECRET_WORDS if words in page] == []


def test_staff_who_look_as_a_teacher_bring_nothing_into_force(teacher, request, course):
    request.getfixturevalue("looked_over")
    models.PathwayBlock.objects.all().delete()

    teacher.open()

    assert not models.PathwayBlock.objects.exists()
