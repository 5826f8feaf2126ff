"""Teachers' own words for leaders: only what they share, the last of it, and without a name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.records import models
from pd_personalize_xblock.records.voices import MOST, shared_words

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


def test_words_that_are_shared_are_read_in_alphabetical_order(said):
    said("b", "Too long.")
    said("a", "Just right.")
    said("c", "Nobody else reads this.", may_share=False)

    assert shared_words(BLOCK, ["goals-1"]) == {"goals-1": ["Just right.", "Too long."]}


def test_the_last_word_counts_and_sharing_ends_with_it(said):
    said("a", "First thought.")
    said("a", "Second thought.")
    said("b", "Once for all.")
    said("b", "Only mine.", may_share=False)

    assert shared_words(BLOCK, ["goals-1"]) == {"goals-1": ["Second thought."]}


def test_words_that_were_deleted_are_gone(said):
    said("a", "Gone soon.")
    models.Remark.objects.update(text="")

    assert shared_words(BLOCK, ["goals-1"]) == {}


def test_only_sections_that_are_asked_for_and_teachers_who_take_the_course(said):
    said("a", "Of another section.", about="feedback-1")
    said("b", "Left the course.", enrolled=False)

    assert shared_words(BLOCK, ["goals-1"]) == {}
    assert shared_words(BLOCK, []) == {}


def test_the_latest_are_shown_of_many(said):
    for number in range(MOST + 5):
        said(f"t{number}", f"Word {number:03}")

    assert shared_words(BLOCK, ["goals-1"])["goals-1"] == [f"Word {number:03}" for number in range(5, MOST + 5)]
