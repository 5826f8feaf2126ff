"""A level as a credential of Open Badges 3.0 (1EdTech), on the W3C data model of verifiable credentials 2.0.

https://www.imsglobal.org/spec/ob/v3p0/: OpenBadgeCredential, AchievementSubject, Achievement, Alignment, Evidence.
Everything here is plain values in, JSON out; the words come from outside.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
STATUS = "1EdTechRevocationList"
CASE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:]")
ITEM_IN_PLACE_OF = {"/CFDocuments/": "/CFItems/", "/CFPackages/": "/CFItems/", "/uri/": "/uri/"}
"""What stands before a document's identifier in a CASE address, and before an item's."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Achievement:
    """What is certified: a level of a competency, in words. ``criteria`` may use Markdown; ``language`` is BCP 47."""

    id: str
    name: str
    description: str
    criteria: str
    language: str
    alignment: Document | None = None


@dataclass(frozen=True)
class Shown:
    """A piece of evidence, in words."""

    name: str
    narrative: str
    genre: str


@dataclass(frozen=True)
class Issuer:
    """Who vouches: the site, by the address of its profile."""

    id: str
    name: str
    url: str


def credential(
    achievement: Achievement,
    evidence: Sequence[Shown],
    *,
    issuer: Issuer,
    addresses: Mapping[str, str],
    subject: uuid.UUID,
    name: str,
    issued_at: datetime,
    earned_at: datetime,
) -> Document:
    """Return the credential, without a proof: the token that carries it is the proof.

    ``subject`` stands for the teacher in this credential alone; ``name`` is all that it says about them.
    """
    return {
        "@context": list(CONTEXTS),
        "id": addresses["page"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.name,
        "issuer": profile(issuer),
        "validFrom": moment(issued_at),
        "awardedDate": moment(earned_at),
        "credentialSubject": {
            "id": subject.urn,
            "type": ["AchievementSubject"],
            "identifier": [{"type": "IdentityObject", "identityType": "name", "identityHash": name, "hashed": False}],
            "achievement": _achievement(achievement),
        },
        "evidence": [
            {"type": ["Evidence"], "name": each.name, "narrative": each.narrative, "genre": each.genre}
            for each in evidence
        ],
        "credentialStatus": {"id": addresses["status"], "type": STATUS},
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _achievement(achievement: Achievement) -> Document:
    document: Document = {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criteria},
        "inLanguage": achievement.language,
    }
    return document | ({"alignment": [achievement.alignment]} if achievement.alignment else {})


def profile(issuer: Issuer) -> Document:
    """Return the issuer, as it stands inside a credential."""
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def profile_document(issuer: Issuer) -> Document:
    """Return the issuer's profile as a document of its own."""
    return {"@context": list(CONTEXTS), **profile(issuer)}


def revocation_list(address: str, issuer: str, revoked: Sequence[str]) -> Document:
    """Return the 1EdTech revocation list at ``address`` with the ids of credentials that are not in force."""
    entries = [{"id": each, "revoked": True} for each in revoked]
    return {"@context": list(CONTEXTS), "id": address, "issuer": issuer, "revokedCredentials": entries}


def achievement_id(pathway: str, definition: str, competency: str, level: int) -> str:
    """Return the same id for the same level of the same version of a pathway's definition."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{pathway}#{definition}/{competency}/{level}").urn


def alignment(competency: str, name: str, framework: str, source: str) -> Document | None:
    """Return the item of a CASE framework that a competency is; None where it did not come from one.

    Such a competency keeps the item's identifier as its id, and the definition's source names the framework's
    address. Where that is of CASE's own form, so is the item's; else the framework's stands for it.
    """
    found = ADDRESS.search(source)
    if found is None or not CASE_ID.fullmatch(competency):
        return None
    address = found.group()
    aligned: Document = {
        "type": ["Alignment"],
        "targetCode": competency,
        "targetFramework": framework,
        "targetName": name,
        "targetUrl": address,
    }
    for before, instead in ITEM_IN_PLACE_OF.items():
        head, place, identifier = address.rpartition(before)
        if place and CASE_ID.fullmatch(identifier):
            return aligned | {"targetType": "CFItem", "targetUrl": f"{head}{instead}{competency}"}
    return aligned


def moment(when: datetime) -> str:
    """Return a moment in UTC, in whole seconds: a token's own times have no fractions."""
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
