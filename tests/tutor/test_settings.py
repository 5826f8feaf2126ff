"""What the platform is told, by the plugin and by Tutor itself."""

from __future__ import annotations

import re

import pytest

from .conftest import PLUGIN, REPOSITORY, Project

pytestmark = pytest.mark.packaging


def test_lms_hides_components_of_held_subsections(project: Project) -> None:
    assert project.tutor("config", "printvalue", "PD_PERSONALIZE_FIELD_OVERRIDE").strip() == "true"
    assert project.platform_settings("lms")["PD_PERSONALIZE_FIELD_OVERRIDE"] is True


def test_operator_can_leave_components_of_held_subsections_alone(project: Project) -> None:
    project.tutor("config", "save", "--set", "PD_PERSONALIZE_FIELD_OVERRIDE=false")

    assert project.platform_settings("lms")["PD_PERSONALIZE_FIELD_OVERRIDE"] is False


@pytest.mark.parametrize(
    ("name", "default"), [("PD_PERSONALIZE_STAFF_SEE_TEACHERS", True), ("PD_PERSONALIZE_COACHES_SIGN_OFF", False)]
)
def test_who_sees_teachers_and_who_signs_off_is_told_to_the_lms(project: Project, name: str, default: bool) -> None:
    assert project.platform_settings("lms")[name] is default

    project.tutor("config", "save", "--set", f"{name}={str(not default).lower()}")

    assert project.platform_settings("lms")[name] is not default


def test_studio_is_told_nothing(project: Project) -> None:
    assert [name for name in project.platform_settings("cms") if name.startswith("PD_PERSONALIZE")] == []


@pytest.mark.parametrize("service", ["lms", "cms"])
def test_tutor_itself_switches_the_milestones_feature_on(project: Project, service: str) -> None:
    assert project.platform_settings(service)["FEATURES"]["MILESTONES_APP"] is True
    assert "MILESTONES_APP" not in project.rendered(f"apps/openedx/settings/{service}/production.py")


def test_operators_guide_names_every_value_and_its_default(project: Project) -> None:
    names = set(
        re.findall(r"PD_PERSONALIZE_[A-Z_]+", (PLUGIN / "tutorpd_personalize" / "plugin.py").read_text("utf-8"))
    )
    guide = (
        (REPOSITORY / "docs" / "operators.md").read_text("utf-8").partition("## With Tutor")[2].partition("\n## ")[0]
    )
    table = dict(re.findall(r"^\| `(PD_PERSONALIZE_[A-Z_]+)` \| `(.+?)` \|", guide, re.MULTILINE))

    assert table == {name: project.tutor("config", "printvalue", name).strip() for name in names}
