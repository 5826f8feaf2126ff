"""One teacher, as a coach with consent or staff see them. Every look is recorded, and the teacher sees it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from ..domain.words import gettext_noop
from ..http import NotAllowed, Payload, Reply, take_flag, take_number, take_text
from ..platform import events, leaders, people
from ..records import api, consents, models, staff
from ..rendering import render
from .stand import ANYBODY, LEADERS, Action, Role, Stand
from .teacher_page import Seen, teacher_page

log = logging.getLogger(__name__)


def teachers(stand: Stand, payload: Payload) -> Reply:
    """Reply with those who let whoever asks look at them."""
    rows = coach_rows(stand.block_key, stand.course_key, stand.user_id)
    return {"teachers": rows, "html": render("leading/coach_teachers.html", {"teachers": rows})}


def coach_rows(block_key: str, course_key: str, user_id: int) -> list[dict[str, str]]:
    """Return the usernames and names of those who let somebody look, who still has to do with the course.

    One query where nobody does.
    """
    given = consents.teachers_of(block_key, user_id)
    if given and not consents.takes_part(block_key, course_key, user_id):
        return []
    names = people.names_of({each.user_id for each in given}) if given else {}
    found = {each.user_id: each.username for each in given}
    return [{"username": username, "name": names.get(id, username)} for id, username in found.items()]


def teacher(stand: Stand, payload: Payload) -> Reply:
    """Reply with a teacher's profile, pathway and evidence."""
    return _shown(stand, _looked_at(stand, take_text(payload, "who", limit=254)))


def sign(stand: Stand, payload: Payload) -> Reply:
    """Keep a word about a teacher's section or level, or take it back."""
    about, given = take_text(payload, "about"), take_flag(payload, "given")
    level = None if payload.get("level") is None else take_number(payload, "level")
    note = take_text({"note": "", **payload}, "note", limit=2000)
    seen = _looked_at(stand, take_text(payload, "username", limit=254))
    if not seen.may_sign:
        raise NotAllowed(gettext_noop("on this site only course staff and leaders sign off"))
    how = {"about": about, "level": level, "given": given, "signed_by": stand.user_id, "note": note}
    outcome = staff.sign_off(seen.teacher, **how, now=stand.now)
    events.emit_for(seen.teacher.learner.user_id, stand.course_key, stand.block_key, outcome.events)
    said = _("Signed off.") if given else _("Taken back. What is open stays open.")
    return _shown(stand, replace(seen, teacher=replace(seen.teacher, record=outcome.record)), said)


def _looked_at(stand: Stand, who: str) -> Seen:
    """Find a teacher, see whether whoever asks may look, and record it; raise NotAllowed or UnknownReference."""
    is_staff = stand.role is Role.STAFF
    person = people.find_person(who)
    has_consent = person is not None and consents.is_given(
        stand.block_key, stand.course_key, user_id=person.user_id, coach_id=stand.user_id
    )
    if person is not None and has_consent:
        learner = api.find_learner(stand.block_key, person.user_id)
        found = staff.Teacher(learner, person.username, learner.load())
    elif is_staff and leaders.staff_see_teachers():
        found = staff.find_teacher(stand.block_key, stand.course_key, who)
    else:
        log.info("A look at one teacher was refused in %s: there is no consent.", stand.block_key)
        raise NotAllowed(_needs_consent(is_staff=is_staff))
    by = models.Look.By.COACH if has_consent else models.Look.By.STAFF
    consents.record_look(found.learner, viewer_id=stand.user_id, by=by, now=stand.now)
    return Seen(found, has_consent=has_consent, may_sign=stand.role in LEADERS or leaders.coaches_sign_off())


def _needs_consent(*, is_staff: bool) -> str:
    """The same sentence whether there is such a teacher or not."""
    if is_staff:
        return gettext_noop(
            "on this site course staff, too, see only teachers who let them look: none of this name does"
        )
    return gettext_noop("no teacher of this name lets you look here")


def _shown(stand: Stand, seen: Seen, said: str = "") -> Reply:
    page = teacher_page(seen, now=stand.now)
    return {"teacher": page, "said": said, "html": render("leading/teacher.html", {"teacher": page})}


ACTIONS: Mapping[str, Action] = {
    "teacher": Action(teacher, ANYBODY),
    "teachers": Action(teachers, ANYBODY),
    "sign": Action(sign, ANYBODY),
}
