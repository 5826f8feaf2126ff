"""The page of a held subsection says what opens it, in the real filter."""

from __future__ import annotations

import lxml.html
import pytest
from django.contrib.auth.models import AnonymousUser
from openedx_filters.learning.filters import RenderXBlockStarted

from pd_personalize_xblock.lms.settings import common
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import api
from pd_personalize_xblock.records.models import PathwayBlock, SectionPart

from ..builders import a_definition, a_section, an_outside_section
from ..records import course
from .fakes import Block, hold_otherwise, unit_in

OUR_TAGS = {"div", "style", "h2", "svg", "path", "bdi", "p", "ol", "li", "a"}
PATHWAY = f"/courses/{course.COURSE}/jump_to/{course.BLOCK}"


@pytest.fixture(autouse=True)
def _filter(settings):
    common.plugin_settings(settings)
    settings.OPEN_EDX_FILTERS_CONFIG = {
        name: {**config, "fail_silently": False} for name, config in settings.OPEN_EDX_FILTERS_CONFIG.items()
    }


def look_at(block):
    """Return the page in place of a block, as lxml has it; None where the block is shown."""
    context, view = {"block": block}, {"show_title": True}
    try:
        passed = RenderXBlockStarted.run_filter(context=context, student_view_context=view)
    except RenderXBlockStarted.RenderCustomResponse as shown:
        return lxml.html.fromstring(shown.response)
    assert passed == (context, view)
    return None


def subsection(block_id, user, **fields):
    return Block("sequential", block_id, user=user, **fields)


def text_of(page) -> str:
    for style in page.iter("style"):
        style.text = ""
    return " ".join(page.text_content().split())


def links_of(page) -> dict[str, str]:
    return {" ".join(link.text_content().split()): link.get("href") for link in page.iter("a")}


@pytest.mark.usefixtures("ladder")
class TestWhatItSays:
    def test_it_names_the_subsection_and_the_way_there_in_order(self, user):
        page = look_at(subsection("goals-3", user, name="Sharing goals"))

        assert text_of(page).startswith("Sharing goals opens later")
        assert [" ".join(step.text_content().split())[:12] for step in page.iter("li")] == [
            "Work goals-1",
            "Work goals-2",
        ]

    def test_it_links_the_pathway_and_the_first_section_on_the_way_and_leaves_the_frame(self, user):
        page = look_at(subsection("goals-3", user))

        assert links_of(page) == {
            "Work goals-1": f"/courses/{course.COURSE}/jump_to_id/goals-1",
            "Go to your pathway": PATHWAY,
        }
        assert {link.get("target") for link in page.iter("a")} == {"_top"}

    def test_it_counts_what_is_done_already(self, user):
        course.record_work(user, "goals-1")

        assert list(links_of(look_at(subsection("goals-3", user)))) == [
            "Work goals-2",
            "Go to your pathway",
        ]

    def test_it_says_that_placement_opens_sections_too(self, user):
        assert "answered the questions" in text_of(look_at(subsection("goals-3", user)))

    def test_it_says_to_come_back_where_the_lock_lags_behind_the_records(self, user, monkeypatch):
        monkeypatch.setattr(gates, "grant", lambda *args, **kwargs: None)
        course.record_work(user, "goals-1")

        assert "come back" in text_of(look_at(subsection("goals-2", user)))

    def test_it_says_something_where_the_section_is_not_in_the_pathway(self, user):
        SectionPart.objects.filter(subsection_key=course.subsection("goals-3")).delete()
        page = look_at(subsection("goals-3", user))

        assert "part of your personal pathway" in text_of(page)
        assert links_of(page) == {"Go to your pathway": PATHWAY}

    def test_somebody_who_is_not_signed_in_reads_what_opens_it_for_a_newcomer(self):
        assert "Work goals-1" in text_of(look_at(subsection("goals-2", AnonymousUser())))


def test_it_says_if_another_prerequisite_holds_the_subsection_as_well(user, ladder):
    hold_otherwise("goals-3")

    assert "another prerequisite" in text_of(look_at(subsection("goals-3", user)))


def test_a_section_that_is_a_whole_chapter_is_explained_on_each_of_its_subsections(user):
    course.has("first", chapter="one")
    course.has("second-a", "second-b", chapter="two")
    course.publish(
        a_definition(
            sections=(
                a_section("early", level=1, block="chapter/one"),
                a_section("late", level=2, block="chapter/two"),
                a_section("last", level=3),
            )
        )
    )
    pages = [look_at(subsection(block_id, user)) for block_id in ("second-a", "second-b")]

    assert [links_of(page)["Work early"] for page in pages] == [f"/courses/{course.COURSE}/jump_to_id/one"] * 2


def test_a_section_that_no_work_opens_says_so(user, ladder, monkeypatch):
    states = [state | {"opens_after": []} for state in api.pathway_states(course.BLOCK, user.pk)]
    monkeypatch.setattr(api, "pathway_states", lambda *args: states)

    assert "coach’s decision only" in text_of(look_at(subsection("goals-2", user)))


def test_a_way_outside_the_course_opens_in_a_window_of_its_own(user):
    course.publish(a_definition(sections=(an_outside_section("visit", elective=False), a_section("goals-2", level=2))))
    page = look_at(subsection("goals-2", user))
    link = next(page.iter("a"))

    assert (link.get("href"), link.get("target")) == ("https://example.org/visit", "_blank")


def test_what_an_author_wrote_cannot_do_harm(user):
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><b>Work</b>"
    course.publish(a_definition(sections=(a_section("goals-1", title=hostile), a_section("goals-2", level=2))))
    page = look_at(subsection("goals-2", user, name=hostile))

    assert {element.tag for element in page.iter()} <= OUR_TAGS
    assert not any(name.startswith("on") for element in page.iter() for name in element.attrib)
    assert "Work" in text_of(page)


def test_it_tells_a_teacher_nothing_of_a_colleague(user, colleague, ladder):
    course.skip(colleague)
    course.choose(colleague, "goals", 2)
    page = lxml.html.tostring(look_at(subsection("goals-2", user)), encoding="unicode")

    assert colleague.username not in page
    assert "Work goals-1" in page
    assert look_at(subsection("goals-2", colleague)) is None


@pytest.mark.usefixtures("ladder")
class TestWhatPasses:
    def test_an_opened_subsection(self, user):
        gates.grant(course.BLOCK, {user.pk: [course.subsection("goals-2")]}, now=course.NOW)

        assert look_at(subsection("goals-2", user)) is None

    def test_a_subsection_that_is_open_to_all(self, user):
        assert look_at(subsection("goals-1", user)) is None

    def test_a_subsection_that_others_alone_hold(self, user):
        hold_otherwise("goals-1")

        assert look_at(subsection("goals-1", user)) is None

    def test_whatever_staff_look_at(self, user):
        assert look_at(subsection("goals-2", user, is_staff=True)) is None

    def test_whatever_is_no_subsection(self, user):
        assert look_at(unit_in("goals-2", user=user)) is None
        assert look_at(Block("problem", "p", user=user)) is None

    def test_a_page_without_a_block(self):
        assert look_at(None) is None

    def test_everything_once_the_pathway_was_removed(self, user):
        PathwayBlock.objects.update(removed_at=course.NOW)

        assert look_at(subsection("goals-2", user)) is None

    def test_everything_where_the_platform_has_no_milestones(self, user, settings):
        settings.FEATURES = {"MILESTONES_APP": False}

        assert look_at(subsection("goals-2", user)) is None


class TestWhatItCosts:
    def test_a_course_without_a_pathway_costs_no_query(self, user, next_request, django_assert_num_queries):
        look_at(subsection("goals-1", user))
        next_request()

        with django_assert_num_queries(0):
            assert look_at(subsection("goals-1", user)) is None

    def test_a_unit_costs_no_query(self, user, ladder, django_assert_num_queries):
        with django_assert_num_queries(0):
            look_at(unit_in("goals-2", user=user))

    def test_an_open_subsection_costs_one_query(self, user, ladder, next_request, django_assert_num_queries):
        look_at(subsection("goals-1", user))
        next_request()

        with django_assert_num_queries(1):
            look_at(subsection("goals-1", user))

    def test_a_held_one_does_not_cost_more_the_more_is_held(self, user, next_request, django_assert_max_num_queries):
        course.publish(a_definition(sections=[a_section(f"s{i}", level=1 + i // 20) for i in range(60)]))

        with django_assert_max_num_queries(15):
            look_at(subsection("s50", user))
