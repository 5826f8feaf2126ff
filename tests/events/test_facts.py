"""What followed from an act, read off the two records."""

from __future__ import annotations

from dataclasses import replace

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.learner import Evidence, LearnerRecord, SignOff
from pd_personalize_xblock.service import EvidenceRecorded, LevelAttained, SectionOpened, Version

from ..builders import a_definition, a_section, an_outside_section
from .samples import NOW

NOBODY = LearnerRecord()
DEFINITION = a_definition(
    sections=(
        a_section("goals-1", mastery=Mastery(MasteryBy.COMPLETION, 0.8)),
        a_section("goals-2", level=2),
        an_outside_section("visit", mastery=Mastery(MasteryBy.NOTE)),
    )
)
IN_FORCE = Version("hash", ItemBank(DEFINITION))


def worked(record=NOBODY, *, keep_open=(), **shares):
    """The course work that the platform has on record, by section."""
    shares = {section.replace("_", "-"): share for section, share in shares.items()}
    return service.catch_up(record, IN_FORCE, shares=shares, keep_open=keep_open, now=NOW)


def test_work_is_told_with_where_it_is_how_it_was_shown_and_what_it_brings():
    events = worked(goals_1=0.8).events

    assert events[0] == EvidenceRecorded("goals-1", "sequential/goals-1", "goals", 1, by="completion", share=0.8)
    assert SectionOpened("goals-2", "sequential/goals-2", "goals", 2, state="open") in events
    assert events[-1] == LevelAttained("goals", 1, source="completion")


def test_work_that_does_not_master_a_section_is_not_told():
    assert worked(goals_1=0.5).events == ()


def test_a_note_is_told_without_its_text():
    outcome = service.note(NOBODY, IN_FORCE, section_id="visit", text="what I saw", now=NOW)

    assert outcome.events[0] == EvidenceRecorded("visit", None, "goals", 1, by="note", share=1.0)


def test_a_coachs_word_is_told_as_the_source_of_a_level_and_of_what_is_exempt_by_it():
    word = SignOff("goals", 2, given=True, signed_by=7, signed_at=NOW)

    outcome = service.settle(NOBODY, replace(NOBODY, sign_offs=(word,)), IN_FORCE, now=NOW)

    assert LevelAttained("goals", 2, source="sign_off") in outcome.events
    assert SectionOpened("goals-2", "sequential/goals-2", "goals", 2, state="exempt") in outcome.events


def test_what_stays_open_is_told_once():
    events = worked(goals_1=1.0, keep_open=("goals-1", "goals-2")).events
    opened = [event.section_id for event in events if isinstance(event, SectionOpened)]

    assert sorted(opened) == ["goals-1", "goals-2", "visit"]


def test_what_was_on_record_before_is_not_told_again():
    known = replace(NOBODY, evidence=(Evidence("goals-1", MasteryBy.COMPLETION, 1.0, NOW),))
    settled = service.settle(known, known, IN_FORCE, now=NOW)

    assert service.settle(settled.record, settled.record, IN_FORCE, now=NOW).events == ()
    assert not any(isinstance(event, EvidenceRecorded) for event in settled.events)
