"""Teachers' own words for leaders: only what they share, the last of it, and without a name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.records import forgetting, models, voices

from . import crowd
from .course import BLOCK, NOW


@pytest.fixture
def said(user, ladder, monkeypatch, settings):
    """Takes who says what, and whether others may read it."""
    settings.PD_PERSONALIZE_GROUPS = f"{crowd.__name__}.groups"
    monkeypatch.setattr(crowd, "GROUPS", {})
    pathway = models.PathwayBlock.objects.get(block_key=BLOCK)

    def said(name: str, text: str, *, may_share: bool = True, about: str = "goals-1", enrolled: bool = True) -> None:
        person, _ = User.objects.get_or_create(username=name)
        if enrolled:
            crowd.GROUPS[person.pk] = ("-", "-")
        kept = {"kind": RemarkKind.VOICE.value, "about": about, "text": text, "may_share": may_share}
        at = NOW + timedelta(minutes=models.Remark.objects.count())
        models.Remark.objects.create(user=person, pathway=pathway, made_at=at, **kept)

    return said


def chosen(*sections: str) -> voices.Chosen:
    """What a snapshot would keep, of everybody who takes the course."""
    return voices.choose(models.PathwayBlock.objects.get().pk, sections or ("goals-1",), crowd.GROUPS)


def shown(*sections: str) -> dict[str, list[str]]:
    return voices.words_of(BLOCK, chosen(*sections))


def test_words_that_are_shared_are_read_in_alphabetical_order(said):
    said("b", "Too long.")
    said("a", "Just right.")
    said("c", "Nobody else reads this.", may_share=False)

    assert shown() == {"goals-1": ["Just right.", "Too long."]}


def test_the_last_word_counts_and_sharing_ends_with_it(said):
    said("a", "First thought.")
    said("a", "Second thought.")
    said("b", "Once for all.")
    said("b", "Only mine.", may_share=False)

    assert shown() == {"goals-1": ["Second thought."]}


def test_words_that_were_deleted_are_not_chosen(said):
    said("a", "Gone soon.")
    models.Remark.objects.update(text="")

    assert chosen() == {}


def test_only_sections_that_are_asked_for_and_teachers_who_take_the_course(said):
    said("a", "Of another section.", about="feedback-1")
    said("b", "Left the course.", enrolled=False)

    assert chosen() == {}
    assert voices.choose(models.PathwayBlock.objects.get().pk, (), crowd.GROUPS) == {}


def test_where_nobody_knows_who_takes_the_course_everybody_speaks(said, settings):
    settings.PD_PERSONALIZE_GROUPS = settings.PD_PERSONALIZE_LEARNERS = None
    said("a", "Anybody.", enrolled=False)
    kept = voices.choose(models.PathwayBlock.objects.get().pk, ("goals-1",), None)

    assert voices.words_of(BLOCK, kept) == {"goals-1": ["Anybody."]}


def test_the_latest_are_shown_of_many(said):
    for number in range(voices.MOST + 5):
        said(f"t{number}", f"Word {number:03}")

    assert shown()["goals-1"] == [f"Word {number:03}" for number in range(5, voices.MOST + 5)]


def test_sections_share_the_room_on_a_page(said, monkeypatch):
    monkeypatch.setattr(voices, "MOST_IN_ALL", 6)
    for number in range(5):
        said(f"t{number}", f"Word {number}")
        said(f"t{number}", f"Other {number}", about="feedback-1")

    assert shown("goals-1", "feedback-1") == {
        "goals-1": ["Word 2", "Word 3", "Word 4"],
        "feedback-1": ["Other 2", "Other 3", "Other 4"],
    }


def test_they_are_read_some_at_a_time_and_no_further_than_needed(said, monkeypatch):
    monkeypatch.setattr(voices, "FEWEST_AT_ONCE", 2)
    monkeypatch.setattr(voices, "MOST", 6)
    for number in range(40):
        said(f"t{number:02}", f"Word {number:02}")

    with CaptureQueriesContext(connection) as captured:
        found = voices.choose(models.PathwayBlock.objects.get().pk, ("goals-1",), crowd.GROUPS)

    assert len(found["goals-1"]) == 6
    assert len([q for q in captured if "pd_personalize_remark" in q["sql"]]) == 2 * 2


# What has changed since they were chosen


def test_new_words_wait_for_the_next_snapshot(said):
    said("a", "Chosen.")
    kept = chosen()
    said("b", "Written since.")

    assert voices.words_of(BLOCK, kept) == {"goals-1": ["Chosen."]}


@pytest.mark.parametrize("how", ["deleted", "reset", "retired", "taken back", "written anew", "left"])
def test_what_is_taken_back_is_gone_at_once(said, how):
    said("a", "Gone soon.")
    said("b", "Stays.")
    kept, author = chosen(), User.objects.get(username="a")
    pathway = models.PathwayBlock.objects.get()
    {
        "deleted": lambda: forgetting.forget_words(pathway.pk, author.pk, what="remark", number=0),
        "reset": lambda: forgetting.forget_learner(author.pk, block_key=BLOCK),
        "retired": lambda: forgetting.forget_user(author.pk),
        "taken back": lambda: said("a", "Gone soon.", may_share=False),
        "written anew": lambda: said("a", "On second thoughts."),
        "left": lambda: crowd.GROUPS.pop(author.pk),
    }[how]()

    assert voices.words_of(BLOCK, kept) == {"goals-1": ["Stays."]}


def test_a_key_that_was_given_to_other_words_shows_nothing(said):
    said("a", "Mine.", about="feedback-1")
    said("b", "A note for me.")
    models.Remark.objects.filter(about="goals-1").update(kind=RemarkKind.PRACTICE.value)
    keys = list(models.Remark.objects.values_list("pk", flat=True))

    assert voices.words_of(BLOCK, {"goals-1": keys}) == {}


def test_reading_takes_two_queries_however_many_have_spoken(said, django_assert_num_queries):
    for number in range(40):
        said(f"t{number}", f"Word {number:03}")
    kept = chosen()

    with django_assert_num_queries(2):
        voices.words_of(BLOCK, kept)
