"""What the outline tells of a subsection, and which of its blocks count as its work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from opaque_keys.edx.keys import CourseKey
from xblock.completable import XBlockCompletionMode

from pd_personalize_xblock.platform.outline import completable_blocks, part_of, pathways_in

COURSE = CourseKey.from_string("course-v1:Org+Course+Run")


class Block:
    """As much of a block as the outline looks at."""

    def __init__(self, name, *children, mode=None, staff_only=False, drawn=False, type="html", **fields):
        self.name = name
        self.location = COURSE.make_usage_key(type, name)
        for field, value in fields.items():
            setattr(self, field, value)
        self.children = children
        self.has_children = bool(children)
        self.visible_to_staff_only = staff_only
        self.completion_mode = mode or (
            XBlockCompletionMode.AGGREGATOR if children else XBlockCompletionMode.COMPLETABLE
        )
        self.has_dynamic_children = lambda: drawn

    def get_children(self):
        return self.children


def names(*children):
    return [block.name for block in completable_blocks(Block("subsection", Block("unit", *children)))]


def test_every_component_counts_once():
    assert names(Block("html"), Block("problem")) == ["html", "problem"]


def test_what_has_no_completion_does_not_count():
    assert names(Block("discussion", mode=XBlockCompletionMode.EXCLUDED), Block("html")) == ["html"]


def test_what_only_staff_see_does_not_count():
    assert names(Block("answers", staff_only=True), Block("html")) == ["html"]


def test_a_container_that_completes_as_a_whole_is_one_block():
    quiz = Block("quiz", Block("question"), Block("hint"), mode=XBlockCompletionMode.COMPLETABLE)

    assert names(quiz, Block("html")) == ["quiz", "html"]


def test_what_is_drawn_for_each_teacher_does_not_count():
    assert names(Block("library", Block("q1"), Block("q2"), drawn=True), Block("html")) == ["html"]


def told(*children, chapter=None, **fields):
    return part_of(chapter or Block("chapter"), Block("subsection", Block("unit", *children), **fields))


def test_the_outline_names_a_subsection_its_chapter_and_its_work():
    part = told(Block("a"), display_name="Goals")

    assert part["title"] == "Goals"
    assert part["chapter"] == [str(COURSE.make_usage_key("html", "chapter"))]
    assert part["blocks"] == [str(COURSE.make_usage_key("html", "a"))]


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({"has_score": True}, True),
        ({"has_score": True, "weight": None}, True),
        ({"has_score": True, "weight": 2.0}, True),
        ({"has_score": True, "weight": 0}, False),
        ({"has_score": False}, False),
        ({"has_score": True, "staff_only": True}, False),
        ({}, False),
    ],
)
def test_what_can_earn_points_is_told(fields, points):
    assert told(Block("a", **fields), Block("b"))["points"] is points


def test_points_behind_a_random_selection_count():
    """Everybody is graded on what was drawn for them, though nobody completes all of it."""
    part = told(Block("library", Block("q1", has_score=True), drawn=True))

    assert (part["points"], part["blocks"]) == (True, [])


def test_graded_subsections_are_told():
    assert told(graded=True)["graded"] is True
    assert told()["graded"] is False


@pytest.mark.parametrize("access", [None, {}, {50: []}])
def test_what_everybody_may_see_is_for_all_groups(access):
    assert told(Block("a", group_access=access), group_access=access)["groups"] is False


def test_content_groups_are_told_wherever_they_are_set():
    some = {"group_access": {50: [1]}}

    assert told(Block("a", **some))["groups"] is True
    assert told(**some)["groups"] is True
    assert told(chapter=Block("chapter", **some))["groups"] is True


def test_dates_are_told_in_iso_form():
    moment = datetime(2027, 5, 3, 8, tzinfo=UTC)

    part = told(start=moment)
    assert (part["start"], part["due"]) == ("2027-05-03T08:00:00+00:00", None)


def test_pathway_blocks_inside_are_told():
    part = told(Block("p", type="pd_personalize"), Block("a"))

    assert part["pathways"] == [str(COURSE.make_usage_key("pd_personalize", "p"))]


def test_an_outline_that_does_not_tell_of_pathways_is_not_one_without():
    known = {"chapter": ["c"], "blocks": []}

    assert pathways_in({"s": known}) is None
    assert pathways_in({"s": known, "t": known | {"pathways": []}}) == frozenset()
    assert pathways_in({"s": known, "t": known | {"pathways": ["p"]}}) == {"p"}
