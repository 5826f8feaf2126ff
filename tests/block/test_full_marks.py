"""What the page says of graded work that a teacher is exempt from, before it is too late."""

from __future__ import annotations

import pytest

from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import ExemptGrades, Rules

from ..builders import an_outside_section
from .browser import BLOCK, best_answers, document_of, two_competencies

WARNING = "If you start lower, graded work"
PROMISE = "counts in full"


@pytest.fixture
def generous():
    """The definition in force gives full marks."""
    definition = two_competencies(rules=Rules(exempt_grades=ExemptGrades.FULL_MARKS))
    DemoRuntime().create_block(BLOCK, document_of(definition))
    return definition


def test_the_intro_says_that_exempt_graded_work_counts_in_full(teacher, generous):
    assert PROMISE in teacher.open()


def test_the_result_says_so_where_a_section_is_exempt(teacher, generous):
    reply = teacher.sit_through(best_answers(generous))

    assert PROMISE in reply.body["html"]


def test_choosing_a_start_warns_before_full_marks_are_lost(teacher, generous):
    html = teacher.sit_through(best_answers(generous)).body["html"]

    assert html.count(WARNING) == 2
    assert html.index(WARNING) < html.index('data-act="choose"')


def test_whoever_has_no_full_marks_is_not_warned(teacher, generous):
    reply = teacher.sit_through(lambda question: "0")

    assert WARNING not in reply.body["html"]
    assert PROMISE not in reply.body["html"]


def test_only_the_competency_with_full_marks_warns(teacher, generous):
    teacher.sit_through(lambda question: "0")

    html = teacher.post("choose", kind="start", competency="goals", level=1).body["html"]

    assert html.count(WARNING) == 1


def test_no_page_speaks_of_it_where_the_author_leaves_grades_alone(teacher, course):
    intro = teacher.open()
    result = teacher.sit_through(best_answers(course)).body["html"]

    assert WARNING not in result
    assert PROMISE not in intro + result


def test_work_outside_the_course_has_no_marks(teacher):
    definition = two_competencies(
        rules=Rules(exempt_grades=ExemptGrades.FULL_MARKS), sections=(an_outside_section("visit", "goals", 1),)
    )
    DemoRuntime().create_block(BLOCK, document_of(definition))
    intro = teacher.open()

    assert PROMISE not in intro + teacher.sit_through(best_answers(definition)).body["html"]
