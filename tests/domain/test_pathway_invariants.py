"""What holds for every pathway and every teacher."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.checks import errors, problems
from pd_personalize_xblock.domain.pathway import SectionState, Standing, furthest, pathway_for, with_mastered
from tests.builders import needs

from . import oracles
from .parts import a_pathway, core, elective
from .strategies import after, many, pathways, some, sound_pathways, standings, steps, subsets, teachers

LEADS_THROUGH_AN_ELECTIVE = a_pathway(core("c1", "c", 1), elective("e1", "e", 1), before={"c": [needs(1, ("e", 1))]})
LEADS_THROUGH_ANOTHER_ROLE = a_pathway(
    core("c1", "c", 1), core("e1", "e", 1), before={"c": [needs(1, ("e", 1), ("f", 1))]}
)


@many
@given(teachers(pathways()))
def test_states_and_levels_agree_with_the_rules_said_plainly(teacher):
    definition, standing = teacher

    pathway = pathway_for(definition, standing)

    assert pathway.states == oracles.states(definition, standing)
    assert pathway.attained == oracles.attained(definition, standing)


@many
@given(teachers(pathways()))
def test_a_a_section_becomes_open_only_when_its_prerequisites_hold(teacher):
    definition, standing = teacher

    pathway = pathway_for(definition, standing)

    levels = oracles.attained(definition, standing)
    for section in definition.sections:
        if pathway.states[section.id] is SectionState.OPEN and section.id not in standing.opened:
            still_to_meet = [
                prerequisite
                for prerequisite in definition.competency(section.competency).prerequisites
                if levels[section.competency] < prerequisite.level <= section.level
            ]
            assert all(oracles.prerequisite_holds(each, levels, standing) for each in still_to_meet)


@many
@given(teachers(pathways()), st.data())
def test_b_more_evidence_or_a_higher_level_never_makes_an_accessible_section_held(teacher, data):
    definition, standing = teacher
    more = standing
    for step in data.draw(steps(definition)):
        more = after(more, step)

    before, later = (pathway_for(definition, each) for each in (standing, more))

    assert before.accessible <= later.accessible
    assert all(later.attained[competency] >= level for competency, level in before.attained.items())


@some
@given(st.lists(pathways(), min_size=1, max_size=4), st.data())
def test_c_accessible_is_for_good_whatever_is_taken_back_and_whatever_definition_comes_next(definitions, data):
    opened = frozenset()
    for definition in definitions:
        standing = replace(data.draw(standings(definition)), opened=opened)

        accessible = pathway_for(definition, standing).accessible

        assert opened & set(definition.sections_by_id) <= accessible
        opened |= accessible


@many
@given(teachers(pathways()), st.data())
def test_d_replaying_the_records_gives_the_same_states_in_whatever_order_they_came(teacher, data):
    definition, standing = teacher
    history = data.draw(steps(definition))
    shuffled = data.draw(st.permutations(history))

    ends = [_lived_through(definition, standing, order) for order in (history, shuffled)]

    assert ends[0] == ends[1]


def _lived_through(definition, standing, history):
    """The pathway at the end of a history, where whatever became accessible on the way was recorded as opened."""
    for step in (None, *history):
        standing = standing if step is None else after(standing, step)
        standing = replace(standing, opened=standing.opened | pathway_for(definition, standing).accessible)
    return pathway_for(definition, standing)


@many
@given(teachers(sound_pathways()))
@example((LEADS_THROUGH_AN_ELECTIVE, Standing()))
@example((LEADS_THROUGH_ANOTHER_ROLE, Standing(out_of_role=frozenset({"e"}))))
def test_e_a_teacher_with_required_work_left_has_something_to_do_that_leads_to_it(teacher):
    definition, standing = teacher

    pathway = pathway_for(definition, standing)

    to_do = {section for section, state in pathway.states.items() if state is SectionState.OPEN}
    assert to_do or not pathway.required
    for section in pathway.required - to_do:
        without_it = furthest(definition, standing, among=frozenset(definition.sections_by_id) - {section})
        assert section in pathway_for(definition, without_it).accessible


@pytest.mark.parametrize(
    ("definition", "out_of_role"), [(LEADS_THROUGH_AN_ELECTIVE, ""), (LEADS_THROUGH_ANOTHER_ROLE, "e")]
)
def test_what_a_teacher_has_to_do_next_may_itself_not_be_required(definition, out_of_role):
    pathway = pathway_for(definition, Standing(out_of_role=frozenset(out_of_role)))

    assert errors(problems(definition)) == []
    assert pathway.states == {"c1": SectionState.HELD, "e1": SectionState.OPEN}
    assert pathway.required == {"c1"}


@many
@given(teachers(pathways()), st.data())
def test_starting_lower_changes_what_is_required_and_never_what_is_accessible(teacher, data):
    definition, standing = teacher
    names = [competency.id for competency in definition.framework.competencies]
    lower = data.draw(st.dictionaries(st.sampled_from(names), st.integers(0, 3)))

    from_the_top, from_below = (pathway_for(definition, replace(standing, start_lower=start)) for start in ({}, lower))

    assert from_below.accessible == from_the_top.accessible
    assert from_below.attained == from_the_top.attained
    assert from_below.required >= from_the_top.required


@some
@given(pathways(), st.data())
def test_the_order_of_work_makes_no_difference_to_how_far_it_leads(definition, data):
    end = furthest(definition, Standing())
    standing = Standing()
    while possible := sorted(pathway_for(definition, standing).accessible - standing.mastered):
        standing = with_mastered(standing, frozenset({data.draw(st.sampled_from(possible))}))

    assert standing.mastered == end.mastered


@some
@given(sound_pathways(), st.data())
def test_from_any_placement_role_and_choice_work_in_any_order_reaches_every_core_section(definition, data):
    names = [competency.id for competency in definition.framework.competencies]
    levels = st.dictionaries(st.sampled_from(names), st.integers(0, definition.framework.top_level))
    standing = Standing(data.draw(levels), data.draw(levels), out_of_role=data.draw(subsets(names)))
    while possible := sorted(pathway_for(definition, standing).accessible - standing.mastered):
        standing = with_mastered(standing, frozenset({data.draw(st.sampled_from(possible))}))

    assert {section.id for section in definition.sections if not section.elective} <= standing.mastered
    assert not pathway_for(definition, standing).required
