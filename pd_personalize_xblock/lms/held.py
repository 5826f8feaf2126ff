"""What is held for whoever a request is about, looked up once per request."""

from __future__ import annotations

from edx_django_utils.cache import RequestCache

from pd_personalize_xblock.platform import locks

NAMESPACE = "pd_personalize.locks"


def locks_in_request(course_key: str, user_id: int | None) -> tuple[locks.Lock, ...]:
    """Return what is shut for a user, in one query per request however often it is asked."""
    cache = RequestCache(NAMESPACE)
    name = f"{user_id}.{course_key}"
    known = cache.get_cached_response(name)
    if known.is_found:
        return known.value
    found = locks.locks_of(course_key, user_id)
    cache.set(name, found)
    return found


def held_in_request(course_key: str, user_id: int | None) -> frozenset[str]:
    """Return the subsections (usage keys) that pathways of ours hold shut for a user."""
    return frozenset(lock.subsection for lock in locks_in_request(course_key, user_id) if lock.pathway)
