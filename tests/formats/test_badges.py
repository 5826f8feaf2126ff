"""Open Badges: where a competency of CASE is found, and times and keys in the forms that tokens need."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pd_personalize_xblock.formats import jose
from pd_personalize_xblock.formats.badges import achievement_id, alignment, moment

ITEM = "74f5bb7d-d7cc-11e8-824f-0242ac160002"
DOCUMENT = "c6496676-d7cb-11e8-824f-0242ac160002"


@pytest.mark.parametrize(
    ("address", "target", "kind"),
    [
        (
            f"https://case.example.org/ims/case/v1p0/CFDocuments/{DOCUMENT}",
            f"https://case.example.org/ims/case/v1p0/CFItems/{ITEM}",
            "CFItem",
        ),
        (f"https://case.example.org/uri/{DOCUMENT}", f"https://case.example.org/uri/{ITEM}", "CFItem"),
        ("https://standards.example.org/teaching", "https://standards.example.org/teaching", None),
    ],
)
def test_a_competency_of_case_is_aligned_to_its_item_or_else_its_framework(address, target, kind):
    found = alignment(ITEM, "Questioning", "Teaching", f"State Board. {address}. Licence: CC BY 4.0")

    assert (found["targetUrl"], found.get("targetType"), found["targetCode"]) == (target, kind, ITEM)
    assert (found["type"], found["targetName"], found["targetFramework"]) == (["Alignment"], "Questioning", "Teaching")


@pytest.mark.parametrize(
    ("competency", "source"),
    [
        ("questioning", "https://case.example.org/uri/x"),
        (ITEM, ""),
        (ITEM, "State Board"),
        (f"{ITEM}-2", "https://a.org"),
    ],
)
def test_whatever_did_not_come_from_case_is_aligned_to_nothing(competency, source):
    assert alignment(competency, "Questioning", "Teaching", source) is None


def test_a_moment_is_in_utc_and_whole_seconds():
    when = datetime(2026, 11, 2, 23, 30, 1, 999999, tzinfo=timezone(timedelta(hours=-5)))

    assert moment(when) == "2026-11-03T04:30:01Z"
    assert moment(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"


def test_the_same_level_of_the_same_definition_is_the_same_achievement():
    assert achievement_id("block", "hash", "goals", 1) == achievement_id("block", "hash", "goals", 1)
    others = {achievement_id("block", "hash", "goals", 2), achievement_id("block", "other", "goals", 1)}
    assert achievement_id("block", "hash", "goals", 1) not in others


def test_a_key_thumbprint_is_that_of_the_standard():
    """The example of RFC 7638, section 3.1."""
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64"
        "tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOp"
        "bISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )

    assert jose.thumbprint({"kty": "RSA", "e": "AQAB", "n": n}) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_what_is_sealed_is_read_with_the_same_secret_alone():
    sealed = jose.seal("a key", "secret")

    assert "a key" not in sealed
    assert jose.unseal(sealed, "secret") == "a key"
    for other in ("Secret", ""):
        with pytest.raises(jose.UnreadableKey):
            jose.unseal(sealed, other)


def test_keys_that_are_too_short_or_none_are_refused():
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    short, other = rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for text in (short.private_bytes(*form).decode(), other.private_bytes(*form).decode(), "nothing"):
        with pytest.raises(jose.UnreadableKey):
            jose.read_key(text)
