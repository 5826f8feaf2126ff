"""What the page of a held subsection shows, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.platform import hosts
from pd_personalize_xblock.platform.locks import Lock
from pd_personalize_xblock.records import api
from pd_personalize_xblock.records.models import SectionPart
from pd_personalize_xblock.rendering import plain

Page = dict[str, Any]


def locked_page(locks: Sequence[Lock], user_id: int | None, *, course_key: str, name: str) -> Page:
    """Return what is to be said of one subsection with these locks, called ``name`` in the course."""
    pathways = dict.fromkeys(lock.pathway for lock in locks if lock.pathway)
    return {
        "name": plain(name),
        "pathways": [
            {"href": f"/courses/{course_key}/jump_to/{pathway}"}
            | _opening(pathway, locks[0].subsection, user_id, course_key)
            for pathway in pathways
        ],
        "is_held_by_others": not all(lock.pathway for lock in locks),
    }


def _opening(pathway: str, subsection: str, user_id: int | None, course_key: str) -> Page:
    """What opens a subsection in one pathway.

    "how" is "steps" (these sections), "placement" (no course work does), "visit" (it is open already and the lock
    follows when the pathway is next looked at) or "unknown" (no section of the pathway is there).
    """
    try:
        states = {state["section_id"]: state for state in api.pathway_states(pathway, user_id)}
    except UnknownReference:
        return {"how": "unknown", "steps": []}
    parts = SectionPart.objects.filter(pathway__block_key=pathway, subsection_key=subsection)
    mapped = set(parts.values_list("section_id", flat=True))
    sections = [state for section_id, state in states.items() if section_id in mapped]
    if not sections:
        return {"how": "unknown", "steps": []}
    if any(section["state"] != "held" for section in sections):
        return {"how": "visit", "steps": []}
    ways = [section["opens_after"] for section in sections if section["opens_after"]]
    if not ways:
        return {"how": "placement", "steps": []}
    shortest = min(ways, key=lambda way: sum(step["minutes"] for step in way))
    return {"how": "steps", "steps": [_step(step, states[step["section_id"]], course_key) for step in shortest]}


def _step(step: dict[str, Any], section: dict[str, Any], course_key: str) -> Page:
    href = hosts.link_to_block(course_key, section["block"]) if section["block"] else section["url"]
    return {
        "title": plain(step["title"]),
        "minutes": max(1, round(step["minutes"])) if step["minutes"] else 0,
        "href": href or "",
        "is_outside": not section["block"],
    }
