"""What passes between a teacher and other people, each by the teacher's own decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .owned import Owned
from .pathways import ID_LENGTH, DefinitionVersion, PathwayBlock


class Consent(Owned):
    """A teacher lets a coach look at their profile, pathway and evidence, until they withdraw it.

    .. pii: Whom a teacher lets look
    .. pii_types: other
    .. pii_retirement: local_api
    """

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("user", "pathway"), name="pd_personalize_consent_owner"),
            models.Index(fields=("coach", "pathway"), name="pd_personalize_consent_coach"),
        )

    def __str__(self) -> str:
        return f"consent of user {self.user_id}"


class Look(Owned):
    """Somebody looked at a teacher's profile; the teacher sees who, and when.

    .. pii: Who looked at a teacher
    .. pii_types: other
    .. pii_retirement: local_api
    """

    class By(models.TextChoices):
        COACH = "coach"
        STAFF = "staff"

    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.CharField(max_length=16, choices=By.choices)
    looked_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("user", "pathway"), name="pd_personalize_look_owner"),)

    def __str__(self) -> str:
        return f"{self.by} looked at user {self.user_id}"


class Export(models.Model):
    """Somebody of the course's staff took a list of every teacher's levels; every teacher of the pathway sees it.

    .. pii: Who took a list, and when
    .. pii_types: other
    .. pii_retirement: local_api
    """

    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="exports")
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    what = models.CharField(max_length=16)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("pathway", "taken_at"), name="pd_personalize_export_last"),)

    def __str__(self) -> str:
        return f"{self.what} of {self.pathway}"


class Invitation(Owned):
    """A teacher asks somebody to rate the same rubric, by a link that works once. Only the link's hash is kept.

    ``answers`` are what was given, each as competency, item (empty where its levels were asked for) and the position of
    the option; ``levels`` are what they come to per competency, None where the other could not say.

    .. pii: Whom a teacher asked for a rating, in the teacher's words, and the rating
    .. pii_types: other
    .. pii_retirement: local_api
    """

    class Role(models.TextChoices):
        COLLEAGUE = "colleague"
        COACH = "coach"

    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=16, choices=Role.choices)
    label = models.CharField(max_length=100, blank=True, help_text="Whom it is for, in the teacher's words")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=list, blank=True)
    levels = models.JSONField(default=dict, blank=True)
    comment = models.TextField(blank=True)
    shared_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when those who may look at the teacher see it too"
    )

    class Meta:
        indexes = (models.Index(fields=("user", "pathway"), name="pd_personalize_invite_owner"),)

    def __str__(self) -> str:
        return f"invitation of user {self.user_id}"


class OptIn(Owned):
    """A teacher wants to be matched with colleagues of the same course, until they leave.

    .. pii: That a teacher looks for colleagues
    .. pii_types: other
    .. pii_retirement: local_api
    """

    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "pathway"), name="pd_personalize_one_opt_in"),)

    def __str__(self) -> str:
        return f"user {self.user_id} looks for colleagues"


class Introduction(Owned):
    """Two teachers who may learn from each other; each is told the other's name once both have agreed.

    ``user`` and ``other`` are equals: the lower user id is ``user``.

    .. pii: Which teachers were matched, and why
    .. pii_types: other
    .. pii_retirement: local_api
    """

    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    about = models.CharField(max_length=ID_LENGTH, help_text="The competency that the match is about")
    why = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    user_agreed_at = models.DateTimeField(null=True, blank=True)
    other_agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "other", "pathway"), name="pd_personalize_one_introduction"),
        )
        indexes = (models.Index(fields=("other", "pathway"), name="pd_personalize_intro_other"),)

    def __str__(self) -> str:
        return f"{self.kind} of users {self.user_id} and {self.other_id}"


class StudyGroup(models.Model):
    """Which of the platform's cohorts is the study group at a section. What the cohort is called is staff's to change.

    .. no_pii:
    """

    pathway = models.ForeignKey(PathwayBlock, on_delete=models.CASCADE, related_name="study_groups")
    section_id = models.CharField(max_length=ID_LENGTH)
    cohort_id = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The platform's; empty before it is made"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("pathway", "section_id"), name="pd_personalize_one_study_group"),
        )

    def __str__(self) -> str:
        return f"{self.pathway}: {self.section_id}"
