"""Links by which a teacher asks others for a rating, and what those gave.

A link holds a secret of 32 random bytes. Only its SHA-256 is kept: whoever reads the database finds no link, and
whoever guesses is looked up by a hash, which tells nothing by its time.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from pd_personalize_xblock.domain.errors import OutOfTurn, UnknownReference

from ..domain.rating import Given, answers_given, question_of, rated_levels, rating_questions
from ..domain.words import gettext_noop
from . import models
from .api import Learner
from .versions import get_version

SECRET_BYTES = 32
VALID_FOR = timedelta(days=30)
MOST_OPEN = 10
MOST_KEPT = 100


USED = gettext_noop("this link has been used: it takes one rating. If that was yours, thank you, all is done")


class LinkUsed(OutOfTurn):
    """A link by which a rating has been given already."""


def invite(learner: Learner, *, role: models.Invitation.Role, label: str, now: datetime) -> str:
    """Keep an invitation for somebody and return its secret, which is kept nowhere."""
    if not rating_questions(learner.in_force.definition):
        raise OutOfTurn(gettext_noop("there is nothing to be asked about here"))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        models.PathwayBlock.objects.select_for_update().filter(pk=learner.pathway_id).values_list("pk").first()
        if _open(_of(learner), now).count() >= MOST_OPEN:
            raise OutOfTurn(
                gettext_noop("%(most)s links are open already: withdraw one, or wait for an answer", most=MOST_OPEN)
            )
        if _of(learner).count() >= MOST_KEPT:
            raise OutOfTurn(gettext_noop("there are many invitations here already: delete some first"))
        models.Invitation.objects.create(
            pathway_id=learner.pathway_id,
            user_id=learner.user_id,
            definition=models.DefinitionVersion.objects.only("pk").get(hash=learner.in_force.hash),
            token_hash=hash_of(secret),
            role=role.value,
            label=label,
            made_at=now,
            expires_at=now + VALID_FOR,
        )
    return secret


def withdraw(learner: Learner, number: int) -> None:
    """Delete an invitation, so that its link leads nowhere; one that was answered meanwhile stays, to be looked at."""
    _mine(learner, number)
    _of(learner).filter(pk=number, answered_at=None).delete()


def share(learner: Learner, number: int, *, shared: bool, now: datetime) -> None:
    """Show a rating to those who may look at the teacher, or to nobody else any more."""
    if _mine(learner, number).answered_at is None:
        raise OutOfTurn(gettext_noop("nothing has been given here yet"))
    _of(learner).filter(pk=number).update(shared_at=now if shared else None)


def delete(learner: Learner, number: int) -> None:
    """Delete an invitation with all that was given by it."""
    _mine(learner, number)
    _of(learner).filter(pk=number).delete()


def invitations_of(learner: Learner) -> Sequence[models.Invitation]:
    """Return all invitations of a teacher, the oldest first."""
    return list(_with_hash(_of(learner)).order_by("pk"))


def shared_ratings(learner: Learner) -> Sequence[models.Invitation]:
    """Return the ratings that a teacher shares, the oldest first."""
    shared = _of(learner).exclude(shared_at=None).exclude(answered_at=None)
    return list(_with_hash(shared).order_by("answered_at", "pk"))


def find(secret: str, *, now: datetime) -> models.Invitation:
    """Return what a link is for; raise LinkUsed, or UnknownReference whether it never was, is over or was withdrawn."""
    return _as_usable(_with_hash(_by(secret)).select_related("pathway").first(), now)


@transaction.atomic
def rate(
    secret: str,
    *,
    chosen: Mapping[str, int | None],
    further: Mapping[str, int | None] | None = None,
    comment: str,
    now: datetime,
) -> models.Invitation:
    """Keep what somebody gives by a link, which is dead from then on. Of two at once one is kept.

    ``chosen`` are positions of options by competency, ``further`` by item, None for "cannot say". Raises what
    :func:`find` does, and UnknownReference for what was not asked.
    """
    invitation = _as_usable(_by(secret).select_for_update().first(), now)
    version = get_version(invitation.definition.hash)
    given = answers_given(version.definition, chosen, further or {})
    invitation.answers = [
        {"competency": each.question.competency.id, "item": each.question.item, "option": each.option} for each in given
    ]
    invitation.levels, invitation.comment, invitation.answered_at = rated_levels(version.bank, given), comment, now
    columns = {name: getattr(invitation, name) for name in ("answers", "levels", "comment", "answered_at")}
    if not models.Invitation.objects.filter(pk=invitation.pk, answered_at=None).update(**columns):
        _as_usable(_by(secret).first(), now)  # what has come in between: a withdrawal, or another answer
        raise LinkUsed(USED)
    return invitation


def given_by(invitation: models.Invitation) -> tuple[Given, ...]:
    """Return the answers that an invitation brought, in the order they were asked for."""
    definition = get_version(invitation.definition.hash).definition
    return tuple(
        Given(question_of(definition, each["competency"], each["item"]), each["option"]) for each in invitation.answers
    )


def hash_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _by(secret: str) -> QuerySet[models.Invitation]:
    return models.Invitation.objects.filter(token_hash=hash_of(secret))


def _as_usable(row: models.Invitation | None, now: datetime) -> models.Invitation:
    """Refuse what a link may not, or no longer, be used for; that the account or the pathway is gone, too."""
    if row is not None and row.answered_at is not None:
        raise LinkUsed(USED)
    if row is None or row.expires_at <= now or not row.user.is_active or row.pathway.removed_at is not None:
        raise UnknownReference(gettext_noop("this link leads nowhere: it may be over, or withdrawn"))
    return row


def _mine(learner: Learner, number: int) -> models.Invitation:
    row = _of(learner).filter(pk=number).first()
    if row is None:
        raise UnknownReference(gettext_noop("this invitation is not on record"))
    return row


def _of(learner: Learner) -> QuerySet[models.Invitation]:
    return models.Invitation.objects.filter(pathway_id=learner.pathway_id, user_id=learner.user_id)


def _open(rows: QuerySet[models.Invitation], now: datetime) -> QuerySet[models.Invitation]:
    return rows.filter(answered_at=None, expires_at__gt=now)


def _with_hash(rows: QuerySet[models.Invitation]) -> QuerySet[models.Invitation]:
    """With the hash of each definition, and without its text, which is long."""
    return rows.select_related("definition").defer("definition__document")
