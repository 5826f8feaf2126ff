"""Many teachers with figures, without the records behind them: quick to make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from pd_personalize_xblock.domain.cohort import figures_of
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.records import models, versions
from pd_personalize_xblock.service import pathway_of

from .course import BLOCK, NOW

Told = dict[str, Any]


def groups(course_key: str) -> dict[int, tuple[str, str]]:
    """``settings.PD_PERSONALIZE_GROUPS`` names this."""
    return GROUPS


GROUPS: dict[int, tuple[str, str]] = {}


def blank() -> Told:
    """The figures of somebody with an empty record."""
    course = versions.in_force(BLOCK)
    record = LearnerRecord()
    return figures_of(
        course.definition,
        record,
        pathway_of(record, course.version),
        definition_hash=course.version.hash,
        past=lambda hash: versions.get_version(hash).definition,
    )


def add_crowd(people: Iterable[tuple[str, str, str, Told]], *, now: datetime = NOW, prefix: str = "crowd") -> list[int]:
    """Add teachers, each with a cohort, a track, a month and what is told of them beyond a blank record."""
    pathway, rows, told = models.PathwayBlock.objects.get(block_key=BLOCK), list(people), blank()
    User.objects.bulk_create([User(username=f"{prefix}-{i}") for i in range(len(rows))], batch_size=500)
    users = list(User.objects.filter(username__startswith=f"{prefix}-").order_by("pk").values_list("pk", flat=True))
    GROUPS.update({user: (cohort, track) for user, (cohort, track, _, _) in zip(users, rows, strict=True)})
    models.Figures.objects.bulk_create(
        [
            models.Figures(pathway=pathway, user_id=user, month=month, document=told | own, changed_at=now)
            for user, (_, _, month, own) in zip(users, rows, strict=True)
        ],
        batch_size=500,
    )
    return users
