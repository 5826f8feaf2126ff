"""Every action about other people, tried by everybody: one table says to whom it is open; all else is refused."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.runtime import DemoRuntime
from pd_personalize_xblock import leading, together
from pd_personalize_xblock.platform import people
from pd_personalize_xblock.records import models

from .browser import Browser
from .test_bad_input import SENSIBLE, STRANGE, assert_is_one_sentence, bodies, everything_written

TOGETHER: dict[str, dict[str, Any]] = {
    "show": {},
    "let_look": {"who": "rosa"},
    "stop_looking": {"number": 1},
    "ask": {"label": "Sam", "role": "colleague"},
    "withdraw_link": {"number": 1},
    "share_rating": {"number": 1},
    "unshare_rating": {"number": 1},
    "delete_rating": {"number": 1},
    "match-join": {},
    "match-leave": {},
    "match-answer": {"number": 1, "agrees": True},
    "credential-issue": {"competency": "goals", "level": 1},
    "credential-withdraw": {"uid": "00000000-0000-4000-8000-000000000000"},
}
"""What a teacher decides, each with a payload of the right form."""
LEAD: dict[str, tuple[dict[str, Any], set[str]]] = {
    "cohort": ({}, {"leader", "staff"}),
    "teacher": ({"who": "teacher"}, {"staff"}),
    "teachers": ({}, {"stranger", "learner", "leader", "staff", "studio"}),
    "sign": ({"username": "teacher", "about": "goals", "level": 1, "given": True}, {"staff"}),
    "health": ({}, {"staff"}),
    "community": ({}, {"staff"}),
    "community-group": ({"section_id": "goals-1"}, set()),
}
"""What leaders, coaches and staff ask for, and who gets more than a refusal where no teacher has let anybody look.

The demo has no cohorts to put study groups into.
"""
OPEN_TO_STRANGERS = {
    "show",
    "stop_looking",
    "withdraw_link",
    "unshare_rating",
    "delete_rating",
    "match-leave",
    "credential-issue",
    "credential-withdraw",
}
"""What somebody who does not take the course does with what is theirs: see it, withdraw it, take it along."""
WHO = ("nobody", "stranger", "learner", "leader", "staff", "masquerade", "studio")
KEYS = sorted({key for payload in (*TOGETHER.values(), *(p for p, _ in LEAD.values())) for key in payload})
aimed = st.fixed_dictionaries({}, optional={key: st.sampled_from(SENSIBLE + STRANGE) for key in KEYS})
ALL = (*(f"together/{name}" for name in TOGETHER), *(f"lead/{name}" for name in LEAD))


def farah_leads(user: User, course_key: str) -> bool:
    """``settings.PD_PERSONALIZE_IS_LEADER`` names this."""
    return user.username == "farah"


@pytest.fixture
def cast(teacher, user, settings, monkeypatch) -> dict[str, Browser]:
    """A teacher who has begun, and everybody else."""
    settings.PD_PERSONALIZE_IS_LEADER = f"{__name__}.farah_leads"
    made = {name: User.objects.create(username=name) for name in ("rosa", "farah", "sam")}
    made["dana"] = User.objects.create(username="dana", is_staff=True)
    monkeypatch.setattr(people, "learners_elsewhere", lambda key: [user.pk, made["rosa"].pk])
    teacher.open()
    teacher.post("skip")
    return {
        "nobody": Browser(None),
        "stranger": Browser(made["sam"].pk),
        "learner": Browser(made["rosa"].pk),
        "leader": Browser(made["farah"].pk),
        "staff": Browser(made["dana"].pk),
        "masquerade": Browser(made["dana"].pk),
        "studio": Browser(made["dana"].pk, is_author_mode=True),
    }


def look_as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the platform say that staff look at the course as a learner, who is staff elsewhere."""
    current = SimpleNamespace(opt_attrs={"edx-platform.user_is_staff": True})
    user = SimpleNamespace(_django_user=SimpleNamespace(real_user="dana"), get_current_user=lambda: current)
    service = DemoRuntime.service
    monkeypatch.setattr(DemoRuntime, "service", lambda *args: user if args[-1] == "user" else service(*args))


def test_every_action_is_in_the_tables():
    assert set(TOGETHER) == set(together.ACTIONS)
    assert set(LEAD) == set(leading.ACTIONS)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("action", LEAD)
def test_what_leaders_and_staff_see_is_open_to_them_alone(cast, monkeypatch, caplog, action, who):
    payload, allowed = LEAD[action]
    if who == "masquerade":
        look_as_somebody(monkeypatch)
    before = everything_written()

    with caplog.at_level(logging.INFO, logger="pd_personalize_xblock"):
        reply = cast[who].post(f"lead/{action}", **payload)

    if who in allowed:
        assert reply.status in (200, 404, 409)
    else:
        assert reply.status == 403
        assert_is_one_sentence(reply.body)
        assert everything_written() == before
        assert not [word for word in ("teacher,", "rosa", "@example") if word in caplog.text]


@pytest.mark.parametrize("who", ["nobody", "masquerade"])
@pytest.mark.parametrize("action", TOGETHER)
def test_what_a_teacher_decides_nobody_decides_for_them(cast, monkeypatch, action, who):
    if who == "masquerade":
        look_as_somebody(monkeypatch)
    before = everything_written()

    reply = cast[who].post(f"together/{action}", **TOGETHER[action])

    assert reply.status == 403
    assert_is_one_sentence(reply.body)
    assert everything_written() == before


@pytest.mark.parametrize("action", TOGETHER)
def test_an_account_that_does_not_take_the_course_has_to_do_with_nobody_in_it(cast, action):
    cast["stranger"].post("skip")
    before = everything_written()

    reply = cast["stranger"].post(f"together/{action}", **TOGETHER[action])

    if action in OPEN_TO_STRANGERS:
        assert reply.status in (200, 400, 403, 404, 409)
    else:
        assert (reply.status, reply.body["error"]) == (403, "this is for those who take this course")
    assert everything_written() == before
    assert not [word for word in ("teacher", "rosa", "farah") if word in json.dumps(reply.body.get("parts", []))]


@pytest.fixture
def belongings(cast, teacher, user) -> dict[str, Any]:
    """What is a teacher's: a consent, an invitation that was answered, a match, a credential."""
    owner = {"user": user, "pathway": models.PathwayBlock.objects.get()}
    now = models.Attempt.objects.get().started_at
    version = owner["pathway"].in_force
    third, fourth = (User.objects.create(username=name) for name in ("third", "fourth"))
    consent = models.Consent.objects.create(**owner, coach=third, given_at=now)
    asked = {"definition": version, "token_hash": "a" * 64, "made_at": now, "expires_at": now, "answered_at": now}
    rated = models.Invitation.objects.create(**owner, **asked, levels={"goals": 1})
    match = models.Introduction.objects.create(**owner, other=fourth, kind="same_step", about="goals", made_at=now)
    key = models.IssuingKey.objects.create(kid="k", public_jwk={}, made_at=now)
    signed = {"definition": version, "key": key, "issued_at": now, "document": {}, "competency": "goals", "level": 1}
    credential = models.Credential.objects.create(**owner, **signed)
    return {"consent": consent.pk, "rated": rated.pk, "match": match.pk, "credential": str(credential.uid)}


@pytest.mark.parametrize(
    ("action", "of"),
    [
        ("stop_looking", "consent"),
        ("withdraw_link", "rated"),
        ("share_rating", "rated"),
        ("unshare_rating", "rated"),
        ("delete_rating", "rated"),
        ("match-answer", "match"),
        ("credential-withdraw", "credential"),
    ],
)
def test_a_number_that_is_somebody_elses_is_not_there(cast, belongings, action, of):
    payload = TOGETHER[action] | {name: belongings[of] for name in ("number", "uid") if name in TOGETHER[action]}
    before = everything_written()

    reply = cast["learner"].post(f"together/{action}", **payload)

    assert reply.status in (400, 404, 409)
    assert_is_one_sentence(reply.body)
    assert everything_written() == before


@pytest.mark.parametrize(
    "chosen",
    [
        {"cohort": "North' OR 1=1 --"},
        {"cohort": "%"},
        {"track": "AUDIT"},
        {"month": "2026-13"},
        {"month": "x" * 101},
        {"cohort": None},
        {"cohort": ["a", "b"]},
        {"month": 7},
    ],
)
def test_a_filter_that_is_none_of_the_snapshots_shows_nothing(cast, chosen):
    reply = cast["leader"].post("lead/cohort", **chosen)

    assert reply.status in (200, 400, 404)
    assert "teacher" not in json.dumps(reply.body.get("page", {}))


@pytest.mark.parametrize("action", ALL)
@given(body=bodies | aimed.map(lambda value: json.dumps(value).encode()))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_payload_breaks_an_action_and_a_refused_one_changes_nothing(cast, action, body):
    browser = cast["staff"] if action.startswith("lead/") else cast["learner"]
    before = everything_written()

    reply = browser.send(action, body)

    assert reply.status in (200, 400, 403, 404, 405, 409, 503)
    if reply.status != 200:
        assert_is_one_sentence(reply.body)
        assert everything_written() == before
