"""The Django app, for the LMS, for Studio and for the workbench."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Records of definitions, answers, choices, evidence and openings.

    The platform installs only plugin apps that have a ``plugin_app``, be it empty; what the LMS
    calls is in ``lms.apps``.
    """

    name = "pd_personalize_xblock.records"
    label = "pd_personalize"
    verbose_name = "Personal pathways"
    default_auto_field = "django.db.models.BigAutoField"
    plugin_app: ClassVar[dict[str, object]] = {}

    def ready(self) -> None:
        """Make known what Celery, which looks for ``tasks`` alone, would not find."""
        from . import findings_tasks, grade_tasks, staff_tasks  # noqa: F401
