"""Which item comes next: against enumeration of every decision and every answer."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.selection import choose_item, expected_gain, level_loss
from tests.builders import a_choice, a_rubric

from .measures import gain_by_enumeration, least_distance
from .parts import a_bank, categories, keyed
from .strategies import answered, many, some

masses = st.lists(st.floats(0, 1), min_size=2, max_size=8)


@many
@given(masses)
@example([0.25, 0.25, 0.25, 0.25])
@example([0.5, 0.0, 0.5])
@example([0.0, 0.0])
def test_level_loss_is_the_least_expected_distance_of_any_decision(p_level):
    assert level_loss(p_level) == pytest.approx(least_distance(p_level), abs=1e-12)


@many
@given(masses, st.floats(0.01, 100))
def test_level_loss_scales_with_the_masses(p_level, factor):
    scaled = level_loss([factor * p for p in p_level])

    assert scaled == pytest.approx(factor * level_loss(p_level), abs=1e-9)


def test_nothing_is_lost_where_the_level_is_certain():
    assert level_loss([0.0, 0.0, 1.0, 0.0]) == 0


@some
@given(answered(), st.data())
def test_expected_gain_agrees_with_scoring_every_answer_the_item_could_get(given, data):
    item_id = data.draw(st.sampled_from(sorted(given.bank.graded)))
    scored = tuple(answer for answer in given.scored if answer[0] != item_id)

    loss, variance = expected_gain(given.bank, item_id, scored)

    by_loss, by_variance = gain_by_enumeration(given.bank, item_id, scored)
    assert loss == pytest.approx(by_loss, abs=1e-5)
    assert variance == pytest.approx(by_variance, abs=1e-6)


@many
@given(answered(most=10.0), st.data())
def test_asking_is_never_expected_to_do_harm(given, data):
    item_id = data.draw(st.sampled_from(sorted(given.bank.graded)))
    scored = tuple(answer for answer in given.scored if answer[0] != item_id)

    loss, variance = expected_gain(given.bank, item_id, scored)

    assert loss >= -1e-12
    assert variance >= -1e-9


def test_an_item_that_tells_nothing_gains_nothing():
    bank = a_bank(keyed("empty", a=1e-9, b=0.0), a_rubric("r1"), a_rubric("r2"))

    loss, variance = expected_gain(bank, "empty", categories(r1=3, r2=3))

    assert loss == pytest.approx(0, abs=1e-12)
    assert variance == pytest.approx(0, abs=1e-9)


def test_the_same_seed_always_chooses_the_same_item():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(6)))
    candidates = dict.fromkeys(bank.graded, ())

    chosen = {choose_item(bank, candidates=candidates, seed="a teacher") for _ in range(20)}

    assert len(chosen) == 1


def test_the_order_in_which_candidates_are_listed_makes_no_difference():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(6)))
    candidates = dict.fromkeys(bank.graded, ())
    backwards = dict(reversed(candidates.items()))

    forth, back = (choose_item(bank, candidates=listed, seed="x") for listed in (candidates, backwards))

    assert forth == back


def test_colleagues_do_not_all_get_the_same_of_equally_good_items():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(6)))
    candidates = dict.fromkeys(bank.graded, ())

    chosen = {choose_item(bank, candidates=candidates, seed=f"teacher {i}") for i in range(60)}

    assert len(chosen) > 3


def test_a_clearly_better_item_is_chosen_whatever_the_seed():
    bank = a_bank(a_rubric("strong"), keyed("weak", a=0.2, b=0.0))
    candidates = dict.fromkeys(bank.graded, ())

    chosen = {choose_item(bank, candidates=candidates, seed=f"teacher {i}") for i in range(30)}

    assert chosen == {"strong"}


def test_the_competency_whose_level_is_least_certain_is_asked_about_first():
    bank = a_bank(
        a_rubric("g1"), a_rubric("g2"), a_rubric("g3"), a_rubric("f1", "feedback"), competencies=("goals", "feedback")
    )
    well_known = categories(g1=3, g2=3)

    chosen = choose_item(bank, candidates={"g3": well_known, "f1": ()}, seed="x")

    assert chosen == "f1"


def test_where_no_single_answer_could_change_a_level_the_spread_decides():
    strong, weak = keyed("strong", a=1.0, b=-3.0), keyed("weak", a=0.1, b=-3.0)
    bank = a_bank(strong, weak, a_choice("top", level=3, discrimination=8.0), levels=4)
    at_the_top = categories(top=1)
    gains = {item_id: expected_gain(bank, item_id, at_the_top) for item_id in ("strong", "weak")}

    chosen = choose_item(bank, candidates={"strong": at_the_top, "weak": at_the_top}, seed="x")

    assert max(loss for loss, _ in gains.values()) < 1e-6
    assert chosen == "strong"
