"""What the LMS knows of finished work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.apps import apps


def completed_blocks(
    course_key: str, block_keys: Collection[str], *, user_id: int | None = None
) -> dict[int, frozenset[str]]:
    """Return which of the blocks (usage keys) users have completed, by user; only one user's if named."""
    if not apps.is_installed("completion") or not block_keys:
        return {}
    from completion.models import BlockCompletion
    from opaque_keys.edx.keys import CourseKey, UsageKey

    done = BlockCompletion.objects.filter(
        context_key=CourseKey.from_string(course_key),
        block_key__in=[UsageKey.from_string(key) for key in block_keys],
        completion=1.0,
    )
    if user_id is not None:
        done = done.filter(user_id=user_id)
    found: dict[int, set[str]] = defaultdict(set)
    for user, key in done.values_list("user_id", "block_key"):
        found[user].add(str(key))
    return {user: frozenset(keys) for user, keys in found.items()}
