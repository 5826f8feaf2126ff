"""What a teacher can do, as functions of what is on record: from a record to a new record and its events.

Nothing here reads a clock, a database or a browser. Every refusal is a ``DomainError`` and
leaves the record as it was.
"""

from .choices import choose
from .deeds import catch_up, note, sign_off
from .facts import (
    ChoiceMade,
    CredentialIssued,
    CredentialRevoked,
    DiagnosticStarted,
    Event,
    EvidenceRecorded,
    LevelAttained,
    PlacementMade,
    RemarkKept,
    ResponseRecorded,
    SectionOpened,
    SignedOff,
)
from .remarks import look_back, remark
from .settling import Outcome, Version, pathway_of, settle
from .sittings import (
    Explanation,
    answer,
    back,
    explain,
    finish,
    may_recheck,
    offered_item,
    placement_of,
    progress_of,
    recheck,
    refine,
    seed_for,
    skip,
    start,
    what_is_left,
)
from .summary import summary_of

__all__ = [
    "ChoiceMade",
    "CredentialIssued",
    "CredentialRevoked",
    "DiagnosticStarted",
    "Event",
    "EvidenceRecorded",
    "Explanation",
    "LevelAttained",
    "Outcome",
    "PlacementMade",
    "RemarkKept",
    "ResponseRecorded",
    "SectionOpened",
    "SignedOff",
    "Version",
    "answer",
    "back",
    "catch_up",
    "choose",
    "explain",
    "finish",
    "look_back",
    "may_recheck",
    "note",
    "offered_item",
    "pathway_of",
    "placement_of",
    "progress_of",
    "recheck",
    "refine",
    "remark",
    "seed_for",
    "settle",
    "sign_off",
    "skip",
    "start",
    "summary_of",
    "what_is_left",
]
