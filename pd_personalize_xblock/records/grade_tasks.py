"""Work on grades in the background, by the platform's Celery, in the LMS alone."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError
from edx_django_utils.monitoring import set_code_owner_attribute

from . import fair_grades


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5, ignore_result=True)
@set_code_owner_attribute
def sync_grades_task(block_key: str, user_ids: list[int] | None = None) -> None:
    """Bring grades in line with what teachers of a pathway block are exempt from; everybody's without ``user_ids``."""
    fair_grades.sync_grades(block_key, user_ids)
