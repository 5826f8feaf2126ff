"""Scoring by average: the same questions for everybody, and a level that can be worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.average import average_of, fixed_form
from pd_personalize_xblock.domain.checks import problems
from pd_personalize_xblock.domain.definition import Rules, Scoring
from pd_personalize_xblock.domain.diagnostic import next_item, progress
from pd_personalize_xblock.domain.errors import InvalidDefinition
from pd_personalize_xblock.domain.placement import PlacementStatus, place
from tests.builders import a_choice, a_definition, a_rubric, a_scenario

from .parts import a_bank, an_answer, answers_to, categories
from .strategies import some

TWO = ("goals", "feedback")
AVERAGE = Rules(scoring=Scoring.AVERAGE)


def by_average(**rules):
    items = (a_rubric(f"{c}-{i}", c) for c in TWO for i in range(4))
    return a_bank(*items, competencies=TWO, rules=Rules(scoring=Scoring.AVERAGE, **rules))


def placed(bank, given, competency="goals"):
    return place(bank, answers_to(bank, given), attempt=1, definition_hash="h").competencies[competency]


def test_each_answer_counts_from_0_to_1_whatever_its_number_of_steps():
    bank = a_bank(a_rubric("r"), a_choice("c"), a_scenario("s"), rules=AVERAGE)

    average = average_of(bank.definition, categories(r=1, c=1, s=1))

    assert average.value == pytest.approx((1 / 3 + 1 + 1 / 2) / 3, abs=1e-6)


@pytest.mark.parametrize("level", range(4))
def test_choosing_a_levels_statement_everywhere_places_at_that_level(level):
    receipt = placed(by_average(), {f"goals-{i}": level for i in range(4)})

    assert (receipt.level, receipt.status) == (level, PlacementStatus.MEASURED)
    assert receipt.ability == pytest.approx(level / 3, abs=1e-6)
    assert (receipt.standard_error, receipt.p_level, receipt.own, receipt.others) == (None, (), None, None)


def test_a_cut_belongs_to_the_higher_level_and_the_author_sets_it():
    bank = by_average(average_cuts=(0.5, 0.75, 0.9))

    assert placed(bank, {"goals-0": 0, "goals-1": 3}).level == 1
    assert placed(bank, {"goals-0": 1, "goals-1": 1}).level == 0
    assert placed(bank, {"goals-0": 3, "goals-1": 3}).level == 3


def test_within_half_a_step_of_a_cut_a_placement_is_borderline():
    bank = by_average()

    close = placed(bank, {"goals-0": 1, "goals-1": 2})  # an average of .5, on the cut of level 2
    clear = placed(bank, {"goals-0": 2, "goals-1": 2})  # .667, as far from both cuts as can be

    assert (close.level, close.borderline_with) == (2, 1)
    assert (clear.level, clear.borderline_with) == (2, None)


@some
@given(st.lists(st.integers(0, 3), min_size=2, max_size=4), st.integers(0, 3))
def test_raising_an_answer_never_lowers_a_level(given, at):
    bank = by_average()
    at %= len(given)
    raised = [min(category + (i == at), 3) for i, category in enumerate(given)]

    before, after = (placed(bank, {f"goals-{i}": c for i, c in enumerate(one)}).level for one in (given, raised))

    assert after >= before


def sitting(bank, option="1", seed="x"):
    responses = []
    while item := next_item(bank, tuple(responses), seed=seed):
        responses.append(an_answer(bank, item.id, option, sequence=len(responses)))
    return [response.item_id for response in responses]


def test_everybody_gets_the_same_questions_in_turns_about_each_competency():
    bank = by_average(max_questions=5)

    forms = {tuple(sitting(bank, option, seed)) for option in "0123" for seed in "abc"}

    assert forms == {("goals-0", "feedback-0", "goals-1", "feedback-1", "goals-2")}


def test_the_form_keeps_to_the_minutes_and_progress_counts_it_down():
    bank = by_average(max_minutes=2.0)

    form = fixed_form(bank.definition)

    assert len(form) == 4  # half a minute each
    assert progress(bank, ()).questions_left == 4
    assert progress(bank, answers_to(bank, {form[0]: 1})).minutes_left == pytest.approx(1.5)
    assert sitting(bank) == list(form)


def test_one_answer_is_not_enough_to_be_placed():
    receipt = placed(by_average(), {"goals-0": 3})

    assert (receipt.level, receipt.status) == (0, PlacementStatus.NOT_ENOUGH_EVIDENCE)


def test_answers_about_one_competency_say_nothing_about_another():
    receipt = placed(by_average(), {"goals-0": 3, "goals-1": 3}, "feedback")

    assert (receipt.status, receipt.ability) == (PlacementStatus.NOT_MEASURED, None)


@pytest.mark.parametrize(
    ("cuts", "message"),
    [
        ((0.0, 0.5, 0.9), r"average_cuts must lie between 0 and 1, got \(0.0, 0.5, 0.9\)"),
        ((0.2, 0.5, 1.5), r"average_cuts must lie between 0 and 1, got \(0.2, 0.5, 1.5\)"),
        ((float("nan"),), "average_cuts must lie between 0 and 1, got"),
        ((0.5, 0.5, 0.9), r"average_cuts must rise strictly, got \(0.5, 0.5, 0.9\)"),
    ],
)
def test_impossible_cuts_are_refused_by_name_and_value(cuts, message):
    with pytest.raises(InvalidDefinition, match=message):
        Rules(scoring=Scoring.AVERAGE, average_cuts=cuts)


def test_the_wrong_number_of_cuts_is_named():
    definition = a_definition(rules=Rules(scoring=Scoring.AVERAGE, average_cuts=(0.3, 0.6)))

    found = [str(problem.message) for problem in problems(definition)]

    assert "4 levels need 3 cuts, got 2" in found
