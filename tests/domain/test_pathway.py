"""The rules of the pathway, clause by clause."""

from __future__ import annotations

import pytest

from pd_personalize_xblock.domain.pathway import SectionState, Standing, furthest, pathway_for, unmet_prerequisites
from tests.builders import needs

from .parts import a_pathway, core, elective, ladder

MASTERED, EXEMPT, OPEN, HELD = SectionState.MASTERED, SectionState.EXEMPT, SectionState.OPEN, SectionState.HELD


def state_of(definition, section, **standing):
    return pathway_for(definition, _standing(**standing)).states[section]


def required_of(definition, **standing):
    return pathway_for(definition, _standing(**standing)).required


def attained_in(definition, competency="a", **standing):
    return pathway_for(definition, _standing(**standing)).attained[competency]


def _standing(mastered=(), opened=(), out_of_role=(), **levels):
    return Standing(
        mastered=frozenset(mastered), opened=frozenset(opened), out_of_role=frozenset(out_of_role), **levels
    )


class TestStates:
    def test_a_newcomer_has_the_first_level_open_and_the_rest_held(self):
        states = pathway_for(a_pathway(*ladder("a")), Standing()).states

        assert states == {"a1": OPEN, "a2": HELD, "a3": HELD}

    def test_what_was_mastered_is_mastered_even_where_it_would_be_exempt(self):
        assert state_of(a_pathway(*ladder("a")), "a1", mastered=["a1"], shown={"a": 2}) is MASTERED

    def test_levels_up_to_the_start_are_exempt_and_the_next_is_open(self):
        states = pathway_for(a_pathway(*ladder("a")), Standing(shown={"a": 2})).states

        assert states == {"a1": EXEMPT, "a2": EXEMPT, "a3": OPEN}

    def test_mastering_a_level_opens_the_next(self):
        assert state_of(a_pathway(*ladder("a")), "a2", mastered=["a1"]) is OPEN

    def test_work_in_a_higher_level_alone_opens_nothing_beyond_it(self):
        assert state_of(a_pathway(*ladder("a")), "a3", mastered=["a2"]) is HELD

    def test_a_section_stays_held_until_every_core_section_before_it_is_mastered(self):
        definition = a_pathway(core("x", "a", 1), core("y", "a", 1), core("next", "a", 2))

        assert state_of(definition, "next", mastered=["x"]) is HELD
        assert state_of(definition, "next", mastered=["x", "y"]) is OPEN

    def test_an_elective_before_it_holds_nothing_shut(self):
        definition = a_pathway(core("x", "a", 1), elective("extra", "a", 1), core("next", "a", 2))

        assert state_of(definition, "next", mastered=["x"]) is OPEN

    def test_a_level_of_electives_only_is_no_barrier_to_the_next(self):
        definition = a_pathway(elective("extra", "a", 1), core("next", "a", 2))

        assert state_of(definition, "next") is OPEN

    def test_all_sections_of_a_level_open_together(self):
        definition = a_pathway(core("x", "a", 1), core("y", "a", 1), elective("extra", "a", 1), core("next", "a", 2))

        states = pathway_for(definition, Standing()).states

        assert [states[section] for section in ("x", "y", "extra")] == [OPEN, OPEN, OPEN]

    def test_what_was_ever_accessible_stays_open(self):
        assert state_of(a_pathway(*ladder("a")), "a3", opened=["a3"]) is OPEN

    def test_a_section_that_was_opened_long_ago_and_is_now_below_the_start_is_exempt(self):
        assert state_of(a_pathway(*ladder("a")), "a1", opened=["a1"], shown={"a": 1}) is EXEMPT


class TestAttained:
    def test_completed_levels_count_one_after_the_other(self):
        definition = a_pathway(*ladder("a"))

        assert attained_in(definition, mastered=["a1"]) == 1
        assert attained_in(definition, mastered=["a1", "a2"]) == 2
        assert attained_in(definition, mastered=["a2", "a3"]) == 0

    def test_work_goes_on_from_where_the_placement_put_the_teacher(self):
        assert attained_in(a_pathway(*ladder("a")), shown={"a": 1}, mastered=["a2"]) == 2

    def test_all_core_sections_of_a_level_complete_it_and_electives_do_not(self):
        definition = a_pathway(core("x", "a", 1), core("y", "a", 1), elective("extra", "a", 1))

        assert attained_in(definition, mastered=["x", "extra"]) == 0
        assert attained_in(definition, mastered=["x", "y"]) == 1

    def test_one_elective_completes_a_level_without_core_sections(self):
        definition = a_pathway(elective("x", "a", 1), elective("y", "a", 1))

        assert attained_in(definition) == 0
        assert attained_in(definition, mastered=["y"]) == 1

    def test_levels_without_sections_are_passed_on_the_way(self):
        definition = a_pathway(core("top", "a", 3))

        assert state_of(definition, "top") is OPEN
        assert attained_in(definition) == 0
        assert attained_in(definition, mastered=["top"]) == 3

    def test_a_level_without_sections_is_not_attained_before_the_next_one_is(self):
        definition = a_pathway(core("x", "a", 1), core("z", "a", 3))

        assert attained_in(definition, mastered=["x"]) == 1
        assert attained_in(definition, mastered=["x", "z"]) == 3

    def test_nobody_attains_more_than_there_is(self):
        assert attained_in(a_pathway(*ladder("a")), shown={"a": 7}) == 3


class TestStartingLower:
    def test_makes_sections_required_again_and_keeps_them_open(self):
        pathway = pathway_for(a_pathway(*ladder("a")), Standing(shown={"a": 2}, start_lower={"a": 0}))

        assert pathway.states == {"a1": OPEN, "a2": OPEN, "a3": OPEN}
        assert pathway.required == {"a1", "a2", "a3"}

    def test_takes_nothing_from_what_satisfies_prerequisites(self):
        definition = a_pathway(*ladder("a"), core("b1", "b", 1), before={"b": [needs(1, ("a", 2))]})

        assert state_of(definition, "b1", shown={"a": 2}, start_lower={"a": 0}) is OPEN
        assert attained_in(definition, shown={"a": 2}, start_lower={"a": 0}) == 2

    def test_never_raises_a_start(self):
        assert state_of(a_pathway(*ladder("a")), "a2", shown={"a": 1}, start_lower={"a": 3}) is OPEN


class TestRequired:
    def test_is_core_work_that_is_neither_exempt_nor_mastered_open_or_held(self):
        definition = a_pathway(*ladder("a"), elective("extra", "a", 2))

        assert required_of(definition, shown={"a": 1}, mastered=["a2"]) == {"a3"}
        assert required_of(definition, shown={"a": 1}) == {"a2", "a3"}

    def test_is_nothing_in_a_competency_out_of_role(self):
        definition = a_pathway(*ladder("a", "b"))

        assert required_of(definition, out_of_role=["b"]) == {"a1", "a2", "a3"}

    def test_does_not_change_what_is_open(self):
        definition = a_pathway(*ladder("a", "b"))

        states = [pathway_for(definition, _standing(out_of_role=left)).states for left in ((), ("b",))]

        assert states[0] == states[1]


class TestPrerequisites:
    before = {"b": [needs(1, ("a", 2))]}

    def test_hold_a_section_until_they_are_attained(self):
        definition = a_pathway(*ladder("a", "b"), before=self.before)

        assert state_of(definition, "b1", mastered=["a1"]) is HELD
        assert state_of(definition, "b1", mastered=["a1", "a2"]) is OPEN

    @pytest.mark.parametrize("level", [2, 3])
    def test_are_met_by_a_placement_at_the_level_or_above(self, level):
        assert state_of(a_pathway(*ladder("a", "b"), before=self.before), "b1", shown={"a": level}) is OPEN

    def test_hold_the_levels_above_as_well(self):
        definition = a_pathway(*ladder("a"), core("b2", "b", 2), before=self.before)

        assert state_of(definition, "b2") is HELD

    def test_at_or_below_the_attained_level_are_not_asked_for_again(self):
        definition = a_pathway(*ladder("a", "b"), before=self.before)

        assert state_of(definition, "b2", shown={"b": 1}) is OPEN

    def test_that_several_levels_bring_must_all_hold(self):
        before = {"b": [needs(1, ("a", 1)), needs(1, ("c", 1))]}
        definition = a_pathway(*ladder("a", "b", "c"), before=before)

        assert state_of(definition, "b1", mastered=["a1"]) is HELD
        assert state_of(definition, "b1", mastered=["a1", "c1"]) is OPEN

    def test_with_alternatives_hold_once_any_of_them_is_attained(self):
        definition = a_pathway(*ladder("a", "b", "c"), before={"b": [needs(1, ("a", 1), ("c", 1))]})

        assert state_of(definition, "b1") is HELD
        assert state_of(definition, "b1", mastered=["c1"]) is OPEN

    def test_are_waived_where_every_alternative_is_out_of_role(self):
        definition = a_pathway(*ladder("a", "b", "c"), before={"b": [needs(1, ("a", 1), ("c", 1))]})

        assert state_of(definition, "b1", out_of_role=["a", "c"]) is OPEN

    def test_fall_to_the_alternatives_that_are_left_in_role(self):
        definition = a_pathway(*ladder("a", "b", "c"), before={"b": [needs(1, ("a", 1), ("c", 1))]})

        assert state_of(definition, "b1", out_of_role=["a"]) is HELD
        assert state_of(definition, "b1", out_of_role=["a"], mastered=["c1"]) is OPEN

    def test_count_what_a_teacher_attained_out_of_role(self):
        definition = a_pathway(*ladder("a", "b", "c"), before={"b": [needs(1, ("a", 1), ("c", 1))]})

        assert state_of(definition, "b1", out_of_role=["a"], shown={"a": 1}) is OPEN

    def test_that_do_not_hold_are_named(self):
        first, second = needs(1, ("a", 1)), needs(2, ("c", 1))
        definition = a_pathway(*ladder("a", "b", "c"), before={"b": [first, second]})
        standing = Standing(mastered=frozenset({"a1"}))
        attained = pathway_for(definition, standing).attained

        unmet = unmet_prerequisites(definition, standing, attained, definition.section("b2"))

        assert unmet == (second,)

    def test_lost_again_leave_what_was_opened_open(self):
        definition = a_pathway(*ladder("a", "b"), before=self.before)
        opened = pathway_for(definition, Standing(shown={"a": 2})).accessible

        assert state_of(definition, "b1", opened=opened) is OPEN
        assert attained_in(definition, opened=opened) == 0


class TestFurthest:
    def test_reaches_everything_that_course_work_can(self):
        definition = a_pathway(*ladder("a", "b"), before={"b": [needs(1, ("a", 3))]})

        end = furthest(definition, Standing())

        assert end.mastered == set(definition.sections_by_id)

    def test_keeps_to_the_sections_given(self):
        end = furthest(a_pathway(*ladder("a")), Standing(), among=frozenset({"a1", "a3"}))

        assert end.mastered == {"a1"}
