"""Lets a pathway's events through to a learning record store. Imported while settings are being made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pd_personalize_xblock.platform.events import EVENT_NAMES

ALLOWED = "EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS"
ON_THE_EVENT_BUS = "EVENT_BUS_TRACKING_LOGS"
WHITELIST = "eventtracking.processors.whitelist.NameWhitelistProcessor"
TRANSFORMER = "event_routing_backends.processors.xapi.transformer_processor.XApiProcessor"


def allow_xapi_events(settings: Any) -> None:
    """Add our events' names wherever edx-event-routing-backends looks for allowed ones; a second call adds nothing.

    Plugins come in no particular order. Where that package's settings are still to come it builds on
    the list it finds; where they are there, its backends hold copies of the names, which are added to.
    """
    setattr(settings, ALLOWED, _with_ours(getattr(settings, ALLOWED, [])))
    if hasattr(settings, ON_THE_EVENT_BUS):
        setattr(settings, ON_THE_EVENT_BUS, _with_ours(getattr(settings, ON_THE_EVENT_BUS)))
    for backend in (getattr(settings, "EVENT_TRACKING_BACKENDS", None) or {}).values():
        _let_through(backend)


def _let_through(backend: Any) -> bool:
    """Add our names to every whitelist before an xAPI transformer; return whether there is one in this backend."""
    options = backend.get("OPTIONS", {}) if isinstance(backend, dict) else {}
    processors = options.get("processors", [])
    below = [_let_through(nested) for nested in options.get("backends", {}).values()]
    leads_there = any(below) or any(processor.get("ENGINE") == TRANSFORMER for processor in processors)
    for processor in processors:
        if leads_there and processor.get("ENGINE") == WHITELIST:
            whitelist = processor.setdefault("OPTIONS", {})
            whitelist["whitelist"] = _with_ours(whitelist.get("whitelist") or [])
    return leads_there


def _with_ours(names: Iterable[str]) -> Any:
    """Add our names to a list or set, in place: others may hold the same one. Of what cannot change, return a list."""
    if isinstance(names, set):
        names.update(EVENT_NAMES)
        return names
    allowed = names if isinstance(names, list) else list(names)
    allowed.extend(name for name in EVENT_NAMES if name not in allowed)
    return allowed
