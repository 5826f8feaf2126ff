"""What course staff are told when they let everybody start."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Reply = dict[str, Any]


def start_question(waiting: int) -> Reply:
    """Ask whether so many teachers shall start at the beginning."""
    if not waiting:
        return {"waiting": 0, "said": _("Everybody has begun already.")}
    said = ngettext(
        "{n} teacher has not begun. Start them at the beginning? They can still answer the questions later.",
        "{n} teachers have not begun. Start them at the beginning? They can still answer the questions later.",
        waiting,
    )
    return {"waiting": waiting, "said": said.format(n=waiting)}


def start_answer(waiting: int) -> Reply:
    """Say that they will."""
    said = ngettext(
        "{n} teacher starts at the beginning. This takes a moment.",
        "{n} teachers start at the beginning. This takes a moment.",
        waiting,
    )
    return {"waiting": waiting, "said": said.format(n=waiting)}
