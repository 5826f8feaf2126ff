"""The demo's courses: one per example framework, each with one pathway block.

A course has an outline of its own (``demo.plan``), from which its author attaches subsections. A definition of another
course, an example or an import, finds room in it: where most of what it maps is not in the plan, a subsection
is made for each mapped section. Any other block that is mapped and not in the course is missing from it.
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

from django.db.models import Q
from opaque_keys.edx.keys import CourseKey, UsageKey

from demo.models import FieldValue
from demo.plan import START, Planned, PlannedChapter, blocks_of, plan_of
from pd_personalize_xblock.platform.outline import Outline, Part

BLOCK_TYPE = "pd_personalize"
DELETED = {"scope": "course", "user_id": "", "name": "is_deleted"}
"""What marks a subsection (``scope_id``) that its author deleted from the course."""
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


@cache
def plan(course_key: CourseKey) -> tuple[PlannedChapter, ...]:
    """Return a course's own outline; empty for a course that is none of the demo's."""
    course = next((course for course in courses() if course.key == course_key), None)
    return plan_of(json.loads(course.example())) if course else ()


def leaves_of(subsection: UsageKey) -> tuple[UsageKey, ...]:
    """Return the one to three components of a subsection; their number follows from its id alone."""
    count = 1 + zlib.crc32(subsection.block_id.encode()) % 3
    return tuple(
        subsection.context_key.make_usage_key("html", f"{subsection.block_id}-part-{number}")
        for number in range(1, count + 1)
    )


def subsections_of(course_key: CourseKey, block: str) -> tuple[UsageKey, ...]:
    """Return the subsections that a definition's "<block type>/<block id>" is: one, or a chapter's.

    A chapter that is not in the plan has two.
    """
    block_type, _, block_id = block.partition("/")
    planned = [chapter for chapter in plan(course_key) if chapter.id == block_id]
    if block_type == "sequential":
        ids = [block_id]
    elif planned:
        ids = [each.id for each in planned[0].subsections]
    else:
        ids = [f"{block_id}-1", f"{block_id}-2"]
    return tuple(course_key.make_usage_key("sequential", each) for each in ids)


@contextmanager
def while_writing(text: str) -> Iterator[None]:
    """Let courses make room for a definition of another course that is not stored yet."""
    token = _being_written.set(text)
    try:
        yield
    finally:
        _being_written.reset(token)


def outline(course_key: CourseKey) -> Outline:
    """Return each published subsection of a course with its chapter and its completable components.

    ``settings.PD_PERSONALIZE_OUTLINE`` names this function: it stands for the LMS's block structure.
    """
    return {key: part for key, part in draft_outline(course_key).items() if part.get("published", True)}


def draft_outline(course_key: CourseKey) -> Outline:
    """Return each subsection of a course as its author sees it (``settings.PD_PERSONALIZE_DRAFT_OUTLINE``)."""
    stored, deleted = _kept(course_key)
    own = plan(course_key)
    found = {
        str(course_key.make_usage_key("sequential", each.id)): _part(course_key, chapter, each)
        for chapter in own
        for each in chapter.subsections
    }
    for document in _documents([*stored.values(), _being_written.get()]):
        if _is_of_another_course(document, set(blocks_of(own))):
            for chapter, subsection in _subsections(course_key, document):
                found.setdefault(str(subsection), _made_room(chapter, subsection))
    _put_pathways(course_key, found, list(stored))
    return {key: part for key, part in found.items() if key not in deleted}


def delete(subsection: UsageKey, *, is_deleted: bool = True) -> None:
    """Delete a subsection from its course, as an author does in Studio, or bring it back."""
    FieldValue.objects.update_or_create(scope_id=str(subsection), **DELETED, defaults={"value": is_deleted})


def in_studio(course: Course) -> list[tuple[PlannedChapter, list[tuple[Planned, bool]]]]:
    """Return the course's own chapters and subsections, and which of them its author deleted."""
    _, deleted = _kept(course.key)
    return [
        (
            chapter,
            [(each, str(course.key.make_usage_key("sequential", each.id)) in deleted) for each in chapter.subsections],
        )
        for chapter in plan(course.key)
    ]


def _part(course_key: CourseKey, chapter: PlannedChapter, planned: Planned) -> Part:
    subsection = course_key.make_usage_key("sequential", planned.id)
    part: Part = {
        "chapter": [str(course_key.make_usage_key("chapter", chapter.id))],
        "blocks": [str(leaf) for leaf in leaves_of(subsection)] if planned.has_work else [],
        "title": planned.title,
        "chapter_title": chapter.title,
    }
    return {**part, **planned.facts}  # type: ignore[typeddict-item]


def _made_room(chapter: UsageKey, subsection: UsageKey) -> Part:
    return {"chapter": [str(chapter)], "blocks": [str(leaf) for leaf in leaves_of(subsection)]}


def _put_pathways(course_key: CourseKey, found: Outline, stored: list[str]) -> None:
    """Put the pathway blocks into their subsection."""
    start = str(course_key.make_usage_key("sequential", START))
    if not stored:
        found.pop(start, None)
        return
    empty: Part = {
        "chapter": [str(course_key.make_usage_key("chapter", START))],
        "blocks": [],
        "title": "Find your start",
    }
    found[start] = {**found.get(start, empty), "blocks": stored, "pathways": stored}


def _kept(course_key: CourseKey) -> tuple[dict[str, str], set[str]]:
    """Return the definition (text) of every pathway block in a course, by usage key, and what is deleted from it."""
    blocks, sequentials = (str(course_key.make_usage_key(each, "x"))[:-1] for each in (BLOCK_TYPE, "sequential"))
    definitions = Q(scope_id__startswith=blocks, user_id="", name="definition")
    deleted = Q(scope_id__startswith=sequentials, **DELETED)
    rows = FieldValue.objects.filter(definitions | deleted).order_by("pk").values_list("name", "scope_id", "value")
    stored = {key: value for name, key, value in rows if name == "definition"}
    return stored, {key for name, key, value in rows if name != "definition" and value}


def _documents(texts: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the definitions among texts."""
    for text in texts:
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            yield document


def _is_of_another_course(document: dict[str, Any], known: set[str]) -> bool:
    """Whether most of what a definition maps is not in the plan: then it was written for some other course."""
    blocks = {str(section["block"]) for section in _dicts(document, "sections") if section.get("block")}
    return len(blocks - known) > len(blocks & known)


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
