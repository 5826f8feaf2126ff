"""What would change a placement: against scoring every changed answer by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.correlations import Correlations
from pd_personalize_xblock.domain.definition import Rules, Scoring
from pd_personalize_xblock.domain.diagnostic import Answers
from pd_personalize_xblock.domain.placement import place_by
from pd_personalize_xblock.domain.sensitivity import Change, what_would_change
from tests.builders import a_rubric

from .parts import a_bank
from .strategies import some

TWO = ("goals", "feedback")
IDS = tuple(f"{c}-{i}" for c in TWO for i in range(3))


def two_competencies(r=0.7, **rules):
    items = (a_rubric(id, id.partition("-")[0], discrimination=1.0) for id in IDS)
    return a_bank(*items, competencies=TWO, correlations=Correlations(r, r), rules=Rules(**rules))


def sorted_out(scored):
    return {c: Answers(tuple((i, k) for i, k in sorted(scored.items()) if i.startswith(c)), 0, 0) for c in TWO}


def one_by_one(bank, scored, competency):
    """Place again for every single change."""
    now = place_by(bank, sorted_out(scored))[competency].level
    tried = ((item, category) for item in sorted(scored) for category in range(4) if category != scored[item])
    placed = ((*one, place_by(bank, sorted_out(scored | {one[0]: one[1]}))[competency].level) for one in tried)
    return tuple(Change(*one) for one in placed if one[2] != now)


@some
@given(st.dictionaries(st.sampled_from(IDS), st.integers(0, 3)), st.sampled_from(list(Scoring)))
def test_every_changed_answer_that_moves_the_level_is_named_and_no_other(scored, scoring):
    bank = two_competencies(scoring=scoring)

    changes = what_would_change(bank, sorted_out(scored), "goals")

    measured = place_by(bank, sorted_out(scored))["goals"].is_measured
    assert changes == (one_by_one(bank, scored, "goals") if measured else ())


def test_in_a_close_call_an_answer_about_a_related_competency_can_tip_the_level():
    close, unrelated = two_competencies(0.9), two_competencies(0.0)
    scored = sorted_out({"goals-0": 1, "goals-1": 2, "feedback-0": 1, "feedback-1": 1})

    tipping, alone = ({c.item_id for c in what_would_change(bank, scored, "goals")} for bank in (close, unrelated))

    assert tipping & {"feedback-0", "feedback-1"}
    assert alone <= {"goals-0", "goals-1"}


@pytest.mark.parametrize("scored", [{}, {"goals-0": 3}, {"feedback-0": 3, "feedback-1": 3}])
def test_without_enough_answers_of_its_own_there_is_no_level_to_change(scored):
    assert what_would_change(two_competencies(), sorted_out(scored), "goals") == ()
