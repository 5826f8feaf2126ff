"""The Django app of Studio alone: what it calls when something happens."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Connects the receivers: courses are published in Studio's process, and no other hears of it."""

    name = "pd_personalize_xblock.cms"
    label = "pd_personalize_cms"
    verbose_name = "Personal pathways in Studio"
    plugin_app: ClassVar[dict[str, object]] = {
        "signals_config": {
            "cms.djangoapp": {
                "relative_path": "receivers",
                "receivers": [
                    {
                        "receiver_func_name": name,
                        "signal_path": f"xmodule.modulestore.django.{name.upper()}",
                        "dispatch_uid": f"pd_personalize.{name}",
                    }
                    for name in ("course_published", "course_deleted")
                ],
            }
        },
    }
