"""The filter step that says, on the page of a held subsection, what opens it."""

from __future__ import annotations

from typing import Any

from openedx_filters import PipelineStep
from openedx_filters.learning.filters import RenderXBlockStarted

from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import courses
from pd_personalize_xblock.rendering import render

from .held import locks_in_request
from .locked_page import locked_page

IS_STAFF = "edx-platform.user_is_staff"
"""The platform's own word for whom its lock does not hold: not for staff who look at the course as a learner."""


class SayWhatOpensIt(PipelineStep):
    """Puts a page of ours in place of the platform's bare "Content Locked", in direct links and in the app's web view.

    It hides nothing that the platform would show: whatever we do not hold, or hold for somebody else, passes untouched.
    """

    def run_filter(self, context: dict[str, Any], student_view_context: dict[str, Any]) -> dict[str, Any]:
        """Return what was given, or raise RenderCustomResponse with the page."""
        page = page_for(context.get("block"))
        if page is not None:
            raise RenderXBlockStarted.RenderCustomResponse(
                "a personal pathway holds this section", response=render("locked.html", {"page": page})
            )
        return {"context": context, "student_view_context": student_view_context}


def page_for(block: Any) -> dict[str, Any] | None:
    """Return what to show in place of a block: nothing unless it is a subsection that we hold for the one who looks.

    Whatever is no subsection of a course with a pathway costs no query.
    """
    usage_key = getattr(getattr(block, "scope_ids", None), "usage_id", None)
    if getattr(usage_key, "block_type", "") != "sequential" or not gates.are_available():
        return None
    course_key = str(usage_key.course_key)
    if not courses.pathways_of(course_key) or _is_staff(block):
        return None
    user_id, subsection = block.scope_ids.user_id, str(usage_key)
    locks = [lock for lock in locks_in_request(course_key, user_id) if lock.subsection == subsection]
    if not any(lock.pathway for lock in locks):
        return None
    return locked_page(locks, user_id, course_key=course_key, name=block.display_name)


def _is_staff(block: Any) -> bool:
    service = block.runtime.service(block, "user")
    return bool(service and service.get_current_user().opt_attrs.get(IS_STAFF))
