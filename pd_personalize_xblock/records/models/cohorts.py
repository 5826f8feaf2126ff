"""What is counted of many teachers. All of it is derived and can be made again from the records."""

from __future__ import annotations

from django.db import models

from .owned import Owned
from .pathways import DefinitionVersion, PathwayBlock

VALUE_LENGTH = 100


class Figures(Owned):
    """Derived: what a cohort counts of one teacher, as of when they were last settled. No answers, reasons or notes.

    .. pii: A teacher's levels, section states and ratings
    .. pii_types: other
    .. pii_retirement: local_api
    """

    month = models.CharField(max_length=7, blank=True, help_text="YYYY-MM of the first placement; empty without one")
    document = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "figures"
        constraints = (models.UniqueConstraint(fields=("pathway", "user"), name="pd_personalize_one_figures"),)
        indexes = (models.Index(fields=("pathway", "changed_at"), name="pd_personalize_figures_new"),)

    def __str__(self) -> str:
        return f"figures of user {self.user_id}"


class Snapshot(models.Model):
    """Derived: everybody who takes the course, counted at one moment. All that leaders see is of one snapshot.

    Its document has the keys of the words that it shows, not the words (``records/voices.py``).

    .. no_pii:
    """

    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="snapshots")
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    document = models.JSONField(help_text="The values of the filters, and what is counted for nobody in particular")

    class Meta:
        indexes = (models.Index(fields=("pathway", "taken_at"), name="pd_personalize_snapshot_last"),)

    def __str__(self) -> str:
        return f"{self.pathway}: {self.taken_at}"


class SnapshotPage(models.Model):
    """Derived: what one choice of filters shows of a snapshot; what must not be shown is not in it.

    An empty filter stands for everybody.

    .. no_pii:
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="pages")
    cohort = models.CharField(max_length=VALUE_LENGTH, blank=True)
    track = models.CharField(max_length=VALUE_LENGTH, blank=True)
    month = models.CharField(max_length=VALUE_LENGTH, blank=True)
    document = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("snapshot", "cohort", "track", "month"), name="pd_personalize_one_page_per_filter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cohort or '*'}, {self.track or '*'}, {self.month or '*'}"


class Finding(models.Model):
    """Derived: a report on a pathway's questions or sections, counted from everybody's records; one of each kind.

    .. no_pii:
    """

    class Kind(models.TextChoices):
        HEALTH = "health"
        EFFECTIVENESS = "effectiveness"

    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    made_at = models.DateTimeField()
    document = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("pathway", "kind"), name="pd_personalize_one_finding"),)

    def __str__(self) -> str:
        return self.kind
