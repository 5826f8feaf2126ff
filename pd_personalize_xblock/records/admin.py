"""What an operator may look at. Records are the truth: nothing is edited here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from . import models


class ReadOnly(admin.ModelAdmin):
    """Looking, not touching: what was recorded stays as it was recorded."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records come from the block alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A changed record could not be replayed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was open stays open."""
        return False


@admin.register(models.DefinitionVersion)
class DefinitionVersionAdmin(ReadOnly):
    """Versions of definitions, newest first."""

    list_display: ClassVar = ["hash", "created_at"]
    ordering: ClassVar = ["-created_at"]


@admin.register(models.PathwayBlock)
class PathwayBlockAdmin(ReadOnly):
    """Pathway blocks, by course."""

    list_display: ClassVar = ["block_key", "course_key", "in_force", "in_force_since"]
    search_fields: ClassVar = ["block_key", "course_key"]


@admin.register(models.CalibrationProposal)
class CalibrationProposalAdmin(ReadOnly):
    """What calibration has offered to authors."""

    list_display: ClassVar = ["pathway", "teachers", "made_at"]
    search_fields: ClassVar = ["pathway__block_key"]


@admin.register(models.Attempt)
class AttemptAdmin(ReadOnly):
    """Sittings: how far, not what was answered."""

    list_display: ClassVar = ["user", "pathway", "number", "status", "started_at", "ended_at"]
    list_filter: ClassVar = ["status"]
    search_fields: ClassVar = ["user__username", "pathway__block_key"]
    raw_id_fields: ClassVar = ["user"]


@admin.register(models.Opening, models.SectionState)
class OwnedAdmin(ReadOnly):
    """Rows about one teacher in one pathway."""

    list_display: ClassVar = ["user", "pathway", "__str__"]
    search_fields: ClassVar = ["user__username", "pathway__block_key"]


@admin.register(models.Evidence, models.SignOff)
class EvidenceAdmin(OwnedAdmin):
    """What work was done, and who vouched for it; not what anybody wrote about it."""

    exclude: ClassVar = ["note"]


@admin.register(models.Remark)
class RemarkAdmin(OwnedAdmin):
    """That a teacher said something, and about what; neither the words nor how they rate or see themself."""

    exclude: ClassVar = ["text", "value"]


@admin.register(models.Choice)
class ChoiceAdmin(OwnedAdmin):
    """What a teacher decided; not why."""

    exclude: ClassVar = ["reason"]
