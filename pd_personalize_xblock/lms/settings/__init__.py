"""What the package adds to the LMS's settings. Imported while those are being made: nothing here may need them."""

from __future__ import annotations

from typing import Any

OVERRIDE = "pd_personalize_xblock.lms.override.HeldSectionOverride"
STEP = "pd_personalize_xblock.lms.filters.SayWhatOpensIt"
RATING = r"^/pd_personalize/rate/"
"""The pages on which colleagues rate: each address holds a secret, and the platform logs every address but these."""
CREDENTIALS = r"^/pd_personalize/credentials/"
"""Credentials, their status and the keys: who looks at one, or has it checked, is nobody's business here."""
FILTER = "org.openedx.learning.xblock.render.started.v1"


def add_override(settings: Any) -> None:
    """Add our field override behind those that are there."""
    providers = getattr(settings, "FIELD_OVERRIDE_PROVIDERS", ())
    if OVERRIDE not in providers:
        settings.FIELD_OVERRIDE_PROVIDERS = type(providers)([*providers, OVERRIDE])


def add_filter_step(settings: Any) -> None:
    """Add our step behind those that are there, in whichever form they are written; what else is set of them stays."""
    config = dict(getattr(settings, "OPEN_EDX_FILTERS_CONFIG", None) or {})
    there = config.get(FILTER) or {}
    steps = there.get("pipeline", []) if isinstance(there, dict) else there
    steps = [steps] if isinstance(steps, str) else list(steps)
    if STEP in steps:
        return
    steps.append(STEP)
    config[FILTER] = {**there, "pipeline": steps} if isinstance(there, dict) else steps
    settings.OPEN_EDX_FILTERS_CONFIG = config


def keep_out_of_the_log(settings: Any) -> None:
    """Have the platform's tracking log leave out who rates, where and what they say, and who looks at credentials."""
    ignored = getattr(settings, "TRACKING_IGNORE_URL_PATTERNS", [])
    ours = [pattern for pattern in (RATING, CREDENTIALS) if pattern not in ignored]
    settings.TRACKING_IGNORE_URL_PATTERNS = [*ignored, *ours]
