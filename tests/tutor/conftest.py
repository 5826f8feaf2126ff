"""Real Tutor, of each version in ``TUTOR_VERSIONS`` (22 unless set), with the plugin installed as an operator would.

Every version has a virtual environment of its own at the top of the repository, made once: their pins differ from one
another and from the tests'. Docker is replaced by a program that writes down what it is asked to do.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
PLUGIN = REPOSITORY / "contrib" / "tutor-contrib-pd-personalize"
VERSIONS = os.environ.get("TUTOR_VERSIONS", "22").split(",")
DOCKER = """\
#!{python}
import json, sys
with open({log!r}, "a", encoding="utf-8") as log:
    print(json.dumps(sys.argv[1:]), file=log)
print("[]")
"""


@dataclass(frozen=True)
class Project:
    """A project root, in which the plugin is enabled and the configuration saved."""

    environment: Path
    root: Path

    def tutor(self, *arguments: str) -> str:
        """Run Tutor and return what it printed."""
        command = [str(self.environment / "bin" / "tutor"), "--root", str(self.root), *arguments]
        folders = {
            "TUTOR_PLUGINS_ROOT": str(self.root / "plugins"),
            "PATH": f"{self.root}{os.pathsep}{os.environ['PATH']}",
        }
        return run(command, **folders)

    def rendered(self, name: str) -> str:
        """Return a file of the rendered environment."""
        return (self.root / "env" / name).read_text(encoding="utf-8")

    def platform_settings(self, service: str) -> dict[str, Any]:
        """Return the platform's configuration file, of "lms" or "cms"."""
        return yaml.safe_load(self.rendered(f"apps/openedx/config/{service}.env.yml"))

    def dockerfile(self) -> str:
        """Return what the image of the LMS and of Studio is built from."""
        return self.rendered("build/openedx/Dockerfile")

    def docker_calls(self, *arguments: str) -> list[list[str]]:
        """Run Tutor and return the arguments of every call of Docker."""
        log = self.root / "docker.log"
        docker = self.root / "docker"
        docker.write_text(DOCKER.format(python=sys.executable, log=str(log)), encoding="utf-8")
        docker.chmod(0o755)
        self.tutor(*arguments)
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def run(command: list[str], **environment: str) -> str:
    """Run a command and return its output; show what it said if it fails. Tutor reads TUTOR_*: none comes along."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUTOR_", "PYTHON"))}
    done = subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session", params=VERSIONS, ids=lambda version: f"tutor{version}")
def environment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with Tutor, and the plugin as it is now."""
    venv = REPOSITORY / f".venv-tutor-{request.param}"
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    if not (venv / "stamp").exists():
        run([sys.executable, "-m", "venv", "--clear", str(venv)])
        run([*pip, f"tutor>={request.param},<{int(request.param) + 1}", "setuptools>=77", "wheel"])
        (venv / "stamp").touch()
    source = tmp_path_factory.mktemp("plugin") / PLUGIN.name  # building leaves files behind
    shutil.copytree(PLUGIN, source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    run([*pip, "--no-deps", "--no-build-isolation", "--force-reinstall", str(source)], PIP_NO_INDEX="1")
    run([str(venv / "bin" / "python"), "-m", "pip", "check"])
    return venv


@pytest.fixture(scope="session")
def prepared(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that every test gets a copy of."""
    project = Project(environment, tmp_path_factory.mktemp("tutor"))
    project.tutor("plugins", "enable", "pd-personalize")
    project.tutor("config", "save")
    return project


@pytest.fixture
def project(prepared: Project, tmp_path: Path) -> Project:
    """A project of the test's own, in which nothing but the plugin was set."""
    root = tmp_path / "root"
    shutil.copytree(prepared.root, root)
    return Project(prepared.environment, root)
