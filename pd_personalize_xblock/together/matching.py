"""Colleagues to learn with: who looks for them is shown why somebody fits, and a name once both have agreed."""

from __future__ import annotations

import json
from datetime import datetime

from ..domain.definition import Definition
from ..domain.errors import OutOfTurn
from ..domain.matching import LEAST_POOL
from ..domain.words import gettext_noop
from ..http import NotAllowed, Payload, take_flag, take_number
from ..platform import cohorts, people
from ..records import matching
from ..rendering import plain
from .here import Here, Page, Part, require_part

MOST_NUMBER = 2**53


def _page(here: Here) -> Page:
    if not matching.is_in(here.learner):
        return {"is_in": False, "matches": []}
    matching.look_for_more(here.learner, here.course_key, now=here.now)
    found = matching.matches_of(here.learner, here.course_key)
    contacts = people.contacts_of([each.other_id for each in found if each.is_agreed])
    definition = here.learner.in_force.definition
    return {
        "is_in": True,
        "is_too_few": matching.pool_size(here.learner, here.course_key) < LEAST_POOL,
        "matches": [_match(definition, each, contacts.get(each.other_id)) for each in found],
        "talk": _talk(here) if contacts else None,
    }


def _talk(here: Here) -> Page | None:
    """Where those who were introduced can write to each other in the course, if it has discussions for them."""
    course_key, user_id = here.course_key, here.learner.user_id
    address = cohorts.discussion_link(course_key, user_id)
    return {"address": address, "cohort": cohorts.discussions_of_cohort(course_key, user_id)} if address else None


def _match(definition: Definition, match: matching.Introduced, contact: people.Contact | None) -> Page:
    """A match in plain values; nothing in it says who the other is before both have agreed."""
    section = definition.sections_by_id.get(match.step)
    return {
        "kind": match.kind.value,
        "i_learn": _name(definition, match.i_learn),
        "they_learn": _name(definition, match.they_learn),
        "step": plain(section.title) if section else "",
        "i_agreed": match.i_agreed,
        "yes": json.dumps({"number": match.number, "agrees": True}),
        "no": json.dumps({"number": match.number, "agrees": False}),
        "contact": vars(contact).copy() if match.is_agreed and contact else None,
    }


def _name(definition: Definition, competency: str) -> str:
    found = definition.competencies_by_id.get(competency)
    return plain(found.name) if found else competency


def _join(here: Here, payload: Payload) -> None:
    """Look for colleagues; raise OutOfTurn for somebody without a start.

    Whoever has a role in the course and does not take it is in nobody's pool.
    """
    if people.knows_learners() and not people.is_enrolled(here.course_key, here.learner.user_id):
        raise NotAllowed(gettext_noop("this is for those who take this course"))
    if here.learner.load().is_empty:
        raise OutOfTurn(gettext_noop("find your start first"))
    matching.join(here.learner, now=here.now)


def _leave(here: Here, payload: Payload) -> None:
    matching.leave(here.learner, now=here.now)


def _answer(here: Here, payload: Payload) -> None:
    """Say yes or no to a suggestion; a no is open to whoever has left the course, too."""
    number, agrees = take_number(payload, "number", highest=MOST_NUMBER), take_flag(payload, "agrees")
    if agrees:
        require_part(here)
    matching.answer(here.learner, here.course_key, number, agrees=agrees, now=here.now)


def _kept(here: Here) -> Page:
    """Since when the teacher looks for colleagues, and every match, with a name while both agree."""
    known = matching.about(here.learner)
    names = people.names_of([m.other_id for m in matching.matches_of(here.learner, here.course_key) if m.is_agreed])
    definition = here.learner.in_force.definition
    return {
        "looks_for_colleagues": {"since": _moment(known["joined_at"]), "until": _moment(known["left_at"])},
        "matches": [
            {
                "kind": seen.kind.value,
                "i_learn": _name(definition, seen.i_learn),
                "they_learn": _name(definition, seen.they_learn),
                "made_at": row.made_at.isoformat(),
                "i_agreed": seen.i_agreed,
                "ended_at": _moment(row.ended_at),
                "with": names.get(seen.other_id, "") if row.ended_at is None else "",
            }
            for row, seen in known["matches"]
        ],
    }


def _moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


PART = Part("matching", _page, {"match-join": _join, "match-leave": _leave, "match-answer": _answer}, _kept)
