"""Signals of Studio that a pathway listens to. Most of the work is done in Celery."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now
from opaque_keys.edx.keys import CourseKey

from pd_personalize_xblock.platform import background
from pd_personalize_xblock.records import forgetting, tasks


def course_published(sender: Any, course_key: CourseKey, **kwargs: Any) -> None:
    """Something was published: bring what is new into force, and heal the gates."""
    background.once_later(tasks.sync_course, str(course_key))


def course_deleted(sender: Any, course_key: CourseKey, **kwargs: Any) -> None:
    """A course is gone: nothing of ours stays behind.

    Its gates go at once: should the task be lost, only records are left, which hold nothing.
    """
    forgetting.let_go(str(course_key), now=now())
    background.once_later(tasks.forget_course, str(course_key))
