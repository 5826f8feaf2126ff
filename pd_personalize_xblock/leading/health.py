"""How well the questions measure, and what goes with the sections."""

from __future__ import annotations

from collections.abc import Mapping

from .stand import Action

ACTIONS: Mapping[str, Action] = {}
