"""From answers to an ability and level probabilities: against fine numerical integration."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.estimation import median_level
from pd_personalize_xblock.domain.framework import Scale
from pd_personalize_xblock.domain.grid import Grid
from tests.builders import a_frequency, a_rubric

from .measures import fine_estimate
from .parts import a_bank, categories, keyed
from .strategies import Answered, answered, many, some

TIGHT = Answered(
    a_bank(
        *(a_frequency(f"q{i}", steps=3, level=1, discrimination=5.0, thresholds=(-0.6, 0.6)) for i in range(3)),
        levels=4,
    ),
    categories(q0=1, q1=0, q2=1),
)


@some
@given(answered())
@example(TIGHT)
def test_mean_sd_and_level_probabilities_agree_with_fine_integration(given):
    fine = fine_estimate(given.bank, given.scored)

    estimate = given.bank.own_estimate(given.scored)

    assert estimate.ability == pytest.approx(fine.ability, abs=1e-3)
    assert estimate.standard_error == pytest.approx(fine.standard_error, abs=1e-3)
    assert estimate.p_level == pytest.approx(fine.p_level, abs=1e-3)


@pytest.mark.parametrize("shift", [0.0, 0.0125, 0.02, 0.025, 0.0499])
def test_a_cut_may_fall_on_a_grid_point_or_anywhere_between_two(shift):
    scale = Scale((-1.0 + shift, 0.0 + shift), 0.0, 1.5)
    bank = a_bank(
        a_rubric("r1", levels=(0, 1, 2), discrimination=4.0), a_rubric("r2", levels=(0, 1, 2)), levels=3, scale=scale
    )
    given = categories(r1=1, r2=2)

    estimate = bank.own_estimate(given)

    assert estimate.p_level == pytest.approx(fine_estimate(bank, given).p_level, abs=1e-3)


def test_without_answers_the_prior_stands():
    bank = a_bank(a_rubric(), levels=4)

    estimate = bank.own_estimate(())

    beyond = 0.5 * math.erfc(0.5 / math.sqrt(2))
    assert estimate.ability == pytest.approx(0, abs=1e-9)
    assert estimate.standard_error == pytest.approx(2, abs=2e-3)
    assert estimate.p_level == pytest.approx([beyond, 0.5 - beyond, 0.5 - beyond, beyond], abs=1e-4)


@many
@given(answered(most=10.0))
def test_level_probabilities_sum_to_1_and_every_number_is_finite(given):
    estimate = given.bank.own_estimate(given.scored)

    assert sum(estimate.p_level) == pytest.approx(1, abs=1e-9)
    assert all(0 <= p <= 1 for p in estimate.p_level)
    assert math.isfinite(estimate.ability)
    assert 0 <= estimate.standard_error < 10


@some
@given(answered(least_answers=2), st.randoms())
def test_the_order_in_which_items_were_defined_or_answered_makes_no_difference_to_the_last_bit(given, random):
    items = list(given.bank.definition.items)
    random.shuffle(items)
    shuffled = a_bank(*items, levels=len(given.bank.definition.framework.levels))

    assert shuffled.own_estimate(given.scored) == given.bank.own_estimate(given.scored)


@many
@given(answered(most=10.0, least_answers=1), st.data())
def test_raising_one_answer_never_lowers_the_estimate(given, data):
    at = data.draw(st.integers(0, len(given.scored) - 1))
    item_id, category = given.scored[at]
    higher = min(category + 1, len(given.bank.graded[item_id].thresholds))
    raised = (*given.scored[:at], (item_id, higher), *given.scored[at + 1 :])

    before, after = given.bank.own_estimate(given.scored), given.bank.own_estimate(raised)

    assert after.ability >= before.ability - 1e-6
    assert after.level >= before.level


@pytest.mark.parametrize("levels", [3, 4, 6])
def test_all_lowest_answers_end_at_the_bottom_and_all_highest_at_the_top(levels):
    ids = [f"q{i}" for i in range(24)]
    bank = a_bank(*(a_rubric(id, levels=range(levels)) for id in ids), levels=levels)

    lowest = bank.own_estimate(categories(**dict.fromkeys(ids, 0)))
    highest = bank.own_estimate(categories(**dict.fromkeys(ids, levels - 1)))

    assert (lowest.level, highest.level) == (0, levels - 1)
    assert lowest.ability == pytest.approx(-highest.ability)
    assert math.isfinite(highest.ability)
    assert 0 < highest.standard_error < levels / 2


def test_contradictory_answers_meet_in_the_middle_and_stay_finite():
    ids = [f"q{i}" for i in range(24)]
    bank = a_bank(*(keyed(id, a=5.0, b=-2.0 if i % 2 else 2.0) for i, id in enumerate(ids)), levels=4)
    hard_right_easy_wrong = categories(**{id: 1 - i % 2 for i, id in enumerate(ids)})

    estimate = bank.own_estimate(hard_right_easy_wrong)

    assert estimate.ability == pytest.approx(0, abs=1e-6)
    assert math.isfinite(estimate.standard_error)


def test_an_item_that_hardly_discriminates_leaves_the_prior_alone():
    bank = a_bank(keyed("q", a=1e-6, b=0.0), levels=4)

    before, after = bank.own_estimate(()), bank.own_estimate(categories(q=1))

    assert after.ability == pytest.approx(before.ability, abs=1e-4)
    assert after.p_level == pytest.approx(before.p_level, abs=1e-4)


@pytest.mark.parametrize("discrimination", [10.0, 1e3, 1e6])
def test_an_item_that_discriminates_perfectly_cuts_the_prior_in_two(discrimination):
    bank = a_bank(keyed("q", a=discrimination, b=0.0), levels=4)

    estimate = bank.own_estimate(categories(q=1))

    assert estimate.p_at_least(2) == pytest.approx(1, abs=0.03)
    assert estimate.ability == pytest.approx(2 * math.sqrt(2 / math.pi), abs=0.05)


def test_opposite_answers_to_two_perfect_items_are_finite():
    bank = a_bank(keyed("low", a=1e4, b=-1.0), keyed("high", a=1e4, b=1.0), levels=4)

    estimate = bank.own_estimate(categories(low=0, high=1))

    assert math.isfinite(estimate.ability)
    assert sum(estimate.p_level) == pytest.approx(1)


@pytest.mark.parametrize("levels", range(2, 9))
def test_choosing_a_levels_statement_on_two_rubrics_and_nothing_else_places_at_that_level(levels):
    bank = a_bank(a_rubric("r1", levels=range(levels)), a_rubric("r2", levels=range(levels)), levels=levels)

    placed = [bank.own_estimate(categories(r1=level, r2=level)).level for level in range(levels)]

    assert placed == list(range(levels))


@pytest.mark.parametrize("levels", range(3, 7))
def test_the_likeliest_level_after_two_alike_rubrics_is_theirs_too(levels):
    bank = a_bank(a_rubric("r1", levels=range(levels)), a_rubric("r2", levels=range(levels)), levels=levels)

    for level in range(levels):
        p_level = bank.own_estimate(categories(r1=level, r2=level)).p_level

        assert max(range(levels), key=p_level.__getitem__) == level


def test_a_keyed_item_moves_the_estimate_more_than_a_frequency_at_the_same_place():
    weak = a_frequency("q", steps=2, level=2)
    bank, other = a_bank(weak), a_bank(keyed("q", a=2.0, b=0.0))

    by_frequency, by_key = bank.own_estimate(categories(q=1)), other.own_estimate(categories(q=1))

    assert by_key.ability > by_frequency.ability > 0


@pytest.mark.parametrize(
    ("p_level", "level"),
    [
        ((1.0, 0.0, 0.0), 0),
        ((0.5, 0.5, 0.0), 1),
        ((0.5 + 1e-5, 0.5 - 1e-5, 0.0), 0),
        ((0.5 + 1e-9, 0.5 - 1e-9, 0.0), 1),
        ((0.3, 0.2, 0.5), 2),
        ((0.4, 0.2, 0.4), 1),
        ((0.0, 0.0, 0.0), 0),
    ],
)
def test_the_level_is_the_highest_that_is_at_least_as_likely_reached_as_not(p_level, level):
    assert median_level(p_level) == level


@some
@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=7, unique=True),
    st.floats(-10, 10),
    st.floats(0.1, 10),
)
@example(cuts=[0, 1], mean=0.0, sd=0.1)
def test_the_levels_divide_the_whole_grid_wherever_the_cuts_are(cuts, mean, sd):
    grid = Grid.for_scale(Scale(tuple(cut / 100 for cut in sorted(cuts)), mean, sd))

    masses = grid.level_masses([1.0] * len(grid.points))

    assert len(masses) == len(cuts) + 1
    assert all(mass > 0 for mass in masses)
    assert sum(masses) == pytest.approx(grid.points[-1] - grid.points[0])
