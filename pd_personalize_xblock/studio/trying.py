"""Trying a draft out before teachers get it: synthetic teachers, and the author as a teacher. Nothing is stored."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from time import monotonic
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from ..domain.errors import DomainError
from ..domain.estimation import ItemBank
from ..domain.simulation import Truth, sit
from ..domain.tally import Tally, summary, tally
from ..domain.words import gettext_noop
from ..formats.reports import simulation_document, tally_document, tally_of
from ..formats.schema import content_hash, read_json
from ..fragments import dom_id
from ..http import BadPayload, Payload, Reply, take_flag, take_number, take_text
from ..rendering import render
from ..service import Version
from .checking import MAX_CHARACTERS
from .desk import Desk
from .rehearsing import Stage, read_deeds

SEED = 1
MAX_TEACHERS = 500
SECONDS_A_REQUEST = 1.5
MAX_SO_FAR = 1_000_000
WORSE = Truth(discrimination_factor=0.7, threshold_shift=0.4)
"""What questions may really be like that looked better on paper."""


class NotSound(DomainError):
    """A draft that cannot be tried out as it is."""


def simulate(desk: Desk, payload: Payload) -> Reply:
    """Take some more synthetic teachers through the draft; with the last of them, say what became of all.

    One request does what its time allows. ``so_far`` is what the last one replied, signed: counts that were
    made up, or belong to another draft, are refused.
    """
    text = take_text(payload, "text", limit=MAX_CHARACTERS)
    teachers = take_number(payload, "teachers", highest=MAX_TEACHERS)
    truth = WORSE if take_flag(payload, "is_worse") else Truth()
    bank = _stage_of(text).version.bank
    if not bank.definition.items:
        raise NotSound(_("there are no questions yet, so there is nothing to try"))
    salt = f"pd_personalize.simulate.{hashlib.sha256(text.encode()).hexdigest()}.{teachers}.{truth}"
    counted = _read_counts(take_text({"so_far": "", **payload}, "so_far", limit=MAX_SO_FAR), salt)
    counted += _some_more(bank, teachers, truth, first=counted.teachers)
    if counted.teachers < teachers:
        so_far = signing.dumps(tally_document(counted), salt=salt, compress=True)
        return {"teachers": counted.teachers, "so_far": so_far}
    found = simulation_document(bank.definition, summary(bank.definition, counted))
    return {"teachers": teachers, "found": found}


def take(desk: Desk, payload: Payload) -> Reply:
    """Reply with the screen of a teacher who has done ``deeds``, one after another, with the draft.

    ``answer_as``, a level or -1 for at random, answers what is left of the questions as well. ``whole`` asks for the
    block around the screen, and what was done in the end.
    """
    stage = _stage_of(take_text(payload, "text", limit=MAX_CHARACTERS))
    deeds = read_deeds(payload.get("deeds"))
    if payload.get("answer_as") is not None:
        deeds = stage.with_answers(deeds, _level(stage, payload["answer_as"]))
    page = stage.page_after(deeds)
    if not take_flag({"whole": False, **payload}, "whole"):
        return page | {"html": render("screen.html", {"page": page})}
    frame = render("student.html", {"page": page, "block_id": f"{dom_id(desk.block)}-try"})
    return {"frame": frame, "deeds": [deed.as_dict() for deed in deeds]}


@lru_cache(maxsize=4)
def _stage_of(text: str) -> Stage:
    """Make a draft ready, or find it as it was made ready for the last request; raise NotSound."""
    definition, _problems = read_json(text)
    if definition is None:
        raise NotSound(_("some problems have to be mended before this can be tried out"))
    return Stage(Version(content_hash(definition), ItemBank(definition)))


def _some_more(bank: ItemBank, teachers: int, truth: Truth, *, first: int) -> Tally:
    """Take at least one teacher, and as many as the time allows."""
    until = monotonic() + SECONDS_A_REQUEST
    sat = []
    for sitting in sit(bank, teachers=teachers, seed=SEED, truth=truth, first=first):
        sat.append(sitting)
        if monotonic() >= until:
            break
    return tally(bank.definition, sat)


def _read_counts(so_far: str, salt: str) -> Tally:
    if not so_far:
        return Tally()
    try:
        return tally_of(signing.loads(so_far, salt=salt))
    except signing.BadSignature:
        raise BadPayload(gettext_noop("so_far is not what the last request replied")) from None


def _level(stage: Stage, value: Any) -> int | None:
    """Return a level to answer as, None for at random; raise BadPayload."""
    if value == -1:
        return None
    return take_number({"answer_as": value}, "answer_as", highest=stage.version.definition.framework.top_level)
