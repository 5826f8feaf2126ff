"""Where leaders, coaches and course staff stand: one pathway block, and who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..http import Payload, Reply


class Role(StrEnum):
    """What somebody is to a course. Staff may do all that leaders may."""

    STAFF = "staff"
    LEADER = "leader"
    NEITHER = "neither"


@dataclass(frozen=True)
class Stand:
    """Who asks, as what, about which block. ``course_key`` is empty in a bare workbench."""

    block_key: str
    course_key: str
    user_id: int
    role: Role
    now: datetime


@dataclass(frozen=True)
class Action:
    """Something to be asked for, and by whom; a coach (NEITHER) is let through and looked at by the action itself."""

    do: Callable[[Stand, Payload], Reply]
    roles: frozenset[Role]


LEADERS = frozenset({Role.STAFF, Role.LEADER})
STAFF = frozenset({Role.STAFF})
ANYBODY = frozenset(Role)

Page = dict[str, Any]
