"""What the LMS knows of finished work."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps


def completed_blocks(user_id: int, course_key: str, block_keys: Collection[str]) -> frozenset[str]:
    """Return which of the blocks (usage keys) a user has completed."""
    if not apps.is_installed("completion") or not block_keys:
        return frozenset()
    from completion.models import BlockCompletion
    from opaque_keys.edx.keys import CourseKey, UsageKey

    done = BlockCompletion.objects.filter(
        user_id=user_id,
        context_key=CourseKey.from_string(course_key),
        block_key__in=[UsageKey.from_string(key) for key in block_keys],
        completion=1.0,
    )
    return frozenset(str(key) for key in done.values_list("block_key", flat=True))
