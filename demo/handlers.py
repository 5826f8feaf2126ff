"""What blocks call back: their handlers and their files."""

from __future__ import annotations

import mimetypes

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import UsageKey
from xblock.core import XBlock
from xblock.django.request import django_to_webob_request, webob_to_django_response
from xblock.exceptions import DisallowedFileError, NoSuchHandlerError
from xblock.plugin import PluginMissingError

from demo.people import acting
from demo.runtime import DemoRuntime, publish
from demo.store import is_stored


class UsageKeyConverter:
    """A usage key as a part of an address."""

    regex = "[^/]+"

    def to_python(self, value: str) -> UsageKey:
        try:
            return UsageKey.from_string(value)
        except InvalidKeyError:
            raise ValueError(value) from None

    def to_url(self, value: UsageKey) -> str:
        return str(value)


def handler(request: HttpRequest, usage_key: UsageKey, name: str, suffix: str = "") -> HttpResponse:
    """Run a block's handler for the acting person, as the LMS does."""
    return _handle(request, DemoRuntime(request.user.pk), usage_key, name, suffix)


def studio_handler(request: HttpRequest, usage_key: UsageKey, name: str, suffix: str = "") -> HttpResponse:
    """Run a block's handler for the author, as Studio does; what she saved is published at once."""
    if not acting(request).is_author:
        raise PermissionDenied("This is for authors.")
    runtime = DemoRuntime(request.user.pk, is_author_mode=True)
    response = _handle(request, runtime, usage_key, name, suffix)
    publish(runtime.get_block(usage_key))
    return response


def _handle(request: HttpRequest, runtime: DemoRuntime, usage_key: UsageKey, name: str, suffix: str) -> HttpResponse:
    if not is_stored(usage_key):
        raise Http404(f"There is no block {usage_key}.")
    try:
        response = runtime.handle(runtime.get_block(usage_key), name, django_to_webob_request(request), suffix)
    except NoSuchHandlerError:
        raise Http404(f"There is no handler {name}.") from None
    return webob_to_django_response(response)


def package_resource(request: HttpRequest, block_type: str, resource: str) -> HttpResponse:
    """Serve one of a block's public files."""
    try:
        content = XBlock.load_class(block_type).open_local_resource(resource).read()
    except (PluginMissingError, DisallowedFileError, OSError):
        raise Http404(f"There is no {resource} to be had.") from None
    kind, _ = mimetypes.guess_type(resource)
    charset = "; charset=utf-8" if kind and kind.startswith("text/") else ""
    return HttpResponse(content, content_type=f"{kind or 'application/octet-stream'}{charset}")
