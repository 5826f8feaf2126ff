"""What happened, told to the platform's event tracking; ``formats/events-v1.schema.json`` says in which form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, get_args

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from pd_personalize_xblock.service import Event

PREFIX = "pd_personalize"
VERSION = 1
OF_THE_REQUEST = ("username", "session", "ip", "agent", "referer", "client_id")
"""What the platform's tracking context says about whoever sent the request."""


def name_of(kind: type[Event]) -> str:
    """Return the tracking name of a kind of event: PlacementMade is "pd_personalize.placement_made"."""
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    return f"{PREFIX}.{words}"


EVENT_NAMES: tuple[str, ...] = tuple(name_of(kind) for kind in get_args(Event))


def data_of(event: Event, pathway: str) -> dict[str, Any]:
    """Return what is told of an event in a pathway block (usage key); a section's block becomes a usage key too."""
    data = {"version": VERSION, "pathway": pathway, **asdict(event)}
    if data.get("block"):
        data["block"] = _in_the_course_of(pathway, data["block"])
    return data


def emit_all(events: Iterable[Event], *, pathway: str, emit: Callable[[str, dict[str, Any]], None]) -> None:
    """Hand every event of a pathway block (usage key) to ``emit`` (name, data)."""
    for event in events:
        emit(name_of(type(event)), data_of(event, pathway))


def emit_for(user_id: int, course_key: str, pathway: str, events: Iterable[Event]) -> None:
    """Tell what happened to a teacher where no block's runtime is at hand: in a task, a command, a coach's request."""
    emit_all(events, pathway=pathway, emit=lambda name, data: track(name, data, user_id=user_id, course_key=course_key))


def track(name: str, data: Mapping[str, Any], *, user_id: int, course_key: str) -> None:
    """Emit one event about a teacher in a course, whoever's request this is, if it is one at all."""
    from eventtracking import tracker

    default = tracker.get_tracker()
    with default.context(name, _context(default.resolve_context(), user_id, course_key)):
        default.emit(name, dict(data))


def _context(around: Mapping[str, Any], user_id: int, course_key: str) -> dict[str, Any]:
    """The context of a block's own events, and nothing about another person who happens to send the request."""
    try:
        org = CourseKey.from_string(course_key).org
    except InvalidKeyError:  # a bare workbench has no course
        org = ""
    context = {"user_id": user_id, "course_id": course_key, "org_id": org}
    if around.get("user_id") != user_id:
        context |= {key: "" for key in OF_THE_REQUEST if key in around}
    return context


@lru_cache(maxsize=4096)
def _in_the_course_of(pathway: str, block: str) -> str:
    """Return the usage key of "<block type>/<block id>" in the course of a block."""
    block_type, _, block_id = block.partition("/")
    try:
        return str(UsageKey.from_string(pathway).context_key.make_usage_key(block_type, block_id))
    except InvalidKeyError:  # a bare workbench has no usage keys
        return block
