"""What an operator is told: every check switched on and off."""

from __future__ import annotations

import json
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from edx_django_utils.cache import RequestCache
from milestones.models import Milestone, MilestoneRelationshipType
from waffle.models import Switch

from pd_personalize_xblock.platform import readiness
from pd_personalize_xblock.platform.readiness import LOCK_PAGE_FILTER, State, checks, missing_for_author
from pd_personalize_xblock.records import course_readiness, models

from ..builders import a_definition
from . import course
from .course import BLOCK, COURSE, subsection


@pytest.fixture(autouse=True)
def _running_site(monkeypatch):
    """Background work is set up, and nothing is cached."""
    RequestCache.clear_all_namespaces()
    set_broker(monkeypatch, "redis://localhost/0")


def set_broker(monkeypatch, url: str | None, *, is_eager: bool = False) -> None:
    conf = SimpleNamespace(task_always_eager=is_eager, broker_url=url)
    monkeypatch.setattr("celery.current_app", SimpleNamespace(conf=conf))


@pytest.fixture
def lms(settings, monkeypatch):
    """The settings of an LMS in which the package's plugin has set up all of its own."""
    settings.SERVICE_VARIANT = "lms"
    settings.FIELD_OVERRIDE_PROVIDERS = ("somebody.Else", "pd_personalize_xblock.lms.override.HeldSections")
    settings.OPEN_EDX_FILTERS_CONFIG = {
        LOCK_PAGE_FILTER: {"fail_silently": True, "pipeline": ["pd_personalize_xblock.lms.filters.SayWhy"]}
    }
    without(monkeypatch, None, also="pd_personalize_xblock.lms")
    return settings


def without(monkeypatch, gone: str | None, *, also: str | None = None) -> None:
    """Pretend that an app is not installed, or that another one is."""
    real = apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: name != gone and (name == also or real(name)))


def states() -> dict[str, State]:
    return {check.name: check.state for check in checks()}


def troubles() -> dict[str, State]:
    return {name: state for name, state in states().items() if state is not State.OK}


def check_command(*args: str) -> tuple[str, str]:
    """Return what the command prints, and its refusal."""
    out = StringIO()
    refusal = ""
    try:
        call_command("pd_personalize_check", *args, stdout=out)
    except CommandError as error:
        refusal = str(error)
    return out.getvalue(), refusal


def switch_completion(is_on: bool) -> None:
    Switch.objects.filter(name="completion.enable_completion_tracking").update(active=is_on)
    cache.clear()
    RequestCache.clear_all_namespaces()


def test_where_all_is_switched_on_every_check_is_ok(lms):
    assert troubles().keys() <= {"xAPI"}
    assert len(states()) >= 8
    assert check_command()[1] == ""


@pytest.mark.parametrize("features", [{}, {"MILESTONES_APP": False}])
def test_the_milestones_feature_is_asked_for(lms, features):
    lms.FEATURES = features

    assert troubles()["milestones feature"] is State.MISSING
    assert check_command()[1] == "missing: milestones feature"


def test_the_milestones_app_is_asked_for(lms, monkeypatch):
    without(monkeypatch, "milestones", also="pd_personalize_xblock.lms")

    assert troubles()["milestones app"] is State.MISSING


@pytest.mark.parametrize("how", ["deleted", "inactive"])
def test_the_relationship_type_is_asked_for(lms, how):
    requires = MilestoneRelationshipType.objects.filter(name="requires")
    requires.delete() if how == "deleted" else requires.update(active=False)

    assert troubles()["milestones app"] is State.MISSING


def test_the_completion_app_is_asked_for(lms, monkeypatch):
    without(monkeypatch, "completion", also="pd_personalize_xblock.lms")

    assert troubles()["completion tracking"] is State.MISSING


def test_the_completion_switch_is_asked_for(lms):
    switch_completion(False)

    (found,) = [check for check in checks() if check.state is State.MISSING]
    assert found.detail == "finished course work opens nothing"
    assert found.how == "manage.py lms waffle_switch completion.enable_completion_tracking on --create"


def test_tables_that_are_not_there_yet_are_no_error_of_the_check(lms, monkeypatch):
    monkeypatch.setattr("django.db.connection.introspection.table_names", lambda *cursor: [])

    assert {"milestones app", "completion tracking"} <= troubles().keys()


def test_migrations_are_asked_for(lms):
    MigrationRecorder.Migration.objects.filter(app="pd_personalize").delete()

    assert troubles()["tables of pathways"] is State.MISSING
    assert "missing: tables of pathways" in check_command("--course", COURSE)[1]


def test_the_app_that_listens_in_the_lms_is_asked_for(lms, monkeypatch):
    without(monkeypatch, "pd_personalize_xblock.lms")

    assert troubles()["receivers in the LMS"] is State.MISSING


@pytest.mark.parametrize("providers", [(), ("somebody.Else",), None])
def test_a_missing_field_override_is_a_warning(lms, providers):
    if providers is None:
        del lms.FIELD_OVERRIDE_PROVIDERS
    else:
        lms.FIELD_OVERRIDE_PROVIDERS = providers

    assert troubles()["field override"] is State.WARNING
    assert check_command()[1] == ""


@pytest.mark.parametrize("config", [{}, {LOCK_PAGE_FILTER: []}, {LOCK_PAGE_FILTER: {"pipeline": ["somebody.Else"]}}])
def test_a_missing_filter_step_is_a_warning(lms, config):
    lms.OPEN_EDX_FILTERS_CONFIG = config

    assert troubles()["filter step"] is State.WARNING
    assert check_command()[1] == ""


@pytest.mark.parametrize("config", ["pd_personalize_xblock.lms.filters.SayWhy", ["pd_personalize_xblock.x.Y"]])
def test_a_filter_may_be_configured_by_a_name_or_a_list(lms, config):
    lms.OPEN_EDX_FILTERS_CONFIG = {LOCK_PAGE_FILTER: config}

    assert "filter step" not in troubles()


def test_without_a_broker_there_is_a_warning(lms, monkeypatch):
    set_broker(monkeypatch, None)

    assert troubles()["background work"] is State.WARNING
    assert check_command()[1] == ""


def test_where_background_work_is_done_at_once_no_broker_is_asked_for(lms, monkeypatch):
    set_broker(monkeypatch, None, is_eager=True)

    assert "background work" not in troubles()


@pytest.mark.parametrize("is_installed", [True, False])
def test_xapi_is_a_note_where_it_is_installed(lms, monkeypatch, is_installed):
    monkeypatch.setattr(readiness, "find_spec", lambda name: object() if is_installed else None)

    assert (states().get("xAPI") is State.NOTE) is is_installed


def test_studio_does_not_judge_settings_of_the_lms(settings):
    settings.SERVICE_VARIANT = "cms"

    assert {"field override", "filter step", "receivers in the LMS"}.isdisjoint(states())
    assert troubles()["settings of the LMS"] is State.NOTE


@pytest.mark.parametrize("is_installed", [True, False])
def test_the_app_that_listens_in_studio_is_asked_for(settings, monkeypatch, is_installed):
    settings.SERVICE_VARIANT = "cms"
    without(monkeypatch, None, also="pd_personalize_xblock.cms" if is_installed else None)

    assert states()["receivers in Studio"] is (State.OK if is_installed else State.MISSING)


def test_a_host_that_is_neither_has_no_such_checks():
    """As the demo and the workbench."""
    assert troubles().keys() <= {"xAPI"}


def test_every_trouble_says_what_happens_and_what_to_do(settings, monkeypatch):
    settings.SERVICE_VARIANT = "lms"
    settings.FEATURES = {}
    for app in ("milestones", "completion"):
        without(monkeypatch, app)
    set_broker(monkeypatch, None)

    bad = [check for check in checks() if check.state in (State.MISSING, State.WARNING)]
    assert len(bad) >= 6
    assert all(check.detail and check.how for check in bad)


def test_the_text_has_one_aligned_line_for_each_check(lms):
    switch_completion(False)

    lines = check_command()[0].splitlines()
    assert len(lines) == len(checks())
    (line,) = [line for line in lines if line.startswith("missing")]
    assert line.split("  ")[0] == "missing"
    names = {line[9:].partition("  ")[0] for line in lines}
    assert names == states().keys()
    assert len({line.index(check.detail) for line, check in zip(lines, checks(), strict=True) if check.detail}) <= 1


def test_json_says_the_same_and_whether_all_is_ready(lms):
    ready = json.loads(check_command("--json")[0])
    switch_completion(False)
    out, refusal = check_command("--json")

    found = json.loads(out)
    assert (ready["ready"], found["ready"]) == (True, False)
    assert found["checks"] == [check.as_dict() for check in checks()]
    assert refusal == "missing: completion tracking"


# The author


def test_where_all_is_switched_on_the_author_is_told_nothing():
    assert missing_for_author(is_firm=True) == []


def test_the_author_of_a_firm_pathway_is_told_that_nothing_is_held(settings):
    settings.FEATURES = {}

    assert "nothing is held: the pathway only advises" in missing_for_author(is_firm=True)[0]
    assert missing_for_author(is_firm=False) == []


def test_the_author_is_told_that_finished_work_opens_nothing():
    switch_completion(False)

    (sentence,) = missing_for_author(is_firm=False)
    assert "finished course work opens nothing" in sentence


# One course


@pytest.fixture
def published():
    course.has("start")
    course.OUTLINE[subsection("start")]["pathways"] = [BLOCK]
    course.publish(a_definition())


def of_course() -> dict[str, tuple[State, str]]:
    return {
        check.name: (check.state, check.detail) for check in course_readiness.course_readiness(COURSE, now=course.NOW)
    }


def test_a_course_that_is_well(published, monkeypatch):
    monkeypatch.setattr(course_readiness, "advanced_modules", lambda key: ("poll", "pd_personalize"))

    found = of_course()
    version = models.DefinitionVersion.objects.get()
    assert {state for state, _ in found.values()} == {State.OK}
    assert found["pathway blocks"][1] == "1"
    assert found["pathway pathway"][1] == f"version {version} (firm) in force since 2026-11-02 16:30 UTC"
    assert check_command("--course", COURSE)[1] == ""


@pytest.mark.parametrize(("has_blocks", "state"), [(True, State.WARNING), (False, State.MISSING)])
def test_a_course_without_the_advanced_module(monkeypatch, has_blocks, state):
    course.has("start")
    course.OUTLINE[subsection("start")]["pathways"] = [BLOCK] if has_blocks else []
    monkeypatch.setattr(course_readiness, "advanced_modules", lambda key: ("poll",))

    assert of_course()["advanced module list"][0] is state


def test_where_courses_cannot_be_read_the_advanced_modules_are_a_note(published):
    assert of_course()["advanced module list"][0] is State.NOTE


def test_a_course_without_a_pathway_is_a_warning():
    course.has("start")

    assert of_course()["pathway blocks"][0] is State.WARNING


def test_a_pathway_without_a_version_in_force_is_missing():
    course.has("start")
    course.OUTLINE[subsection("start")]["pathways"] = [BLOCK]

    assert of_course()["pathway pathway"][0] is State.MISSING


def test_a_pathway_that_no_longer_fits_its_course_is_a_warning(published):
    for level in (2, 3):
        del course.OUTLINE[subsection(f"goals-{level}")]

    state, detail = of_course()["sections of pathway"]
    assert state is State.WARNING
    assert detail == "section goals-2: sequential/goals-2 is not in the published course, and 1 more"


@pytest.mark.parametrize("is_recorded", [True, False])
def test_an_orphan_is_missing(published, is_recorded):
    course.OUTLINE[subsection("start")]["pathways"] = []
    if not is_recorded:
        models.PathwayBlock.objects.all().delete()

    assert of_course()["orphan pathway"][0] is State.MISSING
    assert "missing: orphan pathway" in check_command("--course", COURSE)[1]


def test_an_orphan_that_was_seen_to_is_none(published):
    course.OUTLINE[subsection("start")]["pathways"] = []
    models.PathwayBlock.objects.update(removed_at=course.NOW)
    Milestone.objects.update(active=False)

    assert "orphan pathway" not in of_course()


@pytest.mark.parametrize("key", ["course-v1:No+Such+Course", "nonsense"])
def test_an_unknown_course_is_missing(key):
    assert check_command("--course", key)[1] == "missing: course"
