"""Who may ask: the platform's own authentication, and our roles in the course of the pathway block."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404
from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
from edx_rest_framework_extensions.permissions import NotJwtRestrictedApplication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ...domain.words import gettext_noop
from ...platform import leaders
from ...platform.words import in_words, packaged_words
from ...records import models
from .negotiation import AsIs

log = logging.getLogger(__name__)


class OurView(APIView):
    """A view for whoever is signed in, as themself or by a token of full scope; nobody may keep its replies."""

    authentication_classes = (JwtAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated, NotJwtRestrictedApplication)
    content_negotiation_class = AsIs
    renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer,)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Say refusals in the requester's language."""
        with packaged_words():
            return super().dispatch(request, *args, **kwargs)

    def permission_denied(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Log a refusal without saying whose."""
        log.info("refused: %s needs a requester who is signed in", request.resolver_match.view_name)
        super().permission_denied(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Let no cache keep a reply."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


class PathwayView(OurView):
    """A view about one pathway block, which it finds by the usage key in the address.

    Whoever has no role in the course gets the same 404 for a block that is there as for one that is not.
    """

    is_for_leaders = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the block, and refuse whoever may not see it."""
        super().initial(request, *args, **kwargs)
        self.pathway = self._pathway(request, kwargs["block_key"])

    def _pathway(self, request: Request, block_key: str) -> models.PathwayBlock:
        pathway = _in_force().filter(block_key=block_key).first() if "\x00" not in block_key else None
        if pathway is None or pathway.block_key != block_key:
            raise refused(request)
        is_staff = leaders.is_staff_of(request.user, pathway.course_key)
        if not (is_staff or leaders.is_leader(request.user, pathway.course_key)):
            raise refused(request)
        if not (is_staff or self.is_for_leaders):
            log.info("refused: %s is for course staff", request.resolver_match.view_name)
            raise PermissionDenied(
                in_words(gettext_noop("single teachers are for course staff; the cohort is open to you"))
            )
        return pathway


def pathways_of(request: Request, course_key: str) -> list[models.PathwayBlock]:
    """Return the pathways of a course; raise Http404 where there are none, or the requester has no role."""
    found = list(_in_force().filter(course_key=course_key).order_by("pk")) if "\x00" not in course_key else []
    found = [pathway for pathway in found if pathway.course_key == course_key]
    may = found and (leaders.is_staff_of(request.user, course_key) or leaders.is_leader(request.user, course_key))
    if not may:
        raise refused(request)
    return found


def refused(request: Request) -> Http404:
    """Return the one refusal for what is not there and for what is not the requester's; log it without a name."""
    log.info("refused: %s asked for a pathway without a role in its course", request.resolver_match.view_name)
    return Http404(in_words(gettext_noop("there is no such pathway, or you have no role in its course")))


def _in_force() -> Any:
    """Everything but the documents, which are read once for all by their hash."""
    return models.PathwayBlock.objects.select_related("in_force").defer("in_force__document")
