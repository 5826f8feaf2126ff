"""Which sections count as hours, when and by whose word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.domain.earned import earned_sections
from pd_personalize_xblock.domain.learner import Choice, ChoiceKind, Evidence, LearnerRecord, Opening, SignOff

from ..builders import a_definition, a_section, an_outside_section

NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DEFINITION = a_definition(
    sections=(
        a_section("goals-1", mastery=Mastery(MasteryBy.COMPLETION, 0.8)),
        a_section("goals-2", level=2, mastery=Mastery(MasteryBy.SIGN_OFF)),
        an_outside_section("visit", mastery=Mastery(MasteryBy.NOTE)),
    )
)
DONE = Evidence("goals-1", MasteryBy.COMPLETION, 0.8, NOW)


def never(hash):
    raise AssertionError("no other version is asked for")


def earned(record, definition=DEFINITION, past=never):
    return [(e.section.id, e.at, e.by, e.signed_by) for e in earned_sections(definition, record, past)]


def test_work_counts_from_the_day_it_first_sufficed():
    record = LearnerRecord(
        evidence=(replace(DONE, share=0.5, recorded_at=NOW - timedelta(days=1)), DONE, replace(DONE, recorded_at=LATER))
    )

    assert earned(record) == [("goals-1", NOW, MasteryBy.COMPLETION, None)]


def test_what_is_exempt_is_no_work():
    record = LearnerRecord(choices=(Choice(ChoiceKind.START, "goals", 3, NOW),))

    assert earned(record) == []


def test_a_coachs_word_counts_with_who_gave_it_and_not_once_it_is_taken_back():
    word = SignOff("goals-2", None, True, 7, LATER)

    assert earned(LearnerRecord(sign_offs=(word,))) == [("goals-2", LATER, MasteryBy.SIGN_OFF, 7)]
    assert earned(LearnerRecord(sign_offs=(word, replace(word, given=False)))) == []


def test_sections_come_in_the_order_they_were_done():
    visit = Evidence("visit", MasteryBy.NOTE, 1.0, NOW - timedelta(days=1), "seen")

    assert [section for section, *_ in earned(LearnerRecord(evidence=(DONE, visit)))] == ["visit", "goals-1"]


@pytest.mark.parametrize(("share", "found"), [(0.8, ["goals-1"]), (0.5, [])])
def test_a_section_that_was_removed_counts_by_the_rule_it_had_when_it_opened(share, found):
    now = a_definition(title="Now", sections=(a_section("other"),))
    record = LearnerRecord(evidence=(replace(DONE, share=share),), openings=(Opening("goals-1", "then", NOW),))

    assert [section for section, *_ in earned(record, now, {"then": DEFINITION}.__getitem__)] == found
