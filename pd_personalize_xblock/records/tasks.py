"""What runs in the platform's Celery workers. Every task may run twice, late, or beside itself."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.utils.timezone import now
from edx_django_utils.monitoring import set_code_owner_attribute

from pd_personalize_xblock.platform import events
from pd_personalize_xblock.platform.background import RETRIED

from . import catching_up, courses, forgetting, snapshots, syncing, versions


@shared_task(**RETRIED)
@set_code_owner_attribute
def sync_course(course_key: str) -> None:
    """Follow what was published in a course."""
    syncing.sync_course(course_key, now=now())


@shared_task(**RETRIED)
@set_code_owner_attribute
def forget_course(course_key: str) -> None:
    """Leave nothing of ours behind when a course is deleted."""
    forgetting.forget_course(course_key, regrade=False)


@shared_task(**RETRIED)
@set_code_owner_attribute
def sync_pathway(block_key: str) -> None:
    """Bring everybody up to the version in force."""
    syncing.sync(block_key, now=now())


@shared_task(**RETRIED)
@set_code_owner_attribute
def follow_work(user_id: int, course_key: str) -> None:
    """See what a teacher's finished work opens, in every pathway of the course."""
    for block_key in courses.pathways_of(course_key):
        for caught_up in catching_up.bring_up(partial(versions.in_force, block_key), (user_id,), now=now()):
            events.emit_for(user_id, course_key, block_key, caught_up.outcomes[user_id].events)


@shared_task(**RETRIED)
@set_code_owner_attribute
def take_snapshot_task(block_key: str) -> None:
    """Count everybody in a pathway, if that is due; asked for twice, the second one finds that it is not."""
    if snapshots.is_due(block_key, now()):
        snapshots.take_snapshot(block_key, now())
