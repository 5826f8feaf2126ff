"""What holds a subsection shut in the LMS: rows of edx-milestones, the lock the whole platform honours.

One milestone per (pathway block, subsection), required by the subsection; a teacher who has it
may enter. Rows that are not ours are never touched. The models are used directly: the package's
own API has no bulk calls, some of its calls ignore their filters, and the models have no
receivers that a direct write would pass by.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import transaction

REQUIREMENTS = json.dumps({"min_score": "100", "min_completion": "100"})
"""The platform weighs these against the pathway block whenever a held section is looked at. The
block has no score, so 100 is never met and the platform itself never opens what we hold."""

SOURCE = "pd_personalize"


def are_available() -> bool:
    """Whether this server has milestones and looks at them."""
    return apps.is_installed("milestones") and bool(getattr(settings, "FEATURES", {}).get("MILESTONES_APP"))


def namespace_of(block_key: str) -> str:
    """Return the namespace of a pathway block's milestones.

    The platform looks only at namespaces containing ".gating", and names what stands before it.
    """
    return f"{block_key}.gating"


@transaction.atomic
def grant(block_key: str, subsections_by_user: Mapping[int, Collection[str]], *, now: datetime) -> None:
    """Let every user into their subsections (usage keys). What was granted before stays."""
    from milestones.models import UserMilestone

    wanted = {key for keys in subsections_by_user.values() for key in keys}
    milestones = _ensure_milestones(block_key, wanted)
    pairs = {(user, milestones[key]) for user, keys in subsections_by_user.items() for key in keys}
    existing = UserMilestone.objects.filter(
        user_id__in=list(subsections_by_user), milestone_id__in=list(milestones.values())
    )
    active = {(row.user_id, row.milestone_id): row.active for row in existing}
    asleep = {pair for pair in pairs if active.get(pair) is False}
    if asleep:
        users, ids = zip(*asleep, strict=True)
        rows = [r.pk for r in existing.filter(user_id__in=users, milestone_id__in=ids) if _pair(r) in asleep]
        UserMilestone.objects.filter(pk__in=rows).update(active=True)
    UserMilestone.objects.bulk_create(
        [
            UserMilestone(user_id=user, milestone_id=milestone, source=SOURCE, collected=now)
            for user, milestone in sorted(pairs - active.keys())
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def _pair(row: object) -> tuple[int, int]:
    return row.user_id, row.milestone_id  # type: ignore[attr-defined]


@transaction.atomic
def set_gates(course_key: str, block_key: str, subsections: Collection[str]) -> None:
    """Hold exactly ``subsections`` (usage keys) shut for whoever was not granted them.

    Grant first: from here on everybody else is locked out.
    """
    from milestones.models import CourseContentMilestone, MilestoneRelationshipType

    requires, _ = MilestoneRelationshipType.objects.get_or_create(name="requires")
    milestones = _ensure_milestones(block_key, subsections)
    right = {"active": True, "requirements": REQUIREMENTS, "milestone_relationship_type_id": requires.pk}
    kept, wrong, stray = set(), [], []
    for link in CourseContentMilestone.objects.filter(milestone__namespace=namespace_of(block_key)):
        key = link.content_id
        if key in milestones and (link.course_id, link.milestone_id) == (course_key, milestones[key]):
            kept.add(key)
            wrong += [link.pk] if any(getattr(link, name) != value for name, value in right.items()) else []
        elif link.active:
            stray.append(link.pk)
    for links, values in ((stray, {"active": False}), (wrong, right)):
        if links:
            CourseContentMilestone.objects.filter(pk__in=links).update(**values)
    CourseContentMilestone.objects.bulk_create(
        [
            CourseContentMilestone(course_id=course_key, content_id=key, milestone_id=milestones[key], **right)
            for key in sorted(set(subsections) - kept)
        ],
        ignore_conflicts=True,
    )


def links_of(course_key: str, block_key: str) -> dict[str, bool]:
    """Return the course content (usage keys) that any milestone of ours holds shut, and whether just as it should.

    Studio can link content to the wrong one of our milestones, or with other requirements.
    """
    from milestones.models import CourseContentMilestone

    links = CourseContentMilestone.objects.filter(
        milestone__namespace=namespace_of(block_key), milestone__active=True, active=True
    )
    found: dict[str, bool] = {}
    for key, *rest in links.values_list(
        "content_id", "course_id", "milestone__name", "milestone_relationship_type__name", "requirements"
    ):
        found[key] = found.get(key, True) and rest == [course_key, key, "requires", REQUIREMENTS]
    return found


def granted_subsections(block_key: str, user_id: int) -> frozenset[str]:
    """Return the subsections (usage keys) that this pathway block has opened to a user."""
    from milestones.models import UserMilestone

    return frozenset(
        UserMilestone.objects.filter(
            user_id=user_id, active=True, milestone__namespace=namespace_of(block_key)
        ).values_list("milestone__name", flat=True)
    )


def _ensure_milestones(block_key: str, subsections: Collection[str]) -> dict[str, int]:
    """Return the primary key of each subsection's milestone, made or woken where need be."""
    from milestones.models import Milestone

    ours = Milestone.objects.filter(namespace=namespace_of(block_key), name__in=list(subsections))
    found = {milestone.name: milestone for milestone in ours}
    missing = sorted(set(subsections) - found.keys())
    if missing:
        Milestone.objects.bulk_create(
            [
                Milestone(
                    namespace=namespace_of(block_key),
                    name=key,
                    display_name="Personal pathway",
                    description="Opened by a teacher's pathway.",
                )
                for key in missing
            ],
            ignore_conflicts=True,
        )
        found = {milestone.name: milestone for milestone in ours.all()}
    if not all(milestone.active for milestone in found.values()):
        ours.update(active=True)
    return {key: milestone.pk for key, milestone in found.items()}
