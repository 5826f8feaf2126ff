"""What a teacher says about a section that is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from pd_personalize_xblock.handlers import ground
from pd_personalize_xblock.platform import hosts
from pd_personalize_xblock.records import models

WORDS = "They wrote the goal in their own words"


@pytest.fixture
def done(teacher):
    """A teacher who has done an outside opportunity."""
    teacher.open()
    teacher.post("skip")
    assert teacher.post("note", section_id="visit", text="Sat in on a lesson").states["visit"] == "mastered"
    return teacher


def said(reply):
    return next(section["remarks"] for section in reply.body["pathway"]["sections"] if section["id"] == "visit")


def remark(browser, kind, **how):
    return browser.post("remark", section_id="visit", kind=kind, **how)


def test_only_a_section_that_is_done_asks(done):
    asking = [section["id"] for section in done.view().body["pathway"]["sections"] if "remarks" in section]

    assert asking == ["visit"]
    assert "How relevant was it for your work?" in done.view().body["html"]


def test_one_click_says_how_relevant_a_section_was_and_the_last_one_counts(done):
    for value in (1, 4):
        reply = remark(done, "relevance", value=value)

    assert (said(reply)["relevance"], said(reply)["relevance_name"]) == (4, "Very")
    assert "How relevant it was for your work: Very." in reply.body["html"]
    assert list(models.Remark.objects.values_list("value", flat=True)) == [1, 4]


def test_a_note_of_what_was_tried_is_kept_and_shown_to_the_teacher(done):
    reply = remark(done, "practice", text=WORDS, may_share=True)

    assert said(reply)["practice"] == WORDS
    assert models.Remark.objects.get().may_share is False, "a note of this kind is nobody else's"


@pytest.mark.parametrize(("how", "may_share"), [({}, False), ({"may_share": True}, True)])
def test_words_about_relevance_are_shared_only_if_the_teacher_says_so(done, how, may_share):
    reply = remark(done, "voice", text=WORDS, **how)

    assert (said(reply)["voice"], said(reply)["may_share"]) == (WORDS, may_share)
    assert models.Remark.objects.get().may_share is may_share


def test_the_event_tells_neither_words_nor_rating(done):
    for reply in (remark(done, "voice", text=WORDS), remark(done, "relevance", value=3)):
        ((name, data),) = [(name, data) for name, data in reply.published if name != "completion"]

        assert name == "pd_personalize.remark_kept"
        assert set(data) == {"version", "pathway", "section_id", "block", "competency", "level", "about"}
        assert WORDS not in str(data)


def test_the_same_again_changes_nothing(done):
    remark(done, "voice", text=WORDS)

    assert remark(done, "voice", text=WORDS).events == []
    assert models.Remark.objects.count() == 1


def test_remarks_change_no_level_and_no_section(done):
    before = done.view()

    remark(done, "relevance", value=1)
    after = remark(done, "practice", text=WORDS)

    assert after.states == before.states
    assert after.body["competencies"] == before.body["competencies"]


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"kind": "relevance", "value": 0}, 404),
        ({"kind": "relevance", "value": 5}, 400),
        ({"kind": "relevance"}, 400),
        ({"kind": "practice", "text": "  "}, 400),
        ({"kind": "practice", "text": "x" * 2001}, 400),
        ({"kind": "voice", "text": WORDS, "may_share": "yes"}, 400),
        ({"kind": "look_back", "text": WORDS}, 400),
        ({"kind": "practice", "text": WORDS, "section_id": "goals-1"}, 409),
        ({"kind": "practice", "text": WORDS, "section_id": "nowhere"}, 404),
    ],
)
def test_a_remark_that_makes_no_sense_is_refused(done, payload, status):
    assert done.post("remark", **{"section_id": "visit", **payload}).status == status
    assert not models.Remark.objects.exists()


def test_whoever_looks_as_a_teacher_reads_none_of_it(done, monkeypatch):
    remark(done, "voice", text=WORDS, may_share=True)
    monkeypatch.setattr(hosts, "is_masquerade", lambda block: True)

    reply, page = done.view(), done.open()

    assert WORDS not in str(reply.body)
    assert WORDS not in page
    assert "Your record" not in page


def test_words_are_shown_as_words(done):
    html = remark(done, "practice", text="</textarea><script>alert(1)</script>").body["html"]

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_section_done_last_is_asked_about_at_the_top_once(done):
    page = done.view().body

    assert page["just_done"]["id"] == "visit"
    assert page["html"].count("How relevant was it for your work?</p>") == 1
    assert page["html"].index(f"You have done “{page['just_done']['title']}”.") < page["html"].index(">Now</h3>")


def test_once_it_is_rated_it_stays_for_this_visit_and_is_then_in_its_place(done, monkeypatch):
    reply = remark(done, "relevance", value=4)
    assert reply.body["just_done"]["id"] == "visit"

    monkeypatch.setattr(ground, "current_time", lambda: now() + timedelta(hours=1))

    page = done.view().body
    assert page["just_done"] is None
    assert page["html"].count("How relevant it was for your work: Very.") == 1


def test_nobody_is_asked_at_the_top_for_ever(done, monkeypatch):
    monkeypatch.setattr(ground, "current_time", lambda: now() + timedelta(days=15))

    page = done.view().body

    assert page["just_done"] is None
    assert said(done.view())["relevance"] is None
