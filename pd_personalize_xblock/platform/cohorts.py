"""The platform's cohorts, of which a learner has one in each course, and the way to a course's discussions."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.urls import reverse
from opaque_keys.edx.keys import CourseKey

log = logging.getLogger(__name__)
COHORTS_APP = "openedx.core.djangoapps.course_groups"
DISCUSSIONS_APP = "lms.djangoapps.discussion"
NAME_LENGTH = 255


@dataclass(frozen=True)
class Placed:
    """What came of placing people in a cohort: how many are in it now, and how many kept the cohort that they had."""

    cohort_id: int
    name: str
    members: int
    kept: int


def are_available() -> bool:
    """Whether this server has cohorts: the LMS does."""
    return apps.is_installed(COHORTS_APP)


def are_on(course_key: str) -> bool:
    """Whether a course uses cohorts. Its staff decide that: it changes who sees what, for everybody."""
    from openedx.core.djangoapps.course_groups.cohorts import is_course_cohorted

    return bool(is_course_cohorted(CourseKey.from_string(course_key)))


def place(course_key: str, cohort_id: int | None, *, name: str, user_ids: Collection[int]) -> Placed:
    """Put learners into a cohort; where there is none of that id, into a new one of that name.

    A learner has one cohort in a course, and it may decide what they see. So only those are placed who have none, or
    one that the platform chose by chance and that no content is tied to; everybody else keeps theirs.
    """
    course = CourseKey.from_string(course_key)
    cohort = _found(course, cohort_id) or _made(course, name)
    kept = 0
    for user in get_user_model().objects.filter(pk__in=list(user_ids)).order_by("pk"):
        if not _put(cohort, user, course):
            kept += 1
    return Placed(cohort.pk, cohort.name, cohort.users.filter(pk__in=list(user_ids)).count(), kept)


def _found(course: CourseKey, cohort_id: int | None) -> Any:
    from openedx.core.djangoapps.course_groups.cohorts import get_cohort_by_id
    from openedx.core.djangoapps.course_groups.models import CourseUserGroup

    try:
        return None if cohort_id is None else get_cohort_by_id(course, cohort_id)
    except CourseUserGroup.DoesNotExist:
        return None


def _made(course: CourseKey, name: str) -> Any:
    """Make a cohort; one of that name is somebody else's, so that it gets a number."""
    from openedx.core.djangoapps.course_groups import cohorts

    for number in count(1):
        ending = "" if number == 1 else f" ({number})"
        free = f"{name[: NAME_LENGTH - len(ending)]}{ending}"
        if not cohorts.is_cohort_exists(course, free):
            return cohorts.add_cohort(course, free, "manual")


def _put(cohort: Any, user: Any, course: CourseKey) -> bool:
    """Whether somebody is in a cohort now: put there, or there before."""
    from openedx.core.djangoapps.course_groups import cohorts
    from openedx.core.djangoapps.course_groups.models import CohortMembershipException

    present = cohorts.get_cohort(user, course, assign=False)
    if present is not None and present.pk == cohort.pk:
        return True
    if present is not None and not _is_by_chance(present):
        return False
    try:
        cohorts.add_user_to_cohort(cohort, user)
    except CohortMembershipException:  # the operator's own filter says no
        log.info("A learner was kept out of a study group by a filter of this site.")
        return False
    return True


def _is_by_chance(cohort: Any) -> bool:
    from openedx.core.djangoapps.course_groups import cohorts
    from openedx.core.djangoapps.course_groups.models import CourseCohort

    is_tied = cohorts.get_group_info_for_cohort(cohort) != (None, None)
    return cohorts.get_assignment_type(cohort) == CourseCohort.RANDOM and not is_tied


def discussion_link(course_key: str, user_id: int) -> str:
    """Return the address of a course's discussions as its own tab has it, empty for whoever would be refused there.

    The platform's rules for the tab are asked: discussions may be off on the site or in the course, and only those who
    take the course or teach it have them. An author's own address is used if it is one of the web.
    """
    if not apps.is_installed(DISCUSSIONS_APP):
        return ""
    from xmodule.modulestore.django import modulestore
    from xmodule.tabs import CourseTabList

    course = modulestore().get_course(CourseKey.from_string(course_key))
    user = get_user_model().objects.filter(pk=user_id).first()
    tab = CourseTabList.get_discussion(course) if course and user else None
    if tab is None or not tab.is_enabled(course, user):
        return ""
    address = str(tab.link_func(course, reverse))
    return address if address.startswith(("/", "https://", "http://")) else ""


def discussions_of_cohort(course_key: str, user_id: int) -> str:
    """Return the name of somebody's cohort where the course divides discussions by cohort, else nothing."""
    if not apps.is_installed(DISCUSSIONS_APP):
        return ""
    from openedx.core.djangoapps.course_groups import cohorts
    from openedx.core.djangoapps.django_comment_common.models import CourseDiscussionSettings

    course = CourseKey.from_string(course_key)
    division = CourseDiscussionSettings.get(course).division_scheme
    user = get_user_model().objects.filter(pk=user_id).first()
    if division != CourseDiscussionSettings.COHORT or user is None:
        return ""
    cohort = cohorts.get_cohort(user, course, assign=False)
    return "" if cohort is None else str(cohort.name)
