"""What an author's edit would do to the teachers who are under way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.service.effects import Effect, effect_on

from . import many, models, versions

AT_MOST = 400
"""Teachers looked at: an author waits for it."""
AT_ONCE = 100


@dataclass(frozen=True)
class Effects:
    """``teachers`` are under way, of whom ``found`` were looked at, evenly spread over all.

    ``half_way`` are in the middle of their questions: they finish by the version they began with.
    """

    teachers: int
    half_way: int
    found: tuple[Effect, ...]


def teachers_under_way(block_key: str) -> int:
    """Return how many teachers have anything on record in a pathway block."""
    pathway = models.PathwayBlock.objects.filter(block_key=block_key).values_list("pk", flat=True).first()
    return len(many.known_users(pathway)) if pathway else 0


def effects_of(block_key: str, then: Definition) -> Effects:
    """Look what ``then`` would change for those under way; nobody is where nothing is in force yet."""
    try:
        course = versions.in_force(block_key)
    except UnknownReference:
        return Effects(0, 0, ())
    users = sorted(many.known_users(course.pathway.pk))
    step = max(1, -(-len(users) // AT_MOST))
    under_way = models.Attempt.objects.filter(pathway=course.pathway, status=models.Attempt.Status.UNDER_WAY)
    half_way = under_way.aggregate(teachers=Count("user", distinct=True))["teachers"]
    return Effects(len(users), half_way, tuple(_effects(course, users[::step], then)))


def _effects(course: versions.InForce, users: list[int], then: Definition) -> Iterator[Effect]:
    for start in range(0, len(users), AT_ONCE):
        for record in many.load(course.pathway.pk, users[start : start + AT_ONCE]).values():
            yield effect_on(record, now=course.definition, then=then)
