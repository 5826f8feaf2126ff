"""What an author's editor asks for: one function for each action, by the name in the handler's address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..http import Payload, Reply
from .carrying import bring_in, take_out
from .desk import Desk
from .drafts import calibrated, check, example, load, save
from .effects import effects
from .outlining import outline, unattached_titles
from .page import editor_page
from .previewing import preview
from .trying import simulate, take
from .verdict import verdict

__all__ = ["ACTIONS", "Desk", "editor_page", "unattached_titles", "verdict"]

ACTIONS: Mapping[str, Callable[[Desk, Payload], Reply]] = {
    "calibrated": calibrated,
    "check": check,
    "effects": effects,
    "example": example,
    "export": take_out,
    "import": bring_in,
    "load": load,
    "outline": outline,
    "preview": preview,
    "save": save,
    "simulate": simulate,
    "try": take,
}
