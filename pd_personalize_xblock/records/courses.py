"""Which pathway blocks a course has, from the cache: most courses have none, and must not pay for asking."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.db import transaction

from .models import PathwayBlock

SECONDS = 300
"""How long an answer may be out of date where nobody said ``changed``."""

VERSION = 1
"""Of what is cached: raise it whenever that changes."""


def pathways_of(course_key: str) -> tuple[str, ...]:
    """Return the usage keys of a course's pathway blocks that are in force and not removed.

    A course without any is cached as well, and costs no query either.
    """
    if not course_key:
        return ()
    name = _cache_key(course_key)
    found: tuple[str, ...] | None = cache.get(name)
    if found is None:
        rows = PathwayBlock.objects.filter(course_key=course_key, removed_at=None).order_by("block_key")
        found = tuple(rows.values_list("block_key", flat=True))
        cache.set(name, found, SECONDS)
    return found


def changed(course_key: str) -> None:
    """Forget what is cached of a course: a pathway block was brought into force there, or removed.

    Again once that is committed: until then another process caches what it still sees.
    """
    name = _cache_key(course_key)
    cache.delete(name)
    transaction.on_commit(lambda: cache.delete(name))


def _cache_key(course_key: str) -> str:
    """Return a key that any cache takes: course keys can be longer than it allows."""
    return f"pd_personalize.pathways.{VERSION}.{sha256(course_key.encode()).hexdigest()}"
