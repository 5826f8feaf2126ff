"""Teachers who look for colleagues: who does, whom they were matched with, and what both said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from pd_personalize_xblock.domain.errors import OutOfTurn, UnknownReference
from pd_personalize_xblock.domain.matching import LEAST_POOL, MOST_MATCHES, Kind, Match, Seeker, seeker_of, suggest

from ..domain.words import gettext_noop
from . import many, models, turns
from .api import Learner

POOL = 100
"""At most so many are looked at for new matches, those who joined last."""


@dataclass(frozen=True)
class Introduced:
    """A match as one of the two sees it: what they would learn, and what the other would, by competency.

    ``other_id`` is for names, once ``is_agreed`` by both, and for nothing before.
    """

    number: int
    kind: Kind
    i_learn: str
    they_learn: str
    step: str
    i_agreed: bool
    is_agreed: bool
    other_id: int


def is_in(learner: Learner) -> bool:
    """Whether a teacher looks for colleagues."""
    return _looking(learner.pathway_id).filter(user_id=learner.user_id).exists()


def pool_size(learner: Learner) -> int:
    """Return how many look for colleagues in a pathway."""
    return _looking(learner.pathway_id).count()


def join(learner: Learner, *, now: datetime) -> None:
    """Look for colleagues from now on; who does so already goes on."""
    row, is_new = models.OptIn.objects.get_or_create(
        user_id=learner.user_id, pathway_id=learner.pathway_id, defaults={"joined_at": now}
    )
    if not is_new and row.left_at is not None:
        models.OptIn.objects.filter(pk=row.pk).update(joined_at=now, left_at=None)


@transaction.atomic
def leave(learner: Learner, *, now: datetime) -> None:
    """Look no more. Suggestions end at once, as if there had never been any; an agreed match ends for both."""
    turns.wait_for(learner.pathway_id)
    models.OptIn.objects.filter(user_id=learner.user_id, pathway_id=learner.pathway_id).update(left_at=now)
    open_ones = _open(learner)
    agreed = Q(user_agreed_at__isnull=False, other_agreed_at__isnull=False)
    open_ones.filter(agreed).update(ended_at=now)
    open_ones.exclude(agreed).delete()


def matches_of(learner: Learner) -> Sequence[Introduced]:
    """Return a teacher's matches in force, agreed ones first; suggestions only while enough look for colleagues."""
    if not is_in(learner):
        return ()
    rows = [_seen_by(row, learner.user_id) for row in _open(learner).order_by("pk")]
    if pool_size(learner) < LEAST_POOL:
        rows = [row for row in rows if row.is_agreed]
    return sorted(rows, key=lambda row: not row.is_agreed)


@transaction.atomic
def look_for_more(learner: Learner, *, now: datetime) -> None:
    """Suggest new matches to those who look for colleagues, if this teacher has room for any.

    Everybody's are dealt together: a teacher who comes first takes nothing from one who comes later.
    """
    if not is_in(learner) or _open(learner).count() >= MOST_MATCHES or pool_size(learner) < LEAST_POOL:
        return
    turns.wait_for(learner.pathway_id)
    if not is_in(learner):  # left meanwhile, or was forgotten
        return
    pool = _pool(learner)
    pairs = models.Introduction.objects.filter(pathway_id=learner.pathway_id, user_id__in=pool, other_id__in=pool)
    known = set(pairs.values_list("user_id", "other_id"))
    new = suggest(_seekers(learner, pool), known=known, loads=_loads(learner.pathway_id))
    models.Introduction.objects.bulk_create([_row(learner.pathway_id, match, now) for match in new])


def answer(learner: Learner, number: int, *, agrees: bool, now: datetime) -> None:
    """Keep a teacher's yes or no to a suggestion; a no ends it for both, and neither is told whose it was.

    Raises UnknownReference for a match of others', or one that has ended; OutOfTurn for a no once both agreed.
    """
    with transaction.atomic():
        row = _open(learner).select_for_update().filter(pk=number).first() if is_in(learner) else None
        if row is None:
            raise UnknownReference(gettext_noop("this suggestion is not there any more"))
        if not agrees and _is_agreed(row):
            raise OutOfTurn(gettext_noop("you have both agreed already; you can stop looking for colleagues"))
        if not agrees:
            models.Introduction.objects.filter(pk=row.pk).update(
                ended_at=now, user_agreed_at=None, other_agreed_at=None
            )
            return
        column = "user_agreed_at" if row.user_id == learner.user_id else "other_agreed_at"
        if getattr(row, column) is None:
            models.Introduction.objects.filter(pk=row.pk).update(**{column: now})


def agreed_at_step(pathway_id: int) -> list[tuple[str, int, int]]:
    """Return (section, user id, user id) of all agreed matches of two at the same step."""
    rows = models.Introduction.objects.filter(
        pathway_id=pathway_id,
        kind=Kind.SAME_STEP.value,
        ended_at=None,
        user_agreed_at__isnull=False,
        other_agreed_at__isnull=False,
    )
    return [(row.why.get("step", ""), row.user_id, row.other_id) for row in rows.order_by("pk")]


def about(learner: Learner) -> dict[str, Any]:
    """Return what is kept of a teacher's looking for colleagues, for their own record: no names but agreed ones."""
    opted = models.OptIn.objects.filter(user_id=learner.user_id, pathway_id=learner.pathway_id).first()
    rows = _all(learner).order_by("pk")
    return {
        "joined_at": opted.joined_at if opted else None,
        "left_at": opted.left_at if opted else None,
        "matches": [(row, _seen_by(row, learner.user_id)) for row in rows],
    }


def _looking(pathway_id: int) -> QuerySet[models.OptIn]:
    return models.OptIn.objects.filter(pathway_id=pathway_id, left_at=None, user__is_active=True)


def _all(learner: Learner) -> QuerySet[models.Introduction]:
    mine = Q(user_id=learner.user_id) | Q(other_id=learner.user_id)
    return models.Introduction.objects.filter(mine, pathway_id=learner.pathway_id)


def _open(learner: Learner) -> QuerySet[models.Introduction]:
    return _all(learner).filter(ended_at=None)


def _pool(learner: Learner) -> list[int]:
    """The teacher, and those who joined last."""
    latest = _looking(learner.pathway_id).exclude(user_id=learner.user_id).order_by(F("joined_at").desc(), "user_id")
    return [learner.user_id, *latest.values_list("user_id", flat=True)[: POOL - 1]]


def _seekers(learner: Learner, pool: Sequence[int]) -> list[Seeker]:
    records = many.load(learner.pathway_id, pool)
    definition = learner.in_force.definition
    return [seeker_of(definition, record, user_id) for user_id, record in records.items() if not record.is_empty]


def _loads(pathway_id: int) -> Counter[int]:
    rows = models.Introduction.objects.filter(pathway_id=pathway_id, ended_at=None)
    return Counter(user_id for pair in rows.values_list("user_id", "other_id") for user_id in pair)


def _row(pathway_id: int, match: Match, now: datetime) -> models.Introduction:
    return models.Introduction(
        pathway_id=pathway_id,
        user_id=match.first,
        other_id=match.second,
        kind=match.kind.value,
        about=match.first_learns or match.second_learns,
        why={"user_learns": match.first_learns, "other_learns": match.second_learns, "step": match.step},
        made_at=now,
    )


def _seen_by(row: models.Introduction, user_id: int) -> Introduced:
    is_first = row.user_id == user_id
    learns, teaches = row.why.get("user_learns", ""), row.why.get("other_learns", "")
    return Introduced(
        number=row.pk,
        kind=Kind(row.kind),
        i_learn=learns if is_first else teaches,
        they_learn=teaches if is_first else learns,
        step=row.why.get("step", ""),
        i_agreed=(row.user_agreed_at if is_first else row.other_agreed_at) is not None,
        is_agreed=_is_agreed(row),
        other_id=row.other_id if is_first else row.user_id,
    )


def _is_agreed(row: models.Introduction) -> bool:
    return row.user_agreed_at is not None and row.other_agreed_at is not None
