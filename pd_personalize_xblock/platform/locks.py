"""What holds subsections shut for a teacher, read as the platform reads it; ``gates`` writes.

Every active "requires" link to a milestone that the teacher does not have holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import gates
from .native_gates import OURS

_SUFFIX = gates.namespace_of("")


@dataclass(frozen=True)
class Lock:
    """A subsection (usage key) that is shut, and the pathway block (usage key) that shuts it.

    ``pathway`` is empty where the prerequisite is not ours.
    """

    subsection: str
    pathway: str


def locks_of(course_key: str, user_id: int | None) -> tuple[Lock, ...]:
    """Return what is shut for a user in a course, in one query; for nobody in particular (None), whatever has a lock.

    As in the platform a link counts whether its milestone is active or not.
    """
    if not gates.are_available():
        return ()
    from milestones.models import CourseContentMilestone, UserMilestone

    links = CourseContentMilestone.objects.filter(
        course_id=course_key, active=True, milestone_relationship_type__name="requires"
    )
    if user_id is not None:
        met = UserMilestone.objects.filter(user_id=user_id, active=True)
        links = links.exclude(milestone_id__in=met.values("milestone_id"))
    found = links.order_by("pk").values_list("content_id", "milestone__namespace")
    return tuple(Lock(content, pathway_of(namespace)) for content, namespace in found)


def pathway_of(namespace: str) -> str:
    """Return the usage key of the pathway block that a milestone's namespace names; "" if it is not one of ours."""
    is_ours = namespace.endswith(_SUFFIX) and OURS in namespace
    return namespace.removesuffix(_SUFFIX) if is_ours else ""
