"""Our events' names among those that edx-event-routing-backends lets through."""

from __future__ import annotations

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from event_routing_backends.settings.common import plugin_settings

from pd_personalize_xblock.lms.settings.xapi import ALLOWED, allow_xapi_events
from pd_personalize_xblock.platform.events import EVENT_NAMES

from .samples import LMS

OURS = set(EVENT_NAMES)


def theirs(settings: Any) -> None:
    """What edx-event-routing-backends adds to an LMS's settings."""
    plugin_settings(settings)


def lms_settings(**fields: Any) -> SimpleNamespace:
    return SimpleNamespace(LMS_ROOT_URL=LMS, **fields)


def whitelists(settings: Any) -> list[set[str]]:
    """The names let through on the way to an xAPI statement, from the outside in."""
    outer = settings.EVENT_TRACKING_BACKENDS["event_transformer"]["OPTIONS"]
    return [set(options["processors"][0]["OPTIONS"]["whitelist"]) for options in _path(outer, "xapi")]


def _path(outer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [outer, outer["backends"][name]["OPTIONS"]]


@pytest.mark.parametrize("order", [(theirs, allow_xapi_events), (allow_xapi_events, theirs)], ids=["after", "before"])
def test_whichever_plugin_comes_first_our_events_pass_beside_theirs(order):
    settings = lms_settings()

    for plugin in order:
        plugin(settings)

    assert all(names >= OURS | {"problem_check"} for names in whitelists(settings))
    assert getattr(settings, ALLOWED).count("pd_personalize.placement_made") == 1
    assert settings.EVENT_BUS_TRACKING_LOGS >= OURS


def test_a_second_call_adds_nothing():
    settings = lms_settings()
    theirs(settings)
    allow_xapi_events(settings)
    once = deepcopy(vars(settings))

    allow_xapi_events(settings)

    assert vars(settings) == once


def test_nothing_of_ours_is_let_through_to_caliper_which_has_no_form_for_it():
    settings = lms_settings()
    theirs(settings)
    allow_xapi_events(settings)

    outer = settings.EVENT_TRACKING_BACKENDS["event_transformer"]["OPTIONS"]
    caliper = _path(outer, "caliper")[1]["processors"][0]["OPTIONS"]["whitelist"]

    assert not OURS & set(caliper)


@pytest.mark.parametrize("kind", [list, set, tuple, frozenset], ids=lambda kind: kind.__name__)
def test_a_setting_of_any_kind_of_collection_is_added_to(kind):
    settings = lms_settings(**{ALLOWED: kind(["problem_check"])})

    allow_xapi_events(settings)

    assert set(getattr(settings, ALLOWED)) == {"problem_check"} | OURS


@pytest.mark.parametrize("backends", [None, {}, {"tracking_logs": {"ENGINE": "a.Logger", "OPTIONS": {"name": "x"}}}])
def test_backends_that_make_no_statements_stay_as_they_are(backends):
    settings = lms_settings(EVENT_TRACKING_BACKENDS=deepcopy(backends))

    allow_xapi_events(settings)

    assert backends == settings.EVENT_TRACKING_BACKENDS


def test_without_the_setting_there_is_one_with_our_names():
    settings = lms_settings()

    allow_xapi_events(settings)

    assert getattr(settings, ALLOWED) == list(EVENT_NAMES)
    assert not hasattr(settings, "EVENT_BUS_TRACKING_LOGS")
