"""The keys that sign credentials: made at first use, or the operator's own; public halves stay for ever."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from pd_personalize_xblock.formats import jose

from . import models

log = logging.getLogger(__name__)
SETTING = "PD_PERSONALIZE_BADGE_KEY"


@dataclass(frozen=True)
class SigningKey:
    """A key as it is used: its row, and the private half in the clear."""

    row: models.IssuingKey
    pem: str


def signing_key(*, now: datetime) -> SigningKey:
    """Return the key to sign with.

    That of the setting, if there is one. Else the newest that can be read; without any a new one is made. A key that
    was sealed under another SECRET_KEY cannot be read any more: it retires, and what it signed can still be verified.
    """
    # .. setting_name: PD_PERSONALIZE_BADGE_KEY
    # .. setting_default: None
    # .. setting_description: A private RSA key (PEM, or the path of a file with it) to sign credentials with. Without
    #   it a key is made at first use and kept in the database, sealed with a key that is derived from SECRET_KEY.
    configured = str(getattr(settings, SETTING, None) or "")
    return _operators_key(configured, now) if configured else _own_key(now)


def public_keys() -> Sequence[models.IssuingKey]:
    """Return every key that ever signed, oldest first."""
    return list(models.IssuingKey.objects.order_by("pk"))


def _operators_key(configured: str, now: datetime) -> SigningKey:
    pem = _read(configured)
    jwk = jose.public_jwk(pem)
    row, _ = models.IssuingKey.objects.get_or_create(
        kid=jose.thumbprint(jwk), defaults={"public_jwk": jwk, "made_at": now}
    )
    if row.retired_at is not None:
        models.IssuingKey.objects.filter(pk=row.pk).update(retired_at=None)
    models.IssuingKey.objects.filter(retired_at=None).exclude(pk=row.pk).update(retired_at=now)
    return SigningKey(row, pem)


def _read(configured: str) -> str:
    try:
        text = configured if "-----BEGIN" in configured else Path(configured).read_text(encoding="ascii")
        return jose.read_key(text)
    except (OSError, UnicodeDecodeError, jose.UnreadableKey) as problem:
        raise ImproperlyConfigured(f"{SETTING}: {type(problem).__name__}: {problem}") from None


def _own_key(now: datetime) -> SigningKey:
    for row in models.IssuingKey.objects.filter(retired_at=None).order_by("-pk"):
        try:
            return SigningKey(row, jose.unseal(row.private_part, settings.SECRET_KEY))
        except jose.UnreadableKey:
            log.warning(
                "The key %s that signed credentials cannot be read any more: a new one takes its place.", row.kid
            )
            models.IssuingKey.objects.filter(pk=row.pk).update(retired_at=now)
    pem = jose.new_key()
    jwk = jose.public_jwk(pem)
    sealed = jose.seal(pem, settings.SECRET_KEY)
    row = models.IssuingKey.objects.create(kid=jose.thumbprint(jwk), public_jwk=jwk, private_part=sealed, made_at=now)
    return SigningKey(row, pem)
