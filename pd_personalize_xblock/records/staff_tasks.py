"""What takes too long for a staff member's request: Celery tasks, like those in ``tasks``."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now
from edx_django_utils.monitoring import set_code_owner_attribute

from pd_personalize_xblock.platform import background
from pd_personalize_xblock.platform.background import RETRIED

from . import staff

BATCH = 250


@shared_task(**RETRIED)
@set_code_owner_attribute
def let_everybody_start(block_key: str, course_key: str, after: int = 0) -> None:
    """Let whoever has not begun start at the beginning, a batch of teachers (user ids above ``after``) at a time.

    Each batch hands over to the next, so that no worker is kept for long. Safe to repeat: whoever
    has begun is left alone.
    """
    batch = list(staff.waiting(block_key, course_key, after=after)[:BATCH])
    if batch:
        staff.let_start(block_key, course_key, batch, now=now())
        background.later(let_everybody_start, block_key, course_key, batch[-1])
