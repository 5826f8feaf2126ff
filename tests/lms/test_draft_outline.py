"""What an author picks sections from, read from a real modulestore's draft."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from common.djangoapps.student.tests.factories import UserFactory
from opaque_keys.edx.keys import UsageKey
from pymongo.collection import Collection
from xmodule.modulestore.tests.factories import BlockFactory

from pd_personalize_xblock.platform.course_tree import TreePart, tree_of
from pd_personalize_xblock.platform.outline import modulestore_draft, read_draft_outline

from .courses import a_ladder, build_course
from .studio_course import StudioTest


class TestDraftOutline(StudioTest):
    """The chapter "work" with goals-1 to goals-3, and "start" with the pathway; what is added is a draft."""

    def add(self, parent: str, block_type: str, block_id: str) -> str:
        key = UsageKey.from_string(parent)
        with self.draft():
            made = BlockFactory.create(
                parent_location=key,
                category=block_type,
                location=key.course_key.make_usage_key(block_type, block_id),
                display_name=block_id,
                publish_item=False,
                user_id=UserFactory.create().id,
            )
        return str(made.location)

    def add_draft_subsection(self) -> str:
        subsection = self.add(self.built.key("chapter", "work"), "sequential", "new")
        unit = self.add(subsection, "vertical", "new-unit")
        self.add(unit, "html", "new-text")
        return unit

    def tree(self) -> dict[str, list[TreePart]]:
        found = read_draft_outline(str(self.built.course_key))
        tree = tree_of(found, block_key=self.built.pathway, elsewhere=())
        return {chapter.block: list(chapter.subsections) for chapter in tree}

    def part(self, block: str) -> Any:
        return next(part for parts in self.tree().values() for part in parts if part.block == block)

    def test_chapters_and_subsections_come_in_order_with_their_titles(self):
        assert {chapter: [part.title for part in parts] for chapter, parts in self.tree().items()} == {
            "chapter/work": ["goals-1", "goals-2", "goals-3"],
            "chapter/start": ["start-here"],
        }
        assert self.part("sequential/start-here").has_this_pathway
        assert self.part("sequential/goals-1").is_graded

    def test_what_is_not_published_is_there_and_said_to_be_a_draft(self):
        unit = self.add_draft_subsection()

        new = self.part("sequential/new")
        assert (new.title, new.is_published, new.parts) == ("new", False, 1)
        assert self.part("sequential/goals-1").is_published
        self.publish(unit)
        assert self.part("sequential/new").is_published

    def test_a_deleted_subsection_is_gone(self):
        self.delete(self.built.subsection("goals-2"))

        assert "sequential/goals-2" not in [part.block for part in self.tree()["chapter/work"]]

    def test_reading_takes_as_many_reads_of_the_store_for_a_large_course(self):
        """Each branch's structure is read once, whatever is in it."""
        large = build_course(a_ladder(4), {"work": [f"s-{i}" for i in range(10)]}, units=2, leaves=2)

        assert reads_for(large.course_key) == reads_for(self.built.course_key)


def reads_for(course_key: Any) -> int:
    """How often the course store's database is asked."""
    with patch.object(Collection, "find", autospec=True, side_effect=Collection.find) as find:
        modulestore_draft(course_key)
    return find.call_count
