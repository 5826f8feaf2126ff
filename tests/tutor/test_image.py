"""The package is in the image: the version that goes with the plugin, the operator's choice, or a mounted clone."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from pd_personalize_xblock import __version__

from .conftest import Project

pytestmark = pytest.mark.packaging

RELEASED = f"pd-personalize-xblock=={__version__}"
GIT = "pd-personalize-xblock @ git+https://git.example.com/pd-personalize-xblock.git@main"
INSTALLATION = re.compile(r"^RUN (?:--mount=\S+ \\\n\s+)*(.* 'pd-personalize.*')$", re.MULTILINE)
TOOL = """\
#!/bin/sh
printf '%s\\n' "$(basename "$0")" "$@"
"""


def stage(dockerfile: str, name: str) -> str:
    """Return what a Dockerfile says between one FROM and the next."""
    return re.search(rf"^FROM \S+ AS {name}$(.*?)^FROM ", dockerfile, re.MULTILINE | re.DOTALL)[1]


def installed(dockerfile: str, tools: Path) -> list[list[str]]:
    """Run the plugin's installations as the image's shell would, with tools that only say how they were called."""
    for name in ("pip", "uv"):
        (tools / name).write_text(TOOL, encoding="utf-8")
        (tools / name).chmod(0o755)
    environment = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    if declared := re.search(r'^ARG PIP_COMMAND="(.+)"$', dockerfile, re.MULTILINE):
        environment["PIP_COMMAND"] = declared[1]
    said = []
    for command in INSTALLATION.findall(stage(dockerfile, "python-requirements")):
        done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=True)
        said.append(done.stdout.splitlines())
    return said


def test_plugin_is_enabled_in_the_version_of_the_package(project: Project) -> None:
    (line,) = [line for line in project.tutor("plugins", "list").splitlines() if line.startswith("pd-personalize")]

    assert "enabled" in line
    assert line.split()[-1] == __version__


def test_image_gets_the_version_of_the_plugin_from_the_tool_that_installs_the_rest(
    project: Project, tmp_path: Path
) -> None:
    tool = ["uv", "pip"] if "ARG PIP_COMMAND" in project.dockerfile() else ["pip"]

    assert project.tutor("config", "printvalue", "PD_PERSONALIZE_REQUIREMENT").strip() == RELEASED
    assert installed(project.dockerfile(), tmp_path) == [[*tool, "install", RELEASED]]


def test_operator_can_install_it_from_elsewhere(project: Project, tmp_path: Path) -> None:
    project.tutor("config", "save", "--set", f"PD_PERSONALIZE_REQUIREMENT={GIT}")

    assert [call[-1] for call in installed(project.dockerfile(), tmp_path)] == [GIT]


def test_mounted_clone_is_installed_editable_and_instead_of_the_release(project: Project, tmp_path: Path) -> None:
    clone = tmp_path / "pd-personalize-xblock"
    clone.mkdir()
    project.tutor("mounts", "add", str(clone))

    for name in ("production", "development"):
        assert 'install -e "/mnt/pd-personalize-xblock"' in stage(project.dockerfile(), name)
    assert f"{clone}:/mnt/pd-personalize-xblock" in project.rendered("local/docker-compose.yml")
    assert f"{clone}:/mnt/pd-personalize-xblock" in project.rendered("local/docker-compose.jobs.yml")
    assert installed(project.dockerfile(), tmp_path) == []


def test_build_gets_the_mounted_clone(project: Project, tmp_path: Path) -> None:
    clone = tmp_path / "pd-personalize-xblock"
    clone.mkdir()
    project.tutor("mounts", "add", str(clone))

    (call,) = project.docker_calls("images", "build", "openedx")
    assert f"--build-context=mnt-pd-personalize-xblock={clone}" in call


def test_mount_of_something_else_leaves_the_release_in(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "other-xblock"
    other.mkdir()
    project.tutor("mounts", "add", str(other))

    assert [call[-1] for call in installed(project.dockerfile(), tmp_path)] == [RELEASED]


def test_disabled_plugin_leaves_nothing_behind(project: Project) -> None:
    project.tutor("plugins", "disable", "pd-personalize")
    project.tutor("config", "save")

    assert "pd-personalize" not in project.dockerfile()
    assert "PD_PERSONALIZE" not in project.rendered("apps/openedx/config/lms.env.yml")


def test_plugin_carries_its_licence(environment: Path) -> None:
    (licence,) = environment.glob("lib/python*/site-packages/tutor_contrib_pd_personalize-*/**/LICENSE")

    assert "Apache License" in licence.read_text(encoding="utf-8")
