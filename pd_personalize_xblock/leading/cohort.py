"""The cohort view: many teachers, nobody in particular."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext

from .. import views
from ..http import Payload, Reply, take_text
from ..records import api as records
from ..records import cohorts, voices
from ..rendering import render
from .stand import LEADERS, Action, Page, Stand

ADDRESS = "pd_personalize:cohort"
"""The name of the page of its own, which ``web`` serves."""


def page_for(block_key: str, asked: Mapping[str, Any], now: datetime) -> Page:
    """Return what leaders see of a pathway; ``asked`` may name "cohort", "track" and "month".

    A value that the snapshot does not have filters nothing.
    """
    wanted = views.Chosen(**{name: str(asked.get(name, "")) for name in views.DIMENSIONS})
    look = _look(block_key, wanted, now)
    if look is None:
        return views.cohort_page(None, wanted, records.definition_of(block_key, "").title)
    chosen = views.chosen_of(asked, look.values)
    look = look if chosen == wanted else _look(block_key, chosen, now) or look
    counted = views.Counted(look.taken_at, look.values, look.page, look.definition)
    page = views.cohort_page(counted, chosen, look.definition.title)
    if page["state"] == "shown" and chosen.is_everybody:
        page["words"] = views.words_of(look.definition, voices.words_of(block_key, look.values.get("words", {})))
    return page


def _look(block_key: str, chosen: views.Chosen, now: datetime) -> cohorts.Look | None:
    return cohorts.look(block_key, cohort=chosen.cohort, track=chosen.track, month=chosen.month, now=now)


def dom_id(block_key: str) -> str:
    """Return what ids on the page begin with: two pathways may share a page."""
    return "pd-cohort-" + hashlib.sha256(block_key.encode()).hexdigest()[:10]


def _show(stand: Stand, payload: Payload) -> Reply:
    """Reply with the cohort, filtered as asked."""
    asked = {name: take_text({name: "", **payload}, name) for name in views.DIMENSIONS}
    page = page_for(stand.block_key, asked, stand.now)
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
