"""A teacher's goals put something first, and change nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.definition import MasteryBy
from pd_personalize_xblock.domain.explain import Routes
from pd_personalize_xblock.domain.goals import goals_of, ranks_by_goal
from pd_personalize_xblock.domain.learner import Choice, ChoiceKind, Evidence, LearnerRecord, standing_of
from pd_personalize_xblock.domain.overview import ExemptBy, Part, exempt_reasons, parts_of, work_by_competency
from pd_personalize_xblock.domain.pathway import (
    SectionState,
    Standing,
    attained_levels,
    furthest,
    pathway_for,
    with_mastered,
)
from tests.builders import needs

from .parts import a_pathway, core, elective, ladder
from .strategies import many, pathways, some, teachers
from .test_learner import NOW, a_placement, a_start


def aim(competency, level, due=None, minutes=0):
    return Choice(ChoiceKind.GOAL, competency, level, NOW + timedelta(minutes=minutes), due=due)


def goals(definition, *choices, standing=None):
    standing = standing or Standing()
    return goals_of(definition, choices, pathway_for(definition, standing), Routes(definition, standing))


def ids(way):
    return [section.id for section in way.sections]


@st.composite
def aims(draw, definition):
    names = [competency.id for competency in definition.framework.competencies]
    levels = st.integers(1, definition.framework.top_level)
    return tuple(aim(c, level) for c, level in draw(st.dictionaries(st.sampled_from(names), levels)).items())


@many
@given(pathways(), st.data())
def test_states_levels_and_what_is_required_are_those_without_goals(definition, data):
    record = LearnerRecord(choices=(a_start(2),) if data.draw(st.booleans()) else ())
    with_goals = replace(record, choices=(*record.choices, *data.draw(aims(definition))))

    before, after = (pathway_for(definition, standing_of(definition, each)) for each in (record, with_goals))

    assert after == before


@many
@given(teachers(pathways()), st.data())
def test_the_way_to_a_goal_keeps_to_every_prerequisite_and_leads_there(teacher, data):
    definition, standing = teacher

    for goal in goals(definition, *data.draw(aims(definition)), standing=standing):
        if goal.way is None:
            most = attained_levels(definition, furthest(definition, standing))
            assert most[goal.competency] < goal.level
            continue
        then = standing
        for section in goal.way.sections:
            assert section.id in pathway_for(definition, then).accessible
            then = with_mastered(then, frozenset({section.id}))
        assert attained_levels(definition, then)[goal.competency] >= goal.level
        assert goal.is_reached == (not goal.way.sections)


@many
@given(teachers(pathways()), st.data())
def test_goals_only_reorder_what_is_told(teacher, data):
    definition, standing = teacher
    pathway, routes = pathway_for(definition, standing), Routes(definition, standing)
    ranks = ranks_by_goal(goals(definition, *data.draw(aims(definition)), standing=standing))

    plain, aimed = (parts_of(definition, pathway, routes.to_held_sections(), each) for each in ({}, ranks))

    assert plain.keys() == aimed.keys()
    for section, part in aimed.items():
        is_lifted = plain[section] is Part.BESIDE and part is Part.NOW and section in ranks
        assert part is plain[section] or is_lifted


@some
@given(teachers(pathways()))
def test_every_section_is_told_in_the_part_of_its_state(teacher):
    definition, standing = teacher
    pathway = pathway_for(definition, standing)

    parts = parts_of(definition, pathway, Routes(definition, standing).to_held_sections(), ())

    for section, part in parts.items():
        state = pathway.states[section]
        assert (part in (Part.NOW, Part.BESIDE)) == (state is SectionState.OPEN)
        assert (part in (Part.NEXT, Part.LATER)) == (state is SectionState.HELD)
    if any(state is SectionState.OPEN and section in pathway.required for section, state in pathway.states.items()):
        assert Part.NOW in parts.values()


def test_a_goal_leads_through_the_prerequisites_on_the_way():
    definition = a_pathway(*ladder("a", "b"), before={"a": [needs(2, ("b", 1))]})

    (goal,) = goals(definition, aim("a", 2))

    assert ids(goal.way) == ["a1", "b1", "a2"]


def test_goals_with_a_day_come_first_the_earliest_leading_then_as_they_were_set():
    definition = a_pathway(*ladder("a", "b", "c", "d"))
    soon, late = date(2027, 1, 1), date(2027, 6, 1)

    found = goals(definition, aim("a", 1), aim("b", 1, late, 1), aim("c", 1, soon, 2), aim("d", 1, None, 3))

    assert [goal.competency for goal in found] == ["c", "b", "a", "d"]
    assert ranks_by_goal(found) == {"c1": 0, "b1": 1, "a1": 2, "d1": 3}


def test_only_the_last_goal_of_a_competency_is_in_force_and_a_dropped_one_is_none():
    definition = a_pathway(*ladder("a", "b"))

    found = goals(definition, aim("a", 1), aim("b", 1), aim("a", 3, minutes=1), aim("b", None, minutes=2))

    assert [(goal.competency, goal.level) for goal in found] == [("a", 3)]


def test_a_goal_that_is_reached_asks_for_nothing_more():
    (goal,) = goals(a_pathway(*ladder("a")), aim("a", 1), standing=Standing(shown={"a": 2}))

    assert (goal.is_reached, goal.way.sections) == (True, ())


def test_a_goal_that_no_course_work_reaches_has_no_way():
    (goal,) = goals(a_pathway(core("a1", "a", 1)), aim("a", 3))

    assert (goal.is_reached, goal.way) == (False, None)


def test_a_goal_out_of_the_role_or_in_a_competency_that_is_gone_says_nothing():
    definition = a_pathway(*ladder("a"))

    assert goals(definition, aim("a", 1), standing=Standing(out_of_role=frozenset({"a"}))) == []
    assert goals(definition, aim("gone", 1)) == []


def test_an_elective_on_the_way_to_required_work_is_for_now_and_others_are_beside_it():
    definition = a_pathway(
        core("c1", "c", 1), elective("e1", "e", 1), elective("e-extra", "f", 1), before={"c": [needs(1, ("e", 1))]}
    )
    pathway, routes = pathway_for(definition, Standing()), Routes(definition, Standing())

    parts = parts_of(definition, pathway, routes.to_held_sections(), ())

    assert parts == {"c1": Part.NEXT, "e1": Part.NOW, "e-extra": Part.BESIDE}


def test_what_needs_more_than_what_is_open_is_for_later():
    definition = a_pathway(*ladder("a"))
    routes = Routes(definition, Standing())

    parts = parts_of(definition, pathway_for(definition, Standing()), routes.to_held_sections(), ())

    assert parts == {"a1": Part.NOW, "a2": Part.NEXT, "a3": Part.LATER}


def test_work_counts_what_was_asked_and_not_what_is_exempt_or_elective():
    definition = a_pathway(
        core("a1", "a", 1, minutes=10.0),
        core("a2", "a", 2, minutes=20.0),
        core("a3", "a", 3, minutes=40.0),
        elective("more", "a", 3, minutes=80.0),
    )
    standing = Standing(shown={"a": 1}, mastered=frozenset({"a2", "more"}))

    work = work_by_competency(definition, pathway_for(definition, standing))["a"]

    assert (work.done, work.asked) == (20.0, 60.0)


def test_an_exempt_section_says_what_shows_its_level():
    definition = a_pathway(*(core(f"goals{level}", "goals", level) for level in (1, 2, 3)))
    worked = Evidence("goals3", MasteryBy.COMPLETION, 1.0, NOW)
    record = LearnerRecord(choices=(a_start(2),), placements=(a_placement(1),), evidence=(worked,))

    pathway = pathway_for(definition, standing_of(definition, record))

    assert exempt_reasons(definition, record, pathway) == {"goals1": ExemptBy.ANSWERS, "goals2": ExemptBy.CHOICE}
