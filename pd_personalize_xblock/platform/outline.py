"""The course's outline, as far as sections and their work are concerned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import Any, NotRequired, TypedDict

from django.conf import settings
from django.utils.module_loading import import_string
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from .names import PATHWAY_TYPE

# .. setting_name: PD_PERSONALIZE_OUTLINE
# .. setting_default: the modulestore's published outline
# .. setting_description: Dotted path of a function from a course key to its outline, for hosts that are not the LMS.
OUTLINE_SETTING = "PD_PERSONALIZE_OUTLINE"

# .. setting_name: PD_PERSONALIZE_DRAFT_OUTLINE
# .. setting_default: the modulestore's draft; where PD_PERSONALIZE_OUTLINE is set, that
# .. setting_description: Dotted path of a function from a course key to its outline as its author sees it.
DRAFT_SETTING = "PD_PERSONALIZE_DRAFT_OUTLINE"


class Part(TypedDict):
    """What is known of a subsection: its one chapter and its completable blocks, as usage keys.

    What only course checks look at may be left out. ``points``: there is scored work; ``graded``: it counts
    towards the course grade; ``groups``: some of it is for some content groups only; ``start`` and ``due``: ISO
    8601; ``pathways``: the usage keys of the pathway blocks inside; ``published``: left out, it is.
    """

    chapter: list[str]
    blocks: list[str]
    title: NotRequired[str]
    chapter_title: NotRequired[str]
    published: NotRequired[bool]
    points: NotRequired[bool]
    graded: NotRequired[bool]
    groups: NotRequired[bool]
    start: NotRequired[str | None]
    due: NotRequired[str | None]
    pathways: NotRequired[list[str]]


Outline = dict[str, Part]
"""What is known of each subsection (usage key), in the order of the course."""


@dataclass(frozen=True)
class Subsection:
    """A subsection, the usage keys of its completable blocks, and whether it gives points."""

    key: str
    blocks: tuple[str, ...]
    has_points: bool = True


def read_outline(course_key: str) -> Outline:
    """Return the outline of a course; empty where there is no course, as in a bare workbench."""
    return _read(course_key, getattr(settings, OUTLINE_SETTING, f"{__name__}.modulestore_outline"))


def read_draft_outline(course_key: str) -> Outline:
    """Return the outline of a course as its author sees it, with what is not published yet."""
    host = getattr(settings, OUTLINE_SETTING, f"{__name__}.modulestore_draft")
    return _read(course_key, getattr(settings, DRAFT_SETTING, host))


def _read(course_key: str, function: str) -> Outline:
    try:
        key = CourseKey.from_string(course_key)
    except InvalidKeyError:
        return {}
    read: Callable[[CourseKey], Outline] = import_string(function)
    return read(key)


def pathway_blocks(course_key: str) -> dict[str, str] | None:
    """Return the published pathway blocks of a course, by usage key, with their definitions' text.

    None where this host has no course store to ask.
    """
    if find_spec("xmodule") is None:
        return None
    key = CourseKey.from_string(course_key)
    with _published_branch(key) as store:
        found = store.get_items(key, qualifiers={"category": PATHWAY_TYPE})
        return {str(block.location): block.definition for block in found}


def published_definition(block_key: str) -> str | None:
    """Return the text of a pathway block's definition as published, "" where it is not.

    None where this host has no course store to ask.
    """
    if find_spec("xmodule") is None:
        return None
    from xmodule.modulestore.exceptions import ItemNotFoundError

    key = UsageKey.from_string(block_key)
    with _published_branch(key.context_key) as store:
        try:
            return str(store.get_item(key).definition)
        except ItemNotFoundError:
            return ""


@contextmanager
def _published_branch(course_key: CourseKey) -> Iterator[Any]:
    """Give the course store, reading what is published: Studio, and staff in the LMS, would read the draft."""
    from xmodule.modulestore import ModuleStoreEnum
    from xmodule.modulestore.django import modulestore

    store = modulestore()
    with store.branch_setting(ModuleStoreEnum.Branch.published_only, course_key):
        yield store


def subsections_of(outline: Outline, block: str) -> tuple[Subsection, ...]:
    """Return the subsections that "<block type>/<block id>" stands for: itself, or a chapter's.

    Matched by type and id, so that a re-run or import, which changes the course part of every
    key, finds its own.
    """
    return tuple(
        Subsection(key, tuple(part["blocks"]), part.get("points", True))
        for key, part in outline.items()
        if any(_names(block, candidate) for candidate in (key, *part["chapter"]))
    )


def _names(block: str, usage_key: str) -> bool:
    block_type, _, block_id = block.partition("/")
    return usage_key.endswith(f"+type@{block_type}+block@{block_id}")


def pathways_in(outline: Outline) -> frozenset[str] | None:
    """Return the usage keys of the pathway blocks in a course; None where the outline does not tell."""
    told = [part["pathways"] for part in outline.values() if "pathways" in part]
    return frozenset(key for keys in told for key in keys) if told else None


def modulestore_outline(course_key: CourseKey) -> Outline:
    """Read the published outline of a course from the LMS's or Studio's modulestore."""
    with _published_branch(course_key) as store:
        return _outline_of(store.get_course(course_key, depth=None))


def modulestore_draft(course_key: CourseKey) -> Outline:
    """Read the outline of a course as its author sees it: the draft in one go, and which subsections are out.

    Studio publishes an empty subsection as soon as it is made: it is out once a unit of it is.
    """
    from xmodule.modulestore import ModuleStoreEnum
    from xmodule.modulestore.django import modulestore

    store = modulestore()
    with store.bulk_operations(course_key, emit_signals=False):
        with _published_branch(course_key):
            found = store.get_items(course_key, qualifiers={"category": "sequential"})
            published = {block.location.block_id for block in found if block.children}
        with store.branch_setting(ModuleStoreEnum.Branch.draft_preferred, course_key):
            outline = _outline_of(store.get_course(course_key, depth=None))
    for key, part in outline.items():
        part["published"] = key.rpartition("@")[2] in published
    return outline


def _outline_of(course: Any) -> Outline:
    if course is None:
        return {}
    return {
        str(subsection.location): part_of(chapter, subsection)
        for chapter in course.get_children()
        for subsection in chapter.get_children()
    }


def part_of(chapter: Any, subsection: Any) -> Part:
    """Return what is known of a subsection, given its block and its chapter's."""
    below = list(_at_or_below(subsection))
    return {
        "chapter": [str(chapter.location)],
        "blocks": [str(block.location) for block in completable_blocks(subsection)],
        "title": str(getattr(subsection, "display_name", None) or ""),
        "chapter_title": str(getattr(chapter, "display_name", None) or ""),
        "points": any(_has_points(block) for block in below),
        "graded": bool(getattr(subsection, "graded", False)),
        "groups": any(_is_for_some_groups(block) for block in (chapter, *below)),
        "start": _iso(getattr(subsection, "start", None)),
        "due": _iso(getattr(subsection, "due", None)),
        "pathways": [str(block.location) for block in below if block.location.block_type == PATHWAY_TYPE],
    }


def _at_or_below(block: Any) -> Iterator[Any]:
    yield block
    for child in block.get_children() if block.has_children else ():
        yield from _at_or_below(child)


def _has_points(block: Any) -> bool:
    """Whether teachers see the block and can earn points in it; a weight of 0 gives none."""
    is_seen = not getattr(block, "visible_to_staff_only", False)
    return is_seen and bool(getattr(block, "has_score", False)) and getattr(block, "weight", None) != 0


def _is_for_some_groups(block: Any) -> bool:
    return any((getattr(block, "group_access", None) or {}).values())


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def completable_blocks(block: Any) -> Iterator[Any]:
    """Yield the blocks at or below a block whose completion every teacher can reach.

    A container that completes as a whole is one block. What staff alone can see is left out, what is below and
    for some content groups only, and what is drawn for each teacher (a random selection, an experiment): nobody
    could complete all of it. Pathway blocks are no work.
    """
    from xblock.completable import XBlockCompletionMode

    mode = XBlockCompletionMode.get_mode(block)
    if getattr(block, "visible_to_staff_only", False) or mode == XBlockCompletionMode.EXCLUDED:
        return
    if mode == XBlockCompletionMode.COMPLETABLE:
        if block.location.block_type != PATHWAY_TYPE:
            yield block
    elif not _is_drawn_for_each(block):
        for child in block.get_children() if block.has_children else ():
            if not _is_for_some_groups(child):
                yield from completable_blocks(child)


def _is_drawn_for_each(block: Any) -> bool:
    has_dynamic_children = getattr(block, "has_dynamic_children", None)
    return bool(has_dynamic_children and has_dynamic_children())
