"""How others see a teacher: invitations to rate the same rubric."""

from __future__ import annotations

from .here import Here, Page, Part


def _page(here: Here) -> Page:
    return {}


PART = Part("asking", _page, {})
