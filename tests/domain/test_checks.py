"""What keeps a definition out of force, and what is only warned of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pd_personalize_xblock.domain.checks import Problem, errors, problems
from pd_personalize_xblock.domain.framework import Domain
from tests.builders import a_choice, a_competency, a_definition, a_frequency, a_rubric, a_section, needs

from .parts import a_pathway, core, ladder


def test_a_sound_definition_has_no_problems():
    assert problems(a_definition()) == []


def test_a_definition_without_sections_is_a_diagnostic_and_fine():
    competencies = [a_competency("goals"), a_competency("feedback", needs(1, ("goals", 3)))]

    assert problems(a_definition(competencies=competencies, sections=())) == []


@pytest.mark.parametrize(
    ("fields", "place", "message"),
    [
        (
            {"competencies": [a_competency("goals"), a_competency("goals")]},
            ("competencies", 1, "id"),
            "the id goals is used twice",
        ),
        (
            {"domains": [Domain("d", "D"), Domain("e", "E"), Domain("d", "D")]},
            ("domains", 2, "id"),
            "the id d is used twice",
        ),
        ({"items": (a_rubric("q"), a_choice("q"))}, ("items", 1, "id"), "the id q is used twice"),
        (
            {"sections": (a_section("s"), a_section("s", level=2, block="sequential/other"))},
            ("sections", 1, "id"),
            "the id s is used twice",
        ),
        (
            {"sections": (a_section("s"), a_section("S", level=2, block="sequential/other"))},
            ("sections", 1, "id"),
            "the id S differs from another in upper and lower case only",
        ),
        (
            {"sections": (a_section("s"), a_section("t", level=2, block="sequential/s"))},
            ("sections", 1, "block"),
            "the block sequential/s is used twice",
        ),
        (
            {"competencies": [a_competency("goals", domain="nowhere")]},
            ("competencies", 0, "domain"),
            "there is no domain nowhere",
        ),
        (
            {"competencies": [a_competency("goals", needs(2, ("goals", 1), ("nowhere", 1)))]},
            ("competencies", 0, "prerequisites", 0, "any_of", 1, "competency"),
            "there is no competency nowhere",
        ),
        (
            {"competencies": [a_competency("goals", needs(2, ("goals", 4)))]},
            ("competencies", 0, "prerequisites", 0, "any_of", 0, "level"),
            "there is no level 4: the highest is 3",
        ),
        (
            {"competencies": [a_competency("goals", needs(4, ("goals", 1)))]},
            ("competencies", 0, "prerequisites", 0, "level"),
            "there is no level 4: the highest is 3",
        ),
        (
            {"items": (a_rubric(), a_choice("q", "nowhere"))},
            ("items", 1, "competency"),
            "there is no competency nowhere",
        ),
        (
            {"items": (a_rubric(), a_choice("q", level=4))},
            ("items", 1, "level"),
            "there is no level 4: the highest is 3",
        ),
        (
            {"items": (a_rubric(levels=(0, 1, 4)),)},
            ("items", 0, "options", 2, "level"),
            "there is no level 4: the highest is 3",
        ),
        (
            {"sections": (a_section("s"), a_section("t", "nowhere"))},
            ("sections", 1, "competency"),
            "there is no competency nowhere",
        ),
        (
            {"sections": (a_section("s"), a_section("t", level=4))},
            ("sections", 1, "level"),
            "there is no level 4: the highest is 3",
        ),
        (
            {"items": (a_rubric(), a_choice("q7", discrimination=-1.0))},
            ("items", 1),
            "item q7: discrimination must be above 0, got -1.0",
        ),
        (
            {"items": (a_frequency("q7", steps=3, thresholds=(1.0, 0.0)),)},
            ("items", 0),
            "item q7: thresholds must rise strictly, got (1.0, 0.0)",
        ),
        (
            {"items": (a_choice("q7", guessing=1.5),)},
            ("items", 0),
            "item q7: guessing must be at least 0 and below 1, got 1.5",
        ),
    ],
)
def test_what_makes_no_sense_is_the_one_error_and_says_where(fields, place, message):
    assert errors(problems(a_definition(**fields))) == [Problem(place, message)]


def test_errors_come_before_warnings():
    definition = a_pathway(core("b1", "b", 1), before={"b": [needs(1, ("x", 1))]})

    kinds = [problem.is_warning for problem in problems(definition)]

    assert kinds == sorted(kinds)
    assert {True, False} == set(kinds)


def test_everything_that_is_wrong_is_reported_at_once():
    definition = a_definition(
        competencies=[
            a_competency("goals", needs(1, ("unknown", 1))),
            a_competency("feedback", needs(1, ("ownership", 1))),
            a_competency("ownership", needs(1, ("feedback", 1))),
            a_competency("goals"),
        ],
        items=(a_rubric("q"), a_frequency("q", steps=3, thresholds=(1.0, 0.0)), a_choice("z", "missing")),
        sections=(*ladder("goals"), *ladder("feedback", top=1), *ladder("ownership", top=1), core("s", "absent", 9)),
    )

    found = [(problem.place, problem.message) for problem in errors(problems(definition))]

    no_way = "this prerequisite cannot be met by course work: the competencies on the way to"
    assert found == [
        (("competencies", 3, "id"), "the id goals is used twice"),
        (("items", 1, "id"), "the id q is used twice"),
        (("competencies", 0, "prerequisites", 0, "any_of", 0, "competency"), "there is no competency unknown"),
        (("items", 2, "competency"), "there is no competency missing"),
        (("sections", 5, "competency"), "there is no competency absent"),
        (("sections", 5, "level"), "there is no level 9: the highest is 3"),
        (("items", 1), "item q: thresholds must rise strictly, got (1.0, 0.0)"),
        (("sections", 3), "section feedback1 can never open by course work: it needs ownership at level 1"),
        (("sections", 4), "section ownership1 can never open by course work: it needs feedback at level 1"),
        (("competencies", 1, "prerequisites", 0), f"{no_way} ownership at level 1 wait for each other"),
        (("competencies", 2, "prerequisites", 0), f"{no_way} feedback at level 1 wait for each other"),
    ]


def test_a_prerequisite_that_names_nothing_known_is_not_reported_again_by_what_it_holds():
    definition = a_pathway(*ladder("a", "b"), before={"b": [needs(1, ("a", 1)), needs(2, ("a", 1))]})
    misspelt = replace(
        definition,
        framework=replace(
            definition.framework,
            competencies=tuple(
                replace(c, prerequisites=(needs(1, ("aa", 1)), *c.prerequisites[1:])) if c.id == "b" else c
                for c in definition.framework.competencies
            ),
        ),
    )

    found = errors(problems(misspelt))

    assert found == [
        Problem(
            ("competencies", 1, "prerequisites", 0, "any_of", 0, "competency"),
            "there is no competency aa",
        )
    ]


def test_an_item_of_an_unknown_level_is_not_reported_again_for_its_thresholds():
    definition = a_definition(items=(a_rubric(), a_frequency("q", level=9)))

    assert errors(problems(definition)) == [Problem(("items", 1, "level"), "there is no level 9: the highest is 3")]


def test_places_count_what_was_left_out():
    unknown, stuck = needs(1, ("unknown", 1)), needs(1, ("feedback", 1))
    competencies = [a_competency("goals"), a_competency("goals"), a_competency("feedback", unknown, stuck)]
    definition = a_definition(
        competencies=competencies, sections=(core("lost", "unknown", 1), *ladder("goals"), *ladder("feedback", top=1))
    )

    places = [problem.place for problem in errors(problems(definition))]

    assert ("sections", 4) in places
    assert ("competencies", 2, "prerequisites", 1) in places


def test_a_prerequisite_written_twice_is_reported_where_it_stands():
    twice = [needs(1, ("x", 1)), needs(1, ("x", 1))]
    definition = a_pathway(core("b1", "b", 1), before={"b": twice})

    places = [problem.place for problem in errors(problems(definition)) if problem.place[0] == "competencies"]

    assert places == [("competencies", 0, "prerequisites", 0), ("competencies", 0, "prerequisites", 1)]
