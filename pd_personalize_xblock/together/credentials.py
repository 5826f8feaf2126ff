"""Micro-credentials: a level that was shown, signed, for the teacher to take along and show to others."""

from __future__ import annotations

import uuid
from functools import partial

from ..domain.credentials import Claim, claims_of, lacking_for
from ..domain.errors import NotYours, UnknownReference
from ..domain.learner import LearnerRecord
from ..domain.words import gettext_noop
from ..formats import badges
from ..http import Payload, take_number, take_text
from ..platform import addresses, events, people
from ..records import credentials, models
from ..service import CredentialIssued, CredentialRevoked
from ..views import credentials as words
from .here import Here, Page, Part

UID_LENGTH = 36


def _page(here: Here) -> Page:
    definition, record = here.learner.in_force.definition, here.learner.load()
    if record.is_empty:
        return {"ready": [], "lacking": [], "issued": [], "gone": [], "own_name": ""}
    claims = claims_of(definition, record, credentials.past)
    everything = credentials.of(here.learner)
    mine = [each for each in everything if each.revoked_at is None]
    known = {(each.competency, each.level) for each in mine}
    return {
        "own_name": _name_of(here),
        "ready": [words.ready_row(definition, each) for each in claims if (each.competency, each.level) not in known],
        "lacking": [words.lacking_row(definition, each) for each in lacking_for(definition, record, claims)],
        "issued": [_issued(each) for each in mine],
        "gone": [_gone(each) for each in everything if each.revoked_at is not None],
    }


def _issued(row: models.Credential) -> Page:
    definition = credentials.past(row.definition.hash)
    shown = words.issued_row(definition, row.competency, row.level, row.issued_at, str(row.uid))
    try:
        links = {
            **addresses.credential_addresses(row.uid),
            "packet": addresses.address_of("credential_packet", uid=row.uid),
        }
    except addresses.NoAddress:
        links = {}
    return shown | {"links": links}


def _gone(row: models.Credential) -> Page:
    definition = credentials.past(row.definition.hash)
    return words.gone_row(definition, row.competency, row.level, row.revoked_at)


def _name_of(here: Here) -> str:
    return people.names_of([here.learner.user_id]).get(here.learner.user_id, "")


def _issue(here: Here, payload: Payload) -> None:
    """Sign a level that was shown; raise NotYours for one that was not."""
    competency, level = take_text(payload, "competency"), take_number(payload, "level")
    claim = _claim(here, here.learner.load(), competency, level)
    write = partial(_write, here, claim)
    _, is_new = credentials.issue(here.learner, competency=competency, level=level, write=write, now=here.now)
    if is_new:
        _tell(here, CredentialIssued(competency, level, claim.grounds[0].method.value))


def _claim(here: Here, record: LearnerRecord, competency: str, level: int) -> Claim:
    definition = here.learner.in_force.definition
    definition.competency(competency)
    if not 1 <= level <= definition.framework.top_level:
        raise UnknownReference(gettext_noop("there is no such level"))
    claims = claims_of(definition, record, credentials.past)
    found = next((each for each in claims if (each.competency, each.level) == (competency, level)), None)
    if found is None:
        raise NotYours(
            gettext_noop(
                "a credential needs work on record: the level’s course work, a check with right answers, "
                "or a coach’s word"
            )
        )
    return found


def _write(here: Here, claim: Claim, uid: uuid.UUID) -> badges.Document:
    version, learner = here.learner.in_force, here.learner
    places = addresses.credential_addresses(uid)
    return words.document_of(
        version.definition,
        claim,
        achievement=badges.achievement_id(learner.block_key, version.hash, claim.competency, claim.level),
        issuer=badges.Issuer(places["issuer"], addresses.issuer_name(), addresses.root_url()),
        addresses=places,
        name=_name_of(here),
        now=here.now,
    )


def _withdraw(here: Here, payload: Payload) -> None:
    """Take a credential of one's own back."""
    gone = credentials.withdraw(here.learner, take_text(payload, "uid", limit=UID_LENGTH), now=here.now)
    _tell(here, CredentialRevoked(gone.competency, gone.level, by="teacher"))


def _tell(here: Here, event: CredentialIssued | CredentialRevoked) -> None:
    events.emit_for(here.learner.user_id, here.course_key, here.learner.block_key, (event,))


def _kept(here: Here) -> Page:
    """Every credential, withdrawn ones too, with the document that was signed."""
    return {
        "credentials": [
            {
                "title": words.level_title(credentials.past(each.definition.hash), each.competency, each.level),
                "issued_at": each.issued_at.isoformat(),
                "withdrawn_at": each.revoked_at.isoformat() if each.revoked_at else None,
                "document": each.document,
                "signed": each.signed,
            }
            for each in credentials.of(here.learner)
        ]
    }


PART = Part("credentials", _page, {"credential-issue": _issue, "credential-withdraw": _withdraw}, _kept)
