"""Taking milestones of ours away again: one user's, or all that a pathway block ever held.

Rows are found by the namespace of a pathway block (``gates.namespace_of``), so that none of
anybody else's is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.apps import apps

from .gates import namespace_of
from .native_gates import OURS

BATCH = 500


def withdraw(user_id: int, block_keys: Collection[str]) -> None:
    """Take away whatever these pathway blocks (usage keys) let a user into."""
    if not apps.is_installed("milestones"):
        return
    from milestones.models import UserMilestone

    for some in _batches(block_keys):
        namespaces = [namespace_of(key) for key in some]
        UserMilestone.objects.filter(user_id=user_id, milestone__namespace__in=namespaces).delete()


def unlock_course(course_key: str) -> None:
    """Have no pathway block hold anything of a course any more: the links go, and nothing else. A few queries."""
    if not apps.is_installed("milestones"):
        return
    from milestones.models import CourseContentMilestone

    CourseContentMilestone.objects.filter(course_id=course_key, milestone__namespace__contains=OURS).delete()


def remove_gates(block_key: str) -> None:
    """Remove every gate of a pathway block, and whom it let in; links first, so that nobody is locked out meanwhile."""
    if not apps.is_installed("milestones"):
        return
    from milestones.models import CourseContentMilestone, Milestone, UserMilestone

    milestones = list(Milestone.objects.filter(namespace=namespace_of(block_key)).values_list("pk", flat=True))
    for some in _batches(milestones):
        CourseContentMilestone.objects.filter(milestone_id__in=some).delete()
    let_in = UserMilestone.objects.filter(milestone_id__in=milestones) if milestones else UserMilestone.objects.none()
    while rows := list(let_in.values_list("pk", flat=True)[:BATCH]):
        UserMilestone.objects.filter(pk__in=rows).delete()
    for some in _batches(milestones):
        Milestone.objects.filter(pk__in=some).delete()


def _batches(values: Iterable[int] | Iterable[str]) -> Iterator[list]:
    left = iter(values)
    while some := list(islice(left, BATCH)):
        yield some
