"""How others see a teacher: invitations to rate the same rubric, and what came of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..domain.definition import Definition
from ..domain.rating import Given, Sees, difference, measured_levels, rating_questions
from ..domain.words import gettext_noop
from ..http import BadPayload, Payload, take_number, take_one_of, take_text
from ..platform import hosts
from ..records import invitations
from ..records.api import get_version
from ..records.models import Invitation
from ..rendering import clean, plain
from ..views.growth import day
from ..views.others import asking_kept
from .here import Here, Page, Part, taking_part

MOST_NUMBER = 2**53
MOST_LABEL = 100


def _ask(here: Here, payload: Payload) -> None:
    """Make a link; only this reply has it."""
    role = Invitation.Role(take_one_of(payload, "role", tuple(Invitation.Role.values)))
    label = re.sub(r"\s+", " ", take_text(payload, "label", limit=MOST_LABEL)).strip()
    if not label:
        raise BadPayload(gettext_noop("say whom the link is for, in your own words"))
    secret = invitations.invite(here.learner, role=role, label=label, now=here.now)
    here.shown_once["asking"] = {"link": hosts.rating_link(secret), "label": label}


def _withdraw_link(here: Here, payload: Payload) -> None:
    invitations.withdraw(here.learner, _number(payload))


def _share_rating(here: Here, payload: Payload) -> None:
    invitations.share(here.learner, _number(payload), shared=True, now=here.now)


def _unshare_rating(here: Here, payload: Payload) -> None:
    invitations.share(here.learner, _number(payload), shared=False, now=here.now)


def _delete_rating(here: Here, payload: Payload) -> None:
    invitations.delete(here.learner, _number(payload))


def _number(payload: Payload) -> int:
    return take_number(payload, "invitation", highest=MOST_NUMBER)


def _page(here: Here) -> Page:
    """Links that wait, what others gave, and how far that is from where the teacher was placed."""
    definition = here.learner.in_force.definition
    rows = invitations.invitations_of(here.learner)
    answered = [row for row in rows if row.answered_at is not None]
    waiting = [row for row in rows if row.answered_at is None]
    open_links = sum(row.expires_at > here.now for row in waiting)
    placed = measured_levels(here.learner.load().placements) if answered else {}
    seen = _seen(definition, placed, answered)
    return {
        "new": here.shown_once.get("asking"),
        "can_ask": bool(rating_questions(definition)),
        "may_ask": open_links < invitations.MOST_OPEN,
        "most": invitations.MOST_OPEN,
        "waiting": [
            {
                "number": row.pk,
                "label": row.label,
                "role": row.role,
                "until": day(row.expires_at),
                "is_over": row.expires_at <= here.now,
            }
            for row in waiting
        ],
        "differences": [row for row in seen if row["placed_name"]],
        "unplaced": [row for row in seen if not row["placed_name"]],
        "ratings": [_rating(row) for row in answered],
    }


def _seen(definition: Definition, placed: dict[str, int], rows: Sequence[Invitation]) -> list[Page]:
    """Per competency the level placed at, and how many of each role see the teacher where.

    Only ratings on the levels in force can be compared; the others are listed as they were given.
    """
    names = _level_names(definition)
    same = [row for row in rows if _level_names(_definition_of(row)) == names]
    found = []
    for id in definition.measured_competencies:
        level = min(placed[id], len(names) - 1) if id in placed else None
        seen = Counter((row.role, rated) for row in same if (rated := row.levels.get(id)) is not None)
        if seen:
            counts = [_count(role, rated, number, level, names) for (role, rated), number in sorted(seen.items())]
            name = plain(definition.competency(id).name)
            found.append({"name": name, "placed_name": "" if level is None else names[level], "seen": counts})
    return found


def _count(role: str, rated: int, number: int, placed: int | None, names: list[str]) -> Page:
    sees: Sees = difference(placed, rated)
    return {"role": role, "count": number, "sees": sees.value, "level_name": names[rated]}


def _rating(row: Invitation) -> Page:
    """One rating, with the teacher's own note on whom it is from: every answer, and what they come to."""
    given = invitations.given_by(row)
    return {
        "number": row.pk,
        "label": row.label,
        "role": row.role,
        "on": day(row.answered_at),
        "comment": row.comment,
        "is_shared": row.shared_at is not None,
        "levels": [_level(row, id, [each for each in given if each.question.competency.id == id]) for id in row.levels],
    }


def _level(row: Invitation, id: str, given: Sequence[Given]) -> Page:
    """What somebody gave on one competency; of a single statement nothing but the level that it is of."""
    definition, level = _definition_of(row), row.levels[id]
    told = given if level is None or len(given) > 1 else ()
    return {
        "name": plain(definition.competency(id).name),
        "level_name": "" if level is None else _level_names(definition)[level],
        "count": len(given),
        "answers": [{"prompt": clean(each.question.prompt), "said": clean(each.chosen.text)} for each in told],
    }


def _definition_of(row: Invitation) -> Definition:
    return get_version(row.definition.hash).definition


def _level_names(definition: Definition) -> list[str]:
    return [plain(level.name) for level in definition.framework.levels]


PART = Part(
    "asking",
    _page,
    {
        "ask": taking_part(_ask),
        "withdraw_link": _withdraw_link,
        "share_rating": taking_part(_share_rating),
        "unshare_rating": _unshare_rating,
        "delete_rating": _delete_rating,
    },
    lambda here: asking_kept(here.learner),
)
