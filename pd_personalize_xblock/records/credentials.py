"""Credentials: issued by the teacher's decision, and taken back by it, or with the sign-off that one rests on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pd_personalize_xblock.domain.credentials import grounds_for
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.errors import OutOfTurn, UnknownReference
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.formats import jose
from pd_personalize_xblock.platform.addresses import address_of
from pd_personalize_xblock.service import CredentialRevoked

from ..domain.words import gettext_noop
from . import issuing_keys, models, store, turns, versions
from .api import Learner

Document = Mapping[str, Any]


def past(hash: str) -> Definition:
    """Return the definition of a hash."""
    return versions.get_version(hash).definition


def of(learner: Learner) -> Sequence[models.Credential]:
    """Return a teacher's credentials in a pathway, withdrawn ones too, oldest first."""
    return _of(learner.pathway_id, learner.user_id)


def find(uid: uuid.UUID) -> models.Credential | None:
    """Return a credential by its id; None where there is none, or none any more."""
    return models.Credential.objects.filter(uid=uid).first()


def mine(learner: Learner, uid: str) -> models.Credential:
    """Return one of a teacher's own credentials that is in force; raise UnknownReference."""
    found = next((each for each in of(learner) if str(each.uid) == uid and each.revoked_at is None), None)
    if found is None:
        raise UnknownReference(gettext_noop("there is no such credential"))
    return found


def record_behind(row: models.Credential) -> LearnerRecord:
    """Return what is on record about the teacher of a credential."""
    return store.load(row.pathway_id, row.user_id)


def issue(
    learner: Learner, *, competency: str, level: int, write: Callable[[uuid.UUID], Document], now: datetime
) -> tuple[models.Credential, bool]:
    """Sign and keep a credential, and return it, and whether it is new; one in force stays as it is.

    ``write`` makes the document for an id. A withdrawn one of the same level is replaced, id and all.
    """
    owner = {"pathway_id": learner.pathway_id, "user_id": learner.user_id, "competency": competency, "level": level}
    kept = models.Credential.objects.filter(**owner, revoked_at=None).first()
    if kept is not None:
        return kept, False
    key, uid = issuing_keys.signing_key(now=now), uuid.uuid4()
    document = dict(write(uid))
    signed = jose.sign(_claims(document, now), key.pem, kid=address_of("credential_key", kid=key.row.kid))
    version = models.DefinitionVersion.objects.only("pk").get(hash=learner.in_force.hash)
    made = {"uid": uid, "definition": version, "key": key.row, "issued_at": now, "document": document, "signed": signed}
    try:
        with transaction.atomic():
            _require_still_shown(learner, competency, level)
            models.Credential.objects.filter(**owner).exclude(revoked_at=None).delete()
            return models.Credential.objects.create(**owner, **made), True
    except IntegrityError:  # another browser was faster
        return models.Credential.objects.get(**owner), False


def _require_still_shown(learner: Learner, competency: str, level: int) -> None:
    """Refuse a claim of which the ground has gone while it was signed: a word taken back, a teacher forgotten."""
    turns.wait_for(learner.pathway_id)
    record = store.load(learner.pathway_id, learner.user_id)
    if not grounds_for(learner.in_force.definition, record, competency, level, past):
        raise OutOfTurn(gettext_noop("what shows this level has changed meanwhile"))


def _claims(document: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The payload of OB 3.0's token: the credential itself, and the claims that repeat parts of it."""
    return {
        **document,
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": int(now.timestamp()),
    }


def withdraw(learner: Learner, uid: str, *, now: datetime) -> models.Credential:
    """Take a credential of one's own back; raise UnknownReference for anybody else's."""
    found = mine(learner, uid)
    models.Credential.objects.filter(pk=found.pk).update(revoked_at=now)
    return found


def with_credentials(pathway_id: int) -> list[int]:
    """Return the users who have a credential in force in a pathway, ascending."""
    in_force = models.Credential.objects.filter(pathway_id=pathway_id, revoked_at=None)
    return list(in_force.order_by("user_id").values_list("user_id", flat=True).distinct())


def withdraw_unsupported(
    pathway_id: int, user_id: int, load: Callable[[], LearnerRecord], *, now: datetime, write: bool = True
) -> tuple[CredentialRevoked, ...]:
    """Take back what nothing on record shows any more, and return what there is to tell.

    Each is held against the definition it was issued under: later edits by the author take nothing away. Evidence is
    only added to, so it is a coach's word that was taken back. ``load`` is called when it is this teacher's turn.
    """
    with transaction.atomic():
        if write:
            turns.wait_for(pathway_id)
        record = load()
        gone = [
            each
            for each in _in_force(pathway_id, user_id)
            if not grounds_for(past(each.definition.hash), record, each.competency, each.level, past)
        ]
        if write:
            models.Credential.objects.filter(pk__in=[each.pk for each in gone]).update(revoked_at=now)
    return tuple(CredentialRevoked(each.competency, each.level, by="sign_off") for each in gone)


def _in_force(pathway_id: int, user_id: int) -> Sequence[models.Credential]:
    return [each for each in _of(pathway_id, user_id) if each.revoked_at is None]


def _of(pathway_id: int, user_id: int) -> Sequence[models.Credential]:
    mine = models.Credential.objects.filter(pathway_id=pathway_id, user_id=user_id)
    return list(mine.select_related("definition", "key").defer("definition__document").order_by("pk"))
