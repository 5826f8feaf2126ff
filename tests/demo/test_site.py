"""The demo's site: who is looking, what is locked, and what the workbench would have left open."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from demo.course import Course, course_with, draft_outline, leaves_of, outline, plan, subsections_of
from demo.gates import locked_subsections
from demo.runtime import DemoRuntime
from tests.requests import committed

COURSE = "/courses/formative-starter/"
FIRST, SECOND = "sequential/fa-goals-1", "sequential/fa-goals-2"


@pytest.fixture
def course(db: None) -> Course:
    """The first demo course, as ``make demo`` leaves it."""
    with committed():
        call_command("demo_load", verbosity=0)
    found = course_with("formative-starter")
    assert found is not None
    return found


def look_as(client: Client, username: str) -> None:
    client.post("/person/", {"person": username})


def places(response: HttpResponse) -> dict[str, bool]:
    """Return whether each section on a course page is locked, by its block."""
    return {
        place.state["block"]: place.is_locked
        for chapter in response.context["chapters"]
        for place in chapter.places
        if not place.is_outside
    }


def test_course_page_shows_what_the_milestones_lock(client: Client, course: Course) -> None:
    shown = places(client.get(COURSE))
    amina = User.objects.get(username="amina")
    locked = locked_subsections(course.key, amina.pk)

    assert not shown[FIRST]
    assert shown[SECOND]
    assert {block for block, is_locked in shown.items() if is_locked} == {
        block for block in shown if str(subsections_of(course.key, block)[0]) in locked
    }


def test_locked_section_is_refused_and_says_what_opens_it(client: Client, course: Course) -> None:
    response = client.get(f"{COURSE}{SECOND}/")

    assert response.status_code == 403
    assert "Opens after" in response.content.decode()


def test_work_in_a_section_opens_the_next_for_this_teacher_alone(
    client: Client, course: Course, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{COURSE}{FIRST}/work/")

    assert client.get(f"{COURSE}{SECOND}/").status_code == 200
    look_as(client, "ben")
    assert client.get(f"{COURSE}{SECOND}/").status_code == 403


def test_work_in_a_locked_section_is_refused(client: Client, course: Course) -> None:
    assert client.post(f"{COURSE}{SECOND}/work/").status_code == 403


def test_address_cannot_say_who_is_looking(client: Client, course: Course) -> None:
    response = client.get(COURSE, {"student": "dana", "person": "dana"})

    assert response.context["person"].username == "amina"


@pytest.mark.parametrize("page", ["author/", "author/edit/"])
def test_authors_pages_refuse_teachers(client: Client, course: Course, page: str) -> None:
    assert client.get(COURSE + page).status_code == 403


def test_teacher_cannot_reach_studios_handlers(client: Client, course: Course) -> None:
    address = f"/studio/handler/{course.block_key}/studio_check/"
    assert client.post(address, "{}", content_type="application/json").status_code == 403


def test_posts_need_the_csrf_token(course: Course) -> None:
    strict = Client(enforce_csrf_checks=True)
    addresses = ["/person/", f"{COURSE}{FIRST}/work/", f"/handler/{course.block_key}/view/"]

    assert [strict.post(address).status_code for address in addresses] == [403, 403, 403]


@pytest.mark.parametrize(
    "address",
    [
        "/reset_state",
        "/userlist/",
        "/scenario/pd_personalize/",
        "/demo/settings.py",
        "/demo/var/demo.sqlite3",
        "/media/demo.sqlite3",
        "/static/../demo/var/demo.sqlite3",
        "/resource/pd_personalize/examples/formative-starter.json",
        "/handler/block-v1:No+Such+Course+type@pd_personalize+block@pathway/view/",
        "/handler/nonsense/view/",
    ],
)
def test_what_the_workbench_leaves_open_is_closed(client: Client, course: Course, address: str) -> None:
    assert client.get(address).status_code in (400, 404)


def test_loading_again_keeps_the_authors_edits(course: Course) -> None:
    edited = json.loads(course.example()) | {"title": "Edited"}
    runtime = DemoRuntime()
    runtime.create_block(course.block_key, edited, "Edited")

    with committed():
        call_command("demo_load", verbosity=0)

    assert json.loads(runtime.get_block(course.block_key).definition)["title"] == "Edited"


def test_outline_lists_every_mapped_section_with_its_chapter_and_components(course: Course) -> None:
    listed = outline(course.key)
    (first,) = subsections_of(course.key, FIRST)

    assert listed[str(first)] == {
        "chapter": [str(course.key.make_usage_key("chapter", "eliciting"))],
        "blocks": [str(leaf) for leaf in leaves_of(first)],
        "title": "Learning or doing? Goals in one clear sentence",
        "chapter_title": "Planning and eliciting",
    }


def draft(course: Course) -> dict[str, bool]:
    """Whether each subsection of the course is published, by its block id."""
    return {key.rpartition("@")[2]: part.get("published", True) for key, part in draft_outline(course.key).items()}


def test_course_holds_subsections_that_nothing_maps_and_one_that_is_not_published(course: Course) -> None:
    assert {"welcome", "portfolio"} <= draft(course).keys()
    assert [block for block, is_published in draft(course).items() if not is_published] == ["lesson-swap"]
    assert str(course.key.make_usage_key("sequential", "lesson-swap")) not in outline(course.key)


def save(course: Course, document: dict[str, Any]) -> None:
    DemoRuntime().create_block(course.block_key, document, "Edited")


def test_block_that_an_edit_makes_up_is_not_in_the_course(course: Course) -> None:
    document = json.loads(course.example())
    document["sections"][0]["block"] = "sequential/made-up"
    save(course, document)

    assert "made-up" not in draft(course)


def test_definition_of_another_course_finds_room(course: Course) -> None:
    other = course_with("digcompedu")
    assert other is not None
    save(course, json.loads(other.example()))

    assert {"dce-org-communication-1", "fa-goals-1", "welcome"} <= draft(course).keys()


def test_author_deletes_a_subsection_and_brings_it_back(client: Client, course: Course) -> None:
    look_as(client, "dana")
    address = f"{COURSE}author/delete/"

    client.post(address, {"block": "fa-goals-1", "do": "delete"})
    assert "fa-goals-1" not in draft(course)
    client.post(address, {"block": "fa-goals-1", "do": "restore"})
    assert "fa-goals-1" in draft(course)


def test_only_the_author_deletes_and_only_what_is_there(client: Client, course: Course) -> None:
    address = f"{COURSE}author/delete/"
    assert client.post(address, {"block": "fa-goals-1", "do": "delete"}).status_code == 403
    look_as(client, "dana")

    assert client.post(address, {"block": "nowhere", "do": "delete"}).status_code == 404
    assert "fa-goals-1" in draft(course)


def test_whole_chapter_stands_for_its_own_subsections(course: Course) -> None:
    (chapter,) = [chapter for chapter in plan(course.key) if chapter.id == "around"]

    assert [key.block_id for key in subsections_of(course.key, "chapter/around")] == [
        each.id for each in chapter.subsections
    ]
