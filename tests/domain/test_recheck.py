"""A few fresh questions about one competency."""

from __future__ import annotations

import pytest

from pd_personalize_xblock.domain.definition import Rules, Scoring
from pd_personalize_xblock.domain.diagnostic import Response
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.placement import PlacementStatus, place
from pd_personalize_xblock.domain.recheck import can_be_rechecked, next_recheck_item, recheck_progress
from tests.builders import a_choice, a_competency, a_definition, a_frequency, a_rubric, a_scenario

ITEMS = (
    a_rubric("r1"),
    a_rubric("r2"),
    a_frequency("f1"),
    a_choice("k1"),
    a_scenario("s1"),
    a_rubric("other", "feedback"),
)


def a_bank(*items, **rules):
    competencies = (a_competency("goals"), a_competency("feedback"))
    return ItemBank(a_definition(competencies=competencies, items=items or ITEMS, rules=Rules(**rules)))


def asked(bank, *, seen=(), answer=lambda item: str(item.top_category), seed="seed"):
    """Return the responses of a whole re-check of ``goals``."""
    responses = ()
    while (item := next_recheck_item(bank, responses, competency="goals", seen=seen, seed=seed)) is not None:
        option = answer(item)
        category = int(option) if option.isdigit() else None
        responses += (Response(len(responses), item.id, option, category),)
    return responses


def ids(responses):
    return [response.item_id for response in responses]


def test_questions_with_a_key_come_first():
    assert set(ids(asked(a_bank()))[:2]) == {"k1", "s1"}


def test_questions_that_were_not_seen_come_before_those_with_a_key():
    order = ids(asked(a_bank(), seen={"k1", "s1", "r1"}))

    assert set(order[:2]) == {"r2", "f1"}
    assert order[2] in {"k1", "s1"}


def test_only_questions_about_the_competency_are_asked():
    assert "other" not in ids(asked(a_bank(stop_probability=0.99, stop_standard_error=0.0)))


def test_it_takes_three_questions_at_least_and_six_at_most():
    sure, never = {"stop_probability": 0.51}, {"stop_probability": 0.999, "stop_standard_error": 0.0}
    many = tuple(a_rubric(f"r{i}") for i in range(9))

    assert len(asked(a_bank(**sure))) == 3
    assert len(asked(a_bank(*many, **never))) == 6


def test_somebody_who_is_never_sure_is_let_go_after_two():
    assert len(asked(a_bank(), answer=lambda item: "not_sure")) == 2


def test_the_same_answers_lead_to_the_same_questions():
    assert ids(asked(a_bank())) == ids(asked(a_bank()))


def test_by_average_too():
    bank = a_bank(scoring=Scoring.AVERAGE)

    assert ids(asked(bank)) == ["k1", "s1", "r1", "r2", "f1"]


def test_a_competency_with_fewer_than_three_questions_cannot_be_checked_again():
    definition = a_bank().definition

    assert can_be_rechecked(definition, "goals")
    assert not can_be_rechecked(definition, "feedback")


@pytest.mark.parametrize("done", [0, 1, 2])
def test_progress_counts_down_to_three(done):
    bank = a_bank()

    progress = recheck_progress(bank, asked(bank)[:done], competency="goals")

    assert (progress.questions_asked, progress.questions_left) == (done, 3 - done)
    assert progress.minutes_left > 0


def test_it_places_in_its_competency_alone():
    bank = a_bank()

    placement = place(bank, asked(bank), attempt=2, definition_hash="h", only="goals")

    assert list(placement.competencies) == ["goals"]
    assert placement.competencies["goals"].status is PlacementStatus.MEASURED
    assert placement.levels["goals"] >= 2
