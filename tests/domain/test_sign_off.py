"""A coach's word: what it may be about, what it opens, and what taking it back leaves open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.domain.errors import NotYours, OutOfTurn, UnknownReference
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.service import LevelAttained, SectionOpened, SignedOff, Version
from tests.builders import a_definition, a_section

from .strategies import many, pathways

NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
COACH = 7


def a_version(definition=None):
    return Version("h", ItemBank(definition or a_definition()))


def signed(record, version, about, level=None, *, given=True, note=""):
    return service.sign_off(record, version, about=about, level=level, given=given, signed_by=COACH, now=NOW, note=note)


def test_a_level_that_is_signed_off_counts_and_opens_what_follows():
    outcome = signed(LearnerRecord(), a_version(), "goals", 1, note="seen in class")

    assert outcome.events[0] == SignedOff("goals", 1, True)
    assert [e.section_id for e in outcome.events if isinstance(e, SectionOpened)] == ["goals-1", "goals-2"]
    assert [(e.competency, e.level) for e in outcome.events if isinstance(e, LevelAttained)] == [("goals", 1)]
    assert [(word.signed_by, word.note) for word in outcome.record.sign_offs] == [(COACH, "seen in class")]


def test_what_a_word_opened_stays_open_when_it_is_taken_back_and_the_level_goes():
    version = a_version()
    before = signed(LearnerRecord(), version, "goals", 2).record

    after = signed(before, version, "goals", 2, given=False)

    assert service.pathway_of(after.record, version).attained == {"goals": 0}
    assert {o.section_id for o in after.record.openings} == {"goals-1", "goals-2", "goals-3"}
    assert after.events == (SignedOff("goals", 2, False),)


def test_the_same_word_again_changes_nothing():
    version = a_version()
    given_once = signed(LearnerRecord(), version, "goals", 2).record
    taken_back = signed(given_once, version, "goals", 2, given=False).record

    assert signed(given_once, version, "goals", 2, note="another") == service.Outcome(given_once)
    assert signed(taken_back, version, "goals", 2, given=False) == service.Outcome(taken_back)
    assert signed(LearnerRecord(), version, "goals", 2, given=False) == service.Outcome(LearnerRecord())


def test_another_level_takes_the_place_of_the_first():
    version = a_version()

    record = signed(signed(LearnerRecord(), version, "goals", 3).record, version, "goals", 1).record

    assert service.pathway_of(record, version).attained == {"goals": 1}


def test_a_level_that_is_not_the_one_in_force_cannot_be_taken_back():
    version = a_version()
    record = signed(LearnerRecord(), version, "goals", 3).record

    with pytest.raises(OutOfTurn, match="another level was signed off meanwhile"):
        signed(record, version, "goals", 2, given=False)


def test_a_section_mastered_by_sign_off_is_mastered_by_it_until_it_is_taken_back():
    version = a_version(a_definition(sections=(a_section("talk", mastery=Mastery(MasteryBy.SIGN_OFF)),)))

    given_word = signed(LearnerRecord(), version, "talk").record
    taken_back = signed(given_word, version, "talk", given=False).record

    assert [service.pathway_of(each, version).states["talk"].value for each in (given_word, taken_back)] == [
        "mastered",
        "open",
    ]


def test_a_section_that_is_not_mastered_by_sign_off_is_not_a_coachs_to_sign():
    with pytest.raises(NotYours, match="section goals-1 is not mastered by a sign-off"):
        signed(LearnerRecord(), a_version(), "goals-1")


def test_a_word_can_be_taken_back_after_the_author_has_changed_the_rule():
    before = a_version(a_definition(sections=(a_section("talk", mastery=Mastery(MasteryBy.SIGN_OFF)),)))
    after = a_version(a_definition(sections=(a_section("talk"),)))

    outcome = signed(signed(LearnerRecord(), before, "talk").record, after, "talk", given=False)

    (taken_back,) = outcome.events
    assert (taken_back.about, taken_back.level, taken_back.given) == ("talk", None, False)


@pytest.mark.parametrize(("about", "level"), [("nowhere", None), ("nothing", 1), ("goals", 0), ("goals", 4)])
def test_what_does_not_exist_cannot_be_signed_off(about, level):
    with pytest.raises(UnknownReference):
        signed(LearnerRecord(), a_version(), about, level)


@many
@given(pathways(), st.data())
def test_whatever_coaches_say_and_take_back_what_was_open_stays_open(definition, data):
    version, record = a_version(definition), LearnerRecord()
    names = [competency.id for competency in definition.framework.competencies]
    words = st.tuples(
        st.sampled_from(names), st.integers(1, definition.framework.top_level), st.sampled_from((True, True, False))
    )
    for about, level, given_or_not in data.draw(st.lists(words, max_size=8)):
        before = service.pathway_of(record, version).accessible
        last = [word for word in record.sign_offs if word.about == about]
        level = last[-1].level if last and not given_or_not else level

        record = signed(record, version, about, level, given=given_or_not).record

        assert before <= service.pathway_of(record, version).accessible
