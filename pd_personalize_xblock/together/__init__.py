"""What a teacher does with other people, by the name in the handler's address, and the screen about it."""

from __future__ import annotations

from collections.abc import Mapping

from ..domain.errors import UnknownReference
from ..domain.words import gettext_noop
from ..http import Payload
from . import asking, credentials, looking, matching
from .here import Act, Here, Page, Part

__all__ = ["ACTIONS", "Here", "answer", "kept"]

PARTS: tuple[Part, ...] = (looking.PART, asking.PART, matching.PART, credentials.PART)


def _nothing(here: Here, payload: Payload) -> None:
    """Only show the screen."""


ACTIONS: Mapping[str, Act] = {
    "show": _nothing,
    **{name: act for part in PARTS for name, act in part.actions.items()},
}


def answer(here: Here, name: str, payload: Payload) -> Page:
    """Do what a teacher decided and return the screen; raise UnknownReference."""
    if name not in ACTIONS:
        raise UnknownReference(gettext_noop("there is no action %(action)s", action=repr(name[:40])))
    ACTIONS[name](here, payload)
    return _page(here)


def kept(here: Here) -> Page:
    """Return what every part keeps about a teacher, for their own record."""
    return {name: value for part in PARTS for name, value in part.kept(here).items()}


def _page(here: Here) -> Page:
    """The screen: every part by its name, each a page of its own."""
    parts = [{"name": part.name, **part.page(here)} for part in PARTS]
    return {"screen": "together", "takes_part": here.takes_part, "parts": parts}
