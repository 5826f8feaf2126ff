"""A row about one teacher in one pathway."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .pathways import PathwayBlock


class Owned(models.Model):
    """A row about one teacher in one pathway."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
