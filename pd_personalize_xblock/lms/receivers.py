"""Signals of the LMS that a pathway listens to.

They cost a request next to nothing: the work is done in Celery. Forgetting somebody is done at once:
whoever asks for it must hear of a failure.
"""

from __future__ import annotations

from typing import Any

from pd_personalize_xblock.platform import background
from pd_personalize_xblock.platform.names import PATHWAY_TYPE
from pd_personalize_xblock.records import courses, forgetting, tasks


def completion_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A block was completed: see what it opens. Pathway blocks are no part of a section."""
    if not kwargs.get("raw") and instance.completion >= 1.0 and instance.block_key.block_type != PATHWAY_TYPE:
        _follow(instance.user_id, str(instance.context_key))


def grade_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """The grade of a subsection was written: see what it opens."""
    if not kwargs.get("raw"):
        _follow(instance.user_id, str(instance.course_id))


def _follow(user_id: int, course_key: str) -> None:
    if courses.pathways_of(course_key):
        background.once_later(tasks.follow_work, user_id, course_key)


def state_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """The state of a block (a StudentModule) was deleted: for a block of ours that is a reset of its teacher."""
    if instance.module_state_key.block_type == PATHWAY_TYPE:
        forgetting.forget_learner(instance.student_id, block_key=str(instance.module_state_key))


def user_retired(sender: Any, user: Any, **kwargs: Any) -> None:
    """An account is retired: forget whose it was."""
    forgetting.forget_user(user.pk)
