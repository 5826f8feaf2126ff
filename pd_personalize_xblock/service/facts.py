"""What happened, in the past tense: placement and section state, never an answer, a reason or a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class DiagnosticStarted:
    """A sitting began; one that ``refines`` another, by its number, goes on from it."""

    attempt: int
    refines: int | None = None


@dataclass(frozen=True)
class ResponseRecorded:
    """An answer was taken down, or withdrawn. What was answered stays in the records."""

    attempt: int
    sequence: int
    withdrawn: bool


@dataclass(frozen=True)
class PlacementMade:
    """A sitting ended and every competency has a level."""

    attempt: int
    levels: Mapping[str, int]


@dataclass(frozen=True)
class ChoiceMade:
    """A teacher decided something: to skip the diagnostic, or about one competency. Why, and by when, is not told."""

    kind: str
    competency: str | None = None
    level: int | None = None


@dataclass(frozen=True)
class EvidenceRecorded:
    """Work that masters a section is on record.

    ``block`` is the section's "<block type>/<block id>", None outside the course.
    """

    section_id: str
    block: str | None
    competency: str
    level: int
    by: str
    share: float


@dataclass(frozen=True)
class SectionOpened:
    """A section became accessible to the teacher, for good; ``state`` is the one it has now."""

    section_id: str
    block: str | None
    competency: str
    level: int
    state: str


@dataclass(frozen=True)
class LevelAttained:
    """A competency reached a level it had not reached before.

    ``source`` is what brought it: "placement", "choice", or how the work was shown (a ``MasteryBy``).
    """

    competency: str
    level: int
    source: str


@dataclass(frozen=True)
class SignedOff:
    """A coach gave their word for a section's work or for a level, or took it back. Their note stays in the records."""

    about: str
    level: int | None
    given: bool
    block: str | None = None


@dataclass(frozen=True)
class RemarkKept:
    """A teacher said something about a section that is done; ``about`` is what (a ``RemarkKind``).

    Neither a word of it nor a rating is told: ratings reach others as counts.
    """

    section_id: str
    block: str | None
    competency: str
    level: int
    about: str


@dataclass(frozen=True)
class CredentialIssued:
    """A teacher had a level that they have shown signed as a credential; ``method`` is how it was shown.

    Where the credential is found is not told.
    """

    competency: str
    level: int
    method: str


@dataclass(frozen=True)
class CredentialRevoked:
    """A credential is no longer in force: its teacher withdrew it, or a coach took back the word behind it (``by``)."""

    competency: str
    level: int
    by: str


Event = (
    DiagnosticStarted
    | ResponseRecorded
    | PlacementMade
    | ChoiceMade
    | EvidenceRecorded
    | SectionOpened
    | LevelAttained
    | SignedOff
    | RemarkKept
    | CredentialIssued
    | CredentialRevoked
)
