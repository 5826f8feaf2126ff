"""What is wrong with a definition, and where."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[str | int, ...]
"""Where in a definition: field names and positions, as ("items", 3, "options", 0)."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong. A warning does not keep a definition out of force."""

    place: Place
    message: str
    is_warning: bool = False
