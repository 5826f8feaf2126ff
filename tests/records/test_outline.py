"""Which blocks of a subsection count as its work."""

from __future__ import annotations

from xblock.completable import XBlockCompletionMode

from pd_personalize_xblock.platform.outline import completable_blocks


class Block:
    """As much of a block as the outline looks at."""

    def __init__(self, name, *children, mode=None, staff_only=False, drawn=False):
        self.name = name
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
