"""Each address has one form, whatever the requester says it accepts or asks for by ``?format=``; refusals are JSON."""

from __future__ import annotations

from collections.abc import Sequence

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class AsIs(BaseContentNegotiation):
    """Choose the first renderer and parser there is."""

    def select_parser(self, request: Request, parsers: Sequence[object]) -> object:
        """Return the first."""
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the first."""
        return renderers[0], renderers[0].media_type
