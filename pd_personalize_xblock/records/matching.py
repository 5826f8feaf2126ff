"""Teachers who look for colleagues: who does, whom they were matched with, and what both said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from pd_personalize_xblock.domain.errors import OutOfTurn, UnknownReference
from pd_personalize_xblock.domain.matching import LEAST_POOL, MOST_MATCHES, Kind, Match, Seeker, seeker_of, suggest
from pd_personalize_xblock.platform import people

from ..domain.words import gettext_noop
from . import leases, many, models, turns
from .api import Learner

POOL = 100
"""At most so many are looked at for new matches, those who joined last."""
PAUSE = timedelta(minutes=5)


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
    """Whether a teacher looks for colleagues, in the course or after leaving it."""
    return _mine(learner).filter(left_at=None).exists()


def pool_size(learner: Learner, course_key: str) -> int:
    """Return how many of those who take the course look for colleagues in a pathway."""
    return _looking(learner.pathway_id, course_key).count()


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
    turns.stay_beside(learner.pathway_id)
    _mine(learner).update(left_at=now)  # a dealing that has begun is waited for here; a later one sees it
    open_ones = _open(learner)
    agreed = Q(user_agreed_at__isnull=False, other_agreed_at__isnull=False)
    open_ones.filter(agreed).update(ended_at=now)
    open_ones.exclude(agreed).delete()


def matches_of(learner: Learner, course_key: str) -> Sequence[Introduced]:
    """Return a teacher's matches in force, agreed ones first; suggestions only while enough look for colleagues.

    Of two of whom one does not take the course now, neither is shown the other.
    """
    if not is_in(learner):
        return ()
    rows = [_seen_by(row, learner.user_id) for row in _open(learner).filter(_both_take(course_key)).order_by("pk")]
    if pool_size(learner, course_key) < LEAST_POOL:
        rows = [row for row in rows if row.is_agreed]
    return sorted(rows, key=lambda row: not row.is_agreed)


def look_for_more(learner: Learner, course_key: str, *, now: datetime) -> None:
    """Suggest new matches to those who look for colleagues, if this teacher has room for any.

    Everybody's are dealt together: a teacher who comes first takes nothing from one who comes later. Once among the
    same people in ``PAUSE``: others join and go on, and until then the cards would fall alike.
    """
    if _open(learner).filter(_both_take(course_key)).count() >= MOST_MATCHES:
        return
    pool = _pool(learner, course_key)
    if learner.user_id not in pool or len(pool) < LEAST_POOL:
        return
    if leases.take("matching", _lease(learner.pathway_id, pool), PAUSE.total_seconds()):
        _keep(learner.pathway_id, course_key, _deal(learner, course_key, list(pool)), now)


def _deal(learner: Learner, course_key: str, pool: Sequence[int]) -> Sequence[Match]:
    """Return new matches, for which nobody waits: nothing is locked while they are found."""
    pathway_id = learner.pathway_id
    loads = _loads(pathway_id, course_key)
    return suggest(_seekers(learner, pool), known=_known(pathway_id, pool), loads=loads)


@transaction.atomic
def _keep(pathway_id: int, course_key: str, found: Sequence[Match], now: datetime) -> None:
    """Write those matches for which there is still room, of two who both still look for colleagues.

    Holds what they joined by, one after the other in the same order, and not the pathway, which everybody who
    writes there needs.
    """
    named = {user_id for match in found for user_id in (match.first, match.second)}
    turns.stay_beside(pathway_id)
    rows = models.OptIn.objects.filter(pathway_id=pathway_id, user_id__in=named).values_list("pk", flat=True)
    held = models.OptIn.objects.filter(pk__in=list(rows)).order_by("pk").select_for_update()
    there = {row.user_id for row in held if row.left_at is None}
    known, loads = _known(pathway_id, named), _loads(pathway_id, course_key)
    new = []
    for match in found:
        pair = (match.first, match.second)
        if there.issuperset(pair) and pair not in known and max(loads[each] for each in pair) < MOST_MATCHES:
            loads.update(pair)
            new.append(_row(pathway_id, match, now))
    models.Introduction.objects.bulk_create(new, ignore_conflicts=True)


def answer(learner: Learner, course_key: str, number: int, *, agrees: bool, now: datetime) -> None:
    """Keep a teacher's yes or no to a suggestion; a no ends it for both, and neither is told whose it was.

    Raises UnknownReference for a match of others', or one that has ended, and for a yes to one of whom somebody has
    left the course; OutOfTurn for a no once both agreed.
    """
    shown = _open(learner).filter(_both_take(course_key) if agrees else Q(), pk=number)
    with transaction.atomic():
        row = _open(learner).select_for_update().filter(pk=number).first() if is_in(learner) else None
        if row is None or not shown.exists():
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


def agreed_at_step(pathway_id: int, course_key: str) -> list[tuple[str, int, int]]:
    """Return (section, user id, user id) of all agreed matches of two at the same step who take the course."""
    rows = models.Introduction.objects.filter(
        _both_take(course_key),
        pathway_id=pathway_id,
        kind=Kind.SAME_STEP.value,
        ended_at=None,
        user_agreed_at__isnull=False,
        other_agreed_at__isnull=False,
    )
    return [(row.why.get("step", ""), row.user_id, row.other_id) for row in rows.order_by("pk")]


def about(learner: Learner) -> dict[str, Any]:
    """Return what is kept of a teacher's looking for colleagues, for their own record: no names but agreed ones."""
    opted = _mine(learner).first()
    rows = _all(learner).order_by("pk")
    return {
        "joined_at": opted.joined_at if opted else None,
        "left_at": opted.left_at if opted else None,
        "matches": [(row, _seen_by(row, learner.user_id)) for row in rows],
    }


def _mine(learner: Learner) -> QuerySet[models.OptIn]:
    return models.OptIn.objects.filter(user_id=learner.user_id, pathway_id=learner.pathway_id)


def _looking(pathway_id: int, course_key: str) -> QuerySet[models.OptIn]:
    return models.OptIn.objects.filter(people.takes(course_key), pathway_id=pathway_id, left_at=None)


def _both_take(course_key: str) -> Q:
    return people.takes(course_key) & people.takes(course_key, "other")


def _all(learner: Learner) -> QuerySet[models.Introduction]:
    mine = Q(user_id=learner.user_id) | Q(other_id=learner.user_id)
    return models.Introduction.objects.filter(mine, pathway_id=learner.pathway_id)


def _open(learner: Learner) -> QuerySet[models.Introduction]:
    return _all(learner).filter(ended_at=None)


Pool = dict[int, datetime]
"""Since when each of those looks for colleagues among whom matches are dealt."""


def _pool(learner: Learner, course_key: str) -> Pool:
    """The teacher, if they take the course, and those who joined last."""
    looking = _looking(learner.pathway_id, course_key)
    latest = looking.exclude(user_id=learner.user_id).order_by(F("joined_at").desc(), "user_id")
    rows = (
        *looking.filter(user_id=learner.user_id).values_list("user_id", "joined_at"),
        *latest.values_list("user_id", "joined_at")[: POOL - 1],
    )
    return dict(rows)


def _lease(pathway_id: int, pool: Pool) -> str:
    """The name of a dealing among these."""
    return repr((pathway_id, sorted(pool.items())))


def _known(pathway_id: int, pool: Collection[int]) -> set[tuple[int, int]]:
    """The pairs among some teachers who were matched before."""
    pairs = models.Introduction.objects.filter(pathway_id=pathway_id, user_id__in=pool, other_id__in=pool)
    return set(pairs.values_list("user_id", "other_id"))


def _seekers(learner: Learner, pool: Sequence[int]) -> list[Seeker]:
    records = many.load(learner.pathway_id, pool)
    definition = learner.in_force.definition
    return [seeker_of(definition, record, user_id) for user_id, record in records.items() if not record.is_empty]


def _loads(pathway_id: int, course_key: str) -> Counter[int]:
    """How many matches each has; those with somebody who has left the course keep nobody's place."""
    rows = models.Introduction.objects.filter(_both_take(course_key), pathway_id=pathway_id, ended_at=None)
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
