"""How well the questions measure, and what goes with the sections."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ..http import Payload, Reply
from ..records import findings_tasks, versions
from ..rendering import render
from ..views.health import Report, health_page
from .stand import STAFF, Action, Stand


def show(stand: Stand, payload: Payload) -> Reply:
    """Show what to rewrite first, with the figures; counted anew where they are old."""
    definition = versions.in_force(stand.block_key).definition
    found = findings_tasks.ask(stand.block_key, now=stand.now)
    report = Report(found.health, found.effectiveness, found.made_at, found.is_due)
    page = health_page(definition, report)
    said = _("Being counted now: look again in a minute.") if found.is_due else ""
    return {"html": render("leading/health.html", {"page": page}), "said": said}


ACTIONS: Mapping[str, Action] = {"health": Action(show, STAFF)}
