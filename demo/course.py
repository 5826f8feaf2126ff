"""The demo's courses: one per example framework, each with one pathway block.

A course's outline follows the definition stored in its pathway blocks: a chapter for each
competency domain, a subsection for each mapped section, and one to three text components in it.
What an author is just writing counts as well; the pathway blocks have a subsection of their own.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from opaque_keys.edx.keys import CourseKey, UsageKey

from demo.models import FieldValue
from pd_personalize_xblock.platform.outline import Outline

BLOCK_TYPE = "pd_personalize"
_being_written: ContextVar[str] = ContextVar("_being_written", default="")


@dataclass(frozen=True)
class Course:
    """One example framework as a course."""

    slug: str
    title: str

    @property
    def key(self) -> CourseKey:
        return CourseKey.from_string(f"course-v1:Demo+{self.slug}+2026")

    @property
    def block_key(self) -> UsageKey:
        """The key of the course's pathway block."""
        return self.key.make_usage_key(BLOCK_TYPE, "pathway")

    def example(self) -> str:
        """Return the definition (JSON) that the course starts with."""
        return _examples()[self.slug]


@cache
def _examples() -> dict[str, str]:
    """Return the packaged definitions by file name, the shortest first."""
    found = {
        path.name.removesuffix(".json"): path.read_text(encoding="utf-8")
        for path in files("pd_personalize_xblock").joinpath("examples").iterdir()
        if path.name.endswith(".json")
    }
    return {name: found[name] for name in sorted(found, key=lambda name: len(found[name]))}


@cache
def courses() -> tuple[Course, ...]:
    """Return every demo course."""
    return tuple(Course(slug=name, title=json.loads(example)["title"]) for name, example in _examples().items())


def course_with(slug: str) -> Course | None:
    """Return the course of that short name, or None."""
    return next((course for course in courses() if course.slug == slug), None)


def leaves_of(subsection: UsageKey) -> tuple[UsageKey, ...]:
    """Return the one to three components of a subsection; their number follows from its id alone."""
    count = 1 + zlib.crc32(subsection.block_id.encode()) % 3
    return tuple(
        subsection.context_key.make_usage_key("html", f"{subsection.block_id}-part-{number}")
        for number in range(1, count + 1)
    )


def subsections_of(course_key: CourseKey, block: str) -> tuple[UsageKey, ...]:
    """Return the subsections that a definition's "<block type>/<block id>" is: one, or a chapter's two."""
    block_type, _, block_id = block.partition("/")
    ids = [block_id] if block_type == "sequential" else [f"{block_id}-1", f"{block_id}-2"]
    return tuple(course_key.make_usage_key("sequential", each) for each in ids)


@contextmanager
def while_writing(text: str) -> Iterator[None]:
    """Let courses have the sections of an author's text that is not stored yet."""
    token = _being_written.set(text)
    try:
        yield
    finally:
        _being_written.reset(token)


def outline(course_key: CourseKey) -> Outline:
    """Return each subsection of a course with its chapter and its completable components.

    ``settings.PD_PERSONALIZE_OUTLINE`` names this function: it stands for the LMS's block structure.
    """
    stored = _stored(course_key)
    found: Outline = {
        str(subsection): {"chapter": [str(chapter)], "blocks": [str(leaf) for leaf in leaves_of(subsection)]}
        for document in _documents([*stored.values(), _being_written.get()])
        for chapter, subsection in _subsections(course_key, document)
    }
    if stored:
        found[str(course_key.make_usage_key("sequential", "start"))] = {
            "chapter": [str(course_key.make_usage_key("chapter", "start"))],
            "blocks": list(stored),
            "title": "Find your start",
            "pathways": list(stored),
        }
    return found


def _stored(course_key: CourseKey) -> dict[str, str]:
    """Return the definition (text) of every pathway block in the course, by its usage key."""
    keys_start_with = str(course_key.make_usage_key(BLOCK_TYPE, "x"))[:-1]
    stored = FieldValue.objects.filter(scope_id__startswith=keys_start_with, user_id="", name="definition")
    return dict(stored.order_by("pk").values_list("scope_id", "value"))


def _documents(texts: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the definitions among texts."""
    for text in texts:
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            yield document


def _subsections(course_key: CourseKey, document: dict[str, Any]) -> Iterator[tuple[UsageKey, UsageKey]]:
    """Yield (chapter, subsection) for each section mapped to the course.

    A draft may hold anything; what is not a mapping to a block is simply not in the course.
    """
    chapters = {str(each.get("id")): str(each.get("domain") or "course") for each in _dicts(document, "competencies")}
    for section in _dicts(document, "sections"):
        block = str(section.get("block") or "")
        block_type, _, block_id = block.partition("/")
        if block_type in ("sequential", "chapter") and block_id:
            chapter = block_id if block_type == "chapter" else chapters.get(str(section.get("competency")), "course")
            for subsection in subsections_of(course_key, block):
                yield course_key.make_usage_key("chapter", chapter), subsection


def _dicts(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    values = document.get(name)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
