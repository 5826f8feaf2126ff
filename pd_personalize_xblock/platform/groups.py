"""In which groups teachers take a course: its cohorts and enrolment tracks."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from opaque_keys.edx.keys import CourseKey

from . import people
from .hosts import STUDENT_APP

GROUPS_SETTING = "PD_PERSONALIZE_GROUPS"
NONE = "-"
"""The name of no group."""
AT_ONCE = 2000

Groups = dict[int, tuple[str, str]]
"""Per user id the cohort and the track, ``NONE`` where there is none."""


def groups_of(course_key: str) -> Groups | None:
    """Return everybody who takes a course and is not of its staff; None where the server cannot say who that is.

    On the LMS in four queries, whatever the number of teachers.
    """
    if apps.is_installed(STUDENT_APP):
        return _on_the_platform(CourseKey.from_string(course_key))
    # .. setting_name: PD_PERSONALIZE_GROUPS
    # .. setting_default: None
    # .. setting_description: Dotted path of a function from a course key (text) to a mapping from the user ids of those
    #   who take the course, without staff, to the names of their cohort and their track ("-" for none). Read only where
    #   the platform's enrolments are not installed. Without it PD_PERSONALIZE_LEARNERS says who takes the course.
    elsewhere = getattr(settings, GROUPS_SETTING, None)
    if elsewhere:
        return dict(import_string(elsewhere)(course_key))
    return dict.fromkeys(people.learners_elsewhere(course_key), (NONE, NONE)) if people.knows_learners() else None


def finder(course_key: str) -> Callable[[Collection[int]], Groups]:
    """Return a function from user ids to the groups of those among them who take a course, staff left out.

    For reading a few teachers, or all of them a batch at a time. Where the server cannot say who takes the course,
    everybody does.
    """
    if apps.is_installed(STUDENT_APP):
        course = CourseKey.from_string(course_key)
        return lambda user_ids: _on_the_platform(course, user_ids)
    everybody = groups_of(course_key)
    if everybody is None:
        return lambda user_ids: dict.fromkeys(user_ids, (NONE, NONE))
    return lambda user_ids: {user: everybody[user] for user in user_ids if user in everybody}


def _on_the_platform(course: CourseKey, among: Collection[int] | None = None) -> Groups:
    """Return the groups of everybody, or of those of some users, in four queries."""
    these = {} if among is None else {"user_id__in": list(among)}
    staff = set(people.with_a_role(course).filter(**these))
    cohorts = _cohorts(course, these)
    enrolled = people.enrolments_of(course).filter(**these)
    return {
        user: (cohorts.get(user, NONE), mode or NONE)
        for user, mode in enrolled.values_list("user_id", "mode").iterator(chunk_size=AT_ONCE)
        if user not in staff
    }


def _cohorts(course: CourseKey, these: dict[str, list[int]]) -> dict[int, str]:
    """Return the cohort of each user who is in one; none where the course does not use its cohorts."""
    from openedx.core.djangoapps.course_groups.models import CohortMembership, CourseCohortsSettings

    if not CourseCohortsSettings.objects.filter(course_id=course, is_cohorted=True).exists():
        return {}
    rows = CohortMembership.objects.filter(course_id=course, **these).values_list("user_id", "course_user_group__name")
    names: dict[str, str] = {}
    return {user: names.setdefault(name, name) for user, name in rows.iterator(chunk_size=AT_ONCE)}
