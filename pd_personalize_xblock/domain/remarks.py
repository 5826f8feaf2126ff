"""What teachers say of their own accord: never scored, and nothing follows from it for the pathway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

RELEVANCE = range(1, 5)
"""From "not at all" to "very much"."""


class RemarkKind(StrEnum):
    """What a remark is."""

    PRACTICE = "practice"
    """What was tried in class after a section, in the teacher's words."""
    RELEVANCE = "relevance"
    """How relevant a section was, one of ``RELEVANCE``; the last one is in force."""
    VOICE = "voice"
    """What the teacher has to say about a section's relevance; the last one is in force."""
    LOOK_BACK = "look_back"
    """At which level the teacher was the first time, knowing what they know now; the last one is in force."""


@dataclass(frozen=True)
class Remark:
    """One remark about a section, or about a competency where it looks back.

    ``value`` is a relevance or a level, and None for "cannot say". ``attempt`` is the number of the sitting
    after which the teacher looked back. ``text`` is the teacher's alone, unless ``may_share`` lets the
    course's authors read it without a name; empty once the teacher has deleted it.
    """

    kind: RemarkKind
    about: str
    made_at: datetime
    value: int | None = None
    attempt: int | None = None
    text: str = ""
    may_share: bool = False


def last_about(remarks: Iterable[Remark], kind: RemarkKind) -> dict[str, Remark]:
    """Return the last remark of a kind about each section."""
    return {remark.about: remark for remark in remarks if remark.kind is kind}


def looked_back(remarks: Iterable[Remark], attempt: int) -> dict[str, int | None]:
    """Return per competency the level that a teacher gave themself in looking back after a sitting."""
    about = (r for r in remarks if r.kind is RemarkKind.LOOK_BACK and r.attempt == attempt)
    return {remark.about: remark.value for remark in about}
