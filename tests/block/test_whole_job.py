"""The whole job for both example frameworks: placed, let in, worked through."""

from __future__ import annotations

from functools import cache

import pytest

from demo.course import courses, subsections_of
from demo.gates import locked_subsections
from demo.runtime import DemoRuntime
from demo.work import do_work
from pd_personalize_xblock.formats.schema import read_json

from .browser import Browser


@pytest.fixture(params=[course.slug for course in courses()])
def example(request):
    course = next(course for course in courses() if course.slug == request.param)
    DemoRuntime().create_block(course.block_key, course.example(), course.title)
    return course


@cache
def definition_of(course):
    return read_json(course.example())[0]


def keys_of(course, sections):
    """Return the usage keys of the subsections of a page's sections; outside opportunities have none."""
    blocks = [definition_of(course).section(section["id"]).block for section in sections]
    return tuple(key for block in blocks if block for key in subsections_of(course.key, block))


def as_text(keys):
    return {str(key) for key in keys}


def with_state(page, *states):
    return [section for section in page["pathway"]["sections"] if section["state"] in states]


def test_a_teacher_is_placed_and_the_course_opens_as_the_work_is_done(
    example, user, django_capture_on_commit_callbacks
):
    teacher = Browser(user.pk, example.block_key)
    page = teacher.sit_through(lambda question: str(min(1, len(question["options"]) - 1))).body
    locked = [locked_subsections(example.key, user.pk)]

    assert locked[0] == as_text(keys_of(example, with_state(page, "held")))
    assert locked[0]
    assert with_state(page, "exempt")

    while work := keys_of(example, with_state(page, "open")):
        with django_capture_on_commit_callbacks(execute=True):
            do_work(user, work)
        page = teacher.view().body
        locked.append(locked_subsections(example.key, user.pk))
        assert locked[-1] == as_text(keys_of(example, with_state(page, "held")))
        assert locked[-1] < locked[-2] or not locked[-2]

    assert len(locked) > 2
    assert with_state(page, "held") == []
    assert [section["id"] for section in page["pathway"]["sections"] if section["required"]] == []


def test_a_teacher_who_skips_meets_the_first_level_alone(example, user):
    teacher = Browser(user.pk, example.block_key)
    teacher.open()

    page = teacher.post("skip").body

    first_level = {section.id for section in definition_of(example).sections if section.level == 1}
    assert {section["id"] for section in with_state(page, "open")} >= first_level
    assert with_state(page, "exempt", "mastered") == []
    assert locked_subsections(example.key, user.pk) == as_text(keys_of(example, with_state(page, "held")))


def test_whoever_has_not_begun_finds_the_same_open_as_one_who_skipped(example, user, colleague):
    Browser(user.pk, example.block_key).open()
    Browser(colleague.user_id, example.block_key).post("skip")

    assert locked_subsections(example.key, user.pk) == locked_subsections(example.key, colleague.user_id)
