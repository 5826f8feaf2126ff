"""Which block a request is for, and so whether anything held can be at stake in it.

With any field override at work the platform climbs from every block to the course for every
inheritable field: ten milliseconds on a page of ten components. A page or handler of a block that
is not held needs none of it. In a request, whatever is not plain counts as at stake.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import crum
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from .held import held_in_request

MASQUERADE = "masquerade_settings"
"""Where the platform keeps, in the session, whom a staff member looks at courses as."""

Parent = Callable[[UsageKey], UsageKey | None]


def is_anything_at_stake(course_key: CourseKey, parent: Parent | None = None) -> bool:
    """Whether the request under way could reach a component below a section that is held for its user.

    Without a request nobody is at the door: a task that scores old work anew must find it.

    ``parent`` gives the usage key above another, by default the modulestore's.
    """
    request = crum.get_current_request()
    if request is None:
        return False
    if _looks_as_another(request):
        return True
    held = held_in_request(str(course_key), getattr(getattr(request, "user", None), "id", None))
    if not held:
        return False
    around = [subsection_of_key(key, parent or modulestore_parent) for key in addressed_blocks(request, course_key)]
    return not around or any(not subsection or subsection in held for subsection in around)


def addressed_blocks(request: Any, course_key: CourseKey) -> list[UsageKey]:
    """Return the blocks of a course that a request names in its address."""
    match = getattr(request, "resolver_match", None)
    found = []
    for value in match.kwargs.values() if match else ():
        try:
            found.append(UsageKey.from_string(str(value)))
        except InvalidKeyError:
            continue
    return [key for key in found if key.course_key == course_key]


def subsection_of_key(key: UsageKey | None, parent: Parent) -> str:
    """Return the usage key of the subsection that a block is in, or is; "" if there is none."""
    while key is not None and key.block_type != "sequential":
        key = parent(key)
    return "" if key is None else str(key)


def modulestore_parent(key: UsageKey) -> UsageKey | None:
    """Return the usage key of a block's parent; None where there is none, or no such block.

    The block is only loaded, not bound to a user: that would ask the override again.
    """
    from xmodule.modulestore.django import modulestore
    from xmodule.modulestore.exceptions import ItemNotFoundError

    try:
        above = modulestore().get_item(key).parent
    except ItemNotFoundError:
        return None
    return None if above is None else key.course_key.make_usage_key(above.block_type, above.block_id)


def _looks_as_another(request: Any) -> bool:
    session = getattr(request, "session", None)
    return bool(session and session.get(MASQUERADE)) or hasattr(getattr(request, "user", None), "real_user")
