"""Absolute addresses of our own pages, for what leaves this site."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from ..domain.errors import DomainError
from ..domain.words import gettext_noop

NAMESPACE = "pd_personalize"


class NoAddress(DomainError):
    """This server cannot say where the world finds it."""


def root_url() -> str:
    """Return the site's address without a slash at the end: ``LMS_ROOT_URL``, else the request's; or NoAddress."""
    configured = str(getattr(settings, "LMS_ROOT_URL", "") or "")
    if configured:
        return configured.rstrip("/")
    import crum

    request = crum.get_current_request()
    if request is None:
        raise NoAddress(gettext_noop("this server does not know its own address: LMS_ROOT_URL is not set"))
    return request.build_absolute_uri("/").rstrip("/")


def address_of(name: str, **parts: object) -> str:
    """Return the absolute address of one of our pages, by the name it has in ``web``; or NoAddress."""
    try:
        path = reverse(f"{NAMESPACE}:{name}", kwargs=parts)
    except NoReverseMatch:
        raise NoAddress(gettext_noop("the pages of pd_personalize are not installed on this server")) from None
    return root_url() + path


def credential_addresses(uid: object) -> Mapping[str, str]:
    """Return where a credential, its token, its status and its issuer are found."""
    return {
        "page": address_of("credential", uid=uid),
        "json": address_of("credential_json", uid=uid),
        "token": address_of("credential_token", uid=uid),
        "status": address_of("credential_status", uid=uid),
        "issuer": address_of("credential_issuer"),
    }


def issuer_name() -> str:
    """Return what this site calls itself."""
    return str(getattr(settings, "PLATFORM_NAME", "") or root_url().partition("//")[2])
