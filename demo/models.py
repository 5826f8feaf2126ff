"""Where the demo keeps the fields of its blocks."""

from __future__ import annotations

from django.db import models


class FieldValue(models.Model):
    """One field of one block, for one teacher or (``user_id`` empty) for everybody.

    The workbench's own table keeps all fields of a scope in one JSON text, wants its own dotted
    ids and has no unique constraint: two requests at once lose an update or make two rows.
    """

    scope = models.CharField(max_length=64)
    scope_id = models.CharField(max_length=255, blank=True)
    user_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=64)
    value = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope_id", "user_id", "scope", "name"], name="demo_one_value_per_field"),
        ]

    def __str__(self) -> str:
        return f"{self.scope_id or self.scope} {self.name}"
