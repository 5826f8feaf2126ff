"""What a page takes, and a sentence for whatever else is sent there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from ..domain.words import gettext_noop
from ..platform.words import in_words, packaged_words

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD")


def reads(view: View) -> View:
    """Refuse whatever is not a request to read."""
    return _takes(view, READING)


def posts(view: View) -> View:
    """Refuse whatever is not sent from a form."""
    return _takes(view, ("POST",))


def _takes(view: View, methods: tuple[str, ...]) -> View:
    """Django's own decorators say nothing to the reader, and log the address."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        if request.method in methods:
            return view(request, *args, **parts)
        with packaged_words():
            takes_get = methods == READING
            said = gettext_noop("this address takes GET") if takes_get else gettext_noop("this address takes POST")
            return HttpResponseNotAllowed(methods, in_words(said), content_type="text/plain; charset=utf-8")

    return checked
