"""From a template to a fragment: markup, styles, and the script that brings it to life."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from web_fragments.fragment import Fragment

from .platform.words import script_of_words
from .rendering import render

EDITOR_SCRIPTS = ("vendor/preact.min", "editor.min")
"""What Studio loads."""
EDITOR_PARTS = (
    "editor/base",
    "editor/edits",
    "editor/fields",
    "editor/framework",
    "editor/competencies",
    "editor/needs",
    "editor/advanced",
    "editor/graph",
    "editor/kinds",
    "editor/answers",
    "editor/preview",
    "editor/question",
    "editor/items",
    "editor/sections",
    "editor/attaching",
    "editor/same_for_all",
    "editor/pathway",
    "editor/rules",
    "student",
    "editor/rehearsal",
    "editor/picture",
    "editor/trying",
    "editor/problems",
    "editor/transfer",
    "editor/start",
    "editor/editor",
    "studio",
)
"""What ``editor.min`` is made of, in the order in which they need each other: ``make editor``."""


def fragment_of(block: Any, template: str, context: Mapping[str, Any], *, script: str | None = None) -> Fragment:
    """Render a template for a block; ``script`` names a file of ``js/`` and the class that it defines."""
    fragment = Fragment(render(template, {**context, "block_id": dom_id(block)}))
    fragment.add_css_url(block.runtime.local_resource_url(block, "pd_personalize/css/pd_personalize.css"))
    if script:
        _add_script(block, fragment, script)
    return fragment


def add_staff_panel(block: Any, fragment: Fragment, *, is_staff: bool) -> None:
    """Add the panel for course staff, or what of it is for leaders, below what a teacher sees."""
    fragment.add_content(render("staff.html", {"block_id": dom_id(block), "is_staff": is_staff}))
    fragment.add_css_url(block.runtime.local_resource_url(block, "pd_personalize/css/leading.css"))
    _add_panel_script(block, fragment, "staff")


def add_coach_panel(block: Any, fragment: Fragment, teachers: Sequence[Mapping[str, str]]) -> None:
    """Add the panel for a coach whom teachers let look, below what they see as a teacher; after any other panel."""
    fragment.add_content(render("leading/coach.html", {"block_id": dom_id(block), "teachers": teachers}))
    _add_panel_script(block, fragment, "coach")


def editor_of(block: Any, page: Mapping[str, Any]) -> Fragment:
    """Render the author's editor: a frame that its scripts fill from ``page`` (plain values)."""
    start = json.dumps(page, ensure_ascii=False)
    fragment = fragment_of(block, "studio.html", {"start": start, **page})
    fragment.add_css_url(block.runtime.local_resource_url(block, "pd_personalize/css/studio.css"))
    words = script_of_words(block)
    if words:
        fragment.add_javascript_url(words)
    for name in EDITOR_SCRIPTS:
        fragment.add_javascript_url(block.runtime.local_resource_url(block, f"pd_personalize/js/{name}.js"))
    fragment.initialize_js("PdPersonalizeStudio")
    return fragment


def dom_id(block: Any) -> str:
    """Return an id of the block's element: valid, and unique on the page, which two blocks may share."""
    return "pd-" + hashlib.sha256(str(block.scope_ids.usage_id).encode()).hexdigest()[:10]


def _add_script(block: Any, fragment: Fragment, name: str) -> None:
    fragment.add_javascript_url(block.runtime.local_resource_url(block, f"pd_personalize/js/{name}.js"))
    fragment.initialize_js(f"PdPersonalize{name.capitalize()}")


def _add_panel_script(block: Any, fragment: Fragment, name: str) -> None:
    fragment.add_javascript_url(block.runtime.local_resource_url(block, "pd_personalize/js/panel.js"))
    _add_script(block, fragment, name)
