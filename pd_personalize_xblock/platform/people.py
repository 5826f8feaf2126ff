"""Who is who: users of the platform, and who takes a course."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from opaque_keys.edx.django.models import CourseKeyField
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


def find_username(username: str) -> Person | None:
    """Return the user of that name; None where there is none. Nobody learns by it whose an e-mail address is."""
    found = get_user_model().objects.filter(username=username.strip()).values_list("pk", "username").first()
    return Person(*found) if found else None


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    """Return the full names of users, or their usernames where none is known."""
    users = get_user_model().objects.filter(pk__in=list(user_ids))
    if apps.is_installed(STUDENT_APP):
        named = users.values_list("pk", "username", "profile__name")
        return {user_id: name or username for user_id, username, name in named}
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


@dataclass(frozen=True)
class Contact:
    """How to reach somebody here: ``profile`` is a page of the platform's, empty where it has none."""

    name: str
    username: str
    profile: str


def contacts_of(user_ids: Collection[int]) -> dict[int, Contact]:
    """Return how to reach users who agreed to be reached."""
    names = names_of(user_ids)
    usernames = dict(get_user_model().objects.filter(pk__in=list(user_ids)).values_list("pk", "username"))
    pages = str(getattr(settings, "PROFILE_MICROFRONTEND_URL", "") or "").rstrip("/")
    return {
        user_id: Contact(names.get(user_id, ""), username, f"{pages}/u/{quote(username)}" if pages else "")
        for user_id, username in usernames.items()
    }


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
    return apps.is_installed(STUDENT_APP) or bool(getattr(settings, LEARNERS_SETTING, None))


def is_enrolled(course_key: str, user_id: int) -> bool:
    """Whether a user takes a course; where the server cannot say, nobody does."""
    if not apps.is_installed(STUDENT_APP):
        return user_id in learners_elsewhere(course_key)
    from common.djangoapps.student.models import CourseEnrollment

    course = CourseKey.from_string(course_key)
    return CourseEnrollment.objects.filter(course_id=course, user_id=user_id, is_active=True).exists()


def takes(course_key: str, who: str = "user") -> Q:
    """Return a condition on rows with a foreign key ``who`` to a user: that this user takes the course now.

    Part of whatever query it is put into, and no query of its own. Everybody with an account in use does where the
    server cannot say who takes the course.
    """
    in_use = Q(**{f"{who}__is_active": True})
    if not knows_learners():
        return in_use
    if not apps.is_installed(STUDENT_APP):
        return in_use & Q(**{f"{who}_id__in": learners_elsewhere(course_key)})
    from common.djangoapps.student.models import CourseEnrollment

    enrolled = CourseEnrollment.objects.filter(course_id=CourseKey.from_string(course_key), is_active=True)
    return in_use & Q(**{f"{who}_id__in": enrolled.values("user_id")})


def learners_but(course_key: str, others: QuerySet, *, after: int = 0) -> QuerySet:
    """Return the user ids above ``after`` of those who take a course and have no role there and are not ``others``.

    ``others`` is a query for user ids. Nothing is read yet: count it, or take the first of it, lowest id first.
    Where the server cannot say who takes a course, nobody does.
    """
    if not apps.is_installed(STUDENT_APP):
        return users_but(learners_elsewhere(course_key), others, after=after)
    course = CourseKey.from_string(course_key)
    enrolled = enrolments_of(course).filter(user_id__gt=after)
    waiting = enrolled.exclude(user_id__in=with_a_role(course)).exclude(user_id__in=others)
    return waiting.order_by("user_id").values_list("user_id", flat=True)


def enrolments_of(course: CourseKey) -> QuerySet:
    """Return the enrolments in force of all but the site's own staff. Only on the LMS."""
    from common.djangoapps.student.models import CourseEnrollment

    return CourseEnrollment.objects.filter(course_id=course, is_active=True, user__is_active=True, user__is_staff=False)


def with_a_role(course: CourseKey) -> QuerySet:
    """Return the user ids of those who have a role in a course other than a learner's, or in its whole organisation.

    Only on the LMS. Leaders of professional development are among them.
    """
    from common.djangoapps.student.models import CourseAccessRole

    here = Q(course_id=course) | Q(org=course.org, course_id=CourseKeyField.Empty)
    return CourseAccessRole.objects.filter(here).exclude(role=LEARNERS_ROLE).values_list("user_id", flat=True)


def users_but(user_ids: Collection[int], others: QuerySet, *, after: int = 0) -> QuerySet:
    """The same for users who are known by their ids."""
    users = get_user_model().objects.filter(pk__in=user_ids, pk__gt=after).exclude(pk__in=others)
    return users.order_by("pk").values_list("pk", flat=True)


def learners_elsewhere(course_key: str) -> list[int]:
    """Return the user ids of those who take a course as a host that is not the LMS says; none where it does not."""
    # .. setting_name: PD_PERSONALIZE_LEARNERS
    # .. setting_default: None
    # .. setting_description: Dotted path of a function from a course key (text) to the user ids of those who take
    #   the course. Read only where the platform's enrolments are not installed.
    elsewhere = getattr(settings, LEARNERS_SETTING, None)
    return sorted(import_string(elsewhere)(course_key)) if elsewhere else []
