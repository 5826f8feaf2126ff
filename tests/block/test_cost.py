"""Queries per request, pinned: a number here changes with a reason."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.course import courses
from demo.runtime import DemoRuntime
from pd_personalize_xblock.platform import background

from .browser import Browser

NOT_OURS = ("demo_fieldvalue", "SAVEPOINT")


@pytest.fixture
def teacher(user) -> Browser:
    """A teacher with the 22-competency framework."""
    course = next(course for course in courses() if course.slug == "digcompedu")
    DemoRuntime().create_block(course.block_key, course.example(), course.title)
    return Browser(user.pk, course.block_key)


def queries_of(request) -> list[str]:
    """Return the SQL of a request, but for the demo's storage of fields."""
    with CaptureQueriesContext(connection) as captured:
        assert request().status == 200
    return [query["sql"] for query in captured if not any(name in query["sql"] for name in NOT_OURS)]


def test_an_answer_takes_five_queries_whatever_came_before(teacher):
    """The pathway and its version; the attempts; their entries; the lock; the new entry."""
    page = teacher.begin().body
    counts = []
    while page["screen"] == "question":
        counts.append(len(queries_of(partial(teacher.answer, "0", page))))
        page = teacher.view().body

    assert set(counts) == {5}
    assert len(counts) > 10


def test_sending_an_answer_again_takes_three_queries(teacher):
    page = teacher.begin().body
    teacher.answer("0", page)

    assert len(queries_of(lambda: teacher.answer("0", page))) == 3


def test_showing_the_pathway_takes_a_bounded_number_of_queries(teacher):
    teacher.sit_through()

    assert len(queries_of(teacher.view)) == 16


def test_finishing_takes_a_bounded_number_of_queries(teacher, monkeypatch):
    """115 sections: openings and states are each written in one go. Three queries are the completion's.

    What is handed to Celery is not counted.
    """
    monkeypatch.setattr(background, "_send", lambda task, args: None)
    teacher.answer("0", teacher.begin().body)

    assert len(queries_of(lambda: teacher.post("finish"))) <= 24
