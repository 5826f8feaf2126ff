"""What the author's rules leave to a teacher's own word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.allowed import Retake, highest_starts, retake_of
from pd_personalize_xblock.domain.definition import Rules, StartHigher
from pd_personalize_xblock.domain.items import NOT_SURE
from pd_personalize_xblock.domain.learner import (
    Attempt,
    AttemptStatus,
    Choice,
    ChoiceKind,
    LearnerRecord,
    SignOff,
    standing_of,
)
from pd_personalize_xblock.domain.pathway import attained_levels
from pd_personalize_xblock.domain.placement import place
from tests.builders import a_definition, a_rubric

from .parts import a_bank, answers_to
from .strategies import some
from .test_learner import NOW, a_placement, a_start, some_work


def rubrics(**given):
    """A placement of ``goals`` by answers to two rubrics."""
    bank = a_bank(*(a_rubric(name) for name in ("r1", "r2")))
    return place(bank, answers_to(bank, given), attempt=1, definition_hash="h")


BETWEEN = rubrics(r1=1, r2=2)
UNSURE = rubrics(r1=NOT_SURE, r2=NOT_SURE)


def highest(rule, record=None, **record_fields):
    definition = a_definition(rules=Rules(start_higher=rule))
    return highest_starts(definition, record or LearnerRecord(**record_fields))["goals"]


def test_without_a_rule_anyone_may_start_anywhere():
    assert highest(StartHigher.ANYONE) == 3


@pytest.mark.parametrize("rule", [StartHigher.BORDERLINE, StartHigher.NOBODY])
def test_what_is_shown_without_a_choice_is_always_free(rule):
    word = SignOff("goals", 3, True, None, NOW)

    assert highest(rule, placements=(a_placement(2),)) == 2
    assert highest(rule, placements=(a_placement(0),), sign_offs=(word,)) == 3
    assert highest(rule, placements=(a_placement(0),), evidence=(some_work(),)) == 1


def test_one_level_up_is_free_where_the_answers_lie_between_two_levels():
    placed = BETWEEN.competencies["goals"]
    assert (placed.level, placed.borderline_with) in {(1, 2), (2, 1)}
    up = placed.borderline_with > placed.level

    assert highest(StartHigher.BORDERLINE, placements=(BETWEEN,)) == placed.level + up
    assert highest(StartHigher.NOBODY, placements=(BETWEEN,)) == placed.level


def test_a_close_call_with_the_level_below_lifts_nobody():
    placed = BETWEEN.competencies["goals"]
    level, other = sorted((placed.level, placed.borderline_with), reverse=True)
    close_below = _with(BETWEEN, level=level, borderline_with=other)
    close_above = _with(BETWEEN, level=other, borderline_with=level)

    assert highest(StartHigher.BORDERLINE, placements=(close_below,)) == level
    assert highest(StartHigher.BORDERLINE, placements=(close_above,)) == other + 1


def _with(placement, **fields):
    return replace(placement, competencies={"goals": replace(placement.competencies["goals"], **fields)})


@pytest.mark.parametrize("placements", [(), (UNSURE,)], ids=["skipped", "not sure"])
def test_one_level_up_is_free_where_nothing_was_measured(placements):
    assert highest(StartHigher.BORDERLINE, placements=placements) == 1
    assert highest(StartHigher.NOBODY, placements=placements) == 0


def test_going_up_by_a_choice_opens_no_further_step():
    assert highest(StartHigher.BORDERLINE, choices=(a_start(1),)) == 1


def test_a_choice_made_under_earlier_rules_and_the_one_before_it_stay_free():
    assert highest(StartHigher.NOBODY, choices=(a_start(3),)) == 3
    assert highest(StartHigher.NOBODY, choices=(a_start(3), a_start(None))) == 3
    assert highest(StartHigher.NOBODY, choices=(a_start(3), a_start(1), a_start(None))) == 1


def test_a_goal_lifts_nobodys_start():
    goal = Choice(ChoiceKind.GOAL, "goals", 3, NOW)

    assert highest(StartHigher.NOBODY, choices=(goal,)) == 0


def sat(*statuses, refines=None, competency=None):
    """One sitting after the other, each a day later."""
    return LearnerRecord(
        attempts=tuple(
            Attempt(
                number,
                "h",
                "x",
                NOW,
                status=status,
                ended_at=NOW + timedelta(days=number - 1),
                refines=refines if number > 1 else None,
                competency=competency if number > 1 else None,
            )
            for number, status in enumerate(statuses, start=1)
        )
    )


FINISHED, SKIPPED = AttemptStatus.FINISHED, AttemptStatus.SKIPPED


def test_without_a_rule_the_questions_can_be_taken_as_often_as_one_likes_even_if_the_clock_has_jumped_back():
    assert retake_of(Rules(), sat(*[FINISHED] * 9), now=NOW).is_allowed


def test_whoever_has_never_finished_is_held_by_no_rule():
    strict = Rules(retakes=0, retake_after_days=365)

    assert retake_of(strict, LearnerRecord(), now=NOW) == Retake()
    assert retake_of(strict, sat(SKIPPED), now=NOW) == Retake()


def test_only_whole_diagnostics_that_were_finished_are_counted():
    twice = Rules(retakes=2)

    assert retake_of(twice, sat(FINISHED), now=NOW).left == 2
    assert retake_of(twice, sat(FINISHED, SKIPPED, FINISHED), now=NOW).left == 1
    assert retake_of(twice, sat(FINISHED, FINISHED, refines=1), now=NOW).left == 2
    assert retake_of(twice, sat(FINISHED, FINISHED, competency="goals"), now=NOW).left == 2
    assert not retake_of(twice, sat(FINISHED, FINISHED, FINISHED, FINISHED), now=NOW).is_allowed


def test_the_days_run_from_the_end_of_the_last_questions_about_everything():
    rules = Rules(retake_after_days=30)
    record = sat(FINISHED, FINISHED)
    free = NOW + timedelta(days=31)

    assert retake_of(rules, record, now=free - timedelta(seconds=1)) == Retake(None, free)
    assert retake_of(rules, record, now=free).is_allowed
    assert retake_of(rules, sat(FINISHED, FINISHED, competency="goals"), now=free - timedelta(days=1)).is_allowed


@some
@given(st.lists(st.tuples(st.sampled_from(["choose", "work"]), st.none() | st.integers(0, 3)), max_size=8))
def test_where_nobody_may_no_choice_that_is_allowed_raises_what_is_shown(steps):
    definition = a_definition(rules=Rules(start_higher=StartHigher.NOBODY))
    record = LearnerRecord(placements=(a_placement(1),))
    for what, level in steps:
        if what == "work":
            record = replace(record, evidence=(*record.evidence, some_work(f"goals-{(level or 0) + 1}")))
        elif level is None or level <= highest_starts(definition, record)["goals"]:
            record = replace(record, choices=(*record.choices, a_start(level)))

        shown = attained_levels(definition, standing_of(definition, replace(record, choices=())))
        assert attained_levels(definition, standing_of(definition, record)) == shown
