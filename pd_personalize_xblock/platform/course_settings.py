"""What an author sets for a whole course."""

from __future__ import annotations

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey

from .hosts import has_modulestore


def advanced_modules(course_key: str) -> tuple[str, ...] | None:
    """Return a course's advanced module list; None where there is no such course or nobody to ask."""
    if not has_modulestore():
        return None
    from xmodule.modulestore.django import modulestore

    try:
        course = modulestore().get_course(CourseKey.from_string(course_key))
    except InvalidKeyError:
        return None
    return None if course is None else tuple(course.advanced_modules)
