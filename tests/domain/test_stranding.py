"""Nobody is stranded: what course work must be able to reach, and what is only warned of."""

from __future__ import annotations

from pd_personalize_xblock.domain.checks import Problem, errors, problems
from tests.builders import a_competency, a_definition, a_framework, a_section, needs

from .parts import a_pathway, core, elective, ladder


def warnings(definition):
    """The warnings, but for those that a pathway without items always gives."""
    return [p for p in problems(definition) if p.is_warning and "has no items" not in p.message]


def test_a_core_section_that_course_work_never_opens_is_refused_with_what_it_needs():
    definition = a_pathway(core("a1", "a", 1), core("b1", "b", 1), before={"b": [needs(1, ("a", 2), ("x", 1))]})

    found = errors(problems(definition))

    assert found == [
        Problem(("sections", 1), "section b1 can never open by course work: it needs a at level 2 or x at level 1"),
        Problem(
            ("competencies", 1, "prerequisites", 0),
            "this prerequisite cannot be met by course work: no sections lead to a at level 2 or x at level 1",
        ),
    ]


def test_core_sections_after_one_that_never_opens_are_refused_as_well():
    definition = a_pathway(*ladder("b", top=2), before={"b": [needs(1, ("x", 1)), needs(1, ("y", 2))]})

    messages = [problem.message for problem in errors(problems(definition)) if problem.place[0] == "sections"]

    assert messages == [
        "section b1 can never open by course work: it needs x at level 1 and y at level 2",
        "section b2 can never open by course work: it needs x at level 1 and y at level 2",
    ]


def test_a_circle_without_another_way_in_is_refused_on_every_side():
    definition = a_pathway(
        *ladder("a", "b", top=1), before={"a": [needs(1, ("b", 1))], "b": [needs(1, ("a", 1))]}, levels=2
    )

    places = [problem.place for problem in errors(problems(definition))]

    assert places == [
        ("sections", 0),
        ("sections", 1),
        ("competencies", 0, "prerequisites", 0),
        ("competencies", 1, "prerequisites", 0),
    ]


def test_a_circle_among_alternatives_with_another_way_in_is_only_warned_of():
    definition = a_pathway(
        *ladder("a", "b", "c", top=1),
        before={"a": [needs(1, ("b", 1), ("c", 1))], "b": [needs(1, ("a", 1))]},
        levels=2,
    )

    assert errors(problems(definition)) == []
    assert warnings(definition) == [
        Problem(
            ("competencies", 0, "prerequisites", 0, "any_of", 0),
            "b at level 1 itself needs a at level 1; only the other alternatives can be worked for",
            is_warning=True,
        )
    ]


def test_an_alternative_in_the_same_competency_at_the_same_level_is_warned_of():
    definition = a_pathway(*ladder("a", "c", top=1), before={"a": [needs(1, ("a", 1), ("c", 1))]}, levels=2)

    assert [(warning.place, warning.message) for warning in warnings(definition)] == [
        (
            ("competencies", 0, "prerequisites", 0, "any_of", 0),
            "a at level 1 itself needs a at level 1; only the other alternatives can be worked for",
        )
    ]


def test_alternatives_that_can_all_be_worked_for_are_not_warned_of():
    definition = a_pathway(*ladder("a", "b", "c", top=1), before={"a": [needs(1, ("b", 1), ("c", 1))]}, levels=2)

    assert warnings(definition) == []


def test_an_alternative_no_sections_lead_to_is_only_warned_of_beside_one_that_has_them():
    definition = a_pathway(*ladder("a", "c", top=1), before={"a": [needs(1, ("b", 1), ("c", 1))]}, levels=2)

    assert errors(problems(definition)) == []
    assert warnings(definition)[0] == Problem(
        ("competencies", 0, "prerequisites", 0, "any_of", 0),
        "no sections lead to b at level 1; only the other alternatives can be worked for",
        is_warning=True,
    )


def test_an_elective_that_never_opens_is_only_warned_of():
    definition = a_pathway(core("c1", "c", 1), elective("b1", "b", 1), before={"b": [needs(1, ("x", 1))]}, levels=2)

    found = {problem.place: problem for problem in problems(definition)}

    assert found["sections", 1].is_warning
    assert found["sections", 1].message == "section b1 can never open by course work: it needs x at level 1"


def test_an_alternative_out_of_somebodys_role_is_no_way_out_of_a_circle():
    before = {"a": [needs(1, ("b", 1))], "b": [needs(1, ("a", 1))]}

    assert errors(problems(a_pathway(*ladder("a", "b", top=1), before=before, levels=2)))


def test_levels_competencies_and_items_that_are_missing_are_warned_of():
    competencies = [a_competency("goals"), a_competency("feedback"), a_competency("peers")]
    sections = (a_section("s1", level=1), a_section("s3", level=3), *ladder("feedback"))
    definition = a_definition(competencies=competencies, sections=sections)

    assert problems(definition) == [
        Problem(("competencies", 0), "competency goals has no section at level 2", is_warning=True),
        Problem(
            ("competencies", 1), "competency feedback has no items: every teacher starts it at level 0", is_warning=True
        ),
        Problem(("competencies", 2), "competency peers has no sections: nobody is asked about it", is_warning=True),
    ]


def test_a_circle_is_named_as_one_and_not_as_missing_sections():
    definition = a_pathway(
        *ladder("a", "b", top=1), before={"a": [needs(1, ("b", 1))], "b": [needs(1, ("a", 1))]}, levels=2
    )

    messages = [p.message for p in errors(problems(definition)) if p.place[0] == "competencies"]

    no_way = "this prerequisite cannot be met by course work: the competencies on the way to"
    assert messages == [f"{no_way} b at level 1 wait for each other", f"{no_way} a at level 1 wait for each other"]


def test_a_circle_is_warned_of_before_there_are_any_sections():
    competencies = [
        a_competency("a", needs(2, ("b", 1))),
        a_competency("b", needs(1, ("a", 2))),
        a_competency("c", needs(1, ("a", 1))),
    ]
    definition = a_definition(framework=a_framework(competencies), items=(), sections=())

    found = [p for p in problems(definition) if p.place[0] == "competencies"]

    assert found == [
        Problem(
            ("competencies", i, "prerequisites", 0),
            f"this prerequisite can never be met: the competencies on the way to {needed} wait for each other",
            is_warning=True,
        )
        for i, needed in ((0, "b at level 1"), (1, "a at level 2"))
    ]


def test_prerequisites_that_sections_could_meet_are_not_warned_of_before_there_are_any():
    competencies = [
        a_competency("a", needs(2, ("b", 1), ("a", 3)), needs(3, ("c", 3))),
        a_competency("b", needs(2, ("a", 2))),
        a_competency("c", needs(1, ("b", 3))),
    ]

    assert problems(a_definition(framework=a_framework(competencies), items=(), sections=())) == []
