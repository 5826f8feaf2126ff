"""The mirror: self-view against what was shown, when there is enough of both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.joint import propagate
from pd_personalize_xblock.domain.mirror import SELF_SHOWN_CORRELATION, reflect
from tests.builders import a_rubric, a_scenario

from .parts import a_bank, categories, keyed
from .strategies import some

SELF, SHOWN = ("r1", "r2", "r3"), ("k1", "k2", "k3")


def both_kinds():
    return a_bank(*(a_rubric(id) for id in SELF), *(keyed(id, a=2.0, b=i - 2.0) for i, id in enumerate(SHOWN)))


def test_a_high_self_view_over_failed_checks_lies_above_and_the_other_way_round_below():
    bank = both_kinds()

    above = reflect(bank, categories(r1=3, r2=3, k1=0, k2=0))
    below = reflect(bank, categories(r1=0, r2=0, k1=1, k2=1, k3=1))

    assert 0 < above.low < above.difference < above.high
    assert below.low < below.difference < below.high < 0


def test_where_both_agree_there_is_nothing_to_reflect():
    assert reflect(both_kinds(), categories(r1=1, r2=2, k1=1, k2=1, k3=0)) is None


@pytest.mark.parametrize("scored", [{"r1": 3, "k1": 0, "k2": 0}, {"r1": 3, "r2": 3, "r3": 3, "k1": 0}, {"r1": 3}, {}])
def test_one_answer_of_a_kind_is_too_few(scored):
    assert reflect(both_kinds(), categories(**scored)) is None


def test_a_scenario_is_a_check_and_not_a_self_rating():
    bank = a_bank(a_rubric("r1"), a_rubric("r2"), a_scenario("s1", level=1), a_scenario("s2", level=1))

    reflection = reflect(bank, categories(r1=3, r2=3, s1=0, s2=0))

    assert reflection.difference > 0


@some
@given(st.lists(st.integers(0, 3), min_size=3, max_size=3), st.lists(st.integers(0, 1), min_size=3, max_size=3))
def test_the_difference_is_that_of_two_correlated_abilities(self_rated, shown):
    bank = both_kinds()
    answers = dict(zip((*SELF, *SHOWN), (*self_rated, *shown), strict=True))

    reflection = reflect(bank, categories(**answers))

    tables = bank.log_likelihoods
    views = np.array([[sum(tables[id][answers[id]] for id in kind) for kind in (SELF, SHOWN)]])
    covariance = 4.0 * np.array([[1, SELF_SHOWN_CORRELATION], [SELF_SHOWN_CORRELATION, 1]])
    joint = propagate(bank.grid.points, views, answered=(0, 1), mean=np.zeros(2), covariance=covariance)
    mean = joint.mean[0, 0] - joint.mean[0, 1]
    spread = np.sqrt(joint.variance[0].sum() - 2 * joint.covariance[0, 0, 1])
    assert (reflection is not None) == pytest.approx(abs(mean) > 1.2816 * spread) or abs(
        abs(mean) - 1.2816 * spread
    ) < 0.15 * spread
    if reflection:
        assert reflection.difference == pytest.approx(mean, abs=0.06)
