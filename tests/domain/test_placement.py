"""Where a teacher starts, and the receipt that says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.correlations import Correlations
from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.diagnostic import Answers
from pd_personalize_xblock.domain.framework import Scale
from pd_personalize_xblock.domain.items import NOT_APPLICABLE, NOT_SURE
from pd_personalize_xblock.domain.placement import ENGINE_VERSION, Placement, PlacementStatus, place, place_by, replay
from tests.builders import a_rubric

from .parts import a_bank, answers_to, keyed
from .strategies import answered, many, some

TWO = ("goals", "feedback")
UNRELATED = Correlations(0.0, 0.0)
CLOSE = Correlations(0.9, 0.9)


def placed_in(bank, scored, *, not_sure=0, not_applicable=0):
    return place_by(bank, {"goals": Answers(scored, not_sure, not_applicable)})["goals"]


def placed_by(bank, given, *, competency="goals"):
    return place(bank, answers_to(bank, given), attempt=1, definition_hash="h").competencies[competency]


@many
@given(answered(), st.integers(0, 3), st.integers(0, 3))
def test_a_receipt_replays_to_an_equal_placement(given, not_sure, not_applicable):
    answers = {"goals": Answers(given.scored, not_sure, not_applicable)}
    placement = Placement(1, "h", ENGINE_VERSION, place_by(given.bank, answers))

    assert replay(given.bank, placement) == placement


@some
@given(
    st.dictionaries(st.sampled_from([f"q{i}" for i in range(6)]), st.sampled_from(("0", "1", "2", "3", NOT_SURE))),
    st.randoms(),
)
def test_the_order_of_the_answers_makes_no_difference(given, random):
    bank = a_bank(*(a_rubric(f"q{i}", TWO[i % 2]) for i in range(6)), competencies=TWO)
    responses = list(answers_to(bank, given))
    shuffled = random.sample(responses, len(responses))

    in_order, in_disorder = (place(bank, rs, attempt=1, definition_hash="h") for rs in (responses, shuffled))

    assert in_order == in_disorder


@many
@given(answered(least_answers=1))
def test_the_level_is_the_highest_that_is_at_least_as_likely_reached_as_not(given):
    placed = placed_in(given.bank, given.scored)

    at_least = [sum(placed.p_level[level:]) for level in range(len(placed.p_level))]
    assert placed.likely_level == 0 or at_least[placed.likely_level] >= 0.5 - 1e-5
    assert all(p < 0.5 + 1e-5 for p in at_least[placed.likely_level + 1 :])
    assert placed.level == (placed.likely_level if placed.is_measured else 0)


@many
@given(answered(least_answers=1))
def test_a_placement_is_borderline_exactly_when_the_runner_up_has_35_percent_or_more(given):
    placed = placed_in(given.bank, given.scored)

    others = {level: p for level, p in enumerate(placed.p_level) if level != placed.likely_level}
    runner_up = max(others, key=others.__getitem__)
    assert placed.borderline_with == (runner_up if others[runner_up] >= 0.35 and placed.is_measured else None)


def test_between_two_levels_a_placement_is_borderline_with_the_other():
    bank = a_bank(a_rubric("q1", discrimination=4.0), a_rubric("q2", discrimination=4.0))

    placed = placed_by(bank, {"q1": 1, "q2": 2})

    assert {placed.level, placed.borderline_with} == {1, 2}


def test_a_placement_well_within_a_level_is_not_borderline():
    bank = a_bank(a_rubric("q1", discrimination=4.0), a_rubric("q2", discrimination=4.0))

    placed = placed_by(bank, {"q1": 3, "q2": 3})

    assert (placed.level, placed.borderline_with) == (3, None)


def test_a_competency_nobody_asked_about_is_not_measured_and_starts_at_level_0():
    bank = a_bank(a_rubric("q1"), a_rubric("q2", "feedback"), competencies=TWO, correlations=UNRELATED)

    placed = placed_by(bank, {"q1": 3}, competency="feedback")

    assert (placed.status, placed.level, placed.borderline_with) == (PlacementStatus.NOT_MEASURED, 0, None)
    assert not placed.is_measured


def test_a_prior_that_expects_much_places_nobody_without_answers():
    bank = a_bank(a_rubric("q"), scale=Scale((-1.0, 0.0, 1.0), prior_mean=5.0, prior_sd=1.0))

    placed = placed_by(bank, {"q": NOT_SURE})

    assert placed.p_level[3] > 0.9
    assert placed.level == 0


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, PlacementStatus.NOT_MEASURED),
        ({"q1": NOT_SURE}, PlacementStatus.NOT_ENOUGH_EVIDENCE),
        ({"q1": NOT_SURE, "q2": NOT_SURE}, PlacementStatus.NOT_ENOUGH_EVIDENCE),
        ({"q1": NOT_SURE, "q2": NOT_SURE, "q3": NOT_APPLICABLE}, PlacementStatus.NOT_ENOUGH_EVIDENCE),
        ({"q1": NOT_APPLICABLE}, PlacementStatus.OUT_OF_ROLE_PROPOSED),
        ({"q1": NOT_APPLICABLE, "q2": NOT_APPLICABLE}, PlacementStatus.OUT_OF_ROLE_PROPOSED),
        ({"q1": NOT_APPLICABLE, "q2": NOT_SURE}, PlacementStatus.NOT_ENOUGH_EVIDENCE),
        ({"q1": 3}, PlacementStatus.NOT_ENOUGH_EVIDENCE),
        ({"q1": 0, "q2": NOT_SURE, "q3": NOT_SURE}, PlacementStatus.NOT_ENOUGH_EVIDENCE),
        ({"q1": 0, "q2": 0, "q3": NOT_SURE}, PlacementStatus.MEASURED),
        ({"q1": 3, "q2": 1, "q3": NOT_APPLICABLE}, PlacementStatus.MEASURED),
    ],
)
def test_a_placement_says_what_it_rests_on(given, status):
    bank = a_bank(*(a_rubric(f"q{i}") for i in (1, 2, 3)))

    assert placed_by(bank, given).status is status


@pytest.mark.parametrize(("threshold", "answer"), [(9.0, 0), (-9.0, 1)])
def test_passing_what_everybody_passes_or_failing_what_everybody_fails_places_nobody(threshold, answer):
    bank = a_bank(
        *(keyed(f"q{i}", a=2.0, b=threshold) for i in range(6)),
        scale=Scale((-1.0, 0.0, 1.0), prior_mean=2.0, prior_sd=1.0),
    )

    placed = placed_by(bank, {f"q{i}": answer for i in range(6)})

    assert placed.likely_level == 3
    assert (placed.status, placed.level) == (PlacementStatus.NOT_ENOUGH_EVIDENCE, 0)


def test_answers_against_all_odds_to_a_bank_far_off_target_are_believed_within_reason():
    bank = a_bank(*(keyed(f"q{i}", a=2.0, b=9.0) for i in range(6)))

    placed = placed_by(bank, {f"q{i}": 1 for i in range(6)})

    assert (placed.is_measured, placed.level) == (True, 3)
    assert placed.cuts[-1] < placed.ability < 11.1
    assert placed.standard_error < 2


def test_all_not_sure_about_everything_leaves_every_competency_at_level_0_with_nothing_inferred():
    bank = a_bank(*(a_rubric(f"{c}{i}", c) for c in TWO for i in range(2)), competencies=TWO, correlations=CLOSE)
    unsure = answers_to(bank, {f"{c}{i}": NOT_SURE for c in TWO for i in range(2)})

    placement = place(bank, unsure, attempt=1, definition_hash="h")

    for placed in placement.competencies.values():
        assert (placed.status, placed.level) == (PlacementStatus.NOT_ENOUGH_EVIDENCE, 0)
        assert (placed.ability, placed.converged) == (0, True)
        assert (placed.others.ability, placed.others.standard_error) == (0, 2)


@some
@given(answered())
def test_numbers_on_a_receipt_are_rounded_to_a_millionth(given):
    placed = placed_in(given.bank, given.scored)

    numbers = (placed.ability, placed.standard_error, placed.distance_to_cut, *placed.p_level)
    assert all(number == round(number, 6) for number in numbers)


@some
@given(answered())
def test_the_distance_to_the_nearest_cut_is_negative_below_it(given):
    placed = placed_in(given.bank, given.scored)

    nearest = min(abs(placed.ability - cut) for cut in placed.cuts)
    assert abs(placed.distance_to_cut) == pytest.approx(nearest, abs=2e-6)
    assert any(cut == pytest.approx(placed.ability - placed.distance_to_cut, abs=2e-6) for cut in placed.cuts)


def test_a_placement_covers_every_competency_and_names_its_definition_and_attempt():
    bank = a_bank(a_rubric("q1"), a_rubric("q2", "feedback"), competencies=TWO)

    placement = place(bank, answers_to(bank, {"q1": 3}), attempt=2, definition_hash="abc")

    assert set(placement.levels) == set(TWO)
    assert (placement.attempt, placement.definition_hash, placement.engine_version) == (2, "abc", ENGINE_VERSION)


def test_a_receipt_keeps_the_answers_it_was_made_from_in_item_order():
    bank = a_bank(*(a_rubric(f"q{i}") for i in (1, 2, 3)))

    placed = placed_by(bank, {"q3": 2, "q2": NOT_SURE, "q1": 1})

    assert placed.scored == (("q1", 1), ("q3", 2))
    assert (placed.not_sure, placed.not_applicable) == (1, 0)


def test_what_others_say_of_a_competency_nobody_asked_about_is_labelled_and_exempts_nothing():
    bank = a_bank(
        *(a_rubric(f"q{i}") for i in range(4)), a_rubric("other", "feedback"), competencies=TWO, correlations=CLOSE
    )

    placed = placed_by(bank, {f"q{i}": 3 for i in range(4)}, competency="feedback")

    assert placed.status is PlacementStatus.INFERRED
    assert placed.likely_level == 3
    assert (placed.level, placed.borderline_with) == (0, None)


def test_a_receipt_tells_own_evidence_from_what_the_others_say():
    bank = a_bank(
        *(a_rubric(f"{c}-{i}", c) for c in TWO for i in range(2)), competencies=TWO, correlations=Correlations(0.8, 0.8)
    )
    low = {"feedback-0": 0, "feedback-1": 0}

    alone = placed_by(bank, {"goals-0": 3, "goals-1": 3})
    beside = placed_by(bank, {"goals-0": 3, "goals-1": 3} | low)

    assert beside.own == alone.own
    assert beside.own.ability == alone.ability
    assert beside.others.ability < 0 < beside.ability < alone.ability


@pytest.mark.parametrize(("needed", "status"), [(1, "measured"), (2, "measured"), (3, "not_enough_evidence")])
def test_the_author_says_how_many_own_answers_a_level_rests_on(needed, status):
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(3)), rules=Rules(own_answers=needed))

    placed = placed_by(bank, {"q0": 2, "q1": 2})

    assert placed.status == status
    assert placed.level == (2 if status == "measured" else 0)


def test_a_sitting_too_short_for_two_questions_about_each_competency_makes_do_with_one():
    bank = a_bank(
        *(a_rubric(f"{c}{i}", c) for c in TWO for i in range(3)), competencies=TWO, rules=Rules(max_questions=3)
    )

    placed = placed_by(bank, {"goals0": 3})

    assert placed.is_measured


def test_a_competency_with_one_item_alone_can_be_placed_by_it():
    assert placed_by(a_bank(a_rubric("only")), {"only": 3}).is_measured


def test_an_answer_elsewhere_moves_a_measured_competency_only_through_the_correlation():
    items = [a_rubric(f"{c}-{i}", c) for c in TWO for i in range(2)]
    unrelated, close = (a_bank(*items, competencies=TWO, correlations=c) for c in (UNRELATED, CLOSE))
    own = {"goals-0": 1, "goals-1": 2}
    high = own | {"feedback-0": 3, "feedback-1": 3}

    assert placed_by(unrelated, high).ability == placed_by(unrelated, own).ability
    assert placed_by(close, high).ability > placed_by(close, own).ability + 0.1
