"""Micro-credentials for what is mastered."""

from __future__ import annotations

from .here import Here, Page, Part


def _page(here: Here) -> Page:
    return {}


PART = Part("credentials", _page, {})
