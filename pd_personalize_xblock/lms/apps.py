"""The Django app of the LMS alone: what it calls when something happens."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig, apps


class LmsConfig(AppConfig):
    """Brings settings and connects the receivers.

    ``plugin_app`` is what the platform's plugin loader reads, and it looks for ``relative_path``
    below this app's own name; elsewhere receivers are connected by hand.
    """

    name = "pd_personalize_xblock.lms"
    label = "pd_personalize_lms"
    verbose_name = "Personal pathways in the LMS"
    plugin_app: ClassVar[dict[str, object]] = {
        "url_config": {
            "lms.djangoapp": {"namespace": "pd_personalize", "regex": r"^pd_personalize/", "relative_path": "urls"}
        },
        "settings_config": {
            "lms.djangoapp": {
                "common": {"relative_path": "settings.common"},
                "production": {"relative_path": "settings.production"},
            }
        },
        "signals_config": {
            "lms.djangoapp": {
                "relative_path": "receivers",
                "receivers": [
                    {
                        "receiver_func_name": "completion_saved",
                        "signal_path": "django.db.models.signals.post_save",
                        "sender_path": "completion.models.BlockCompletion",
                        "dispatch_uid": "pd_personalize.completion_saved",
                    },
                    {
                        "receiver_func_name": "grade_saved",
                        "signal_path": "django.db.models.signals.post_save",
                        "sender_path": "lms.djangoapps.grades.models.PersistentSubsectionGrade",
                        "dispatch_uid": "pd_personalize.grade_saved",
                    },
                    {
                        "receiver_func_name": "state_deleted",
                        "signal_path": "django.db.models.signals.post_delete",
                        "sender_path": "lms.djangoapps.courseware.models.StudentModule",
                        "dispatch_uid": "pd_personalize.state_deleted",
                    },
                    {
                        "receiver_func_name": "user_retired",
                        "signal_path": "openedx.core.djangoapps.user_api.accounts.signals.USER_RETIRE_LMS_MISC",
                        "dispatch_uid": "pd_personalize.user_retired",
                    },
                ],
            }
        },
    }

    def ready(self) -> None:
        """Offer the leaders' role; register the xAPI statements where something would send them."""
        from ..platform import leaders

        leaders.offer_role()
        if apps.is_installed("event_routing_backends"):
            from . import xapi  # noqa: F401
