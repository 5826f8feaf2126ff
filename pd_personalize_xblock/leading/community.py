"""Study groups: course staff put those at the same step who agreed to be introduced into a cohort."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.errors import OutOfTurn, UnknownReference
from ..domain.words import gettext_noop
from ..http import NotAllowed, Payload, Reply, take_text
from ..platform import cohorts
from ..records import api, matching, study_groups
from ..rendering import plain, render
from .cohort import dom_id
from .stand import STAFF, Action, Page, Stand


def _groups(stand: Stand) -> tuple[api.Learner, dict[str, set[int]]]:
    """Whoever asks and, by section, those at that step who agreed with somebody."""
    learner = api.find_learner(stand.block_key, stand.user_id)
    found: dict[str, set[int]] = {}
    for section, one, other in matching.agreed_at_step(learner.pathway_id, stand.course_key):
        found.setdefault(section, set()).update((one, other))
    return learner, found


def _page(stand: Stand) -> Page:
    learner, found = _groups(stand)
    titles = {section.id: plain(section.title) for section in learner.in_force.definition.sections}
    return {
        "has_cohorts": cohorts.are_available(),
        "are_on": cohorts.are_available() and cohorts.are_on(stand.course_key),
        "discussions": cohorts.discussion_link(stand.course_key, stand.user_id),
        "groups": [
            {"title": titles[section], "count": len(found[section]), "send": json.dumps({"section_id": section})}
            for section in titles
            if section in found
        ],
    }


def _show(stand: Stand, payload: Payload) -> Reply:
    return _reply(stand, "")


def _make(stand: Stand, payload: Payload) -> Reply:
    """Make a cohort of those at a step, or add to it. It is named when it is made, in the words of whoever makes it."""
    section_id = take_text(payload, "section_id")
    if not cohorts.are_available():
        raise NotAllowed(gettext_noop("this server has no cohorts"))
    if not cohorts.are_on(stand.course_key):
        raise OutOfTurn(
            gettext_noop("cohorts are switched off in this course: its instructor dashboard switches them on")
        )
    learner, found = _groups(stand)
    section = learner.in_force.definition.sections_by_id.get(section_id)
    if section_id not in found or section is None:
        raise UnknownReference(gettext_noop("nobody at this step has agreed to be introduced"))
    name = _("Study group: %(title)s") % {"title": plain(section.title)}
    who = {"name": name, "user_ids": found[section_id]}
    return _reply(stand, _said(study_groups.fill(learner.pathway_id, stand.course_key, section_id, **who)))


def _said(placed: cohorts.Placed) -> str:
    made = ngettext(
        "%(n)s teacher is in the cohort “%(name)s”.", "%(n)s teachers are in the cohort “%(name)s”.", placed.members
    ) % {"n": placed.members, "name": placed.name}
    if not placed.kept:
        return made
    kept = ngettext(
        "%(n)s teacher has another cohort, which was chosen for them, and stays there.",
        "%(n)s teachers have another cohort, which was chosen for them, and stay there.",
        placed.kept,
    ) % {"n": placed.kept}
    return f"{made} {kept}"


def _reply(stand: Stand, said: str) -> Reply:
    context = {"page": _page(stand), "block_id": dom_id(stand.block_key)}
    return {"said": said, "html": render("leading/community.html", context)}


ACTIONS: Mapping[str, Action] = {"community": Action(_show, STAFF), "community-group": Action(_make, STAFF)}
