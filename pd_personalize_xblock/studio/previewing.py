"""A question as a teacher will see it, while its author writes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ..domain.definition import Definition
from ..domain.framework import MAX_LEVELS
from ..domain.items import graded
from ..domain.words import gettext_noop
from ..formats.schema import VERSION, read_document
from ..http import BadPayload, Payload, Reply, take_number, take_text
from ..rendering import render
from ..views import preview_page
from .checking import as_dicts
from .desk import Desk

MAX_NAME = 5_000
DECIMALS = 3
UNWRITTEN = "…"


def preview(desk: Desk, payload: Payload) -> Reply:
    """Reply with the screen of one ``item``, or with what keeps it from being asked.

    ``competency`` is the name above it, ``levels`` says how many there are, ``scale`` is the document's, if it has one.
    ``defaults`` are the parameters that the item has where its author names none.
    """
    document = _document(payload)
    definition, problems = read_document(document)
    if definition is None:
        errors = tuple(problem for problem in problems if not problem.is_warning)
        defaults = _defaults(read_document(_with_words(document))[0])
        return {"html": "", "problems": as_dicts(errors), "defaults": defaults}
    page = preview_page(definition, definition.items[0])
    return {"html": render("question.html", {"page": page}), "problems": [], "defaults": _defaults(definition)}


def _document(payload: Payload) -> dict[str, Any]:
    """A document with this one item in it."""
    item, scale = payload.get("item"), payload.get("scale")
    if not isinstance(item, dict):
        raise BadPayload(gettext_noop("item must be an object"))
    name = take_text(payload, "competency", limit=MAX_NAME).strip() or _("Without a name")
    levels = take_number(payload, "levels", highest=MAX_LEVELS)
    return {
        "version": VERSION,
        "title": name,
        "levels": [{"name": str(level)} for level in range(levels)],
        "competencies": [{"id": "competency", "name": name}],
        "items": [item | {"competency": "competency"}],
        **({} if scale is None else {"scale": scale}),
    }


def _with_words(document: dict[str, Any]) -> dict[str, Any]:
    """The document as if no text of its item were empty yet: defaults do not hang on words."""
    item = document["items"][0]
    options = item.get("options")
    filled = [
        option | {"text": UNWRITTEN} if isinstance(option, dict) else option
        for option in (options if isinstance(options, list) else ())
    ]
    return document | {"items": [item | {"prompt": UNWRITTEN, "options": filled}]}


def _defaults(definition: Definition | None) -> dict[str, Any] | None:
    """Minutes, discrimination, thresholds (logits) and guessing as if the author had left them out."""
    if definition is None:
        return None
    item = replace(definition.items[0], minutes=None, discrimination=None, thresholds=None, guessing=None)
    model = graded(item, definition.framework.scale)
    return {
        "minutes": item.expected_minutes,
        "discrimination": model.discrimination,
        "thresholds": [round(threshold, DECIMALS) for threshold in model.thresholds],
        "guessing": model.guessing,
    }
