"""The course as its author sees it, to pick from: chapters, their subsections, and what is worth knowing of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pd_personalize_xblock.domain.definition import Definition

from .outline import Outline, Part


@dataclass(frozen=True)
class TreePart:
    """A subsection of the draft. ``block`` is "sequential/<block id>", as a definition names it.

    ``parts`` counts the blocks whose completion every teacher can reach; ``start`` and ``due`` are ISO 8601.
    ``has_this_pathway``: the very block that asks is inside; ``is_elsewhere``: another pathway has it.
    """

    block: str
    title: str
    is_published: bool = True
    parts: int = 0
    is_graded: bool = False
    is_for_some_groups: bool = False
    start: str | None = None
    due: str | None = None
    has_this_pathway: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True)
class TreeChapter:
    """A chapter of the draft with its subsections in order; ``block`` is "chapter/<block id>"."""

    block: str
    title: str
    subsections: tuple[TreePart, ...]


CourseTree = tuple[TreeChapter, ...]


def tree_of(outline: Outline, *, block_key: str, elsewhere: Collection[str]) -> CourseTree:
    """Return an outline as a tree, for the pathway block that asks.

    ``elsewhere``: the usage keys of the subsections that other pathways have.
    """
    chapters: dict[str, list[TreePart]] = {}
    titles: dict[str, str] = {}
    for key, part in outline.items():
        chapter = part["chapter"][0]
        titles[chapter] = part.get("chapter_title") or titles.get(chapter) or _name(chapter)
        chapters.setdefault(chapter, []).append(_part(key, part, key in elsewhere, block_key))
    return tuple(TreeChapter(_name(key), titles[key], tuple(parts)) for key, parts in chapters.items())


def unattached(definition: Definition, tree: CourseTree) -> tuple[TreePart, ...]:
    """Return the subsections that no section of a definition stands for, but for those that cannot be its own.

    Its own cannot be what contains the pathway itself, or what another pathway has.
    """
    mapped = {section.block for section in definition.sections}
    return tuple(
        part
        for chapter in tree
        if chapter.block not in mapped
        for part in chapter.subsections
        if part.block not in mapped and not part.has_this_pathway and not part.is_elsewhere
    )


def _part(key: str, part: Part, is_elsewhere: bool, block_key: str) -> TreePart:
    return TreePart(
        block=_name(key),
        title=part.get("title") or _name(key),
        is_published=part.get("published", True),
        parts=len(part["blocks"]),
        is_graded=part.get("graded", False),
        is_for_some_groups=part.get("groups", False),
        start=part.get("start"),
        due=part.get("due"),
        has_this_pathway=block_key in part.get("pathways", ()),
        is_elsewhere=is_elsewhere,
    )


def _name(usage_key: str) -> str:
    """Return "<block type>/<block id>" of a usage key's text."""
    block_type, _, block_id = usage_key.rpartition("+type@")[2].partition("+block@")
    return f"{block_type}/{block_id}"
