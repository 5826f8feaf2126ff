"""What the editor starts with."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from .checking import EXAMPLES, MAX_CHARACTERS, example_text
from .defaults import defaults
from .desk import Desk
from .drafts import load


def editor_page(desk: Desk) -> dict[str, Any]:
    """Return what the editor starts with: what is saved, what there is to start from, what waits for the author."""
    offer = desk.offer()
    saved = load(desk, {})
    return {
        **saved,
        "unread_olx": desk.block.unread_olx,
        "examples": [_about(name) for name in EXAMPLES],
        "missing": desk.missing(),
        "offer": {"teachers": offer.teachers} if offer else None,
        "teachers": desk.teachers_under_way(),
        "limit": MAX_CHARACTERS,
        "defaults": defaults(),
    }


def _about(name: str) -> dict[str, Any]:
    """An example in a few words, for the author to choose by."""
    document = json.loads(example_text(name))
    return {
        "name": name,
        "title": _(document["title"]),
        "description": document.get("description", ""),
        "counts": {key: len(document.get(key, ())) for key in ("competencies", "levels", "items", "sections")},
    }
