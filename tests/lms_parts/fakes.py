"""Blocks as the LMS hands them to us, as far as we look at them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from milestones.models import CourseContentMilestone, Milestone, MilestoneRelationshipType

from ..records import course


class Block:
    """A block bound to a user. ``loads`` counts how often its parent was asked for."""

    def __init__(
        self,
        block_type: str,
        block_id: str,
        parent: Block | None = None,
        *,
        user: User | AnonymousUser | None = None,
        is_staff: bool = False,
        name: str = "A subsection",
    ) -> None:
        usage_key = course.KEY.make_usage_key(block_type, block_id)
        self.scope_ids = SimpleNamespace(usage_id=usage_key, user_id=getattr(user, "id", None))
        self.display_name = name
        self.parent = parent and parent.scope_ids.usage_id
        self.loads = 0
        self._parent = parent
        seen = SimpleNamespace(opt_attrs={"edx-platform.user_is_staff": is_staff})
        services = {"user": SimpleNamespace(get_current_user=lambda: seen)}
        self.runtime = SimpleNamespace(service=lambda block, name: services.get(name))

    def get_parent(self) -> Block | None:
        self.loads += 1
        return self._parent


class Unread:
    """A block that must not be looked at."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was read")


def unit_in(subsection: str, **fields: Any) -> Block:
    """A unit in a subsection in a chapter in the course."""
    chapter = Block("chapter", "chapter", Block("course", "course"))
    return Block("vertical", f"{subsection}-unit", Block("sequential", subsection, chapter), **fields)


def hold_otherwise(block_id: str, *, namespace: str = "", relation: str = "requires") -> Milestone:
    """Link a subsection to a milestone that is not a pathway's, as the platform's own gating does."""
    namespace = namespace or f"{course.subsection('another')}.gating"
    milestone = Milestone.objects.create(namespace=namespace, name=f"native {block_id}")
    relationship, _ = MilestoneRelationshipType.objects.get_or_create(name=relation)
    CourseContentMilestone.objects.create(
        course_id=course.COURSE,
        content_id=course.subsection(block_id),
        milestone=milestone,
        milestone_relationship_type=relationship,
    )
    return milestone
