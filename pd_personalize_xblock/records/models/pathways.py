"""What authors write: definitions, the pathway blocks that use them, and the course parts these map."""

from __future__ import annotations

from django.db import models

KEY_LENGTH = 255
ID_LENGTH = 64


class DefinitionVersion(models.Model):
    """One version of an author's definition, known by the hash of its content. Never changed.

    Placements keep the version that made them, so that each can be explained and replayed for
    ever, whatever the author edits later.

    .. no_pii:
    """

    hash = models.CharField(max_length=64, unique=True)
    document = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.hash[:12]


class PathwayBlock(models.Model):
    """A pathway block in a course and the last sound version of its definition.

    Studio cannot refuse to publish a block, so a published draft that would strand somebody does
    not come into force: the version here stays. Bringing every teacher up to it takes a while in a
    large course: a sync that was interrupted goes on after ``sync_after``.

    .. no_pii:
    """

    block_key = models.CharField(max_length=KEY_LENGTH, unique=True)
    course_key = models.CharField(max_length=KEY_LENGTH, blank=True, db_index=True)
    in_force = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    in_force_since = models.DateTimeField()
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the block was found gone from its course: it holds nothing then"
    )
    sync_of = models.CharField(
        max_length=64, blank=True, help_text="What a sync under way is of, or that one is due; empty when done"
    )
    sync_after = models.PositiveBigIntegerField(default=0, help_text="The last user id it is done with")

    def __str__(self) -> str:
        return self.block_key


class SectionPart(models.Model):
    """A completable block of a subsection that a section is mapped to, noted when the course is published.

    With it what a teacher has done leads to sections without reading the course. A subsection without
    completable blocks has one row with an empty ``block_key``.

    .. no_pii:
    """

    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="parts")
    section_id = models.CharField(max_length=ID_LENGTH)
    subsection_key = models.CharField(max_length=KEY_LENGTH)
    block_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    has_points = models.BooleanField(default=True, help_text="Whether the subsection gives points to earn")

    def __str__(self) -> str:
        return f"{self.section_id}: {self.block_key}"


class CalibrationProposal(models.Model):
    """A calibrated version of a definition that waits for the author.

    It comes into force like any other edit: the author loads it into the editor, saves, publishes.
    ``report`` holds counts and parameters, nothing about single teachers.

    .. no_pii:
    """

    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="proposals")
    based_on = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    teachers = models.PositiveIntegerField()
    report = models.JSONField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pathway}: from {self.teachers} teachers"
