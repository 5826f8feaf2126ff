"""Template tags for what a page repeats a hundred times, where an include would cost more than all the rest.

Imported by the engine of :mod:`rendering`, by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.template import Library
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = Library()


@register.simple_tag
@cache
def icon(state: str) -> SafeString:
    """Return the small picture of a section's state."""
    from .rendering import render  # which needs this module for its engine

    return SafeString(render("icon.html", {"state": state}))


@register.simple_tag
def level_cells(levels: Sequence[str], start: int) -> SafeString:
    """Return one cell per level, marked up to ``start``."""
    on, off = SafeString('<i class="pd-on"></i>'), SafeString("<i></i>")
    return SafeString(on * (start + 1) + off * (len(levels) - start - 1))


@register.simple_tag
def level_options(levels: Sequence[str], lowest: int, highest: int, chosen: int | None) -> SafeString:
    """Return the options of a level's ``<select>``, from ``lowest`` to ``highest``."""
    shown = list(enumerate(levels))[lowest : highest + 1]
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((number, SafeString(" selected") if number == chosen else "", name) for number, name in shown),
    )


@register.simple_tag
def target(*, is_outside: bool) -> SafeString:
    """Return where a link opens: outside opportunities in a tab of their own, all else in the course's window."""
    return SafeString('target="_blank" rel="noopener"') if is_outside else SafeString('target="_top"')
