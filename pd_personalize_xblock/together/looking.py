"""Who may look at a teacher, and who did."""

from __future__ import annotations

from .here import Here, Page, Part


def _page(here: Here) -> Page:
    return {}


PART = Part("looking", _page, {})
