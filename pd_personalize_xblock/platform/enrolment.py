"""Who takes a course, of those whom the platform knows to have worked in it."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps
from opaque_keys.edx.keys import CourseKey

from .hosts import STUDENT_APP

AT_ONCE = 1000


def enrolled(course_key: str, user_ids: Collection[int]) -> frozenset[int]:
    """Return those users who take the course now; all of them where this server has no enrolments.

    Completions outlive an enrolment and a retired account: they must not bring anybody back.
    """
    if not apps.is_installed(STUDENT_APP):
        return frozenset(user_ids)
    from common.djangoapps.student.models import CourseEnrollment

    course, users = CourseKey.from_string(course_key), sorted(user_ids)
    return frozenset(
        user
        for start in range(0, len(users), AT_ONCE)
        for user in CourseEnrollment.objects.filter(
            course_id=course, is_active=True, user__is_active=True, user_id__in=users[start : start + AT_ONCE]
        ).values_list("user_id", flat=True)
    )
