"""The cohort as a page of its own, for course staff and leaders: to bookmark, to filter, to print."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.utils.timezone import now
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from ..leading.cohort import dom_id, page_for
from ..platform import hosts, leaders
from ..platform.words import own_words
from ..records import cohorts
from ..rendering import render
from .methods import reads

log = logging.getLogger(__name__)
SHEETS = ("pd_personalize/css/pd_personalize.css", "pd_personalize/css/leading.css")


@reads
def cohort(request: HttpRequest, block_key: str) -> HttpResponse:
    """Show the cohort of a pathway block; 403 to whoever may not see it, 404 where there is none."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    with own_words(None):
        course_key = cohorts.course_of(block_key)
        if course_key is None:
            return _says(404, _("There is no pathway at this address."))
        if not (leaders.is_staff_of(request.user, course_key) or leaders.is_leader(request.user, course_key)):
            log.warning("the cohort page of %s was refused to somebody without a role", block_key)
            return _says(403, _("This page is for course staff and for leaders of this course."))
        page = page_for(block_key, request.GET, now())
        context = {"page": page, "block_id": dom_id(block_key), "address": request.path}
        return _page(200, "leading/cohort_page.html", context)


def _says(status: int, sentence: str) -> HttpResponse:
    return _page(status, "leading/refused.html", {"sentence": sentence})


def _page(status: int, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A whole page, which no cache may keep."""
    whole = {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "sheets": [hosts.file_url(sheet) for sheet in SHEETS],
    }
    response = HttpResponse(render(template, {**whole, **context}), status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


urlpatterns = [re_path(r"^cohort/(?P<block_key>[^/]+)$", cohort, name="cohort")]
