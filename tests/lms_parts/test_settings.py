"""What the package adds to the LMS's settings."""

from __future__ import annotations

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.utils.module_loading import import_string

from pd_personalize_xblock.lms.apps import LmsConfig
from pd_personalize_xblock.lms.settings import CREDENTIALS, FILTER, OVERRIDE, RATING, STEP, common, production
from pd_personalize_xblock.web import credentials

ENVIRONMENTS = (common, production)
THEIRS = "another.plugin.Step"


def pipeline(settings) -> list[str]:
    return settings.OPEN_EDX_FILTERS_CONFIG[FILTER]["pipeline"]


@pytest.mark.parametrize("environment", ["common", "production"])
def test_the_platform_finds_the_settings_below_the_apps_own_module(environment):
    config = LmsConfig.plugin_app["settings_config"]["lms.djangoapp"][environment]

    assert callable(import_module(f"{LmsConfig.name}.{config['relative_path']}").plugin_settings)


def test_what_the_settings_name_can_be_imported():
    assert import_string(OVERRIDE).enabled_for(None) is False
    assert import_string(STEP).run_filter


@pytest.mark.parametrize("module", ENVIRONMENTS)
@pytest.mark.parametrize("kind", [tuple, list])
def test_the_override_comes_once_and_last_and_keeps_the_kind_of_sequence(module, kind):
    settings = SimpleNamespace(FIELD_OVERRIDE_PROVIDERS=kind(["theirs"]))
    module.plugin_settings(settings)
    module.plugin_settings(settings)

    assert kind(["theirs", OVERRIDE]) == settings.FIELD_OVERRIDE_PROVIDERS


@pytest.mark.parametrize("module", ENVIRONMENTS)
def test_rating_and_credentials_are_left_out_of_the_tracking_log_once_beside_what_is_left_out_already(module):
    settings = SimpleNamespace(TRACKING_IGNORE_URL_PATTERNS=[r"^/event"])
    module.plugin_settings(settings)
    module.plugin_settings(settings)

    assert [r"^/event", RATING, CREDENTIALS] == settings.TRACKING_IGNORE_URL_PATTERNS


@pytest.mark.parametrize("address", [str(each.pattern) for each in credentials.urlpatterns])
def test_every_address_by_which_a_credential_is_checked_is_left_out_of_the_tracking_log(address):
    assert re.match(CREDENTIALS, f"/pd_personalize/{address}")


def test_production_adds_again_what_a_configuration_file_replaced():
    settings = SimpleNamespace()
    common.plugin_settings(settings)
    settings.FIELD_OVERRIDE_PROVIDERS = ["from the file"]
    settings.OPEN_EDX_FILTERS_CONFIG = {FILTER: {"pipeline": [THEIRS], "fail_silently": False}}
    production.plugin_settings(settings)

    assert settings.FIELD_OVERRIDE_PROVIDERS == ["from the file", OVERRIDE]
    assert settings.OPEN_EDX_FILTERS_CONFIG == {FILTER: {"pipeline": [THEIRS, STEP], "fail_silently": False}}


def test_an_operators_word_on_the_override_stands():
    settings = SimpleNamespace(PD_PERSONALIZE_FIELD_OVERRIDE=False)
    common.plugin_settings(settings)
    production.plugin_settings(settings)

    assert settings.PD_PERSONALIZE_FIELD_OVERRIDE is False


def test_the_override_is_on_unless_somebody_says_otherwise():
    settings = SimpleNamespace()
    common.plugin_settings(settings)

    assert settings.PD_PERSONALIZE_FIELD_OVERRIDE is True


@pytest.mark.parametrize("module", ENVIRONMENTS)
def test_without_other_filters_ours_is_the_only_step_and_failures_stay_as_the_platform_has_them(module):
    settings = SimpleNamespace()
    module.plugin_settings(settings)
    module.plugin_settings(settings)

    assert settings.OPEN_EDX_FILTERS_CONFIG == {FILTER: {"pipeline": [STEP]}}


@pytest.mark.parametrize(
    ("theirs", "together"),
    [
        ({"pipeline": [THEIRS], "log_level": "debug"}, {"pipeline": [THEIRS, STEP], "log_level": "debug"}),
        ({"pipeline": (THEIRS,), "fail_silently": False}, {"pipeline": [THEIRS, STEP], "fail_silently": False}),
        ({"fail_silently": False}, {"pipeline": [STEP], "fail_silently": False}),
        ([THEIRS], [THEIRS, STEP]),
        (THEIRS, [THEIRS, STEP]),
        ({}, {"pipeline": [STEP]}),
        (None, {"pipeline": [STEP]}),
    ],
)
def test_steps_of_others_stay_in_front_in_every_way_to_write_them(theirs, together):
    settings = SimpleNamespace(OPEN_EDX_FILTERS_CONFIG={FILTER: theirs, "another.filter": [THEIRS]})
    common.plugin_settings(settings)
    common.plugin_settings(settings)

    assert {FILTER: together, "another.filter": [THEIRS]} == settings.OPEN_EDX_FILTERS_CONFIG


def test_a_configuration_shared_with_others_is_not_changed_in_place():
    shared = {FILTER: {"pipeline": [THEIRS]}}
    settings = SimpleNamespace(OPEN_EDX_FILTERS_CONFIG=shared)
    common.plugin_settings(settings)

    assert shared == {FILTER: {"pipeline": [THEIRS]}}
    assert pipeline(settings) == [THEIRS, STEP]
