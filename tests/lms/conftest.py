"""Tests that run inside the LMS; elsewhere, where ``lms`` cannot be imported, none of them is collected.

The platform's own conftest.py files are not read here: what its tests get from them is given again.
"""

from __future__ import annotations

from importlib.util import find_spec

import pytest

HAS_LMS = find_spec("lms") is not None
collect_ignore_glob = [] if HAS_LMS else ["test_*.py"]

if HAS_LMS:
    from openedx.core.lib.safe_lxml import defuse_xml_libs

    defuse_xml_libs()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Add the kinds of milestone links, which a migration makes: without migrations they would be missing."""
    from milestones.models import MilestoneRelationshipType

    with django_db_blocker.unblock():
        for name in ("requires", "fulfills"):
            MilestoneRelationshipType.objects.get_or_create(name=name)


@pytest.fixture(autouse=True)
def _django_clear_site_cache() -> None:
    """As in the platform: its Site cache is not to be replaced."""


@pytest.fixture(autouse=True)
def _without_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the platform: pages need no webpack bundles."""
    monkeypatch.setattr("webpack_loader.templatetags.webpack_loader.render_bundle", lambda *args, **kwargs: "")
    for name in ("get_as_tags", "get_files"):
        monkeypatch.setattr(f"webpack_loader.utils.{name}", lambda *args, **kwargs: [])
