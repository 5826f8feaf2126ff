"""What an edit does to teachers who are under way, said before it is saved."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pd_personalize_xblock.domain.definition import Mode
from pd_personalize_xblock.records import effects

from ..builders import a_section
from .browser import best_answers, document_of
from .test_bad_input import everything_written


@pytest.fixture
def ask(author):
    """Ask what a definition would do; returns the sentences."""
    return lambda definition: author.at_desk("effects", text=json.dumps(document_of(definition))).body["sentences"]


def with_more(definition, *sections):
    return replace(definition, sections=(*definition.sections, *sections))


def test_nobody_under_way_is_nothing_to_say(ask, course):
    assert ask(with_more(course, a_section("goals-more", "goals", 1))) == []


def test_a_new_section_at_a_level_that_is_open_is_a_gain(ask, course, teacher, colleague):
    for somebody in (teacher, colleague):
        somebody.sit_through()

    said = ask(with_more(course, a_section("goals-more", "goals", 1)))

    assert said == [
        "2 teachers are under way.",
        "2 gain at least one section. Nobody loses one.",
        "2 have more required work.",
    ]


def test_one_is_counted_as_one(ask, course, teacher):
    teacher.sit_through()

    assert ask(with_more(course, a_section("goals-more", "goals", 1)))[1] == "1 gains a section. Nobody loses one."


def test_the_same_definition_changes_nothing(ask, course, teacher):
    teacher.sit_through()

    assert ask(course) == ["1 teacher is under way.", "Nobody gains or loses a section."]


def test_what_is_open_and_would_be_held_stays_open_and_is_said(ask, course, teacher):
    teacher.sit_through()
    harder = replace(
        course,
        sections=tuple(replace(s, level=3) if s.id == "goals-1" else s for s in course.sections if s.id != "goals-3"),
    )

    assert "For 1 teacher the new rules would hold a section that is open now: it stays open." in ask(harder)


def test_what_a_firm_pathway_begins_to_hold_is_named(ask, course, teacher):
    teacher.sit_through()
    edited = with_more(course, a_section("goals-more", "goals", 3, title="Goals that <b>students</b> write"))

    assert "Newly held for 1 teacher, unless they have worked there already: Goals that students write." in ask(edited)


def test_an_advisory_pathway_holds_nothing(ask, course, teacher):
    teacher.sit_through()
    edited = with_more(course, a_section("goals-more", "goals", 3))
    advisory = replace(edited, rules=replace(course.rules, mode=Mode.ADVISORY))

    assert not [sentence for sentence in ask(advisory) if "held" in sentence]


def test_work_that_is_no_longer_required_is_said(ask, course, teacher):
    teacher.sit_through()
    fewer = replace(course, sections=tuple(s for s in course.sections if s.competency != "feedback"))

    assert "For 1, a section is no longer required." in ask(fewer)


def test_whoever_is_in_the_middle_of_the_questions_is_counted(ask, course, teacher):
    teacher.begin()

    assert "1 teacher is in the middle of the questions and finishes them as they were." in ask(course)


def test_a_draft_with_problems_changes_nothing_for_teachers(author, teacher):
    teacher.sit_through()

    said = author.at_desk("effects", text='{"version": 1}').body

    assert said["teachers"] == 1
    assert said["sentences"][1].startswith("While this draft has problems, nothing changes for them")


def test_looking_writes_nothing(ask, course, teacher):
    teacher.sit_through(best_answers(course))
    before = everything_written()

    ask(with_more(course, a_section("goals-more", "goals", 1)))

    assert everything_written() == before


def test_of_many_teachers_some_are_looked_at_evenly(ask, course, teacher, colleague, monkeypatch):
    for somebody in (teacher, colleague):
        somebody.sit_through()
    monkeypatch.setattr(effects, "AT_MOST", 1)

    assert "The figures below are of 1 of them, evenly spread." in ask(course)
