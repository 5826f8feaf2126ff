"""What the LMS knows of finished work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Count

KEYS_AT_ONCE = 500
"""Databases take a limited number of values in one query."""


def completed_blocks(
    course_key: str, block_keys: Collection[str], *, user_ids: Collection[int]
) -> dict[int, frozenset[str]]:
    """Return which of the blocks (usage keys) users have completed, by user; who has none is left out."""
    found: dict[int, set[str]] = defaultdict(set)
    for rows in _completions(course_key, block_keys):
        for user, key in rows.filter(user_id__in=list(user_ids)).values_list("user_id", "block_key"):
            found[user].add(str(key))
    return {user: frozenset(keys) for user, keys in found.items()}


def users_with_any(course_key: str, block_keys: Collection[str]) -> frozenset[int]:
    """Return the users who have completed at least one of the blocks (usage keys)."""
    return frozenset(
        user
        for rows in _completions(course_key, block_keys)
        for user in rows.order_by().values_list("user_id", flat=True).distinct()
    )


def counts(course_key: str, block_keys: Collection[str]) -> dict[int, int]:
    """Return how many of the blocks (usage keys) users have completed, by user; who has none is left out."""
    found: dict[int, int] = defaultdict(int)
    for rows in _completions(course_key, block_keys):
        for user, count in rows.order_by().values_list("user_id").annotate(Count("pk")):
            found[user] += count
    return dict(found)


@lru_cache(maxsize=16_384)
def _read(block_key: str) -> Any:
    """Return a usage key read from its text, which takes longer than to ask the database about it."""
    from opaque_keys.edx.keys import UsageKey

    return UsageKey.from_string(block_key)


def _completions(course_key: str, block_keys: Collection[str]) -> Iterator[Any]:
    """Yield the completions of the blocks as query sets, so many blocks at once."""
    if not apps.is_installed("completion"):
        return
    from completion.models import BlockCompletion
    from opaque_keys.edx.keys import CourseKey

    keys = sorted(block_keys)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        chosen = [_read(key) for key in keys[start : start + KEYS_AT_ONCE]]
        yield BlockCompletion.objects.filter(
            context_key=CourseKey.from_string(course_key), block_key__in=chosen, completion=1.0
        )
