"""Who is who: users of the platform, and who takes a course."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string
from opaque_keys.edx.keys import CourseKey

from .hosts import STUDENT_APP

LEARNERS_SETTING = "PD_PERSONALIZE_LEARNERS"
LEARNERS_ROLE = "beta_testers"
"""The one course role that belongs to learners."""


@dataclass(frozen=True)
class Person:
    """A user, as staff name them."""

    user_id: int
    username: str


def find_person(username_or_email: str) -> Person | None:
    """Return the user of that name, else the one with that e-mail address; None where that is not one user."""
    users = get_user_model().objects
    typed = username_or_email.strip()
    for how in ({"username": typed}, {"email__iexact": typed}):
        found = list(users.filter(**how).values_list("pk", "username")[:2]) if typed else []
        if len(found) == 1:
            return Person(*found[0])
    return None


def user_ids_of(usernames: Collection[str]) -> dict[str, int]:
    """Return the user ids of those usernames that exist."""
    return dict(get_user_model().objects.filter(username__in=list(usernames)).values_list("username", "pk"))


def user_id_behind(anonymous_id: str) -> int | None:
    """Return whom the platform means by an anonymous id; None outside the platform, or where it is nobody's."""
    if not apps.is_installed(STUDENT_APP):
        return None
    from common.djangoapps.student.models import user_by_anonymous_id

    user = user_by_anonymous_id(anonymous_id)
    return None if user is None else user.pk


def knows_learners() -> bool:
    """Whether this server can say who takes a course."""
    return apps.is_installed(STUDENT_APP) or bool(_learners_elsewhere())


def is_enrolled(course_key: str, user_id: int) -> bool:
    """Whether a user takes a course; where the server cannot say, nobody does."""
    if not apps.is_installed(STUDENT_APP):
        return user_id in learners_of(course_key)
    from common.djangoapps.student.models import CourseEnrollment

    course = CourseKey.from_string(course_key)
    return CourseEnrollment.objects.filter(course_id=course, user_id=user_id, is_active=True).exists()


def learners_of(course_key: str) -> list[int]:
    """Return the users who take a course and are not of its staff, by id; none where the server cannot say."""
    if not apps.is_installed(STUDENT_APP):
        elsewhere = _learners_elsewhere()
        return sorted(import_string(elsewhere)(course_key)) if elsewhere else []
    from common.djangoapps.student.models import CourseAccessRole, CourseEnrollment

    course = CourseKey.from_string(course_key)
    staff = CourseAccessRole.objects.filter(course_id=course).exclude(role=LEARNERS_ROLE)
    enrolled = CourseEnrollment.objects.filter(course_id=course, is_active=True)
    return sorted(set(enrolled.values_list("user_id", flat=True)) - set(staff.values_list("user_id", flat=True)))


def _learners_elsewhere() -> str | None:
    return getattr(settings, LEARNERS_SETTING, None)
