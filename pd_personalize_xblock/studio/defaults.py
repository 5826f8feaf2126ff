"""What holds where a definition says nothing: shown in the editor's empty fields."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..domain.definition import DEFAULT_SECTION_MINUTES, DEFAULT_SHARE, Rules


def defaults() -> dict[str, Any]:
    """Return the defaults of rules and sections, by the keys of the definition's format."""
    return {
        "rules": asdict(Rules()),
        "minutes": DEFAULT_SECTION_MINUTES,
        "shares": dict(DEFAULT_SHARE),
    }
