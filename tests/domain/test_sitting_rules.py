"""Close calls, the random question, own evidence, and going on from an earlier sitting."""

from __future__ import annotations

import itertools

import pytest

from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.diagnostic import EXPLORED_BETWEEN, next_item, progress
from pd_personalize_xblock.domain.items import NOT_SURE
from pd_personalize_xblock.domain.placement import place
from tests.builders import a_choice, a_rubric

from .parts import a_bank, an_answer, answers_to

TWO = ("goals", "feedback")


def whole_sitting(bank, choose, *, seed="x", earlier=()):
    responses = []
    while item := next_item(bank, tuple(responses), seed=seed, earlier=earlier):
        responses.append(an_answer(bank, item.id, choose(item), sequence=len(responses)))
    return tuple(responses)


def levels_of(bank, responses):
    return place(bank, responses, attempt=1, definition_hash="h").competencies


def test_close_calls_alone_share_the_extra_questions():
    items = (a_rubric(f"{c}-{i}", c, discrimination=1.5) for c in TWO for i in range(9))
    rules = Rules(max_questions=6, extra_questions=4, stop_probability=0.95, stop_standard_error=0.0, explore=False)
    bank = a_bank(*items, competencies=TWO, rules=rules)

    # Feedback is at the top for sure; goals lie between two levels.
    turns = itertools.cycle((1, 2))
    answers = whole_sitting(bank, lambda item: 3 if item.competency == "feedback" else next(turns))

    before = levels_of(bank, answers[:6])
    extra = [bank.definition.item(response.item_id).competency for response in answers[6:]]
    assert before["goals"].borderline_with is not None
    assert before["feedback"].borderline_with is None
    assert 0 < len(extra) <= 4
    assert set(extra) == {"goals"}


def test_without_close_calls_no_extra_questions_are_asked():
    items = (a_rubric(f"q{i}", discrimination=1.0) for i in range(9))
    rules = Rules(max_questions=4, extra_questions=4, stop_probability=0.999, stop_standard_error=0.0)
    bank = a_bank(*items, rules=rules)

    answers = whole_sitting(bank, lambda item: 3)

    assert levels_of(bank, answers)["goals"].borderline_with is None
    assert len(answers) == 4


def test_extra_questions_keep_to_the_minutes():
    items = (a_rubric(f"q{i}", minutes=1.0) for i in range(9))
    rules = Rules(max_questions=3, max_minutes=4.0, extra_questions=6, stop_probability=0.999, stop_standard_error=0)
    bank = a_bank(*items, rules=rules)

    answers = whole_sitting(bank, lambda item: 1 + int(item.id[-1]) % 2)

    assert len(answers) <= 4


def explored(bank, seed):
    """The place of the question that could not have been the best, if there is one."""
    answers = whole_sitting(bank, lambda item: 1, seed=seed)
    return [i for i, response in enumerate(answers) if response.item_id.startswith("poor")]


def test_one_question_of_a_sitting_may_be_any_and_the_rest_are_chosen():
    items = [a_rubric(f"good-{i}", discrimination=3.0) for i in range(12)]
    poor = [a_choice(f"poor-{i}", discrimination=0.05, minutes=0.5) for i in range(12)]
    rules = Rules(max_questions=12, extra_questions=0, stop_probability=0.9999, stop_standard_error=0.0)
    bank = a_bank(*items, *poor, rules=rules)

    places = [explored(bank, f"teacher {i}") for i in range(30)]

    assert {len(each) for each in places} == {0, 1}
    found = {place for each in places for place in each}
    assert len(found) > 2
    assert min(found) >= EXPLORED_BETWEEN[0]
    assert max(found) <= EXPLORED_BETWEEN[1]


def test_an_author_can_do_without_the_random_question():
    items = [a_rubric(f"good-{i}", discrimination=3.0) for i in range(12)]
    poor = [a_choice(f"poor-{i}", discrimination=0.05, minutes=0.5) for i in range(12)]
    rules = Rules(max_questions=12, extra_questions=0, stop_probability=0.9999, stop_standard_error=0.0, explore=False)
    bank = a_bank(*items, *poor, rules=rules)

    assert [explored(bank, f"teacher {i}") for i in range(10)] == [[]] * 10


def test_answers_that_say_nothing_are_no_evidence_however_many():
    bank = a_bank(*(a_choice(f"hopeless-{i}", discrimination=4.0, thresholds=(12.0,)) for i in range(4)))

    placed = levels_of(bank, answers_to(bank, {f"hopeless-{i}": 0 for i in range(4)}))["goals"]

    assert placed.likely_level == 2  # what the prior says
    assert (placed.level, placed.status) == (0, "not_enough_evidence")


def test_a_sitting_that_goes_on_from_another_asks_what_that_one_did_not():
    items = (a_rubric(f"{c}-{i}", c) for c in TWO for i in range(4))
    bank = a_bank(*items, competencies=TWO, rules=Rules(max_questions=3, extra_questions=0, stop_probability=0.99))
    first = whole_sitting(bank, lambda item: 1)

    second = whole_sitting(bank, lambda item: 1, earlier=first)

    assert not {r.item_id for r in first} & {r.item_id for r in second}
    assert len(second) == 3
    assert progress(bank, (), earlier=first).questions_asked == 0
    assert levels_of(bank, (*first, *second))["goals"].scored != levels_of(bank, first)["goals"].scored


def test_what_an_earlier_sitting_settled_is_not_asked_again():
    items = (a_rubric(f"{c}-{i}", c, discrimination=4.0) for c in TWO for i in range(4))
    bank = a_bank(*items, competencies=TWO)
    earlier = answers_to(bank, {"goals-0": 3, "goals-1": 3})

    answers = whole_sitting(bank, lambda item: 3, earlier=earlier)

    asked = [bank.definition.item(r.item_id).competency for r in answers]
    assert asked.count("goals") <= 1  # the random one
    assert "feedback" in asked


@pytest.mark.parametrize("option", [NOT_SURE, "0"])
def test_a_question_answered_before_is_gone_even_if_it_was_not_sure(option):
    bank = a_bank(a_rubric("a"), a_rubric("b"), a_rubric("c"))
    earlier = answers_to(bank, {"a": option, "b": 2})

    assert next_item(bank, (), seed="x", earlier=earlier).id == "c"
