"""What may be claimed: work, keyed checks and a coach's word; never what a teacher says of themself alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pd_personalize_xblock.domain.credentials import Method, claims_of, keyed_answers, lacking_for
from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.domain.diagnostic import Response
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.learner import (
    Attempt,
    AttemptStatus,
    Choice,
    ChoiceKind,
    Evidence,
    LearnerRecord,
    PlacedLevels,
    SignOff,
)
from pd_personalize_xblock.domain.placement import place

from ..builders import a_choice, a_definition, a_frequency, a_rubric, a_section, an_outside_section

NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
KEYED = tuple(a_choice(f"choice-{n}", level=level) for n, level in enumerate((1, 1, 2, 2, 3, 3)))
DEFINITION = a_definition(
    items=(a_rubric(), a_frequency(), *KEYED),
    sections=(
        a_section("goals-1"),
        a_section("goals-1b", minutes=45),
        a_section("goals-1c", elective=True),
        an_outside_section("visit", level=2, elective=False),
        a_section("goals-3a", level=3, elective=True, mastery=Mastery(MasteryBy.SIGN_OFF)),
        a_section("goals-3b", level=3, elective=True),
    ),
)


def past(hash):
    return DEFINITION


def done(section_id, by=MasteryBy.COMPLETION, *, days=0):
    return Evidence(section_id, by, 1.0, NOW + timedelta(days=days))


def claims(record, definition=DEFINITION):
    return {(claim.competency, claim.level): claim.grounds for claim in claims_of(definition, record, past)}


def check(option, *, items=KEYED, number=2):
    """A finished re-check with the same answer to every item."""
    answers = tuple(Response(n, item.id, option, item.category_of(option)) for n, item in enumerate(items))
    return Attempt(number, "hash", "seed", NOW, answers, AttemptStatus.FINISHED, NOW, competency="goals")


def checked(attempt):
    placement = place(
        ItemBank(DEFINITION), attempt.evidence, attempt=attempt.number, definition_hash="hash", only="goals"
    )
    return LearnerRecord(attempts=(attempt,), placements=(placement,)), placement.levels["goals"]


def test_all_the_work_of_a_level_shows_it_and_when_it_was_done():
    record = LearnerRecord(evidence=(done("goals-1"), done("goals-1b", days=3)))

    (ground,) = claims(record)["goals", 1]

    assert ground.method is Method.WORK
    assert [earned.section.id for earned in ground.work] == ["goals-1", "goals-1b"]
    assert (ground.at, ground.minutes) == (NOW + timedelta(days=3), 75)


@pytest.mark.parametrize("sections", [(), ("goals-1",), ("goals-1", "goals-1c")])
def test_a_part_of_the_work_shows_nothing(sections):
    assert claims(LearnerRecord(evidence=tuple(map(done, sections)))) == {}


def test_a_note_of_ones_own_shows_nothing():
    work = (done("goals-1"), done("goals-1b"), done("visit", MasteryBy.NOTE))

    assert set(claims(LearnerRecord(evidence=work))) == {("goals", 1)}


def test_one_elective_is_enough_where_a_level_has_no_core_work():
    start = Choice(ChoiceKind.START, "goals", 2, NOW)
    record = LearnerRecord(choices=(start,), evidence=(done("goals-3b"),))

    assert set(claims(record)) == {("goals", 3)}


def test_work_above_a_level_that_is_not_reached_shows_nothing_yet():
    assert claims(LearnerRecord(evidence=(done("goals-3b"),))) == {}


def test_a_placement_and_a_start_of_ones_own_show_nothing():
    start = Choice(ChoiceKind.START, "goals", 3, NOW)

    assert claims(LearnerRecord(choices=(start,), placements=(PlacedLevels(1, {"goals": 3}),))) == {}


def test_a_coachs_word_shows_its_own_level_until_it_is_taken_back():
    word = SignOff("goals", 2, True, 7, NOW)

    assert [ground.signed_by for ground in claims(LearnerRecord(sign_offs=(word,)))["goals", 2]] == [7]
    assert set(claims(LearnerRecord(sign_offs=(word,)))) == {("goals", 2)}
    assert claims(LearnerRecord(sign_offs=(word, replace(word, given=False)))) == {}


def test_a_check_with_right_answers_alone_shows_the_level_it_gave():
    record, level = checked(check("1"))

    (ground,) = claims(record)["goals", level]

    assert level >= 1
    assert (ground.method, ground.answers, ground.at) == (Method.RECHECK, len(KEYED), NOW)


def test_a_check_with_a_rating_of_oneself_in_it_shows_nothing():
    record, level = checked(check("1", items=(*KEYED[:5], DEFINITION.item("rubric"))))

    assert level >= 1
    assert claims(record) == {}


def test_a_whole_diagnostic_shows_nothing_even_by_keyed_answers():
    record, _ = checked(check("1"))
    whole = replace(record, attempts=(replace(record.attempts[0], competency=None),))

    assert claims(whole) == {}


def test_an_answer_that_is_none_does_not_count_and_too_few_are_none():
    passed = check("not_sure")

    assert keyed_answers(DEFINITION, check("1", items=KEYED[:3])) == 3
    assert keyed_answers(DEFINITION, check("1", items=KEYED[:2])) is None
    assert keyed_answers(DEFINITION, passed) is None


def test_a_question_that_is_gone_from_its_definition_shows_nothing():
    assert keyed_answers(a_definition(), check("1")) is None


def test_what_the_next_level_lacks_is_named():
    record = LearnerRecord(evidence=(done("goals-1"),))
    (lacking,) = lacking_for(DEFINITION, record, claims_of(DEFINITION, record, past))

    assert (lacking.level, [section.id for section in lacking.open_work]) == (1, ["goals-1b"])


def test_work_that_a_note_alone_shows_is_named_as_such():
    record = LearnerRecord(evidence=(done("goals-1"), done("goals-1b"), done("visit", MasteryBy.NOTE)))
    (lacking,) = lacking_for(DEFINITION, record, claims_of(DEFINITION, record, past))

    assert (lacking.level, lacking.open_work, [section.id for section in lacking.by_note]) == (2, (), ["visit"])
