"""The course as its author picks from it: the tree, what is not attached yet, and the draft it is read from."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from pd_personalize_xblock.platform.course_tree import tree_of, unattached
from pd_personalize_xblock.platform.outline import modulestore_draft, read_draft_outline
from pd_personalize_xblock.records import api
from pd_personalize_xblock.studio import ACTIONS, Desk

from ..builders import a_definition, a_section
from . import course
from .course import BLOCK, COURSE, KEY, subsection
from .test_outline import Block

OTHER = str(KEY.make_usage_key("pd_personalize", "other"))


def tree(elsewhere=()):
    return tree_of(course.OUTLINE, block_key=BLOCK, elsewhere=elsewhere)


def blocks(parts):
    return [part.block for part in parts]


class TestTree:
    def test_chapters_and_subsections_come_in_the_order_of_the_course(self):
        course.has("b", "a", chapter="two")
        course.has("c", chapter="one")

        assert [(chapter.block, blocks(chapter.subsections)) for chapter in tree()] == [
            ("chapter/two", ["sequential/b", "sequential/a"]),
            ("chapter/one", ["sequential/c"]),
        ]

    def test_what_has_no_title_is_called_by_its_block(self):
        course.has("a")
        course.has("b")
        course.OUTLINE[subsection("b")] |= {"title": "Feedback", "chapter_title": "Week 1"}

        (chapter,) = tree()
        assert chapter.title == "Week 1"
        assert [part.title for part in chapter.subsections] == ["sequential/a", "Feedback"]

    def test_what_matters_before_attaching_is_told(self):
        course.has("a", count=2)
        facts = {"published": False, "graded": True, "groups": True, "start": "2027-05-03T08:00:00+00:00", "due": None}
        course.OUTLINE[subsection("a")] |= facts

        (part,) = tree()[0].subsections
        assert (part.parts, part.is_published, part.is_graded, part.is_for_some_groups) == (2, False, True, True)
        assert (part.start, part.due) == ("2027-05-03T08:00:00+00:00", None)

    def test_this_pathway_and_what_others_have_are_marked(self):
        course.has("start", "theirs", "free")
        course.OUTLINE[subsection("start")]["pathways"] = [BLOCK]

        marks = {
            part.block: (part.has_this_pathway, part.is_elsewhere)
            for part in tree(elsewhere={subsection("theirs")})[0].subsections
        }
        assert marks == {
            "sequential/start": (True, False),
            "sequential/theirs": (False, True),
            "sequential/free": (False, False),
        }


class TestUnattached:
    @pytest.fixture(autouse=True)
    def _course(self):
        course.has("start", "goals-1", "theirs", "free")
        course.has("whole-1", "whole-2", chapter="whole")
        course.OUTLINE[subsection("start")]["pathways"] = [BLOCK]

    def test_what_no_section_stands_for_is_unattached(self):
        definition = a_definition(sections=(a_section("goals-1"),))

        assert blocks(unattached(definition, tree({subsection("theirs")}))) == [
            "sequential/free",
            "sequential/whole-1",
            "sequential/whole-2",
        ]

    def test_a_chapter_that_is_mapped_takes_its_subsections_along(self):
        definition = a_definition(sections=(a_section("goals-1", block="chapter/whole"),))

        assert "sequential/whole-1" not in blocks(unattached(definition, tree()))


def a_desk(block_key=BLOCK):
    usage_key = KEY.make_usage_key("pd_personalize", block_key.rpartition("@")[2])
    return Desk(SimpleNamespace(scope_ids=SimpleNamespace(usage_id=usage_key)), lambda: api)


@pytest.fixture
def _as_published(settings):
    settings.PD_PERSONALIZE_DRAFT_OUTLINE = settings.PD_PERSONALIZE_OUTLINE


@pytest.mark.usefixtures("_as_published")
def test_the_editor_is_told_which_subsections_another_pathway_in_force_has():
    course.publish(a_definition(sections=(a_section("goals-1"),)), block=OTHER)
    course.has("free")

    def marked(desk):
        (chapter,) = ACTIONS["outline"](desk, {})["chapters"]
        return {part["block"]: part["is_elsewhere"] for part in chapter["subsections"]}

    assert marked(a_desk()) == {"sequential/goals-1": True, "sequential/free": False}
    assert marked(a_desk(OTHER)) == {"sequential/goals-1": False, "sequential/free": False}


@pytest.mark.usefixtures("_as_published")
def test_what_the_editor_is_told_can_be_sent():
    course.has("a")

    assert json.loads(json.dumps(ACTIONS["outline"](a_desk(), {})))["chapters"][0]["subsections"][0]["parts"] == 3


@pytest.mark.usefixtures("_as_published")
def test_reading_the_course_for_the_editor_takes_one_query(django_assert_num_queries):
    course.publish(a_definition(sections=(a_section("goals-1"),)), block=OTHER)
    course.has(*(f"s-{i}" for i in range(60)))

    with django_assert_num_queries(1):
        ACTIONS["outline"](a_desk(), {})


def test_a_workbench_without_courses_has_an_empty_tree():
    desk = Desk(SimpleNamespace(scope_ids=SimpleNamespace(usage_id="pd_personalize.0")), lambda: api)

    assert ACTIONS["outline"](desk, {}) == {"chapters": []}


def test_a_host_with_one_outline_has_it_for_authors_too(settings):
    del settings.PD_PERSONALIZE_DRAFT_OUTLINE
    course.has("a")

    assert read_draft_outline(COURSE) == course.OUTLINE


class Store:
    """A modulestore of two branches. ``reads`` says what was read, and in which branch."""

    def __init__(self, draft, published):
        self.branches = {"draft": draft, "published": published}
        self.reads = []
        self.branch = None

    @contextmanager
    def bulk_operations(self, course_key, emit_signals):
        assert not emit_signals
        yield

    @contextmanager
    def branch_setting(self, branch, course_key):
        self.branch, before = branch, self.branch
        yield
        self.branch = before

    def get_course(self, course_key, depth):
        self.reads.append(("course", self.branch, depth))
        return self.branches[self.branch]

    def get_items(self, course_key, qualifiers):
        self.reads.append(("items", self.branch, qualifiers["category"]))
        found = self.branches[self.branch]
        return [subsection for chapter in found.get_children() for subsection in chapter.get_children()]


@pytest.fixture
def modulestore(monkeypatch):
    """Put a store in the place of the platform's."""

    def put(draft, published):
        store = Store(draft, published)
        branches = SimpleNamespace(draft_preferred="draft", published_only="published")
        monkeypatch.setitem(sys.modules, "xmodule", SimpleNamespace())
        names = SimpleNamespace(ModuleStoreEnum=SimpleNamespace(Branch=branches))
        monkeypatch.setitem(sys.modules, "xmodule.modulestore", names)
        monkeypatch.setitem(sys.modules, "xmodule.modulestore.django", SimpleNamespace(modulestore=lambda: store))
        return store

    return put


def a_course(*subsections):
    chapter = Block("week-1", *subsections, type="chapter", display_name="Week 1")
    return Block("course", chapter, type="course")


def a_subsection(name):
    return Block(name, Block(f"{name}-unit", Block(f"{name}-text"), type="vertical"), type="sequential")


class TestModulestoreDraft:
    def test_the_draft_is_read_and_what_is_out_is_told(self, modulestore):
        modulestore(a_course(a_subsection("old"), a_subsection("new")), a_course(a_subsection("old")))

        found = modulestore_draft(KEY)

        assert {key.rpartition("@")[2]: part["published"] for key, part in found.items()} == {"old": True, "new": False}
        assert {part["chapter_title"] for part in found.values()} == {"Week 1"}

    def test_a_subsection_is_out_once_a_unit_of_it_is(self, modulestore):
        """Studio publishes an empty subsection as soon as it is made."""
        modulestore(a_course(a_subsection("new")), a_course(Block("new", type="sequential")))

        (part,) = modulestore_draft(KEY).values()
        assert part["published"] is False

    def test_the_course_is_read_in_one_go_whatever_its_size(self, modulestore):
        subsections = [a_subsection(f"s-{i}") for i in range(30)]
        store = modulestore(a_course(*subsections), a_course(*subsections))

        modulestore_draft(KEY)

        assert store.reads == [("items", "published", "sequential"), ("course", "draft", None)]

    def test_a_course_that_is_not_there_has_no_outline(self, modulestore):
        modulestore(None, a_course())

        assert modulestore_draft(KEY) == {}

    def test_without_a_setting_the_platforms_own_is_read(self, modulestore, settings):
        del settings.PD_PERSONALIZE_OUTLINE, settings.PD_PERSONALIZE_DRAFT_OUTLINE
        modulestore(a_course(a_subsection("a")), a_course())

        (part,) = read_draft_outline(COURSE).values()
        assert part["published"] is False
