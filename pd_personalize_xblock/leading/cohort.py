"""The cohort view: many teachers, nobody in particular."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext

from .. import views
from ..http import Payload, Reply, take_text
from ..records import api as records
from ..records import cohorts, versions
from ..rendering import render
from .stand import LEADERS, Action, Page, Stand

ADDRESS = "pd_personalize:cohort"
"""The name of the page of its own, which ``web`` serves."""


def page_for(block_key: str, asked: Mapping[str, Any]) -> Page:
    """Return what leaders see of a pathway; ``asked`` may name "cohort", "track" and "month"."""
    snapshot = cohorts.last_snapshot(block_key)
    if snapshot is None:
        title = records.definition_of(block_key, "").title
        return views.cohort_page(None, views.Chosen(), title)
    chosen = views.chosen_of(asked, snapshot.document)
    page = cohorts.page_of(snapshot, cohort=chosen.cohort, track=chosen.track, month=chosen.month)
    definition = versions.get_version(snapshot.definition.hash).definition
    return views.cohort_page(
        views.Counted(snapshot.taken_at, snapshot.document, page, definition), chosen, definition.title
    )


def dom_id(block_key: str) -> str:
    """Return what ids on the page begin with: two pathways may share a page."""
    return "pd-cohort-" + hashlib.sha256(block_key.encode()).hexdigest()[:10]


def _show(stand: Stand, payload: Payload) -> Reply:
    """Reply with the cohort, filtered as asked."""
    asked = {name: take_text({name: "", **payload}, name) for name in ("cohort", "track", "month")}
    page = page_for(stand.block_key, asked)
    context = {"page": page, "block_id": dom_id(stand.block_key), "page_address": _address(stand.block_key)}
    return {"html": render("leading/cohort.html", context), "said": _said(page), "state": page["state"]}


def _said(page: Page) -> str:
    if page["state"] != "shown":
        return ""
    n = page["teachers"]
    return ngettext("Shown: %(n)s teacher.", "Shown: %(n)s teachers.", n) % {"n": n}


def _address(block_key: str) -> str:
    """Where the page of its own is; empty where a host has not mounted it."""
    try:
        return reverse(ADDRESS, args=(block_key,))
    except NoReverseMatch:
        return ""


ACTIONS: Mapping[str, Action] = {"cohort": Action(_show, LEADERS)}
