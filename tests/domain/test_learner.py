"""From a teacher's record to their standing: which placement, choice and evidence counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.domain.diagnostic import Response, Withdrawal
from pd_personalize_xblock.domain.learner import (
    Attempt,
    AttemptStatus,
    Choice,
    ChoiceKind,
    Evidence,
    LearnerRecord,
    Opening,
    SignOff,
    mastered_sections,
    placed_levels,
    standing_of,
)
from pd_personalize_xblock.domain.pathway import Standing, pathway_for
from pd_personalize_xblock.domain.placement import place
from tests.builders import a_definition, a_rubric, a_section, an_outside_section

from .parts import a_bank, answers_to
from .strategies import some

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def a_placement(level):
    """A placement of ``goals`` at a level, by two rubrics."""
    bank = a_bank(a_rubric("r1"), a_rubric("r2"))
    return place(bank, answers_to(bank, {"r1": level, "r2": level}), attempt=1, definition_hash="h")


def a_start(level):
    return Choice(ChoiceKind.START, "goals", level, NOW)


def a_role(level):
    return Choice(ChoiceKind.ROLE, "goals", level, NOW)


def some_work(section="goals-1", by=MasteryBy.COMPLETION, share=1.0):
    return Evidence(section, by, share, NOW)


def standing(*choices, placements=(), evidence=(), openings=()):
    return standing_of(a_definition(), LearnerRecord((), choices, tuple(evidence), openings, tuple(placements)))


def test_nothing_on_record_is_the_standing_of_a_newcomer():
    assert standing() == Standing()
    assert LearnerRecord().is_empty
    assert LearnerRecord().attempt is None


def test_the_highest_placement_counts_whichever_came_first():
    low, high = a_placement(1), a_placement(3)

    assert placed_levels([high, low]) == placed_levels([low, high]) == {"goals": 3}


def test_a_choice_to_start_higher_counts_as_shown():
    chosen = standing(a_start(3), placements=[a_placement(1)])

    assert (chosen.shown, chosen.start_lower) == ({"goals": 3}, {})


def test_a_choice_to_start_lower_takes_nothing_from_what_is_shown():
    chosen = standing(a_start(0), placements=[a_placement(2)])

    assert (chosen.shown, chosen.start_lower) == ({"goals": 2}, {"goals": 0})


def test_the_last_choice_of_a_kind_is_in_force():
    assert standing(a_start(3), a_start(1)).shown == {"goals": 1}


def test_a_start_chosen_higher_does_not_become_a_lower_one_when_a_later_sitting_shows_more():
    sittings = [
        Attempt(number, "h", "seed", NOW, status=AttemptStatus.FINISHED, ended_at=NOW + timedelta(days=day))
        for number, day in ((1, -1), (2, 1))
    ]
    placements = (a_placement(1), replace(a_placement(3), attempt=2))

    chosen = standing_of(a_definition(), LearnerRecord(tuple(sittings), (a_start(2),), placements=placements))

    assert chosen.shown == {"goals": 3}
    assert chosen.start_lower == {}


def test_a_choice_taken_back_is_as_if_it_had_not_been_made():
    placements = [a_placement(1)]

    assert standing(a_start(3), a_start(None), placements=placements) == standing(placements=placements)
    assert standing(a_role(0), a_role(None)) == Standing()


def test_leaving_a_competency_out_of_role_changes_no_start():
    chosen = standing(a_start(2), a_role(0))

    assert chosen.out_of_role == {"goals"}
    assert chosen.shown == {"goals": 2}


@pytest.mark.parametrize(
    ("mastery", "by", "share", "is_enough"),
    [
        (None, MasteryBy.COMPLETION, 1.0, True),
        (None, MasteryBy.COMPLETION, 0.99, False),
        (None, MasteryBy.GRADE, 1.0, False),
        (None, MasteryBy.SIGN_OFF, 1.0, False),
        (Mastery(MasteryBy.COMPLETION, 0.8), MasteryBy.COMPLETION, 0.8, True),
        (Mastery(MasteryBy.GRADE), MasteryBy.GRADE, 0.7, True),
        (Mastery(MasteryBy.GRADE), MasteryBy.GRADE, 0.69, False),
        (Mastery(MasteryBy.GRADE), MasteryBy.COMPLETION, 1.0, False),
        (Mastery(MasteryBy.SIGN_OFF), MasteryBy.SIGN_OFF, 1.0, True),
    ],
)
def test_a_section_is_mastered_by_evidence_that_meets_its_rule(mastery, by, share, is_enough):
    definition = a_definition(sections=(a_section("s", mastery=mastery),))

    mastered = mastered_sections(definition, [some_work("s", by, share)])

    assert mastered == ({"s"} if is_enough else set())


def test_an_outside_opportunity_is_mastered_by_a_note():
    definition = a_definition(sections=(an_outside_section("visit"),))

    assert mastered_sections(definition, [some_work("visit", MasteryBy.NOTE)]) == {"visit"}


def test_one_sufficient_record_is_enough_whatever_came_after_it():
    assert standing(evidence=[some_work(share=1.0), some_work(share=0.2)]).mastered == {"goals-1"}


def test_evidence_of_a_section_that_is_gone_is_left_alone():
    assert standing(evidence=[some_work("gone")]).mastered == frozenset()


def test_openings_are_kept_even_of_sections_that_are_gone():
    openings = (Opening("goals-3", "h", NOW), Opening("gone", "older", NOW))

    assert standing(openings=openings).opened == {"goals-3", "gone"}


def test_an_attempt_counts_what_was_not_withdrawn_and_numbers_every_entry():
    first, second = Response(0, "r1", "1", 1), Response(2, "r1", "2", 2)
    attempt = Attempt(1, "h", "seed", NOW, entries=(first, Withdrawal(1, withdraws=0), second))

    assert attempt.responses == (second,)
    assert attempt.next_sequence == 3


evidence = st.builds(
    Evidence,
    section_id=st.sampled_from(("goals-1", "goals-2", "goals-3", "gone")),
    by=st.sampled_from(MasteryBy),
    share=st.sampled_from((0.0, 0.5, 1.0)),
    recorded_at=st.just(NOW),
)


@some
@given(st.lists(evidence, max_size=8), st.lists(st.integers(0, 3), max_size=3), st.randoms())
def test_the_order_in_which_evidence_and_placements_arrived_makes_no_difference(records, levels, random):
    placements = [a_placement(level) for level in levels]
    shuffled = random.sample(records, len(records)), random.sample(placements, len(placements))

    then, now = (
        standing(evidence=records, placements=placements),
        standing(evidence=shuffled[0], placements=shuffled[1]),
    )

    assert pathway_for(a_definition(), then) == pathway_for(a_definition(), now)


@some
@given(st.lists(evidence, max_size=8), st.lists(evidence, max_size=4), st.integers(0, 3))
def test_more_on_record_never_makes_an_accessible_section_held(records, more, level):
    before = pathway_for(a_definition(), standing(evidence=records))

    later = pathway_for(a_definition(), standing(evidence=records + more, placements=[a_placement(level)]))

    assert before.accessible <= later.accessible


def a_sign_off(about, level=None, *, given=True):
    return SignOff(about, level, given, signed_by=7, signed_at=NOW)


def after_word(*sign_offs, definition=None):
    return standing_of(definition or a_definition(), LearnerRecord(sign_offs=sign_offs))


def test_a_coach_s_word_for_a_level_counts_as_shown_until_it_is_taken_back():
    given, back = a_sign_off("goals", 2), a_sign_off("goals", 2, given=False)

    assert after_word(given).shown == {"goals": 2}
    assert after_word(given, back).shown == {}
    assert after_word(given, back, given).shown == {"goals": 2}


def test_a_coach_s_word_never_lowers_what_was_placed():
    record = LearnerRecord(placements=(a_placement(3),), sign_offs=(a_sign_off("goals", 1),))

    assert standing_of(a_definition(), record).shown == {"goals": 3}


def test_a_coach_s_word_masters_only_a_section_that_is_mastered_by_sign_off():
    signed, worked = a_section("signed", mastery=Mastery(MasteryBy.SIGN_OFF)), a_section("worked")
    definition = a_definition(sections=(signed, worked))
    given = (a_sign_off("signed"), a_sign_off("worked"))

    assert after_word(*given, definition=definition).mastered == {"signed"}
    assert after_word(*given, a_sign_off("signed", given=False), definition=definition).mastered == frozenset()


def test_a_section_and_a_competency_of_the_same_id_are_signed_off_apart():
    definition = a_definition(sections=(a_section("goals", mastery=Mastery(MasteryBy.SIGN_OFF)),))

    standing = after_word(a_sign_off("goals"), a_sign_off("goals", 2), definition=definition)

    assert (standing.mastered, standing.shown) == ({"goals"}, {"goals": 2})
