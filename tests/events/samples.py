"""One event of every kind, and more where a field decides what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pd_personalize_xblock.platform.events import data_of, name_of
from pd_personalize_xblock.service import (
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

COURSE = "course-v1:Org+Course+Run"
PATHWAY = "block-v1:Org+Course+Run+type@pd_personalize+block@pathway"
SUBSECTION = "block-v1:Org+Course+Run+type@sequential+block@goals-2"
NOW = datetime(2026, 11, 2, 16, 30, 0, 123456, tzinfo=UTC)
TEACHER = 42
LMS = "https://lms.example.org"
ROUTING_APPS = ("celery_utils", "event_routing_backends")

STARTED = DiagnosticStarted(1)
REFINED = DiagnosticStarted(2, refines=1)
ANSWERED = ResponseRecorded(1, 0, withdrawn=False)
WITHDRAWN = ResponseRecorded(1, 1, withdrawn=True)
PLACED = PlacementMade(1, {"goals": 2, "feedback": 0})
SKIPPED = ChoiceMade("skip")
STARTS_HIGHER = ChoiceMade("start", "goals", 3)
NOT_IN_ROLE = ChoiceMade("role", "feedback", 0)
AIMS = ChoiceMade("goal", "goals", 3)
TAKEN_BACK = ChoiceMade("start", "goals", None)
DONE = EvidenceRecorded("goals-2", "sequential/goals-2", "goals", 2, by="completion", share=0.8)
NOTED = EvidenceRecorded("visit", None, "goals", 1, by="note", share=1.0)
OPENED = SectionOpened("goals-2", "sequential/goals-2", "goals", 2, state="open")
EXEMPT = SectionOpened("visit", None, "goals", 1, state="exempt")
ATTAINED = LevelAttained("goals", 2, source="placement")
CHOSEN = LevelAttained("goals", 3, source="choice")
VOUCHED_FOR = SignedOff("goals", 3, given=True)
SEEN = SignedOff("goals-2", None, given=True, block="sequential/goals-2")
REVOKED = SignedOff("visit", None, given=False)
RATED = RemarkKept("goals-2", "sequential/goals-2", "goals", 2, about="relevance")
CERTIFIED = CredentialIssued("goals", 2, method="work")
UNCERTIFIED = CredentialRevoked("goals", 2, by="sign_off")

SAMPLES: tuple[Event, ...] = (
    *(STARTED, REFINED, ANSWERED, WITHDRAWN, PLACED, SKIPPED, STARTS_HIGHER, NOT_IN_ROLE, AIMS, TAKEN_BACK),
    *(DONE, NOTED, OPENED, EXEMPT, ATTAINED, CHOSEN, VOUCHED_FOR, SEEN, REVOKED, RATED, CERTIFIED, UNCERTIFIED),
)


def as_tracked(event: Event, **context: Any) -> dict[str, Any]:
    """Return an event as the platform's event tracking hands it on."""
    return as_tracked_data(name_of(type(event)), data_of(event, PATHWAY), **context)


def as_tracked_data(name: str, data: dict[str, Any], **context: Any) -> dict[str, Any]:
    """The same, from what a block published."""
    around = {"user_id": TEACHER, "course_id": COURSE, "org_id": "Org", "username": "ada-lovelace", "session": "1234"}
    return {"name": name, "timestamp": NOW, "data": data, "context": around | context}
