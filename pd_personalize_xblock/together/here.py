"""Where a teacher meets other people: one pathway block, and the teacher who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..http import Payload
from ..records.api import Learner

Page = dict[str, Any]


@dataclass(frozen=True)
class Here:
    """The teacher who asks, and the moment. ``course_key`` is empty in a bare workbench.

    ``shown_once`` is what only this reply shows, by the name of a part, such as a link that is kept nowhere.
    """

    learner: Learner
    course_key: str
    now: datetime
    shown_once: dict[str, Any] = field(default_factory=dict, compare=False)


def _nothing_kept(here: Here) -> Page:
    return {}


@dataclass(frozen=True)
class Part:
    """A part of the screen, by the name of its template, with what can be done in it.

    ``kept`` is what is on record about it, for the teacher's own record: plain values under names of its own.
    """

    name: str
    page: Callable[[Here], Page]
    actions: Mapping[str, Callable[[Here, Payload], None]]
    kept: Callable[[Here], Page] = _nothing_kept
