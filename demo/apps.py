"""The demo as a Django app: what the LMS's plugin machinery would connect, by hand."""

from __future__ import annotations

from celery import Celery
from django.apps import AppConfig
from django.db.models.signals import post_save


class DemoConfig(AppConfig):
    """Connects the package's receivers."""

    name = "demo"
    verbose_name = "Demo course"

    def ready(self) -> None:
        # No broker and no worker here: a task runs at once, where the platform's would run a little later.
        Celery("demo", set_as_current=True).conf.update(task_always_eager=True, task_eager_propagates=True)

        from completion.models import BlockCompletion

        from pd_personalize_xblock.lms.receivers import completion_saved

        post_save.connect(completion_saved, sender=BlockCompletion, dispatch_uid="demo.completion_saved")
