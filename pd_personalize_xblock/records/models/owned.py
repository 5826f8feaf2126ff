"""A row about one teacher in one pathway."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .pathways import PathwayBlock


class Owned(models.Model):
    """A row about one teacher in one pathway.

    An index of the pathway alone would name every row of it: SQLite took it to save itself the sorting, and read a
    whole course for one teacher. MySQL adds it by itself, for the foreign key, and knows how little it tells.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        abstract = True
