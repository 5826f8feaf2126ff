"""What others are asked about a teacher, and the level that their answers come to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.average import average_of
from pd_personalize_xblock.domain.definition import Rules, Scoring
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.rating import (
    FURTHER_MINUTES,
    Sees,
    answers_given,
    difference,
    further_questions,
    question_of,
    rated_levels,
    rating_questions,
)
from tests.builders import a_choice, a_competency, a_definition, a_frequency, a_rubric, a_scenario

TWO = (a_competency("goals"), a_competency("feedback"))


def levels_of(definition, chosen, further=None):
    return rated_levels(ItemBank(definition), answers_given(definition, chosen, further or {}))


def further_ids(definition):
    return [question.item for question in further_questions(definition)]


def test_one_question_for_each_competency_its_first_rubric_or_else_the_levels():
    definition = a_definition(items=(a_choice("check"), a_rubric("one", levels=(0, 2, 3)), a_rubric("two")))
    (question,) = rating_questions(definition)

    assert question.prompt == "Question one"
    assert [option.level for option in question.options] == [0, 2, 3]
    (bare,) = rating_questions(a_definition(items=(a_choice("check"),)))
    assert [option.name for option in bare.options] == ["Emerging", "Developing", "Proficient", "Leading"]


def test_whoever_goes_on_is_asked_what_else_can_be_seen_of_a_colleague_and_no_check():
    items = (a_frequency("often"), a_rubric("one"), a_choice("check"), a_scenario("case"), a_rubric("two"))
    definition = a_definition(items=items)

    assert further_ids(definition) == ["two", "often"]


def test_where_the_levels_are_asked_about_there_is_no_more():
    assert further_ids(a_definition(items=(a_frequency("often"), a_choice("check")))) == []


def test_further_questions_take_turns_until_the_time_is_full_and_are_shown_by_competency():
    goals = [a_rubric(f"g{n}", minutes=4) for n in range(5)]
    feedback = [a_rubric(f"f{n}", "feedback", minutes=4) for n in range(5)]
    definition = a_definition(competencies=TWO, items=(*goals, *feedback), sections=())

    assert further_ids(definition) == ["g1", "g2", "f1"]


def test_a_long_question_gives_way_to_a_shorter_one():
    items = (a_rubric("one"), a_rubric("long", minutes=FURTHER_MINUTES + 1), a_frequency("often"))

    assert further_ids(a_definition(items=items)) == ["often"]


def test_a_single_statement_is_kept_as_the_level_it_describes():
    definition = a_definition(items=(a_rubric("one", levels=(0, 2, 3)), a_rubric("two", levels=(1, 3))))

    assert levels_of(definition, {"goals": 1}) == {"goals": 2}
    assert levels_of(definition, {"goals": None}, {"two": 1}) == {"goals": 3}
    assert levels_of(definition, {}) == {"goals": None}


@pytest.mark.parametrize(
    ("chosen", "further"),
    [
        ({"goals": 4}, {}),
        ({"goals": -1}, {}),
        ({"other": None}, {}),
        ({}, {"two": 4}),
        ({}, {"one": 0}),
        ({}, {"check": 1}),
        ({}, {"other": None}),
    ],
)
def test_what_was_not_asked_is_refused(chosen, further):
    definition = a_definition(items=(a_rubric("one"), a_rubric("two"), a_choice("check")))

    with pytest.raises(UnknownReference):
        answers_given(definition, chosen, further)


@given(st.lists(st.integers(0, 3), min_size=3, max_size=3))
@settings(max_examples=20)
def test_several_answers_are_all_scored_as_a_teachers_own_are(options):
    definition = a_definition(items=(a_rubric("one"), a_rubric("two"), a_frequency("often")))
    first, second, third = options
    scored = (("often", third), ("one", first), ("two", second))

    found = levels_of(definition, {"goals": first}, {"two": second, "often": third})

    assert found == {"goals": ItemBank(definition).own_estimate(scored).level}


def test_where_the_author_averages_raters_answers_are_averaged():
    definition = a_definition(items=(a_rubric("one"), a_rubric("two")), rules=Rules(scoring=Scoring.AVERAGE))
    level = average_of(definition, (("one", 3), ("two", 0))).level

    assert levels_of(definition, {"goals": 3}, {"two": 0}) == {"goals": level}


def test_what_is_said_of_one_competency_says_nothing_of_another():
    items = (a_rubric("g1"), a_rubric("g2"), a_rubric("f1", "feedback"))
    definition = a_definition(competencies=TWO, items=items, sections=())

    assert levels_of(definition, {"goals": 3}, {"g2": 3}) == {"goals": 3, "feedback": None}


def test_one_habit_alone_tells_no_level():
    definition = a_definition(items=(a_rubric("one"), a_frequency("often")))

    assert levels_of(definition, {}, {"often": 3}) == {"goals": None}


def test_answers_that_say_nothing_leave_the_level_that_was_stated():
    hard = a_frequency("often", discrimination=0.05)
    definition = a_definition(items=(a_rubric("one", discrimination=0.05), hard))

    assert levels_of(definition, {"goals": 3}, {"often": 0}) == {"goals": 3}
    assert levels_of(definition, {}, {"often": 0}) == {"goals": None}


def test_a_question_on_record_is_found_again_by_its_item_or_its_competency():
    definition = a_definition(items=(a_rubric("one"), a_rubric("two")))

    assert question_of(definition, "goals", "two") == further_questions(definition)[0]
    bare = a_definition(items=(a_choice("check"),))
    assert question_of(bare, "goals", "") == rating_questions(bare)[0]


@pytest.mark.parametrize(
    ("placed", "rated", "sees"),
    [
        (1, 1, Sees.SAME),
        (1, 2, Sees.HIGHER),
        (0, 3, Sees.MUCH_HIGHER),
        (2, 1, Sees.LOWER),
        (3, 0, Sees.MUCH_LOWER),
        (None, 2, Sees.UNPLACED),
    ],
)
def test_a_difference_is_told_in_five_steps_and_not_without_a_placement(placed, rated, sees):
    assert difference(placed, rated) is sees
