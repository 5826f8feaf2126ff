"""What the LMS's own tools find of a teacher in the block's state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain.learner import LearnerRecord, placed_levels

SUMMARY_VERSION = 1


def summary_of(record: LearnerRecord, earlier: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the last sitting's number and status and the levels placed at; None before the first sitting.

    ``earlier`` is the summary so far, whose levels stand until there are others.
    """
    attempt = record.attempt
    if attempt is None:
        return None
    return {
        "version": SUMMARY_VERSION,
        "attempt": attempt.number,
        "status": attempt.status.value,
        "placement": placed_levels(record.placements) or earlier.get("placement", {}),
    }
