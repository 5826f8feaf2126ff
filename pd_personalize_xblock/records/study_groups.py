"""Study groups: which cohort of the course belongs to a section of a pathway."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from pd_personalize_xblock.platform import cohorts

from . import models


@transaction.atomic
def fill(pathway_id: int, course_key: str, section_id: str, *, name: str, user_ids: Collection[int]) -> cohorts.Placed:
    """Put teachers into the cohort of a section; it is made, with that name, where it never was or is no more.

    Of two who make it at once, the second fills what the first has made.
    """
    row, _ = models.StudyGroup.objects.get_or_create(pathway_id=pathway_id, section_id=section_id)
    row = models.StudyGroup.objects.select_for_update().get(pk=row.pk)
    placed = cohorts.place(course_key, row.cohort_id, name=name, user_ids=user_ids)
    if placed.cohort_id != row.cohort_id:
        models.StudyGroup.objects.filter(pk=row.pk).update(cohort_id=placed.cohort_id)
    return placed
