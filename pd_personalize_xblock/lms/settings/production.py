"""Settings of a production LMS, whose configuration file may have put others in place of the common ones."""

from __future__ import annotations

from typing import Any

from . import add_filter_step, add_override, keep_out_of_the_log
from .xapi import allow_xapi_events


def plugin_settings(settings: Any) -> None:
    """Add again what the operator's configuration may have replaced; what it sets stays set."""
    add_override(settings)
    add_filter_step(settings)
    allow_xapi_events(settings)
    keep_out_of_the_log(settings)
