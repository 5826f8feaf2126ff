"""Sections that nobody could master with the evidence this version takes down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pd_personalize_xblock.domain.checks import errors, problems
from pd_personalize_xblock.domain.definition import Definition, Mastery, MasteryBy, Mode, Rules, Section
from tests.builders import needs

from .parts import a_pathway, core


def with_first_section(definition: Definition, **changes: object) -> Definition:
    """The same definition, its first section changed."""
    first, *rest = definition.sections
    return replace(definition, sections=(replace(first, **changes), *rest))


def two_levels(**changes: object) -> Definition:
    """One competency with a section at level 1, changed, and one at level 2."""
    return with_first_section(a_pathway(core("a1", "a", 1), core("a2", "a", 2)), **changes)


@pytest.mark.parametrize("by", [MasteryBy.GRADE, MasteryBy.SIGN_OFF])
def test_a_core_section_that_nobody_could_master_keeps_a_firm_definition_out_of_force(by):
    found = errors(problems(two_levels(mastery=Mastery(by))))

    assert {problem.place for problem in found} == {("sections", 0, "mastery"), ("sections", 1)}
    assert any("nothing records a" in problem.message for problem in found)


def test_an_elective_that_nobody_could_master_is_only_warned_of():
    found = problems(two_levels(mastery=Mastery(MasteryBy.SIGN_OFF), elective=True))

    assert errors(found) == []
    assert ("sections", 0, "mastery") in [problem.place for problem in found]


def test_a_prerequisite_that_only_such_an_elective_could_meet_cannot_be_met():
    elective = Section("b1", "b", 1, "Visit", elective=True, mastery=Mastery(MasteryBy.SIGN_OFF))
    definition = a_pathway(core("a1", "a", 1), elective, before={"a": [needs(1, ("b", 1))]})

    places = [problem.place for problem in errors(problems(definition))]

    assert ("sections", 0) in places


def test_an_advisory_pathway_may_name_evidence_that_nothing_records():
    definition = replace(two_levels(mastery=Mastery(MasteryBy.GRADE)), rules=Rules(mode=Mode.ADVISORY))

    found = problems(definition)

    assert errors(found) == []
    assert ("sections", 0, "mastery") in [problem.place for problem in found]
