"""What the author is told in Studio: what is in force, what the site lacks, what does not fit the course."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.core.cache import cache
from edx_django_utils.cache import RequestCache
from waffle.models import Switch

from demo.runtime import DemoRuntime, publish
from pd_personalize_xblock.domain.definition import Mode, Rules
from pd_personalize_xblock.records import models

from .browser import BLOCK, Browser, document_of

NEEDS = "What this site still needs"
NEEDS_NOTHING = "&quot;missing&quot;: []"
"""In what the editor starts with."""
SECOND = BLOCK.context_key.make_usage_key("pd_personalize", "second")


@pytest.fixture(autouse=True)
def _cold_request_cache():
    RequestCache.clear_all_namespaces()


@pytest.fixture
def save(author):
    """Save a draft, and leave it unpublished."""
    return lambda definition: author.at_desk("save", text=text_of(definition), display_name="Your pathway")


def text_of(definition):
    return json.dumps(document_of(definition))


def in_itself(course):
    """A definition whose second section is the subsection that the pathway is in."""
    sections = (course.sections[0], replace(course.sections[1], block="sequential/start"), *course.sections[2:])
    return replace(course, sections=sections)


def advisory(definition):
    return replace(definition, rules=Rules(mode=Mode.ADVISORY))


# What is in force


def test_a_sound_draft_that_was_never_published_is_not_in_force_yet(author):
    assert "Not in force yet: this is what teachers meet once the unit is published." in author.open("author_view")


def test_what_is_in_force_is_said_with_its_date(author):
    publish(author.block())
    models.PathwayBlock.objects.update(in_force_since="2026-11-02T16:30:00Z")

    html = author.open("author_view")
    assert "This is what teachers meet, in force since Nov. 2, 2026, 4:30 p.m. UTC." in html


def test_an_unpublished_draft_names_the_version_that_teachers_stay_on(author, save, course):
    publish(author.block())
    models.PathwayBlock.objects.update(in_force_since="2026-11-02T16:30:00Z")
    save(replace(course, title="Second edition"))

    html = author.open("author_view")
    assert "until the unit is published, teachers stay on the version in force since Nov. 2, 2026" in html
    assert "<b>Sound.</b>" in html


def test_a_draft_with_problems_names_the_version_that_teachers_stay_on(author, save, course):
    publish(author.block())
    save(in_itself(course))

    html = author.open("author_view")
    assert "Not in force: teachers stay on the last sound version." in html
    assert "That one is in force since" in html
    assert "Sound." not in html


def test_a_first_draft_with_problems_promises_no_earlier_version(author):
    author.at_desk("save", text="{}", display_name="")

    html = author.open("author_view")
    assert "Not in force: teachers are told that this is not ready." in html
    assert "last sound version" not in html


# What does not fit the course


def test_the_author_sees_what_does_not_fit_the_course(author, save, course):
    reply = save(in_itself(course)).body

    assert reply["is_sound"] is False
    found = [problem for problem in reply["problems"] if not problem["is_warning"]]
    assert [(problem["where"], problem["line"]) for problem in found] == [("sections[1].block", None)]
    assert "section “Work goals-2” contains this very pathway" in found[0]["message"]
    html = author.open("author_view")
    assert ": section “Work goals-2” contains this very pathway" in html


def test_checking_says_the_same_and_saves_nothing(author, course):
    reply = author.at_desk("check", text=text_of(in_itself(course))).body

    assert any("contains this very pathway" in problem["text"] for problem in reply["problems"])
    assert author.at_desk("check", text=text_of(course)).body["is_sound"] is True


def test_errors_come_before_warnings(author, course):
    document = document_of(in_itself(course))
    document["competencies"].append({"id": "new", "name": "Nobody is asked about it"})

    found = author.at_desk("check", text=json.dumps(document)).body["problems"]
    assert [problem["is_warning"] for problem in found] == [False, True]


def test_what_does_not_fit_does_not_come_into_force(author, teacher, save, course):
    save(in_itself(course))
    publish(author.block())

    assert not models.PathwayBlock.objects.exists()
    assert "not ready" in teacher.open()


def test_an_advisory_pathway_may_be_anywhere(author, save, course):
    assert save(advisory(in_itself(course))).body["is_sound"] is True


def test_the_author_of_a_duplicate_is_told_of_the_first(author, course):
    publish(author.block())
    DemoRuntime().create_block(SECOND, text_of(course))
    second = Browser(author.user_id, SECOND, is_author_mode=True)
    publish(second.block())

    html = second.open("author_view")
    assert "another pathway block, pathway in “Find your start”, already holds “Work goals-1”, “Work goals-2”" in html
    assert models.PathwayBlock.objects.count() == 1


def test_without_the_records_app_the_editor_checks_the_text_alone(author, monkeypatch, course):
    monkeypatch.setattr("django.apps.apps.is_installed", lambda name: False)

    assert author.at_desk("check", text=text_of(in_itself(course))).body["is_sound"] is True
    assert "records is not installed" in author.open("studio_view")
    assert "records is not installed" in author.open("author_view")


# What the site lacks


def test_where_nothing_is_missing_nothing_is_said(author):
    assert NEEDS not in author.open("author_view")
    assert NEEDS_NOTHING in author.open("studio_view")


@pytest.mark.parametrize("view", ["author_view", "studio_view"])
def test_without_milestones_the_author_is_told_that_nothing_is_held(author, view, settings):
    settings.FEATURES = {}

    html = author.open(view)
    assert "nothing is held: the pathway only advises" in html


@pytest.mark.parametrize("view", ["author_view", "studio_view"])
def test_without_completion_the_author_is_told_that_work_opens_nothing(author, view):
    Switch.objects.update(active=False)
    RequestCache.clear_all_namespaces()
    cache.clear()

    html = author.open(view)
    assert "finished course work opens nothing" in html


def test_an_advisory_pathway_needs_no_milestones(author, save, course, settings):
    settings.FEATURES = {}
    save(advisory(course))

    assert NEEDS not in author.open("author_view")


def test_a_block_without_a_definition_says_what_the_site_lacks_too(author, settings):
    settings.FEATURES = {}
    author.at_desk("save", text="", display_name="")

    html = author.open("author_view")
    assert "Nothing here yet" in html
    assert NEEDS in html


def test_teachers_are_not_told_what_the_site_lacks(teacher, settings):
    settings.FEATURES = {}

    assert NEEDS not in teacher.open()


def test_the_author_is_told_how_long_a_sitting_can_be(author):
    html = author.open("author_view")

    assert "A teacher answers at most 8 questions in one sitting." in html
    assert "It takes at most 6 minutes." in html


def test_problems_name_their_place_in_the_author_s_words(author, course):
    document = document_of(course)
    document["items"][1]["prompt"] = f"Is <b>this</b> {'very ' * 30}long?"
    document["items"][1]["id"] = document["items"][0]["id"]

    author.at_desk("save", text=json.dumps(document), display_name="")

    html = author.open("author_view")
    assert "Question: Is this very very very" in html
    assert "items[1]" not in html


# What Studio's own frame says


def said_in_the_frame(author):
    validation = author.block().validate()
    return [(message.type, message.text) for message in validation.messages]


def test_a_sound_block_needs_no_word_in_studio_s_frame(author):
    assert said_in_the_frame(author) == []


def test_studio_s_frame_says_that_a_draft_is_not_in_force(author):
    author.at_desk("save", text='{"version": 1, "title": "Half", "levels": []}', display_name="")

    ((kind, words),) = said_in_the_frame(author)
    assert kind == "error"
    assert words.startswith("This draft has 2 problems, so it does not come into force")


def test_studio_s_frame_says_that_an_empty_block_shows_nothing(author):
    author.at_desk("save", text="", display_name="")

    ((kind, words),) = said_in_the_frame(author)
    assert (kind, words[:16]) == ("warning", "Nothing here yet")


def test_studio_s_frame_says_what_the_site_lacks(author, settings):
    settings.FEATURES = {}

    ((kind, words),) = said_in_the_frame(author)
    assert kind == "warning"
    assert "nothing is held" in words


def test_studio_s_frame_says_that_the_records_are_missing(author, monkeypatch):
    monkeypatch.setattr("pd_personalize_xblock.handlers.ground.apps.is_installed", lambda name: False)

    ((kind, words),) = said_in_the_frame(author)
    assert kind == "error"
    assert "pd_personalize_xblock.records is not installed" in words


def test_what_of_the_course_is_not_attached_is_listed(author, course, settings):
    settings.PD_PERSONALIZE_DRAFT_OUTLINE = "tests.block.test_author_view.a_course_with_more"

    html = author.open("author_view")

    assert "1 subsection of the course is not attached" in html
    assert "Coffee &amp; talk" in html


def a_course_with_more(course_key):
    """The pathway's own subsections, and one that nothing stands for."""
    ids = [*(f"{c}-{level}" for c in ("goals", "feedback") for level in (1, 2, 3)), "coffee"]
    chapter = str(course_key.make_usage_key("chapter", "one"))
    return {
        str(course_key.make_usage_key("sequential", id)): {
            "chapter": [chapter],
            "blocks": [],
            "title": "Coffee & talk" if id == "coffee" else id,
        }
        for id in ids
    }


def test_the_page_and_studio_s_frame_look_at_the_course_once(author, monkeypatch):
    from pd_personalize_xblock.records import authoring

    looks: list[str] = []
    real = authoring.course_problems
    monkeypatch.setattr(
        authoring, "course_problems", lambda *args, **kwargs: (looks.append("look"), real(*args, **kwargs))[1]
    )
    block = author.block()

    block.validate()
    block.author_view()

    assert looks == ["look"]
