"""Work on grades in the background, by the platform's Celery, in the LMS alone."""

from __future__ import annotations

from celery import shared_task
from edx_django_utils.monitoring import set_code_owner_attribute

from pd_personalize_xblock.platform import background
from pd_personalize_xblock.platform.background import RETRIED

from . import fair_grades


@shared_task(**RETRIED)
@set_code_owner_attribute
def sync_grades_task(block_key: str, user_ids: list[int] | None = None) -> None:
    """Bring grades in line with what teachers of a pathway block are exempt from.

    Without ``user_ids`` everybody's, in one task for some teachers each, so that no worker is kept for long.
    """
    if user_ids is not None:
        fair_grades.sync_grades(block_key, user_ids)
        return
    for some in fair_grades.batches(block_key):
        background.later(sync_grades_task, block_key, some)
