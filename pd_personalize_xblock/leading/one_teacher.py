"""One teacher, as a coach with consent or staff see them."""

from __future__ import annotations

from collections.abc import Mapping

from .stand import Action

ACTIONS: Mapping[str, Action] = {}
