"""The cohort view: many teachers, nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping

from .stand import Action

ACTIONS: Mapping[str, Action] = {}
