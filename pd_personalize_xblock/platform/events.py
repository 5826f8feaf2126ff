"""What happened, told to the platform's event tracking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pd_personalize_xblock.service import Event

PREFIX = "pd_personalize"


def name_of(event: Event) -> str:
    """Return the tracking name of an event: PlacementMade is "pd_personalize.placement_made"."""
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    return f"{PREFIX}.{words}"


def emit_all(events: Iterable[Event], *, pathway: str, emit: Callable[[str, Mapping[str, Any]], None]) -> None:
    """Hand every event to ``emit`` (name, data), with the usage key of its pathway block."""
    for event in events:
        emit(name_of(event), {"pathway": pathway, **asdict(event)})


def emit_for(user_id: int, course_key: str, pathway: str, events: Iterable[Event]) -> None:
    """Tell what happened to a teacher where no block's runtime is at hand."""
    emit_all(events, pathway=pathway, emit=track)


def track(name: str, data: Mapping[str, Any]) -> None:
    """Emit where no block's runtime is at hand to do it."""
    from eventtracking import tracker

    tracker.emit(name, dict(data))
