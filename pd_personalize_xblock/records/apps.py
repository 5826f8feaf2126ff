"""The Django app, for the LMS, for Studio and for the workbench."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig

RECEIVERS = "pd_personalize_xblock.lms.receivers"


class RecordsConfig(AppConfig):
    """Records of definitions, answers, choices, evidence and openings.

    ``plugin_app`` is what the platform's plugin loader reads; elsewhere receivers are connected by
    hand.
    """

    name = "pd_personalize_xblock.records"
    label = "pd_personalize"
    verbose_name = "Personal pathways"
    default_auto_field = "django.db.models.BigAutoField"
    plugin_app: ClassVar[dict[str, object]] = {
        "signals_config": {
            "lms.djangoapp": {
                "relative_path": "receivers",
                "receivers": [
                    {
                        "receiver_func_name": "completion_saved",
                        "signal_path": "django.db.models.signals.post_save",
                        "sender_path": "completion.models.BlockCompletion",
                        "dispatch_uid": "pd_personalize.completion_saved",
                    }
                ],
            }
        },
    }
