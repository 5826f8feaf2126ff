"""The draft: loaded, checked, saved, replaced."""

from __future__ import annotations

from ..domain.errors import OutOfTurn
from ..domain.words import gettext_noop
from ..http import Payload, Reply, take_text
from ..platform import hosts
from .checking import MAX_CHARACTERS, Checked, check_text, example_text, in_order
from .desk import Desk

OVERTAKEN = gettext_noop("somebody else has saved this block since you opened it: nothing was overwritten")


def load(desk: Desk, payload: Payload) -> Reply:
    """Reply with what is saved."""
    block = desk.block
    saved_at = getattr(block, "edited_on", None)
    return {
        "text": block.definition,
        "display_name": block.display_name,
        "base": desk.base,
        "saved_at": saved_at.isoformat() if saved_at else None,
    }


def check(desk: Desk, payload: Payload) -> Reply:
    """List every problem of the text in the editor."""
    return check_in_course(desk, take_text(payload, "text", limit=MAX_CHARACTERS)).as_dict()


def save(desk: Desk, payload: Payload) -> Reply:
    """Save the text in the editor, sound or not: a draft with problems changes nothing for teachers.

    ``base`` names what the author began from; if something else is saved by now, nothing is written.
    """
    text = take_text(payload, "text", limit=MAX_CHARACTERS)
    name = take_text(payload, "display_name", limit=255).strip()
    if take_text(payload, "base") != desk.base:
        raise OutOfTurn(OVERTAKEN)
    desk.block.definition, desk.block.unread_olx = text, ""
    desk.block.display_name = name or desk.block.display_name
    return check_in_course(desk, text).as_dict() | {"base": desk.base}


def example(desk: Desk, payload: Payload) -> Reply:
    """Reply with a framework to start from."""
    return {"text": example_text(take_text(payload, "name"))}


def calibrated(desk: Desk, payload: Payload) -> Reply:
    """Reply with the draft as calibrated by its own responders."""
    return {"text": desk.taken_over()}


def check_in_course(desk: Desk, text: str) -> Checked:
    """List every problem of an author's text, those of this course too."""
    try:
        report = desk.look_at(text)
    except hosts.RecordsMissing:
        return check_text(text)
    return Checked(in_order(report.problems), text)
