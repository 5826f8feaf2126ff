"""What holds a subsection shut in the LMS: rows of edx-milestones, the lock the whole platform honours.

One milestone per (pathway block, subsection), required by the subsection; a teacher who has it
may enter. Rows that are not ours are never touched. The models are used directly: the package's
own API has no bulk calls, some of its calls ignore their filters, and the models have no
receivers that a direct write would pass by.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from .names import PATHWAY_TYPE

REQUIREMENTS = json.dumps({"min_score": "100", "min_completion": "100"})
"""The platform weighs these against the pathway block whenever a held section is looked at. The
block has no score, so 100 is never met and the platform itself never opens what we hold."""

SOURCE = "pd_personalize"
GATING = ".gating"
OURS = f"+type@{PATHWAY_TYPE}+block@"
"""What the namespaces of all pathway blocks have, and no native one can: no subsection is of that type."""


def are_available() -> bool:
    """Whether this server has milestones and looks at them."""
    return apps.is_installed("milestones") and bool(getattr(settings, "FEATURES", {}).get("MILESTONES_APP"))


def namespace_of(block_key: str) -> str:
    """Return the namespace of a pathway block's milestones.

    The platform looks only at namespaces containing ".gating", and names what stands before it.
    """
    return f"{block_key}{GATING}"


@transaction.atomic
def grant(block_key: str, subsections_by_user: Mapping[int, Collection[str]], *, now: datetime) -> None:
    """Let every user into their subsections (usage keys). What was granted before stays, or is woken."""
    from milestones.models import UserMilestone

    wanted = {key for keys in subsections_by_user.values() for key in keys}
    milestones = _ensure_milestones(block_key, wanted)
    pairs = {(user, milestones[key]) for user, keys in subsections_by_user.items() for key in keys}
    names_its_index = connection.features.supports_update_conflicts_with_target  # MySQL must not be told which
    UserMilestone.objects.bulk_create(
        [
            UserMilestone(user_id=user, milestone_id=milestone, source=SOURCE, collected=now)
            for user, milestone in sorted(pairs)
        ],
        update_conflicts=True,
        update_fields=("active",),
        unique_fields=("user_id", "milestone") if names_its_index else None,
        batch_size=500,
    )


@transaction.atomic
def set_gates(course_key: str, block_key: str, subsections: Collection[str]) -> None:
    """Hold exactly ``subsections`` (usage keys) shut for whoever was not granted them.

    Grant first: from here on everybody else is locked out. Our link has to be the youngest on its
    subsection: Studio, saving the subsection's settings, writes the oldest one again and drops the
    others, so a native prerequisite that is younger than ours would be lost for good. Ours comes
    back with the next sync.
    """
    from milestones.models import CourseContentMilestone, MilestoneRelationshipType

    requires, _ = MilestoneRelationshipType.objects.get_or_create(name="requires")
    milestones = _ensure_milestones(block_key, subsections)
    right = {"active": True, "requirements": REQUIREMENTS, "milestone_relationship_type_id": requires.pk}
    natives = _youngest_native_links(course_key, subsections)
    kept, wrong, stray, too_old = set(), [], [], []
    for link in CourseContentMilestone.objects.filter(milestone__namespace=namespace_of(block_key)):
        key = link.content_id
        if key not in milestones or (link.course_id, link.milestone_id) != (course_key, milestones[key]):
            stray += [link.pk] if link.active else []
        elif natives.get(key, 0) > link.pk:
            too_old.append(link.pk)
        else:
            kept.add(key)
            wrong += [link.pk] if any(getattr(link, name) != value for name, value in right.items()) else []
    for links, values in ((stray, {"active": False}), (wrong, right)):
        if links:
            CourseContentMilestone.objects.filter(pk__in=links).update(**values)
    if too_old:
        CourseContentMilestone.objects.filter(pk__in=too_old).delete()
    missing = sorted(set(subsections) - kept)
    CourseContentMilestone.objects.bulk_create(
        [
            CourseContentMilestone(course_id=course_key, content_id=key, milestone_id=milestones[key], **right)
            for key in missing
        ],
        ignore_conflicts=True,
    )


def _youngest_native_links(course_key: str, subsections: Collection[str]) -> dict[str, int]:
    """Return the primary key of the youngest active prerequisite that Studio has set on each subsection."""
    from milestones.models import CourseContentMilestone

    links = (
        CourseContentMilestone.objects.filter(
            course_id=course_key,
            content_id__in=list(subsections),
            active=True,
            milestone__active=True,
            milestone__namespace__contains=GATING,
            milestone_relationship_type__name="requires",
        )
        .exclude(milestone__namespace__contains=OURS)
        .order_by("pk")
    )
    return dict(links.values_list("content_id", "pk"))


def links_of(course_key: str, block_key: str) -> dict[str, bool]:
    """Return the course content (usage keys) that any milestone of ours holds shut, and whether just as it should.

    Studio can link content to the wrong one of our milestones, or with other requirements, or set a
    prerequisite of its own after ours.
    """
    from milestones.models import CourseContentMilestone

    links = CourseContentMilestone.objects.filter(
        milestone__namespace=namespace_of(block_key), milestone__active=True, active=True
    )
    rows = list(
        links.values_list(
            "content_id", "pk", "course_id", "milestone__name", "milestone_relationship_type__name", "requirements"
        )
    )
    natives = _youngest_native_links(course_key, [key for key, *_ in rows])
    found: dict[str, bool] = {}
    for key, pk, *rest in rows:
        is_right = rest == [course_key, key, "requires", REQUIREMENTS] and natives.get(key, 0) < pk
        found[key] = found.get(key, True) and is_right
    return found


def linked_subsections(course_key: str, block_key: str) -> frozenset[str]:
    """Return the subsections (usage keys) that a pathway block really holds now, for whoever was not let in."""
    from milestones.models import CourseContentMilestone

    links = CourseContentMilestone.objects.filter(
        course_id=course_key,
        active=True,
        milestone__active=True,
        milestone__namespace=namespace_of(block_key),
        milestone__name=F("content_id"),
        requirements=REQUIREMENTS,
    )
    return frozenset(links.values_list("content_id", flat=True))


def let_go_of_others(course_key: str, block_keys: Collection[str]) -> None:
    """Take down whatever pathway blocks other than these hold in a course: they are gone.

    Whether or not this process looks at milestones, and whether or not anything else is known of the block.
    """
    if not apps.is_installed("milestones"):
        return
    from milestones.models import CourseContentMilestone

    CourseContentMilestone.objects.filter(
        course_id=course_key, active=True, milestone__namespace__contains=OURS, milestone__namespace__endswith=GATING
    ).exclude(milestone__namespace__in=[namespace_of(key) for key in block_keys]).update(active=False)


def granted_subsections(block_key: str, user_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the subsections (usage keys) that this pathway block has opened, by user; without any, none."""
    from milestones.models import UserMilestone

    rows = UserMilestone.objects.filter(
        user_id__in=list(user_ids), active=True, milestone__namespace=namespace_of(block_key)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for user, key in rows.values_list("user_id", "milestone__name"):
        found[user].add(key)
    return {user: frozenset(keys) for user, keys in found.items()}


def _ensure_milestones(block_key: str, subsections: Collection[str]) -> dict[str, int]:
    """Return the primary key of each subsection's milestone, made or woken where need be."""
    from milestones.models import Milestone

    ours = Milestone.objects.filter(namespace=namespace_of(block_key), name__in=list(subsections))
    columns = ours.values_list("name", "pk", "active")
    found = {name: (pk, active) for name, pk, active in columns}
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
        found = {name: (pk, active) for name, pk, active in columns.all()}
    if not all(active for _, active in found.values()):
        ours.update(active=True)
    return {name: pk for name, (pk, _) in found.items()}
