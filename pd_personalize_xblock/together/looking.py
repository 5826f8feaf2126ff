"""Who may look at a teacher, and who did."""

from __future__ import annotations

from ..http import Payload, take_number, take_text
from ..platform import leaders, people
from ..records import consents, roster
from ..views.common import moment
from ..views.growth import day
from ..views.others import counted_kept, looking_kept
from .here import Here, Page, Part, taking_part

LOOKS_SHOWN = 20
MOST_NUMBER = 2**53


def _let_look(here: Here, payload: Payload) -> None:
    who = take_text(payload, "who", limit=254)
    consents.give(here.learner, here.course_key, who, now=here.now)


def _stop_looking(here: Here, payload: Payload) -> None:
    consents.withdraw(here.learner, take_number(payload, "consent", highest=MOST_NUMBER), now=here.now)


def _page(here: Here) -> Page:
    """Those who may look, the last who did, and on what grounds."""
    coaches, looks = consents.coaches_of(here.learner), consents.looks_at(here.learner, most=LOOKS_SHOWN)
    exports = roster.exports_of(here.learner.pathway_id, most=LOOKS_SHOWN)
    viewers = {each.viewer_id for each in (*looks, *exports)}
    names = people.names_of({viewer for viewer in viewers if viewer is not None})
    return {
        "coaches": [{"number": c.number, "username": c.username, "since": day(c.since)} for c in coaches],
        "looks": [
            {
                "name": names.get(look.viewer_id, ""),
                "username": look.viewer.get_username() if look.viewer else "",
                "by": look.by,
                "at": moment(look.looked_at),
            }
            for look in looks
        ],
        "lists": [
            {
                "name": names.get(export.viewer_id, ""),
                "username": export.viewer.get_username() if export.viewer else "",
                "at": moment(export.taken_at),
            }
            for export in exports
        ],
        "staff_may": leaders.staff_see_teachers(),
        "coaches_sign": leaders.coaches_sign_off(),
    }


def _kept(here: Here) -> Page:
    """Who may look and who did, and what lists of every teacher say of this one."""
    return looking_kept(here.learner) | counted_kept(here.learner)


PART = Part("looking", _page, {"let_look": taking_part(_let_look), "stop_looking": _stop_looking}, _kept)
