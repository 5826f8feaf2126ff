"""The views: read the request, ask the records, reply. Nothing here writes, but that a list was taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import edx_api_doc_tools as apidocs
from django.http import Http404, StreamingHttpResponse
from django.utils.timezone import now as current_time
from rest_framework.exceptions import ParseError, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from ...domain.definition import Definition
from ...domain.words import gettext_noop
from ...formats.sheets import streamed
from ...platform import leaders
from ...platform.words import in_words
from ...records import cohorts, roster, snapshots
from ...records.versions import get_version
from .access import OurView, PathwayView, pathways_of
from .documents import cohort_document, pathway_document, pathway_name, teacher_document

SheetText = tuple[tuple[str, ...], Iterator[tuple[object, ...]]]
"""The header and the rows."""
PAGE_SIZE, MOST_PER_PAGE = 100, 500
BLOCK_KEY = apidocs.string_parameter("block_key", apidocs.ParameterLocation.PATH, description="Usage key of the block")
FILTERS = [
    apidocs.string_parameter(name, apidocs.ParameterLocation.QUERY, description=f"One of the {name}s of the snapshot")
    for name in ("cohort", "track", "month")
]
REFUSALS = {
    401: "The requester is not signed in.",
    403: "The requester may not see single teachers.",
    404: "There is no such pathway, or the requester has no role in its course.",
}


class Pathways(OurView):
    """The pathways of a course."""

    @apidocs.schema(
        parameters=[
            apidocs.string_parameter(
                "course_id", apidocs.ParameterLocation.QUERY, description="Key of the course, always needed"
            )
        ],
        responses={
            200: "The pathways.",
            400: "No course was named.",
            401: REFUSALS[401],
            404: "The course has no pathway, or the requester has no role in it.",
        },
    )
    def get(self, request: Request) -> Response:
        """Return the pathway blocks of a course in which the requester is of the staff or a leader.

        ``block_key`` is what the other addresses take.
        """
        course_key = request.query_params.get("course_id", "")
        if not course_key:
            raise ParseError(in_words(gettext_noop("say which course: ?course_id=")))
        found = pathways_of(request, course_key)
        names = [pathway_name(each, get_version(each.in_force.hash).definition) for each in found]
        return Response({"results": names})


class PathwayDetail(PathwayView):
    """A pathway's competencies, levels and sections by name, and what the snapshot can be filtered by."""

    @apidocs.schema(parameters=[BLOCK_KEY], responses={200: "The pathway.", **REFUSALS})
    def get(self, request: Request, block_key: str) -> Response:
        """Return what is in force in a pathway block.

        Names of competencies, levels and sections for the ids in the other replies, and the values that ``cohort``
        takes as filters.
        """
        definition = get_version(self.pathway.in_force.hash).definition
        return Response(pathway_document(self.pathway, definition, snapshots.latest(self.pathway.block_key)))


class Cohort(PathwayView):
    """Many teachers, nobody in particular."""

    @apidocs.schema(parameters=[BLOCK_KEY, *FILTERS], responses={200: "The figures.", **REFUSALS})
    def get(self, request: Request, block_key: str) -> Response:
        """Return the figures of everybody, or of one choice of filters.

        All replies are of one snapshot, ``taken_at``. A figure that would tell of fewer than ten teachers, by itself
        or beside others, is null. Filters that may not be shown are 404, like filters that are not there.
        """
        cohorts.ask_where_due(self.pathway.block_key, current_time())
        chosen = {name: request.query_params.get(name, "") for name in ("cohort", "track", "month")}
        snapshot, page = snapshots.latest_page(self.pathway.block_key, **chosen) or (None, None)
        if snapshot is None or page is None:
            raise Http404(in_words(gettext_noop("there is nothing to show: no snapshot yet, or too few teachers")))
        return Response(cohort_document(snapshot, page, chosen))


class StaffView(PathwayView):
    """About single teachers: for course staff, where the operator allows it."""

    is_for_leaders = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse where single teachers are not for staff."""
        super().initial(request, *args, **kwargs)
        if not leaders.staff_see_teachers():
            raise PermissionDenied(in_words(gettext_noop("on this site staff see a teacher only with their consent")))


class Teachers(StaffView):
    """Every teacher, a page at a time."""

    @apidocs.schema(
        parameters=[
            BLOCK_KEY,
            apidocs.query_parameter("after", int, description="``next`` of the page before"),
            apidocs.query_parameter("page_size", int, description="Teachers per page: 1 to 500, else 100"),
        ],
        responses={200: "A page of teachers.", **REFUSALS},
    )
    def get(self, request: Request, block_key: str) -> Response:
        """Return teachers with their levels and section states, lowest user id first.

        ``next`` is what to send as ``after`` for the following page; null on the last one. Of each teacher: username,
        cohort, track, the month of the first placement, per competency the level placed by own answers (``placed``) and
        the level now (``attained``; a higher start that they chose counts in it), the state of each section
        (``states``: mastered, exempt, open or held), and the day on which what is counted of them last changed
        (``as_of``). No answers, ratings, growth, reasons, notes or goals. Teachers are told so, and see who took a
        list.
        """
        after, size = _number(request, "after", 0), _number(request, "page_size", PAGE_SIZE)
        size = max(1, min(size, MOST_PER_PAGE))
        found = list(roster.entries(self.pathway, after=after, most=size + 1))
        roster.note_export(self.pathway, viewer=request.user.pk, what="list", now=current_time())
        shown = found[:size]
        following = shown[-1].user_id if len(found) > size else None
        return Response({"next": following, "results": [teacher_document(entry) for entry in shown]})


class Sheet(StaffView):
    """Everybody as a spreadsheet, streamed."""

    what = ""

    def get(self, request: Request, block_key: str) -> StreamingHttpResponse:
        """Stream the rows, and keep that they were taken."""
        definition = get_version(self.pathway.in_force.hash).definition
        roster.note_export(self.pathway, viewer=request.user.pk, what=self.what, now=current_time())
        header, rows = self.sheet(definition, roster.entries(self.pathway))
        response = StreamingHttpResponse(streamed(header, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.what}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def sheet(self, definition: Definition, found: Iterator[roster.Entry]) -> SheetText:
        """Return the header and the rows."""
        raise NotImplementedError


class CompetencySheet(Sheet):
    """A row for each teacher and competency."""

    what = "competencies"

    @apidocs.schema(parameters=[BLOCK_KEY], responses={200: "CSV text.", **REFUSALS})
    def get(self, request: Request, block_key: str) -> StreamingHttpResponse:
        """Stream a row for each teacher and competency: the level placed and the level now, as numbers from 0."""
        return super().get(request, block_key)

    def sheet(self, definition: Definition, found: Iterator[roster.Entry]) -> SheetText:
        """Levels."""
        return roster.COMPETENCY_COLUMNS, roster.competency_rows(definition, found)


class SectionSheet(Sheet):
    """A row for each teacher and section."""

    what = "sections"

    @apidocs.schema(parameters=[BLOCK_KEY], responses={200: "CSV text.", **REFUSALS})
    def get(self, request: Request, block_key: str) -> StreamingHttpResponse:
        """Stream a row for each teacher and section, with its state."""
        return super().get(request, block_key)

    def sheet(self, definition: Definition, found: Iterator[roster.Entry]) -> SheetText:
        """Section states."""
        return roster.SECTION_COLUMNS, roster.section_rows(definition, found)


def _number(request: Request, name: str, default: int) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else default
