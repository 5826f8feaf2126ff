"""What an installation still needs: for its operator, and in an author's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

OUR_APP = "pd_personalize"
OUR_LMS_APP = "pd_personalize_xblock.lms"
OUR_CMS_APP = "pd_personalize_xblock.cms"
OUR_CODE = "pd_personalize_xblock."
COMPLETION_SWITCH = "completion.enable_completion_tracking"
LOOK_IN_LMS = "run manage.py lms pd_personalize_check as well"
LOCK_PAGE_FILTER = "org.openedx.learning.xblock.render.started.v1"


class State(StrEnum):
    """How a check ended. Only ``missing`` makes the main job fail."""

    OK = "ok"
    MISSING = "missing"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, what follows from it, and, unless all is well, how it is mended."""

    name: str
    state: State
    detail: str = ""
    how: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return plain values, for JSON."""
        return asdict(self)


def checks() -> list[Check]:
    """Look at everything that this process can see."""
    found = [_milestones_feature(), _milestones_rows(), _completion(), _migrations()]
    if variant() == "lms":
        found += [_receivers(), _override(), _lock_page()]
    elif variant() == "cms":
        found += [
            _studio_receivers(),
            Check("settings of the LMS", State.NOTE, "not seen from here", LOOK_IN_LMS),
        ]
    return [*found, _background_work(), *_xapi()]


def missing_for_author(*, is_firm: bool) -> list[str]:
    """Return, for an author, what keeps sections from being held or opened on this site."""
    found = []
    if is_firm and State.MISSING in (_milestones_feature().state, _milestones_rows().state):
        found.append(
            _("Milestones are off, so nothing is held: the pathway only advises. An operator can switch them on.")
        )
    if _completion().state is State.MISSING:
        found.append(
            _("Completion is not tracked, so finished course work opens nothing. An operator can switch it on.")
        )
    return found


def variant() -> str:
    """Return "lms" or "cms", or "" in a process of neither."""
    return str(getattr(settings, "SERVICE_VARIANT", "") or "")


def check(name: str, is_well: bool, without: str, how: str, *, otherwise: State = State.MISSING) -> Check:
    """Return a check that ended well, or ``otherwise``, with what happens ``without`` it."""
    return Check(name, State.OK) if is_well else Check(name, otherwise, without, how)


def _milestones_feature() -> Check:
    return check(
        "milestones feature",
        bool(getattr(settings, "FEATURES", {}).get("MILESTONES_APP")),
        "nothing is held: every pathway only advises",
        'set FEATURES["MILESTONES_APP"] = True in the LMS and in Studio, and restart both',
    )


def _milestones_rows() -> Check:
    return check(
        "milestones app",
        _has_requires(),
        "nothing can be held: its tables, or the relationship type 'requires' in them, are not there",
        "add milestones to INSTALLED_APPS if it is not there, then: manage.py lms migrate milestones",
    )


def _has_requires() -> bool:
    if not apps.is_installed("milestones"):
        return False
    from milestones.models import MilestoneRelationshipType

    return MilestoneRelationshipType._meta.db_table in _tables() and (
        MilestoneRelationshipType.objects.filter(name="requires", active=True).exists()
    )


def _completion() -> Check:
    name, without = "completion tracking", "finished course work opens nothing"
    if not apps.is_installed("completion"):
        how = "add completion to INSTALLED_APPS, then: manage.py lms migrate completion"
        return Check(name, State.MISSING, without, how)
    how = f"manage.py lms waffle_switch {COMPLETION_SWITCH} on --create"
    return check(name, _is_completion_tracked(), without, how)


def _is_completion_tracked() -> bool:
    from completion.waffle import ENABLE_COMPLETION_TRACKING_SWITCH

    return bool("waffle_switch" in _tables() and ENABLE_COMPLETION_TRACKING_SWITCH.is_enabled())


def _migrations() -> Check:
    return check(
        "tables of pathways",
        are_tables_ready(),
        "the block shows errors: its tables are not there, or not up to date",
        f"manage.py lms migrate {OUR_APP}",
    )


def are_tables_ready() -> bool:
    """Whether every migration of the records was applied."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    unapplied = loader.disk_migrations.keys() - loader.applied_migrations.keys()
    return all(app != OUR_APP for app, _name in unapplied)


def _tables() -> list[str]:
    try:
        return connection.introspection.table_names()
    except DatabaseError:
        return []


def _receivers() -> Check:
    return check(
        "receivers in the LMS",
        apps.is_installed(OUR_LMS_APP),
        "the LMS does not tell pathways of finished work",
        "install the package with pip, so that its entry points are there, in the LMS and its workers",
    )


def _studio_receivers() -> Check:
    return check(
        "receivers in Studio",
        apps.is_installed(OUR_CMS_APP),
        "what is published comes into force only when somebody opens the unit, and deleted pathways leave gates behind",
        "install the package with pip, so that its entry points are there, in Studio and its workers",
    )


def _override() -> Check:
    providers = getattr(settings, "FIELD_OVERRIDE_PROVIDERS", ())
    return check(
        "field override",
        any(provider.startswith(OUR_CODE) for provider in providers),
        "parts of a held section can still be reached by whoever has their address",
        "let nothing replace FIELD_OVERRIDE_PROVIDERS after the package's settings; see its operators' guide",
        otherwise=State.WARNING,
    )


def _lock_page() -> Check:
    return check(
        "filter step",
        any(step.startswith(OUR_CODE) for step in _lock_page_steps()),
        "the page of a held section does not say what opens it",
        f"keep the package's step in OPEN_EDX_FILTERS_CONFIG, under {LOCK_PAGE_FILTER}",
        otherwise=State.WARNING,
    )


def _lock_page_steps() -> list[str]:
    """Return the steps of the filter's pipeline, which may be written as one name, a list or a dictionary."""
    configured = getattr(settings, "OPEN_EDX_FILTERS_CONFIG", {}).get(LOCK_PAGE_FILTER, [])
    steps = configured.get("pipeline", []) if isinstance(configured, dict) else configured
    return [steps] if isinstance(steps, str) else list(steps)


def _background_work() -> Check:
    return check(
        "background work",
        _has_broker(),
        "no Celery broker is to be seen from here: without one nothing that is done in the background happens",
        "set the platform's CELERY_BROKER_* settings and start its workers",
        otherwise=State.WARNING,
    )


def _has_broker() -> bool:
    from celery import current_app

    return bool(current_app.conf.task_always_eager or current_app.conf.broker_url)


def _xapi() -> Iterator[Check]:
    if find_spec("event_routing_backends") is not None:
        yield Check("xAPI", State.NOTE, "event_routing_backends is installed: it can send pathway events to an LRS")
