"""What the plugin of Aspects finds of ours."""

from __future__ import annotations

import re

import pytest
import yaml

from .conftest import Project

pytestmark = pytest.mark.packaging
OF_ASPECTS = ("ASPECTS_XAPI_DATABASE=openedx", "SUPERSET_ROLES_MAPPING={instructor: instructor}")
"""What its plugin brings."""


def test_aspects_is_given_datasets_charts_and_a_dashboard(project: Project) -> None:
    project.tutor("config", "save", *(word for value in OF_ASPECTS for word in ("--set", value)))

    patch = project.tutor("config", "patches", "show", "superset-extra-assets")
    assets = [asset for asset in yaml.safe_load_all(patch) if asset]

    assert not re.search(r"{{|{%", patch)
    assert [asset["dashboard_title"] for asset in assets if "dashboard_title" in asset] == ["Personal pathways"]
    assert sum("table_name" in asset for asset in assets) == 3
    assert sum("slice_name" in asset for asset in assets) == 4


def test_without_aspects_nothing_of_it_is_rendered(project: Project) -> None:
    rendered = "".join(
        path.read_text("utf-8", "ignore") for path in (project.root / "env").rglob("*") if path.is_file()
    )

    assert "pd_personalize_levels" not in rendered
