"""The lock as the LMS sees it: edx-milestones rows, read through its own API."""

from __future__ import annotations

from milestones import api as milestones_api
from opaque_keys.edx.keys import CourseKey


def locked_subsections(course_key: CourseKey, user_id: int) -> frozenset[str]:
    """Return the usage keys (text) of the subsections whose milestones this person still lacks."""
    unmet = milestones_api.get_course_content_milestones(
        course_key=course_key, relationship="requires", user={"id": user_id}
    )
    return frozenset(milestone["content_id"] for milestone in unmet if ".gating" in milestone["namespace"])
