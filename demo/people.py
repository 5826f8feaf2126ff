"""Three teachers, an author, a leader and a coach; the session says which of them is looking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from opaque_keys.edx.keys import CourseKey
from xblock.reference.plugins import Service
from xblock.reference.user_service import UserService as BaseUserService
from xblock.reference.user_service import XBlockUser

SESSION_KEY = "person"


@dataclass(frozen=True)
class Person:
    """Somebody to look at the course as."""

    username: str
    name: str
    story: str
    role: str = "teacher"

    @property
    def is_author(self) -> bool:
        return self.role == "author"

    @property
    def is_teacher(self) -> bool:
        """Whether they take the course."""
        return self.role == "teacher"

    @property
    def may_lead(self) -> bool:
        """Whether they see the cohort: leaders, and course staff."""
        return self.role in ("leader", "author")


PEOPLE = (
    Person("amina", "Amina", "teaches science to ten-year-olds. Second year in the job, one evening a week for this."),
    Person("ben", "Ben", "has led a mathematics department for twelve years and does not want to sit through basics."),
    Person("chloe", "Chloe", "is back after six years away and would rather begin at the beginning."),
    Person(
        "dana",
        "Dana",
        "writes the course. In Studio she sees what authors see, in the course what its staff do.",
        role="author",
    ),
    Person("farah", "Farah", "leads professional development in the district. She is not course staff.", role="leader"),
    Person("goran", "Goran", "coaches teachers, one at a time, and sees what they let him see.", role="coach"),
)
BY_USERNAME = {person.username: person for person in PEOPLE}


def user_of(person: Person) -> User:
    """Return the Django user of ``person``, made when missing; nobody has a password."""
    user, created = User.objects.get_or_create(
        username=person.username,
        defaults={
            "first_name": person.name,
            "email": f"{person.username}@example.com",
            "is_staff": person.is_author,
            "is_superuser": person.is_author,
        },
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def is_leader(user: User, course_key: str) -> bool:
    """Whether a user leads in a course (``settings.PD_PERSONALIZE_IS_LEADER`` names this)."""
    person = BY_USERNAME.get(user.get_username())
    return person is not None and person.role == "leader"


def acting(request: HttpRequest) -> Person:
    """Return who is looking: the session's choice, or the first teacher."""
    return BY_USERNAME.get(request.session.get(SESSION_KEY, ""), PEOPLE[0])


class ActingPersonMiddleware:
    """Make ``request.user`` the person the session chose; no address can name somebody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = user_of(acting(request))
        return self.get_response(request)


class UserService(BaseUserService):
    """The ``user`` service with the attributes that the LMS's has.

    The workbench makes it without arguments and sets ``runtime`` afterwards.
    """

    def get_current_user(self) -> XBlockUser:
        user = User.objects.filter(pk=self.runtime.learner_id).first()
        if user is None:
            return XBlockUser(is_current_user=True)
        found = XBlockUser(is_current_user=True, emails=[user.email], full_name=user.get_full_name())
        found.opt_attrs.update(
            {
                "edx-platform.is_authenticated": True,
                "edx-platform.user_id": user.pk,
                "edx-platform.username": user.username,
                "edx-platform.user_is_staff": user.is_staff,
            }
        )
        return found


class StudioPermissions(Service):
    """The service by which Studio says who may write a course; made like the one above."""

    def can_write(self, course_key: CourseKey) -> bool:
        """Return whether whoever asks is the author: every demo course is theirs."""
        return User.objects.filter(pk=self.runtime.learner_id, is_staff=True).exists()
