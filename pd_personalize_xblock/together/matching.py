"""Colleagues to learn with."""

from __future__ import annotations

from .here import Here, Page, Part


def _page(here: Here) -> Page:
    return {}


PART = Part("matching", _page, {})
