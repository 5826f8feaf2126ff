"""Five hundred teachers beside those to look as: who they are, in which cohort and on which track."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User

from demo.course import courses
from demo.people import PEOPLE, user_of

PREFIX = "t-"
COHORTS = (("North district", 160), ("South district", 120), ("Harbour", 90), ("Hill schools", 70), ("Lakeside", 53))
SMALLEST = ("Island school", 7)
"""Too few to be shown by themselves."""
SIZE = sum(size for _, size in COHORTS) + SMALLEST[1]
TRACKS = ("audit", "verified")
EVERY_NTH_VERIFIED = 3
FIRST = ("Ada", "Bayo", "Carmen", "Deniz", "Elif", "Farid", "Grace", "Hana", "Ines", "Jonas", "Kofi", "Leila", "Mateo")
LAST = ("Abara", "Bianchi", "Castro", "Demir", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanova", "Jansen", "Kimura")


def usernames() -> list[str]:
    """Return the usernames of the five hundred, in order."""
    return [f"{PREFIX}{number:03}" for number in range(1, SIZE + 1)]


def make_users() -> dict[str, int]:
    """Make those users that are missing, in one go, and return all by username; nobody has a password."""
    found = _known()
    missing = [(number, name) for number, name in enumerate(usernames()) if name not in found]
    User.objects.bulk_create(
        User(
            username=name,
            first_name=FIRST[number % len(FIRST)],
            last_name=LAST[number // len(FIRST) % len(LAST)],
            email=f"{name}@example.com",
            password=UNUSABLE_PASSWORD_PREFIX,
        )
        for number, name in missing
    )
    return _known()


def _known() -> dict[str, int]:
    return dict(User.objects.filter(username__startswith=PREFIX).values_list("username", "pk"))


def group_of(number: int) -> tuple[str, str]:
    """Return the cohort and the track of the teacher with that number (from 0)."""
    track = TRACKS[number % EVERY_NTH_VERIFIED == 0]
    for name, size in (SMALLEST, *COHORTS):
        if number < size:
            return name, track
        number -= size
    raise ValueError(f"there are {SIZE} teachers")


def groups(course_key: str) -> dict[int, tuple[str, str]]:
    """Return the cohort and the track of everybody in a course (``settings.PD_PERSONALIZE_GROUPS`` names this)."""
    known = _known() if course_key == str(courses()[0].key) else {}
    found = {known[name]: group_of(number) for number, name in enumerate(usernames()) if name in known}
    return found | {user_of(person).pk: ("-", TRACKS[0]) for person in PEOPLE if person.is_teacher}


def learners(course_key: str) -> list[int]:
    """Return who takes a course (``settings.PD_PERSONALIZE_LEARNERS`` names this)."""
    return sorted(groups(course_key))
