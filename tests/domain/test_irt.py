"""The graded response model: against another package, a textbook, and its own definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mirt.models.dichotomous import ThreeParameterLogistic
from mirt.models.polytomous import GradedResponseModel

from pd_personalize_xblock.domain.errors import InvalidDefinition
from pd_personalize_xblock.domain.irt import (
    GradedItem,
    category_probabilities,
    cumulative_probabilities,
    information,
    logistic,
)

from .measures import chance
from .strategies import graded_items, many

abilities = st.floats(-6, 6)


@many
@given(graded_items(least=1e-6, most=1e6, reach=20), st.floats(-1e6, 1e6))
@example(GradedItem("q", 1e6, (-20.0, 20.0)), -20.0)
@example(GradedItem("q", 1e6, (0.0, 1e-9)), 1e6)
@example(GradedItem("q", 1e-6, (0.0, 1e-9)), -1e6)
def test_probabilities_lie_between_0_and_1_and_sum_to_1_however_extreme_the_item(item, ability):
    probabilities = category_probabilities(item, ability)

    assert all(0 <= p <= 1 for p in probabilities)
    assert sum(probabilities) == pytest.approx(1, abs=1e-12)


@many
@given(graded_items(), abilities)
def test_probabilities_are_differences_of_the_cumulative_curves(item, ability):
    cumulative = (1.0, *cumulative_probabilities(item, ability), 0.0)

    probabilities = category_probabilities(item, ability)

    assert probabilities == pytest.approx([cumulative[k] - cumulative[k + 1] for k in range(len(probabilities))])
    assert probabilities == pytest.approx([chance(item, k, ability) for k in range(len(probabilities))], abs=1e-12)


def test_a_rare_middle_category_keeps_its_precision_far_out():
    item = GradedItem("q", 2.0, (-1.0, 1.0))

    probability = category_probabilities(item, 30.0)[1]

    assert probability == pytest.approx(math.exp(-58) * (1 - math.exp(-4)), rel=1e-12)


@pytest.mark.parametrize(
    ("ability", "published"),
    [(-3, 0.12), (-2, 0.18), (-1, 0.27), (0, 0.38), (1, 0.50), (2, 0.62), (3, 0.73)],
)
def test_two_categories_give_the_two_parameter_curve_of_baker_2001_chapter_2(ability, published):
    item = GradedItem("q", 0.5, (1.0,))

    right = category_probabilities(item, ability)[1]

    assert right == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(
    ("ability", "published"),
    [(-3, 0.20), (-2, 0.21), (-1, 0.23), (0, 0.30), (1, 0.47), (2, 0.73), (3, 0.90)],
)
def test_guessing_gives_the_three_parameter_curve_of_baker_2001_chapter_2(ability, published):
    item = GradedItem("q", 1.3, (1.5,), guessing=0.2)

    right = category_probabilities(item, ability)[1]

    assert right == pytest.approx(published, abs=0.005)


@many
@given(graded_items(), abilities)
def test_probabilities_and_information_agree_with_mirt(item, ability):
    oracle = _in_mirt(item)
    point = np.array([[ability]])

    probabilities, carried = category_probabilities(item, ability), information(item, ability)

    theirs = np.atleast_1d(oracle.probability(point, 0).squeeze())
    assert probabilities[-len(theirs) :] == pytest.approx(theirs.tolist(), abs=1e-9)
    assert carried == pytest.approx(oracle.information(point, 0).item(), rel=1e-6, abs=1e-6)


def _in_mirt(item):
    """mirt gives every category of a graded item, but of a two-category item only the right answer."""
    if len(item.thresholds) == 1:
        model = ThreeParameterLogistic(n_items=1)
        return model.set_parameters(
            discrimination=np.array([item.discrimination]),
            difficulty=np.array(item.thresholds),
            guessing=np.array([item.guessing]),
        )
    model = GradedResponseModel(n_items=1, n_categories=len(item.thresholds) + 1)
    return model.set_parameters(discrimination=np.array([item.discrimination]), thresholds=np.array([item.thresholds]))


@many
@given(graded_items(), abilities)
def test_information_is_the_expected_squared_slope_of_the_log_likelihood(item, ability):
    step = 1e-4
    below, here, above = (category_probabilities(item, ability + shift) for shift in (-step, 0, step))
    slopes = [(after - before) / (2 * step) for before, after in zip(below, above, strict=True)]

    carried = information(item, ability)

    expected = sum(slope**2 / p for slope, p in zip(slopes, here, strict=True))
    assert carried == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_information_far_from_an_item_is_nothing_and_no_error():
    item = GradedItem("q", 1e6, (-1.0, 1.0))

    assert information(item, 1e6) == information(item, -1e6) == 0


@pytest.mark.parametrize(("x", "expected"), [(0.0, 0.5), (1e6, 1.0), (-1e6, 0.0), (math.log(3), 0.75)])
def test_logistic_neither_overflows_nor_drifts(x, expected):
    assert logistic(x) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("discrimination", "thresholds", "guessing", "message"),
    [
        (0.0, (0.0,), 0.0, "item q7: discrimination must be above 0, got 0.0"),
        (-1.5, (0.0,), 0.0, "item q7: discrimination must be above 0, got -1.5"),
        (math.nan, (0.0,), 0.0, "item q7: discrimination must be above 0, got nan"),
        (math.inf, (0.0,), 0.0, "item q7: discrimination must be above 0, got inf"),
        (1.0, (), 0.0, "item q7: thresholds must be finite numbers, got ()"),
        (1.0, (0.0, math.inf), 0.0, "item q7: thresholds must be finite numbers, got (0.0, inf)"),
        (1.0, (math.nan,), 0.0, "item q7: thresholds must be finite numbers, got (nan,)"),
        (1.0, (1.0, 0.0), 0.0, "item q7: thresholds must rise strictly, got (1.0, 0.0)"),
        (1.0, (0.5, 0.5), 0.0, "item q7: thresholds must rise strictly, got (0.5, 0.5)"),
        (1.0, (0.0,), 1.0, "item q7: guessing must be at least 0 and below 1, got 1.0"),
        (1.0, (0.0,), -0.1, "item q7: guessing must be at least 0 and below 1, got -0.1"),
        (1.0, (0.0,), math.nan, "item q7: guessing must be at least 0 and below 1, got nan"),
        (1.0, (0.0, 1.0), 0.2, "item q7: guessing is for items with two categories"),
    ],
)
def test_impossible_parameters_are_refused_by_item_and_value(discrimination, thresholds, guessing, message):
    with pytest.raises(InvalidDefinition) as refusal:
        GradedItem("q7", discrimination, thresholds, guessing)

    assert str(refusal.value) == message
