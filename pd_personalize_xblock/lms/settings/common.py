"""Settings of every LMS with this package."""

from __future__ import annotations

from typing import Any

from . import add_filter_step, add_override, keep_out_of_the_log
from .xapi import allow_xapi_events


def plugin_settings(settings: Any) -> None:
    """Add what holds handlers shut and what says why."""
    # .. toggle_name: PD_PERSONALIZE_FIELD_OVERRIDE
    # .. toggle_implementation: DjangoSetting
    # .. toggle_default: True
    # .. toggle_description: Hides the components below a section that a pathway holds from the teacher it is held for,
    #   so that their handlers and direct links answer 404. Without it the platform's own lock remains: it covers every
    #   page, but whoever knows a component's usage key can post to its handlers, as with its own prerequisites.
    # .. toggle_use_cases: open_edx
    # .. toggle_creation_date: 2026-11-25
    settings.PD_PERSONALIZE_FIELD_OVERRIDE = getattr(settings, "PD_PERSONALIZE_FIELD_OVERRIDE", True)
    add_override(settings)
    add_filter_step(settings)
    allow_xapi_events(settings)
    keep_out_of_the_log(settings)
