"""One sitting: its budget, its stopping, and that it asks the same again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.definition import Rules, Scoring
from pd_personalize_xblock.domain.diagnostic import (
    Response,
    Withdrawal,
    answers_by_competency,
    next_item,
    progress,
    responses_that_count,
)
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.domain.items import NOT_APPLICABLE, NOT_SURE
from pd_personalize_xblock.domain.placement import PlacementStatus, place
from tests.builders import a_choice, a_frequency, a_rubric, a_scenario

from .parts import a_bank, an_answer, answers_to, core
from .strategies import some

TWO = ("goals", "feedback")
MINUTES = (0.3, 0.5, 1.0, 2.5, 20.0)


def whole_sitting(bank, choose, *, seed="x"):
    """Ask until the sitting is over; ``choose`` picks an option for each item."""
    responses = []
    while item := next_item(bank, tuple(responses), seed=seed):
        responses.append(an_answer(bank, item.id, choose(item), sequence=len(responses)))
    return tuple(responses)


def mixed_bank(rules=None, *, minutes=None):
    """Two competencies with four items each, of every kind."""
    makers = (a_rubric, a_frequency, a_choice, a_scenario)
    items = (make(f"{c}-{make.__name__}", c, minutes=minutes) for c in TWO for make in makers)
    return a_bank(*items, competencies=TWO, rules=rules)


@st.composite
def sittings(draw):
    """A bank under random rules, and a teacher who answers somehow."""
    minutes = draw(st.lists(st.none() | st.sampled_from(MINUTES), min_size=1, max_size=8))
    items = [a_rubric(f"q{i}", TWO[i % 2], minutes=each) for i, each in enumerate(minutes)]
    rules = Rules(
        max_questions=draw(st.integers(1, 6)),
        max_minutes=draw(st.sampled_from((0.4, 1.0, 3.0, 12.0))),
        extra_questions=draw(st.integers(0, 2)),
        explore=draw(st.booleans()),
        scoring=draw(st.sampled_from(Scoring)),
    )
    options = st.sampled_from(("0", "1", "2", "3", NOT_SURE, NOT_APPLICABLE))
    chosen = draw(st.lists(options, min_size=len(items), max_size=len(items)))
    by_item = {item.id: option for item, option in zip(items, chosen, strict=True)}
    return a_bank(*items, competencies=TWO, rules=rules), lambda item: by_item[item.id]


@some
@given(sittings())
def test_no_sitting_is_longer_than_its_budget(sitting):
    bank, choose = sitting
    rules = bank.definition.rules

    asked = [bank.definition.item(response.item_id) for response in whole_sitting(bank, choose)]

    assert len(asked) <= rules.max_questions + rules.extra_questions
    total = sum(item.expected_minutes for item in asked)
    assert total <= rules.max_minutes + 1e-9 or (len(asked) == 1 and asked[0].expected_minutes > rules.max_minutes)


@some
@given(sittings())
def test_nothing_is_asked_twice(sitting):
    bank, choose = sitting

    asked = [response.item_id for response in whole_sitting(bank, choose)]

    assert len(asked) == len(set(asked))


@some
@given(sittings())
def test_what_is_left_never_exceeds_the_budget_and_is_nothing_at_the_end(sitting):
    bank, choose = sitting
    rules = bank.definition.rules

    responses = whole_sitting(bank, choose)

    for asked in range(len(responses) + 1):
        seen = progress(bank, responses[:asked])
        assert seen.questions_asked == asked
        assert asked + seen.questions_left <= rules.max_questions + rules.extra_questions
        assert 0 <= seen.minutes_left <= rules.max_minutes
        assert (seen.questions_left == 0) == (asked == len(responses))


@some
@given(sittings(), st.randoms())
def test_a_resumed_sitting_asks_the_same_whatever_the_order_its_answers_come_back_in(sitting, random):
    bank, choose = sitting
    responses = whole_sitting(bank, choose)
    asked = len(responses) // 2
    stored = list(responses[:asked])
    random.shuffle(stored)

    resumed = next_item(bank, tuple(stored), seed="x")

    going_on = [response.item_id for response in responses[asked:]]
    assert ([resumed.id] if resumed else []) == going_on[:1]


def test_going_back_and_answering_alike_leads_to_the_same_next_question():
    bank = mixed_bank()
    first = next_item(bank, (), seed="x")
    given = an_answer(bank, first.id, 1, sequence=0)
    second = next_item(bank, (given,), seed="x")
    back = (given, Withdrawal(1, withdraws=0))
    offered_again = next_item(bank, responses_that_count(back), seed="x")
    again = responses_that_count((*back, an_answer(bank, first.id, 1, sequence=2)))

    after_going_back = next_item(bank, again, seed="x")

    assert offered_again == first
    assert after_going_back == second


def test_a_withdrawn_answer_counts_no_longer_and_the_others_stay():
    bank = mixed_bank()
    first, second = (an_answer(bank, f"goals-a_{kind}", 1, sequence=i) for i, kind in enumerate(("rubric", "choice")))

    standing = responses_that_count((first, second, Withdrawal(2, withdraws=0)))

    assert standing == (second,)


def test_withdrawing_what_was_never_given_changes_nothing():
    bank = mixed_bank()
    first = an_answer(bank, "goals-a_rubric", 1, sequence=0)

    standing = responses_that_count((first, Withdrawal(1, withdraws=7), Withdrawal(2, withdraws=7)))

    assert standing == (first,)


def test_not_sure_counts_in_the_budget():
    bank = mixed_bank(Rules(max_questions=3))

    responses = whole_sitting(bank, lambda _: NOT_SURE)

    assert len(responses) == 3


def test_not_sure_adds_no_likelihood():
    bank = mixed_bank()
    with_doubts = answers_to(
        bank, {"goals-a_rubric": 2, "goals-a_choice": NOT_SURE, "goals-a_scenario": NOT_APPLICABLE}
    )
    without = answers_to(bank, {"goals-a_rubric": 2})

    scored = [answers_by_competency(bank, responses)["goals"].scored for responses in (with_doubts, without)]

    assert scored[0] == scored[1] == (("goals-a_rubric", 2),)


def test_two_not_sure_and_nothing_else_end_a_competency_at_level_0_for_want_of_evidence():
    bank = mixed_bank()

    responses = whole_sitting(bank, lambda item: NOT_SURE if item.competency == "goals" else 1)

    placed = place(bank, responses, attempt=1, definition_hash="h").competencies["goals"]
    assert sum(bank.definition.item(r.item_id).competency == "goals" for r in responses) == 2
    assert (placed.level, placed.status) == (0, PlacementStatus.NOT_ENOUGH_EVIDENCE)


def test_two_not_sure_do_not_end_a_competency_that_has_another_answer():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(4)))
    responses = answers_to(bank, {"q0": 2, "q1": NOT_SURE, "q2": NOT_SURE})

    assert next_item(bank, responses, seed="x").id == "q3"


def test_does_not_apply_on_everything_asked_proposes_that_a_competency_is_out_of_role():
    bank = mixed_bank()

    responses = whole_sitting(bank, lambda item: NOT_APPLICABLE if item.competency == "goals" else 1)

    placed = place(bank, responses, attempt=1, definition_hash="h").competencies["goals"]
    assert sum(bank.definition.item(r.item_id).competency == "goals" for r in responses) == 2
    assert (placed.level, placed.status) == (0, PlacementStatus.OUT_OF_ROLE_PROPOSED)


def test_a_competency_is_settled_once_two_answers_make_a_level_likely_enough():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(6)), rules=Rules(stop_probability=0.9))

    responses = whole_sitting(bank, lambda _: 3)

    assert len(responses) == 2


def test_a_single_answer_never_settles_a_competency_however_strong():
    bank = a_bank(a_rubric("q1", discrimination=10.0), a_rubric("q2", discrimination=10.0))

    responses = whole_sitting(bank, lambda _: 3)

    assert len(responses) == 2


def test_a_competency_is_settled_once_its_standard_error_is_small_enough():
    strict = Rules(stop_probability=0.999, stop_standard_error=0.75)
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(10)), rules=strict)

    responses = whole_sitting(bank, lambda item: int(item.id[1]) % 2 + 1)

    answers = answers_by_competency(bank, responses)["goals"]
    assert len(responses) < 10
    assert bank.own_estimate(answers.scored).standard_error <= 0.75
    assert bank.own_estimate(answers.scored[:-1]).standard_error > 0.75


def test_a_competency_without_sections_is_not_asked_about():
    items = [a_rubric(f"{c}{i}", c) for c in TWO for i in range(3)]
    bank = a_bank(*items, competencies=TWO, sections=(core("s", "feedback", 1),))

    responses = whole_sitting(bank, lambda _: 1)

    assert {bank.definition.item(r.item_id).competency for r in responses} == {"feedback"}


def test_without_any_sections_every_competency_is_asked_about():
    bank = a_bank(*(a_rubric(f"{c}{i}", c) for c in TWO for i in range(3)), competencies=TWO)

    responses = whole_sitting(bank, lambda _: 1)

    assert {bank.definition.item(r.item_id).competency for r in responses} == set(TWO)


def test_a_sitting_without_items_is_over_before_it_starts():
    bank = a_bank()

    assert next_item(bank, (), seed="x") is None
    assert progress(bank, ()).questions_left == 0


def test_an_item_longer_than_a_whole_sitting_can_open_one_and_then_nothing_follows():
    bank = a_bank(a_rubric("long", minutes=30), a_rubric("longer", minutes=31), rules=Rules(max_minutes=12))

    first = next_item(bank, (), seed="x")
    then = next_item(bank, (an_answer(bank, first.id, 1),), seed="x")

    assert first.id in ("long", "longer")
    assert then is None


def test_an_item_too_long_for_what_is_left_makes_way_for_one_that_fits():
    bank = a_bank(
        a_rubric("short1", minutes=1),
        a_rubric("long", minutes=2, discrimination=9.0),
        a_rubric("short2", minutes=1),
        rules=Rules(max_minutes=2.0),
    )

    offered = next_item(bank, answers_to(bank, {"short1": 1}), seed="x")

    assert offered.id == "short2"


def test_two_teachers_may_be_asked_different_questions():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(8)))

    first_questions = {next_item(bank, (), seed=f"teacher {i}").id for i in range(40)}

    assert len(first_questions) > 3


def test_an_answer_to_an_item_that_is_gone_is_refused_by_name():
    with pytest.raises(UnknownReference, match="there is no item 'gone'"):
        answers_by_competency(a_bank(), (Response(0, "gone", "1", 1),))
