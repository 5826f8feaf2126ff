"""From a request to a checked payload, and from a refusal to a status with one clear sentence."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from webob import Request, Response
from xblock.core import XBlock

from .domain.errors import DomainError, NotYours, OutOfTurn, UnknownReference
from .domain.words import gettext_noop, message_of
from .platform.hosts import RecordsMissing
from .platform.words import in_words, own_words

Payload = Mapping[str, Any]
Reply = Mapping[str, Any]
MAX_BYTES = 4_000_000
MAX_UPLOAD_BYTES = 12_000_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
HALF_A_PAIR = re.compile("[\ud800-\udfff]")
MAX_SEQUENCE = 10_000
MAX_LEVELS = 500


class BadPayload(DomainError):
    """A request that is not of the form a handler takes."""


class NotAllowed(DomainError):
    """A request that this person may not make, or not here."""


class NotNow(DomainError):
    """A request that cannot be met just now, and may be later."""


STATUS = {
    BadPayload: 400,
    NotAllowed: 403,
    NotYours: 403,
    UnknownReference: 404,
    OutOfTurn: 409,
    NotNow: 503,
    RecordsMissing: 503,
}


def json_handler(handle: Callable[[Any, Payload], Reply]) -> Callable[..., Response]:
    """Make a handler of a method that takes a JSON object and returns one.

    Whatever it refuses with a ``DomainError`` becomes that error's status and
    ``{"error": sentence}``; nothing is written in that case.
    """

    @functools.wraps(handle)
    def handler(block: Any, request: Request, suffix: str = "") -> Response:
        with own_words(block):
            return _answer(request, lambda payload: handle(block, payload))

    return XBlock.handler(handler)


def action_handler(handle: Callable[[Any, Payload, str], Reply]) -> Callable[..., Response]:
    """Make a handler like :func:`json_handler`'s of a method that also takes what follows the handler's name.

    A form with a file is a payload too: its fields, and the file's ``data`` (bytes) and ``filename``.
    """

    @functools.wraps(handle)
    def handler(block: Any, request: Request, suffix: str = "") -> Response:
        with own_words(block):
            return _answer(request, lambda payload: handle(block, payload, suffix), takes_files=True)

    return XBlock.handler(handler)


@dataclass(frozen=True)
class Download:
    """A document of the teacher's own; with a ``filename`` it is saved, without one shown."""

    content_type: str
    text: str
    filename: str = ""


def reading_handler(read: Callable[[Any], Reply | Download]) -> Callable[..., Response]:
    """Make a handler of a method that returns a JSON object, or a ``Download``, and writes nothing.

    Takes GET; POST too, since apps ask for state by it. No cache may keep the reply.
    """

    @functools.wraps(read)
    def handler(block: Any, request: Request, suffix: str = "") -> Response:
        if request.method not in ("GET", "HEAD", "POST"):
            return _respond(405, {"error": in_words(gettext_noop("this address takes GET"))})
        try:
            with own_words(block):
                found = read(block)
            response = _as_file(found) if isinstance(found, Download) else _respond(200, found)
        except DomainError as error:
            response = _respond(STATUS.get(type(error), 400), {"error": in_words(message_of(error))})
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return XBlock.handler(handler)


def _answer(request: Request, handle: Callable[[Payload], Reply], *, takes_files: bool = False) -> Response:
    try:
        if request.method != "POST":
            return _respond(405, {"error": in_words(gettext_noop("this address takes POST"))})
        return _respond(200, handle(_read(request, takes_files=takes_files)))
    except DomainError as error:
        return _respond(STATUS.get(type(error), 400), {"error": in_words(message_of(error))})


def _as_file(download: Download) -> Response:
    """The document, with nothing in it that a browser would run, guess at or fetch."""
    response = Response(download.text, content_type=download.content_type, charset="UTF-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    if download.filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{download.filename}"'
    else:
        response.headers["Content-Disposition"] = "inline"
    return response


def take_text(payload: Payload, key: str, *, limit: int = 100) -> str:
    """Return a text of a payload; raise BadPayload."""
    value = payload.get(key)
    if not isinstance(value, str) or len(value) > limit:
        raise BadPayload(gettext_noop("%(key)s must be a text of at most %(limit)s characters", key=key, limit=limit))
    if HALF_A_PAIR.search(value):
        raise BadPayload(gettext_noop("%(key)s holds half of a character", key=key))
    return value


def take_one_of(payload: Payload, key: str, values: Collection[str]) -> str:
    """Return one of the texts that make sense here; raise BadPayload."""
    value = take_text(payload, key)
    if value not in values:
        raise BadPayload(gettext_noop("%(key)s must be one of %(known)s", key=key, known=", ".join(values)))
    return value


def take_number(payload: Payload, key: str, *, highest: int = MAX_SEQUENCE) -> int:
    """Return a whole number from 0 to ``highest``; raise BadPayload."""
    value = payload.get(key)
    if type(value) is not int or not 0 <= value <= highest:
        raise BadPayload(gettext_noop("%(key)s must be a whole number from 0 to %(highest)s", key=key, highest=highest))
    return value


def take_day(payload: Payload, key: str) -> date | None:
    """Return a day (YYYY-MM-DD), None where there is none; raise BadPayload."""
    value = payload.get(key)
    if value is None:
        return None
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:  # such as the 30th of February
        pass
    raise BadPayload(gettext_noop("%(key)s must be a day such as 2027-03-31", key=key))


def take_flag(payload: Payload, key: str) -> bool:
    """Return true or false; raise BadPayload."""
    value = payload.get(key)
    if not isinstance(value, bool):
        raise BadPayload(gettext_noop("%(key)s must be true or false", key=key))
    return value


def take_levels(payload: Payload, key: str) -> dict[str, int | None]:
    """Return levels by competency, None where there is none to say; raise BadPayload."""
    value = payload.get(key)
    if not isinstance(value, dict) or len(value) > MAX_LEVELS:
        raise BadPayload(gettext_noop("%(key)s must be an object of levels by competency", key=key))
    if not all(level is None or (type(level) is int and 0 <= level <= MAX_SEQUENCE) for level in value.values()):
        raise BadPayload(gettext_noop("each of %(key)s must be a whole number, or null", key=key))
    return dict(value)


def _read(request: Request, *, takes_files: bool) -> Payload:
    if takes_files and request.content_type == "multipart/form-data":
        return _read_form(request)
    if (request.content_length or 0) > MAX_BYTES:
        raise BadPayload(gettext_noop("the request is too large"))
    try:
        payload = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadPayload(gettext_noop("the request is not JSON")) from None
    if not isinstance(payload, dict):
        raise BadPayload(gettext_noop("the request must be a JSON object"))
    return payload


def _read_form(request: Request) -> Payload:
    if (request.content_length or 0) > MAX_UPLOAD_BYTES:
        raise BadPayload(gettext_noop("the file is too large: at most %(most)s MB", most=MAX_UPLOAD_BYTES // 1000000))
    form = request.POST
    upload = form.get("file")
    if upload is None or not hasattr(upload, "file"):
        raise BadPayload(gettext_noop("there is no file in the form"))
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return fields | {"data": upload.file.read(), "filename": str(upload.filename or "")[:200]}


def _respond(status: int, reply: Reply) -> Response:
    return Response(json.dumps(reply), status=status, content_type="application/json", charset="UTF-8")
