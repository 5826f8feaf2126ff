"""What leaders, coaches and course staff ask for, by the name in the handler's address."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth import get_user_model

from ..domain.errors import UnknownReference
from ..domain.words import gettext_noop
from ..http import NotAllowed, Payload, Reply
from ..platform import leaders
from . import cohort, community, health, one_teacher
from .stand import Action, Role, Stand

__all__ = ["ACTIONS", "Role", "Stand", "answer", "role_of"]

ACTIONS: Mapping[str, Action] = {**cohort.ACTIONS, **one_teacher.ACTIONS, **health.ACTIONS, **community.ACTIONS}


def role_of(user_id: int, course_key: str, *, is_staff: bool) -> Role:
    """Return what somebody is to a course; ``is_staff`` is the platform's own word on that."""
    if is_staff:
        return Role.STAFF
    user = get_user_model().objects.filter(pk=user_id).first()
    return Role.LEADER if user is not None and leaders.is_leader(user, course_key) else Role.NEITHER


def answer(stand: Stand, name: str, payload: Payload) -> Reply:
    """Do what is asked for; raise UnknownReference or NotAllowed."""
    if name not in ACTIONS:
        raise UnknownReference(gettext_noop("there is no action %(action)s", action=repr(name[:40])))
    if stand.role not in ACTIONS[name].roles:
        raise NotAllowed(gettext_noop("this is for course staff and for leaders of this course"))
    return ACTIONS[name].do(stand, payload)
