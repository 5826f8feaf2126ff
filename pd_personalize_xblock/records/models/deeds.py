"""What a teacher did, which is only ever added to, and what follows from it for the pathway."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .owned import Owned
from .pathways import ID_LENGTH, DefinitionVersion


class Attempt(Owned):
    """One sitting of the diagnostic, bound to the definition it began with.

    .. pii: What a teacher was asked, and when
    .. pii_types: other
    .. pii_retirement: local_api
    """

    class Status(models.TextChoices):
        UNDER_WAY = "under_way"
        FINISHED = "finished"
        SKIPPED = "skipped"

    number = models.PositiveSmallIntegerField()
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.UNDER_WAY)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    refines = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of the attempt it goes on from"
    )
    competency = models.CharField(max_length=ID_LENGTH, blank=True, help_text="A re-check is about one alone")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "pathway", "number"), name="pd_personalize_one_attempt_number"),
        )

    def __str__(self) -> str:
        return f"attempt {self.number}"


class Entry(models.Model):
    """An answer, or the withdrawal of one. Unique per sequence: two browsers cannot both be next.

    .. pii: A teacher's answers
    .. pii_types: other
    .. pii_retirement: local_api
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="entries")
    sequence = models.PositiveSmallIntegerField()
    item_id = models.CharField(max_length=ID_LENGTH, blank=True)
    option = models.CharField(max_length=16, blank=True)
    category = models.PositiveSmallIntegerField(null=True, blank=True)
    withdraws = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = (
            models.UniqueConstraint(fields=("attempt", "sequence"), name="pd_personalize_one_entry_per_sequence"),
        )

    def __str__(self) -> str:
        return f"{self.sequence}: {self.item_id or 'back'}"


class Choice(Owned):
    """A teacher's own decision. The reason may be deleted by the teacher; all else stays.

    .. pii: A teacher's own decisions about where to start and what to aim at, and their words on why
    .. pii_types: other
    .. pii_retirement: local_api
    """

    kind = models.CharField(max_length=16)
    competency = models.CharField(max_length=ID_LENGTH)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    reason = models.TextField(blank=True, help_text="Why, for the teacher's own eyes")
    due = models.DateField(null=True, blank=True, help_text="The day by which a goal is to be reached")

    class Meta:
        indexes = (models.Index(fields=("user", "pathway"), name="pd_personalize_choice_owner"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.competency}: {self.level}"


class Evidence(Owned):
    """Work done on a section: a completion, a grade, a sign-off, a note.

    .. pii: Which course work a teacher has done, and notes of their own about it
    .. pii_types: other
    .. pii_retirement: local_api
    """

    section_id = models.CharField(max_length=ID_LENGTH)
    by = models.CharField(max_length=16)
    share = models.FloatField()
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "pathway", "section_id", "by", "share"), name="pd_personalize_evidence_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.section_id} by {self.by}"


class SignOff(Owned):
    """A coach's word for a section's work or for a level, or its revocation.

    .. pii: What a coach said of a teacher's work, and who said it
    .. pii_types: other
    .. pii_retirement: local_api
    """

    about = models.CharField(max_length=ID_LENGTH)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    given = models.BooleanField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("user", "pathway"), name="pd_personalize_signoff_owner"),)

    def __str__(self) -> str:
        return f"{self.about}: {'given' if self.given else 'taken back'}"


class Opening(Owned):
    """A section became accessible to a teacher. Rows are never removed: what was open stays open.

    .. pii: Which sections a teacher may enter
    .. pii_types: other
    .. pii_retirement: local_api
    """

    section_id = models.CharField(max_length=ID_LENGTH)
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "pathway", "section_id"), name="pd_personalize_opened_once"),
        )

    def __str__(self) -> str:
        return self.section_id


class Remark(Owned):
    """What a teacher says of their own accord: about a section that is done, or in looking back. Never scored.

    The last one of a kind about something is in force. ``text`` is the teacher's, who can delete it while
    the rest of the row stays; others may read only a voice that is in force and has ``may_share``.

    .. pii: A teacher's notes about their classroom, ratings of sections, and their own view of earlier levels
    .. pii_types: other
    .. pii_retirement: local_api
    """

    kind = models.CharField(max_length=16)
    about = models.CharField(max_length=ID_LENGTH, help_text="A section; in looking back a competency")
    value = models.PositiveSmallIntegerField(null=True, blank=True, help_text="A relevance from 1 to 4, or a level")
    attempt = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of the attempt after which the teacher looked back"
    )
    text = models.TextField(blank=True)
    may_share = models.BooleanField(default=False, help_text="Whether authors may read the text, without a name")
    made_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("user", "pathway"), name="pd_personalize_remark_owner"),
            models.Index(fields=("pathway", "kind", "about"), name="pd_personalize_remark_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"


class Placement(models.Model):
    """Derived: the levels a finished sitting gave, with the receipt.

    .. pii: A teacher's estimated levels
    .. pii_types: other
    .. pii_retirement: local_api
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="placement")
    engine_version = models.CharField(max_length=16)
    levels = models.JSONField(help_text="What the receipt decides, for whoever needs no reasons")
    summary = models.JSONField(default=dict, help_text="What else the receipt says that is counted of many teachers")
    receipt = models.JSONField()

    def __str__(self) -> str:
        return f"placement of {self.attempt}"


class SectionState(Owned):
    """Derived: a section's state for a teacher when it was last settled.

    .. pii: A teacher's progress through the sections
    .. pii_types: other
    .. pii_retirement: local_api
    """

    section_id = models.CharField(max_length=ID_LENGTH)
    state = models.CharField(max_length=16)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "pathway", "section_id"), name="pd_personalize_one_state"),
        )

    def __str__(self) -> str:
        return f"{self.section_id}: {self.state}"
