"""Who leads professional development: a role in a course, or in every course of an organisation."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from opaque_keys import InvalidKeyError
from opaque_keys.edx.django.models import CourseKeyField
from opaque_keys.edx.keys import CourseKey

from .hosts import STUDENT_APP

LEADER_ROLE = "pd_personalize_leader"
"""The role's name in the platform's table of course access roles; with an organisation and no course it is for all."""
LEADERS_SETTING = "PD_PERSONALIZE_IS_LEADER"


def staff_see_teachers() -> bool:
    """Whether course staff may look at one teacher without that teacher's consent."""
    # .. toggle_name: PD_PERSONALIZE_STAFF_SEE_TEACHERS
    # .. toggle_implementation: DjangoSetting
    # .. toggle_default: True
    # .. toggle_description: Course staff look up a teacher's levels, pathway and evidence. If False they need the
    #   teacher's consent, as a coach does: without it they find nobody, cannot look at the course as a specific
    #   learner in the pathway block, and get no teachers in the block's report.
    # .. toggle_use_cases: open_edx
    # .. toggle_creation_date: 2026-11-26
    return bool(getattr(settings, "PD_PERSONALIZE_STAFF_SEE_TEACHERS", True))


def coaches_sign_off() -> bool:
    """Whether a coach whom a teacher chose may sign off, who neither leads the course nor is of its staff."""
    # .. toggle_name: PD_PERSONALIZE_COACHES_SIGN_OFF
    # .. toggle_implementation: DjangoSetting
    # .. toggle_default: False
    # .. toggle_description: Any coach to whom a teacher gave consent may sign off that teacher's work.
    #   If False only course staff and leaders do: teachers choose their coaches themselves, among all who take the
    #   course, and a signed credential can rest on a coach's word.
    # .. toggle_use_cases: open_edx
    # .. toggle_creation_date: 2026-11-26
    return bool(getattr(settings, "PD_PERSONALIZE_COACHES_SIGN_OFF", False))


def is_leader(user: Any, course_key: str) -> bool:
    """Whether a user (Django's) was granted the role in this course, or in its organisation."""
    if not getattr(user, "is_active", False) or not user.is_authenticated:
        return False
    if not apps.is_installed(STUDENT_APP):
        # .. setting_name: PD_PERSONALIZE_IS_LEADER
        # .. setting_default: None
        # .. setting_description: Dotted path of a function from a user and a course key (text) to whether they lead
        #   professional development there. Read only where the platform's course roles are not installed.
        elsewhere = getattr(settings, LEADERS_SETTING, None)
        return bool(elsewhere and import_string(elsewhere)(user, course_key))
    from common.djangoapps.student.models import CourseAccessRole

    try:
        course = CourseKey.from_string(course_key)
    except InvalidKeyError:
        return False
    here = Q(course_id=course) | Q(org=course.org, course_id=CourseKeyField.Empty)
    return CourseAccessRole.objects.filter(here, user=user, role=LEADER_ROLE).exists()


def offer_role() -> None:
    """Let the role be granted in the LMS's admin, among the platform's own course roles.

    The admin's form lists the roles when it is imported, which other apps' start may have done before ours.
    """
    if not apps.is_installed(STUDENT_APP):
        return
    from common.djangoapps.student.admin import CourseAccessRoleForm
    from common.djangoapps.student.roles import REGISTERED_ACCESS_ROLES, CourseRole, register_access_role

    if LEADER_ROLE in REGISTERED_ACCESS_ROLES:
        return

    @register_access_role
    class LeaderRole(CourseRole):
        """Leads professional development: sees a pathway's cohort, and nothing else that a learner does not."""

        ROLE = LEADER_ROLE

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(self.ROLE, *args, **kwargs)

    field = CourseAccessRoleForm.base_fields["role"]
    if LEADER_ROLE not in dict(field.choices):
        field.choices = [*field.choices, (LEADER_ROLE, LEADER_ROLE)]


def is_staff_of(user: Any, course_key: str) -> bool:
    """Whether a user (Django's) is of a course's staff, or staff everywhere."""
    if not getattr(user, "is_active", False) or not user.is_authenticated:
        return False
    if not apps.is_installed(STUDENT_APP):
        return bool(user.is_staff)
    from lms.djangoapps.courseware.access import has_access

    try:
        return bool(has_access(user, "staff", CourseKey.from_string(course_key)))
    except InvalidKeyError:
        return False
