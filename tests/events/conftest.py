"""Event tracking that keeps what it is told, and the road to a learning record store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from eventtracking import tracker
from eventtracking.django.django_tracker import DjangoTracker
from eventtracking.locator import ThreadLocalContextLocator
from eventtracking.processors.exceptions import EventEmissionExit

from pd_personalize_xblock.lms.settings.xapi import allow_xapi_events

from .samples import LMS, ROUTING_APPS

TrackingEvent = dict[str, Any]


class Kept:
    """A tracking backend."""

    def __init__(self) -> None:
        self.events: list[TrackingEvent] = []

    def send(self, event: TrackingEvent) -> None:
        self.events.append(event)


@pytest.fixture(autouse=True)
def _admin_as_it_was() -> Iterator[None]:
    """An app that is installed for one test registers with the admin, which would then look for it in every other."""
    before = dict(admin.site._registry)
    yield
    admin.site._registry.clear()
    admin.site._registry.update(before)


@pytest.fixture
def tracked() -> Iterator[list[TrackingEvent]]:
    """All that is sent to event tracking."""
    before, kept = tracker.get_tracker(), Kept()
    tracker.register_tracker(tracker.Tracker({"kept": kept}, ThreadLocalContextLocator()))
    yield kept.events
    tracker.register_tracker(before)


@pytest.fixture
def statements_of(settings, monkeypatch) -> Callable[[TrackingEvent], list[dict[str, Any]]]:
    """Takes a tracking event through edx-event-routing-backends as its own settings set it up, with ours added.

    Two look-ups that need the LMS are answered here: who a user id stands for, and what a course is called.
    """
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, *ROUTING_APPS, "pd_personalize_xblock.lms.apps.LmsConfig"]
    settings.LMS_ROOT_URL = LMS
    from event_routing_backends.processors.xapi import transformer
    from event_routing_backends.settings.common import plugin_settings

    monkeypatch.setattr(transformer, "get_anonymous_user_id", lambda user_id, kind: f"{kind}-{user_id}")
    monkeypatch.setattr(transformer, "get_course_from_id", lambda course_key: {"display_name": "A course"})
    plugin_settings(settings)
    allow_xapi_events(settings)
    outer = DjangoTracker().backends["event_transformer"]

    def statements_of(event: TrackingEvent) -> list[dict[str, Any]]:
        try:
            return outer.backends["xapi"].process_event(outer.process_event(event))
        except EventEmissionExit:
            return []

    return statements_of
