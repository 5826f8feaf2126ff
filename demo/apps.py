"""The demo as a Django app: what the LMS's plugin machinery would connect, by hand."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_save


class DemoConfig(AppConfig):
    """Connects the package's receivers."""

    name = "demo"
    verbose_name = "Demo course"

    def ready(self) -> None:
        from completion.models import BlockCompletion

        from pd_personalize_xblock.lms.receivers import completion_saved

        post_save.connect(completion_saved, sender=BlockCompletion, dispatch_uid="demo.completion_saved")
