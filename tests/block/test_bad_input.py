"""Whatever is posted to whichever handler: an answer or one clear sentence, and never a changed record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from webob import Request

from demo.models import FieldValue

from .browser import STUDIO_ACTIONS, TEACHER_HANDLERS, Browser

HANDLERS = (*TEACHER_HANDLERS, *(f"author/{action}" for action in STUDIO_ACTIONS))
KEYS = ("item_id", "option", "sequence", "competency", "kind", "level", "section_id", "text", "display_name", "name")
KEYS += ("levels", "value", "may_share", "what", "number")
KEYS += ("reason", "due", "made_at", "minutes")
SENSIBLE: tuple[Any, ...] = (
    "goals",
    "goals-rubric",
    "visit",
    "start",
    "role",
    "practice",
    "relevance",
    "evidence",
    {"goals": 1},
    "not_sure",
    "0",
    "1",
    0,
    1,
    2,
    3,
    None,
    "goal",
    "2027-03-31",
    45,
    "digcompedu",
    "{}",
)
STRANGE: tuple[Any, ...] = (
    10**400,
    -1,
    2**63,
    1e308,
    float("nan"),
    True,
    "\ud800",
    "\x00",
    "‮",
    "x" * 5000,
    "__class__",
    {"$ne": 1},
    [[]],
)
REFUSED = {400, 403, 404, 405, 409}

scalars = st.sampled_from(SENSIBLE + STRANGE) | st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
payloads = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), values, max_size=6)
aimed = st.fixed_dictionaries({}, optional={key: st.sampled_from(SENSIBLE + STRANGE) for key in KEYS})
bodies = (payloads | aimed | values).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60)

DEEP = b"[" * 200_000
DEEP_OBJECT = b'{"a":' * 5000 + b"1" + b"}" * 5000
LONG_NUMBER = b'{"sequence": ' + b"9" * 100_000 + b"}"
DEEP_TEXT = json.dumps({"text": "[" * 100_000, "display_name": "deep"}).encode()


def everything_written() -> str:
    """Every row of the records and every field of every block."""
    models = [*apps.get_app_config("pd_personalize").get_models(), FieldValue]
    return json.dumps([serializers.serialize("json", model.objects.order_by("pk")) for model in models])


@pytest.fixture(params=["intro", "under way", "ended"])
def somebody(request, teacher) -> Browser:
    """A teacher in each of the stages in which a payload can arrive."""
    teacher.open()
    if request.param != "intro":
        teacher.begin()
        teacher.answer("1")
    if request.param == "ended":
        teacher.post("finish")
    return teacher


@pytest.mark.parametrize("handler", HANDLERS)
@given(body=bodies)
@example(body=b"")
@example(body=b"\xff\xfe\x00")
@example(body=b"null")
@example(body=b"NaN")
@example(body=b'{"a": 1, "a": 2}')
@example(body=DEEP)
@example(body=DEEP_OBJECT)
@example(body=LONG_NUMBER)
@example(body=DEEP_TEXT)
@example(body=b'{"section_id": "visit", "text": "\\ud800"}')
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_payload_breaks_a_handler_and_a_refused_one_changes_nothing(somebody, author, handler, body):
    browser = author if handler.startswith("author/") else somebody
    before = everything_written()

    reply = browser.send(handler, body)

    assert reply.status == 200 or reply.status in REFUSED
    if reply.status != 200:
        assert_is_one_sentence(reply.body)
        assert reply.published == []
        assert everything_written() == before


def assert_is_one_sentence(body: dict[str, Any]) -> None:
    assert list(body) == ["error"]
    assert 5 < len(body["error"]) < 300
    assert "\n" not in body["error"]
    assert "Traceback" not in body["error"]


@pytest.mark.parametrize("handler", HANDLERS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_post_reaches_a_handler(teacher, handler, method):
    teacher.begin()
    before = everything_written()

    reply = Browser(teacher.user_id, is_author_mode=True).send(handler, b"{}", method=method)

    assert (reply.status, reply.body) == (405, {"error": "this address takes POST"})
    assert everything_written() == before


@pytest.mark.parametrize("body", [b"[]", b"1", b'"start"', b"null", b"true"])
def test_a_request_must_be_an_object(teacher, body):
    reply = teacher.send("view", body)

    assert (reply.status, reply.body) == (400, {"error": "the request must be a JSON object"})


@pytest.mark.parametrize("body", [DEEP, b"{", b"\x80", LONG_NUMBER, b"{'a': 1}"], ids=["deep", "{", "x80", "long", "'"])
def test_a_request_must_be_json(teacher, body):
    reply = teacher.send("view", body)

    assert (reply.status, reply.body) == (400, {"error": "the request is not JSON"})


def test_a_request_must_not_be_huge(teacher):
    assert teacher.send("view", b" " * 4_000_001).body == {"error": "the request is too large"}


def test_a_request_without_a_body_is_an_empty_object(teacher):
    assert teacher.send("view", b"").status == 200


@pytest.mark.parametrize("handler", ["begin", "view", "skip"])
def test_only_the_author_s_desk_takes_a_form(course, teacher, handler):
    runtime = teacher.runtime()
    request = Request.blank("/", POST={"file": ("file", b"x")})

    response = runtime.handle(teacher.block(), handler, request)

    assert response.status_code == 400
