"""What else holds a course's sections: prerequisites that its author set in Studio, and other pathway blocks."""

from __future__ import annotations

from typing import Any

from .gates import OURS, are_available


def native_prerequisites(course_key: str) -> frozenset[str]:
    """Return the subsections (usage keys) that a prerequisite set in Studio holds shut."""
    if not are_available():
        return frozenset()
    theirs = _links(course_key).exclude(milestone__namespace__contains=OURS)
    return frozenset(theirs.values_list("content_id", flat=True))


def pathways_that_hold(course_key: str) -> frozenset[str]:
    """Return the pathway blocks (usage keys) that hold anything of a course shut, whether or not they still exist."""
    if not are_available():
        return frozenset()
    ours = _links(course_key).filter(milestone__namespace__contains=OURS)
    return frozenset(
        namespace.removesuffix(".gating") for namespace in ours.values_list("milestone__namespace", flat=True)
    )


def _links(course_key: str) -> Any:
    """The rows that the platform's rendering looks at."""
    from milestones.models import CourseContentMilestone

    return CourseContentMilestone.objects.filter(
        course_id=course_key,
        active=True,
        milestone__active=True,
        milestone__namespace__contains=".gating",
        milestone_relationship_type__name="requires",
    )
