"""Items: their parameters by default, their answers, and what they refuse."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.errors import InvalidDefinition, UnknownReference
from pd_personalize_xblock.domain.framework import Scale
from pd_personalize_xblock.domain.items import NOT_APPLICABLE, NOT_SURE, ItemKind, Option, graded
from tests.builders import a_choice, a_frequency, a_rubric, a_scenario

from .strategies import some

MAKERS = {
    ItemKind.RUBRIC: a_rubric,
    ItemKind.FREQUENCY: a_frequency,
    ItemKind.CHOICE: a_choice,
    ItemKind.SCENARIO: a_scenario,
}


def test_a_frequency_weighs_less_than_a_rubric_and_a_rubric_less_than_a_keyed_item():
    scale = Scale.for_levels(4)

    weights = [graded(make(), scale).discrimination for make in (a_frequency, a_rubric, a_choice, a_scenario)]

    frequency, rubric, *keyed = weights
    assert frequency < rubric < min(keyed)


@pytest.mark.parametrize("levels", range(2, 9))
def test_a_rubric_of_all_levels_has_its_thresholds_at_the_cuts(levels):
    scale = Scale.for_levels(levels)

    item = graded(a_rubric(levels=range(levels)), scale)

    assert item.thresholds == scale.cuts


def test_a_rubric_of_some_levels_has_its_thresholds_where_they_begin():
    item = graded(a_rubric(levels=(0, 2, 3)), Scale((-1.5, 0.25, 2.0), 0, 2))

    assert item.thresholds == (0.25, 2.0)


def test_a_rubric_that_starts_above_level_0_says_nothing_about_where_its_first_level_begins():
    item = graded(a_rubric(levels=(1, 2)), Scale((-1.5, 0.25, 2.0), 0, 2))

    assert item.thresholds == (0.25,)


def test_a_choice_has_its_threshold_where_its_level_begins():
    item = graded(a_choice(level=2), Scale((-1.5, 0.25, 2.0), 0, 2))

    assert item.thresholds == (0.25,)


def test_full_credit_in_a_scenario_shows_its_level_and_partial_credit_less():
    item = graded(a_scenario(level=2), Scale((-1.5, 0.25, 2.0), 0, 2))

    partial, full = item.thresholds
    assert partial < full == 0.25


def test_a_frequency_is_spread_evenly_around_its_level():
    first, middle, last = graded(a_frequency(level=2, steps=4), Scale((-1.5, 0.25, 2.0), 0, 2)).thresholds

    assert middle == pytest.approx(0.25)
    assert middle - first == pytest.approx(last - middle)


def test_what_the_author_gives_goes_before_every_default():
    item = a_choice(discrimination=0.8, thresholds=(1.25,), guessing=0.33, minutes=2.5)

    parameters = graded(item, Scale.for_levels(4))

    assert (parameters.discrimination, parameters.thresholds, parameters.guessing) == (0.8, (1.25,), 0.33)
    assert item.expected_minutes == 2.5


def test_an_option_is_scored_by_what_it_earns_not_by_where_it_stands():
    item = a_scenario()

    earned = [item.category_of(str(position)) for position in range(3)]

    assert earned == [0, 2, 1]


@pytest.mark.parametrize("make", MAKERS.values())
@pytest.mark.parametrize("answer", [NOT_SURE, NOT_APPLICABLE])
def test_every_kind_of_item_takes_an_answer_that_says_nothing_about_ability(make, answer):
    assert make().category_of(answer) is None


@some
@given(
    st.sampled_from(list(MAKERS)), st.text() | st.sampled_from(["-1", "4", "01", "00000", "1.0", "٣", "²", " 1", "1_0"])
)
def test_an_answer_that_is_not_on_offer_is_refused(kind, answer):
    item = MAKERS[kind]()
    assume(answer not in [str(position) for position in range(len(item.options))])

    with pytest.raises(UnknownReference, match=f"item {item.id} has no option"):
        item.category_of(answer)


def _options(*credits, levels=None):
    return tuple(
        Option("An answer", c, level) for c, level in zip(credits, levels or [None] * len(credits), strict=True)
    )


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("rubric", {"level": 2}, "a rubric has no level of its own, its options have"),
        (
            "rubric",
            {"options": _options(0, 1, levels=(0, None))},
            "give every option of a rubric its level, or none of them",
        ),
        (
            "rubric",
            {"options": _options(0, 1, levels=(2, 1))},
            "the options' levels must rise from 0 or higher, got [2, 1]",
        ),
        (
            "rubric",
            {"options": _options(0, 1, levels=(1, 1))},
            "the options' levels must rise from 0 or higher, got [1, 1]",
        ),
        (
            "rubric",
            {"options": _options(0, 1, levels=(-1, 0))},
            "the options' levels must rise from 0 or higher, got [-1, 0]",
        ),
        (
            "rubric",
            {"options": _options(1, 0, levels=(0, 1))},
            "the options of a rubric item go from lowest to highest",
        ),
        ("frequency", {"options": _options(1, 0)}, "the options of a frequency item go from lowest to highest"),
        ("frequency", {"options": _options(0, 1, levels=(0, 1))}, "only the options of a rubric have levels"),
        ("frequency", {"level": None}, "a frequency item needs the level (1 or higher) it shows"),
        ("frequency", {"guessing": 0.2}, "only a choice item can have guessing"),
        ("choice", {"level": 0}, "a choice item needs the level (1 or higher) it shows"),
        ("choice", {"level": -1}, "a choice item needs the level (1 or higher) it shows"),
        (
            "choice",
            {"options": _options(0, 1, 1)},
            "exactly one option of a choice has credit 1, the others 0",
        ),
        (
            "choice",
            {"options": _options(0, 1, 2)},
            "exactly one option of a choice has credit 1, the others 0",
        ),
        (
            "choice",
            {"options": _options(0, 0)},
            "the options' credits must use every step from 0 to the highest, got [0]",
        ),
        (
            "scenario",
            {"options": _options(0, 2)},
            "the options' credits must use every step from 0 to the highest, got [0, 2]",
        ),
        (
            "scenario",
            {"options": _options(-1, 0, 1)},
            "the options' credits must use every step from 0 to the highest, got [-1, 0, 1]",
        ),
        ("scenario", {"options": _options(0, 1, levels=(0, 1))}, "only the options of a rubric have levels"),
        ("scenario", {"guessing": 0.2}, "only a choice item can have guessing"),
        ("rubric", {"thresholds": (0.0, 1.0)}, "4 categories need 3 thresholds, got 2"),
        ("choice", {"minutes": 0.0}, "minutes must be above 0, got 0.0"),
        ("choice", {"minutes": -1.0}, "minutes must be above 0, got -1.0"),
        ("choice", {"minutes": math.inf}, "minutes must be above 0, got inf"),
        ("choice", {"minutes": math.nan}, "minutes must be above 0, got nan"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused_by_name(kind, fields, message):
    with pytest.raises(InvalidDefinition) as refusal:
        MAKERS[kind]("q7", **fields)

    assert str(refusal.value) == f"item q7: {message}"
