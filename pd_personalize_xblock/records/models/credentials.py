"""Micro-credentials: what a teacher has mastered, signed so that others can verify it."""

from __future__ import annotations

import uuid

from django.db import models

from .owned import Owned
from .pathways import ID_LENGTH, DefinitionVersion


class IssuingKey(models.Model):
    """A key that signs credentials. Its public half stays for ever, so that what it signed can be verified.

    .. no_pii:
    """

    kid = models.CharField(max_length=64, unique=True)
    public_jwk = models.JSONField()
    private_part = models.TextField(blank=True, help_text="Encrypted with a key derived from the site's SECRET_KEY")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kid


class Credential(Owned):
    """A level of a competency that a teacher attained by work on record, as a signed Open Badges 3.0 credential.

    .. pii: A teacher's name beside a level that they attained, which the teacher asked to be signed
    .. pii_types: other, name
    .. pii_retirement: local_api
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    competency = models.CharField(max_length=ID_LENGTH)
    level = models.PositiveSmallIntegerField()
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(IssuingKey, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    document = models.JSONField()
    signed = models.TextField(help_text="The same, as a signed token")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "pathway", "competency", "level"), name="pd_personalize_one_credential"
            ),
        )

    def __str__(self) -> str:
        return str(self.uid)
