"""The field override: components below a held section are for staff only, as long as it is held.

The platform's own lock covers pages, not the handlers of components. What the platform asks here
is asked a thousand times per page, so every other field is answered at once.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from edx_django_utils.cache import RequestCache

from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.platform.names import PATHWAY_TYPE
from pd_personalize_xblock.records import courses

from .addressed import is_anything_at_stake
from .held import held_in_request

FIELD = "visible_to_staff_only"
OUTLINE_TYPES = frozenset({"course", "chapter", "sequential", "vertical"})
"""Left as they are: for them the platform shows its lock page, and what they answered their children would inherit."""


class HeldSectionOverride:
    """Answers for ``user``, whoever a staff member looks at the course as.

    The interface is the platform's FieldOverrideProvider, which need not be inherited from.
    """

    def __init__(self, user: Any, fallback_field_data: Any) -> None:
        self.user = user
        self.fallback_field_data = fallback_field_data

    @classmethod
    def enabled_for(cls, course: Any) -> bool:
        """Whether to ask at all in this request; without a query where the course has no pathway."""
        return (
            course is not None
            and getattr(settings, "PD_PERSONALIZE_FIELD_OVERRIDE", True)
            and gates.are_available()
            and bool(courses.pathways_of(str(course.id)))
            and is_anything_at_stake(course.id)
        )

    def get(self, block: Any, name: str, default: Any) -> Any:
        """Return True for the field ``visible_to_staff_only`` of a component below a held section, else ``default``."""
        if name != FIELD:
            return default
        usage_key = block.scope_ids.usage_id
        if usage_key.block_type in OUTLINE_TYPES or usage_key.block_type == PATHWAY_TYPE:
            return default
        held = held_in_request(str(usage_key.course_key), self.user.id)
        return True if held and subsection_of(block) in held else default


def subsection_of(block: Any) -> str:
    """Return the usage key of the subsection a block is in, "" if it is in none. One unit is asked once per request."""
    cache = RequestCache("pd_personalize.subsections")
    known = cache.get_cached_response(str(block.parent))
    if known.is_found:
        return known.value
    above = block
    while above is not None and above.scope_ids.usage_id.block_type != "sequential":
        above = above.get_parent()
    found = "" if above is None else str(above.scope_ids.usage_id)
    cache.set(str(block.parent), found)
    return found
