"""Credentials for everybody who has their address, and what it takes to verify them. No sign-in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from ..domain.credentials import Claim, grounds_for
from ..formats import badges
from ..platform import addresses, people
from ..platform.words import packaged_words
from ..records import credentials, issuing_keys, models
from ..rendering import render
from ..views import credentials as words
from .methods import reads

JSON_LD = "application/ld+json"
GONE = 410
LOCKED_DOWN = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Let anybody read, from any site, and no cache keep it: what is withdrawn is gone at once."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        with packaged_words():
            response = view(request, **parts)
        response["Access-Control-Allow-Origin"] = "*"
        return _careful(response, "no-store")

    return reads(guarded)


def private(view: View) -> View:
    """For the person who is signed in alone."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        with packaged_words():
            return _careful(view(request, **parts), "private, no-store")

    return reads(guarded)


def _careful(response: HttpResponse, cache: str) -> HttpResponse:
    response["Cache-Control"] = cache
    response["Vary"] = "Accept, Accept-Language, Cookie"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Security-Policy"] = LOCKED_DOWN
    return response


@public
def credential(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The credential: a page for people, JSON-LD for programs."""
    if not _is_for_people(request):
        return document(request, uid=uid)
    row = credentials.find(uid)
    if row is None or row.revoked_at is not None:
        return _not_there(request, is_withdrawn=row is not None)
    links = {**addresses.credential_addresses(uid), "keys": addresses.address_of("credential_keys")}
    page = words.public_page(row.document, row.issued_at, links)
    return HttpResponse(render("credential_page.html", {"page": page}))


@public
def document(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The credential as JSON-LD, whoever asks."""
    row = credentials.find(uid)
    if row is None or row.revoked_at is not None:
        return _not_there(request, is_withdrawn=row is not None)
    return JsonResponse(row.document, content_type=JSON_LD)


@public
def token(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The credential, signed."""
    row = credentials.find(uid)
    if row is None or row.revoked_at is not None:
        return _not_there(request, is_withdrawn=row is not None)
    return HttpResponse(row.signed, content_type="application/jwt")


@public
def status(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The revocation list of one credential: it is on it if withdrawn, forgotten, or never issued."""
    row = credentials.find(uid)
    places = addresses.credential_addresses(uid)
    revoked = [] if row is not None and row.revoked_at is None else [places["page"]]
    return JsonResponse(badges.revocation_list(places["status"], places["issuer"], revoked))


@public
def issuer(request: HttpRequest) -> HttpResponse:
    """Who vouches."""
    profile = badges.Issuer(addresses.address_of("credential_issuer"), addresses.issuer_name(), addresses.root_url())
    return JsonResponse(badges.profile_document(profile), content_type=JSON_LD)


@public
def keys(request: HttpRequest) -> HttpResponse:
    """Every public key that ever signed, as a JWK set."""
    return JsonResponse({"keys": [_jwk(row) for row in issuing_keys.public_keys()]})


@public
def key(request: HttpRequest, kid: str) -> HttpResponse:
    """One public key, as a JWK: where a token's ``kid`` leads."""
    row = models.IssuingKey.objects.filter(kid=kid).first()
    if row is None:
        return JsonResponse({"error": _("There is no such key.")}, status=404)
    return JsonResponse(_jwk(row))


def _jwk(row: models.IssuingKey) -> Mapping[str, str]:
    return {**row.public_jwk, "kid": addresses.address_of("credential_key", kid=row.kid)}


@private
def packet(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """All that is behind a credential, to print, for its teacher alone."""
    row = credentials.find(uid)
    if row is None or not request.user.is_authenticated or row.user_id != request.user.pk:
        return _not_there(request, is_withdrawn=False)
    if row.revoked_at is not None:
        return _not_there(request, is_withdrawn=True)
    definition = credentials.past(row.definition.hash)
    record = credentials.record_behind(row)
    grounds = grounds_for(definition, record, row.competency, row.level, credentials.past)
    signers = {ground.signed_by for ground in grounds} | {e.signed_by for ground in grounds for e in ground.work}
    page = words.packet_page(
        definition,
        Claim(row.competency, row.level, grounds),
        name=row.document["credentialSubject"]["identifier"][0]["identityHash"],
        names=people.names_of([each for each in signers if each is not None]),
        issuer=row.document["issuer"]["name"],
        issued_at=row.issued_at,
        address=row.document["id"],
    )
    return HttpResponse(render("credential_packet.html", {"page": page}))


def _not_there(request: HttpRequest, *, is_withdrawn: bool) -> HttpResponse:
    """Say that there is nothing, or nothing any more; and nothing about whom or what it was."""
    if is_withdrawn:
        title, said = _("This credential was withdrawn"), _("It is no longer in force.")
    else:
        title, said = _("There is no such credential"), _("The address may be mistyped, or its teacher has left.")
    code = GONE if is_withdrawn else 404
    if not _is_for_people(request):
        return JsonResponse({"error": f"{title}. {said}"}, status=code)
    page = words.plain_page(title, said)
    return HttpResponse(render("credential_missing.html", {"page": page}), status=code)


def _is_for_people(request: HttpRequest) -> bool:
    """Whether a browser asks: it names HTML; programs that verify name JSON, or take anything."""
    return "text/html" in request.headers.get("Accept", "")


urlpatterns: list[URLPattern] = [
    path("credentials/issuer", issuer, name="credential_issuer"),
    path("credentials/keys", keys, name="credential_keys"),
    path("credentials/keys/<str:kid>", key, name="credential_key"),
    path("credentials/<uuid:uid>", credential, name="credential"),
    path("credentials/<uuid:uid>.json", document, name="credential_json"),
    path("credentials/<uuid:uid>.jwt", token, name="credential_token"),
    path("credentials/<uuid:uid>/status", status, name="credential_status"),
    path("credentials/<uuid:uid>/packet", packet, name="credential_packet"),
]
