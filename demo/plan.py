"""What is in a demo course before anybody maps anything, as its author made it in Studio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Planned:
    """A subsection. ``facts`` is what the outline tells of it beyond its title and its work."""

    id: str
    title: str
    has_work: bool = True
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedChapter:
    """A chapter with its subsections in order."""

    id: str
    title: str
    subsections: tuple[Planned, ...]


START = "start"
"""The block id of the subsection with the pathway blocks, and of its chapter."""

WELCOME = Planned("welcome", "0 Welcome", facts={"points": False})
AROUND = (
    Planned("portfolio", "5 Portfolio", facts={"points": True, "graded": True}),
    Planned("two-lessons", "Two lessons, one question", facts={"points": False}),
    Planned("guest-hour", "An hour with a guest", facts={"points": False, "start": "2030-01-15T17:00:00+00:00"}),
    Planned("school-leaders", "For school leaders", facts={"points": False, "groups": True}),
    Planned("gallery", "Gallery of lesson plans", has_work=False, facts={"points": False}),
    Planned("lesson-swap", "Lesson swap", facts={"points": False, "published": False}),
)
"""Subsections that no example maps: to attach, and each but the first two with something to know before."""


def plan_of(example: dict[str, Any]) -> tuple[PlannedChapter, ...]:
    """Return the course around an example: a welcome, a chapter for each domain, and what stands beside it."""
    domains = {"": "Course"} | {domain["id"]: domain["name"] for domain in example.get("domains", ())}
    domain_of = {each["id"]: each.get("domain", "") for each in example["competencies"]}
    planned: dict[str, list[Planned]] = {domain: [] for domain in domains}
    for section in example.get("sections", ()):
        block_type, _, block_id = section.get("block", "").partition("/")
        if block_type == "sequential":
            planned[domain_of[section["competency"]]].append(Planned(block_id, section["title"]))
    return (
        PlannedChapter(START, "Start here", (WELCOME, Planned(START, "Find your start"))),
        *(PlannedChapter(id or "course", domains[id], tuple(found)) for id, found in planned.items() if found),
        PlannedChapter("around", "Around the course", AROUND),
    )


def blocks_of(plan: tuple[PlannedChapter, ...]) -> Iterator[str]:
    """Yield whatever a section of a definition could stand for, as "<block type>/<block id>"."""
    for chapter in plan:
        yield f"chapter/{chapter.id}"
        yield from (f"sequential/{each.id}" for each in chapter.subsections)
