"""The package's own templates, and author text made safe to show."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nh3
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

LIBRARIES = {"i18n": "django.templatetags.i18n", "marks": "pd_personalize_xblock.marks"}
TEMPLATES = Path(__file__).parent / "templates"
ALLOWED_TAGS = {
    "a",
    "b",
    "br",
    "code",
    "em",
    "i",
    "kbd",
    "li",
    "ol",
    "p",
    "q",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "*": {"dir", "lang"}}


@cache
def _engine() -> Engine:
    """An engine of our own: it finds our templates and includes in every host."""
    return Engine(dirs=[str(TEMPLATES)], libraries=LIBRARIES, builtins=[])


def render(template: str, context: Mapping[str, Any]) -> str:
    """Render ``templates/pd_personalize/<template>``."""
    return _engine().get_template(f"pd_personalize/{template}").render(Context(dict(context)))


@lru_cache(maxsize=4096)
def clean(text: str) -> SafeString:
    """Return author text as HTML that can do no harm: a few inline tags stay, all else is dropped."""
    cleaned = nh3.clean(text, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return mark_safe(cleaned)  # noqa: S308 - nh3 has just cleaned it


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return author text without any markup, for places that take none."""
    return html.unescape(nh3.clean(text, tags=set()))
