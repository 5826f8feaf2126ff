"""The framework, its scale, and sections: what they are by default and what they refuse."""

from __future__ import annotations

import math

import pytest

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy, Rules
from pd_personalize_xblock.domain.errors import InvalidDefinition, UnknownReference
from pd_personalize_xblock.domain.framework import Framework, Level, Prerequisite, Scale
from tests.builders import a_competency, a_definition, a_framework, a_section, an_outside_section, needs


@pytest.mark.parametrize("levels", range(2, 9))
def test_default_cuts_are_one_logit_apart_around_0_under_a_prior_half_as_wide_as_the_levels(levels):
    scale = Scale.for_levels(levels)

    gaps = [after - before for before, after in zip(scale.cuts, scale.cuts[1:], strict=False)]
    assert gaps == [1.0] * (levels - 2)
    assert sum(scale.cuts) == 0
    assert (scale.prior_mean, scale.prior_sd) == (0, levels / 2)


def test_a_level_begins_at_its_cut():
    scale = Scale((-1.5, 0.0, 2.0), 0, 2)

    assert [scale.cut(level) for level in (1, 2, 3)] == [-1.5, 0.0, 2.0]


@pytest.mark.parametrize(
    ("cuts", "mean", "sd", "message"),
    [
        ((0.0, 0.0), 0.0, 1.0, "scale: cuts must rise strictly, got (0.0, 0.0)"),
        ((1.0, 0.0), 0.0, 1.0, "scale: cuts must rise strictly, got (1.0, 0.0)"),
        ((0.0, 0.009), 0.0, 1.0, "scale: cuts must be at least 0.01 apart, got (0.0, 0.009)"),
        ((0.0, math.nan), 0.0, 1.0, "scale: every number must be finite, got (0.0, nan, 0.0, 1.0)"),
        ((0.0,), math.inf, 1.0, "scale: every number must be finite, got (0.0, inf, 1.0)"),
        ((0.0,), 0.0, math.inf, "scale: every number must be finite, got (0.0, 0.0, inf)"),
        ((0.0,), 0.0, 0.0, "scale: prior_sd must be at least 0.1, got 0.0"),
        ((0.0,), 0.0, -1.0, "scale: prior_sd must be at least 0.1, got -1.0"),
        ((0.0,), 0.0, 1e-200, "scale: prior_sd must be at least 0.1, got 1e-200"),
    ],
)
def test_an_impossible_scale_is_refused_with_its_numbers(cuts, mean, sd, message):
    with pytest.raises(InvalidDefinition) as refusal:
        Scale(cuts, mean, sd)

    assert str(refusal.value) == message


@pytest.mark.parametrize("cuts", [(0.0, 0.01), (0.11, 0.12), (0.57, 0.58)])
def test_cuts_may_be_a_hundredth_of_a_logit_apart(cuts):
    assert Scale(cuts, 0.0, 1.0).cuts == cuts


@pytest.mark.parametrize("levels", [0, 1, 9])
def test_a_framework_of_fewer_than_two_or_more_than_eight_levels_is_refused(levels):
    names, scale = (Level("A level"),) * levels, Scale.for_levels(8)

    with pytest.raises(InvalidDefinition, match=f"a framework has 2 to 8 levels, got {levels}"):
        Framework(levels=names, scale=scale, competencies=())


def test_a_scale_for_other_levels_is_refused():
    with pytest.raises(InvalidDefinition, match="scale: 4 levels need 3 cuts, got 1"):
        a_framework(levels=4, scale=Scale((0.0,), 0, 1))


@pytest.mark.parametrize(
    ("level", "any_of", "message"),
    [
        (0, [("goals", 1)], "a prerequisite sits on level 1 or higher, got 0"),
        (1, [], "a prerequisite needs at least one alternative"),
        (1, [("goals", 1), ("goals", 0)], "a prerequisite asks for level 1 or higher: everybody has level 0"),
    ],
)
def test_an_impossible_prerequisite_is_refused(level, any_of, message):
    with pytest.raises(InvalidDefinition) as refusal:
        needs(level, *any_of)

    assert str(refusal.value) == message


def test_a_prerequisite_without_alternatives_is_refused_however_it_is_made():
    with pytest.raises(InvalidDefinition, match="at least one alternative"):
        Prerequisite(2, ())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"level": 0}, "section s1: a section takes a teacher to level 1 or higher"),
        ({"url": "https://example.org"}, "section s1: either a course block or an outside url, not both"),
        ({"minutes": 0.0}, "section s1: minutes must be above 0, got 0.0"),
        ({"minutes": -5.0}, "section s1: minutes must be above 0, got -5.0"),
        ({"minutes": math.nan}, "section s1: minutes must be above 0, got nan"),
        (
            {"block": None, "mastery": Mastery(MasteryBy.COMPLETION)},
            "section s1: the course cannot see work done outside; master it by note or sign_off",
        ),
        (
            {"block": None, "mastery": Mastery(MasteryBy.GRADE)},
            "section s1: the course cannot see work done outside; master it by note or sign_off",
        ),
        (
            {"mastery": Mastery(MasteryBy.NOTE)},
            "section s1: a note is evidence for outside opportunities only",
        ),
    ],
)
def test_a_section_that_makes_no_sense_is_refused_by_name(fields, message):
    with pytest.raises(InvalidDefinition) as refusal:
        a_section("s1", **fields)

    assert str(refusal.value) == message


@pytest.mark.parametrize("share", [0.0, -0.5, 1.01, math.nan])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(InvalidDefinition, match=f"mastery: share must be above 0 and at most 1, got {share}"):
        Mastery(MasteryBy.GRADE, share)


@pytest.mark.parametrize("by", [MasteryBy.SIGN_OFF, MasteryBy.NOTE])
def test_all_or_nothing_evidence_has_no_share(by):
    with pytest.raises(InvalidDefinition, match=f"mastery by {by} has no share"):
        Mastery(by, 0.5)


def test_a_course_section_is_mastered_by_completing_all_of_it_unless_its_author_says_otherwise():
    assert a_section().mastered_by == Mastery(MasteryBy.COMPLETION)
    assert a_section().mastered_by.needed_share == 1
    assert a_section(mastery=Mastery(MasteryBy.GRADE)).mastered_by.needed_share == 0.7
    assert a_section(mastery=Mastery(MasteryBy.GRADE, 0.9)).mastered_by.needed_share == 0.9


def test_an_outside_opportunity_is_mastered_by_the_teachers_own_note_unless_its_author_says_otherwise():
    assert an_outside_section().mastered_by == Mastery(MasteryBy.NOTE)
    assert an_outside_section(mastery=Mastery(MasteryBy.SIGN_OFF)).mastered_by.by is MasteryBy.SIGN_OFF


def test_one_sitting_asks_at_most_24_questions_and_12_minutes_by_default():
    assert (Rules().max_questions, Rules().max_minutes) == (24, 12)


@pytest.mark.parametrize("kind", ["item", "section", "competency"])
def test_an_unknown_id_is_refused_by_kind_and_shortened(kind):
    with pytest.raises(UnknownReference, match=f"^there is no {kind} 'x{{80}}'$"):
        getattr(a_definition(), kind)("x" * 500)


def test_a_diagnostic_measures_the_competencies_that_have_sections_or_all_where_none_has():
    competencies = [a_competency("goals"), a_competency("feedback")]

    with_sections = a_definition(competencies=competencies, sections=(a_section("s", "feedback"),))
    without = a_definition(competencies=competencies, sections=())

    assert with_sections.measured_competencies == ("feedback",)
    assert without.measured_competencies == ("goals", "feedback")
