"""Where a teacher meets other people: one pathway block, and the teacher who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from ..domain.words import gettext_noop
from ..http import NotAllowed, Payload
from ..records import consents
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

    @cached_property
    def takes_part(self) -> bool:
        """Whether the teacher takes the course, leads it or is of its staff: the platform asks nobody who sends."""
        return consents.is_here(self.learner.block_key, self.course_key, self.learner.user_id)


Act = Callable[[Here, Payload], None]


def require_part(here: Here) -> None:
    """Refuse whoever does not take part in the course; what is theirs they may still withdraw and delete."""
    if not here.takes_part:
        raise NotAllowed(gettext_noop("this is for those who take this course"))


def taking_part(act: Act) -> Act:
    """Let only those do it who take part in the course."""

    @wraps(act)
    def checked(here: Here, payload: Payload) -> None:
        require_part(here)
        act(here, payload)

    return checked


def _nothing_kept(here: Here) -> Page:
    return {}


@dataclass(frozen=True)
class Part:
    """A part of the screen, by the name of its template, with what can be done in it.

    ``kept`` is what is on record about it, for the teacher's own record: plain values under names of its own.
    """

    name: str
    page: Callable[[Here], Page]
    actions: Mapping[str, Act]
    kept: Callable[[Here], Page] = _nothing_kept
