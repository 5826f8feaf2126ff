"""A copy of the working tree, the archives built from it, and empty environments to install into."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SITE_PACKAGES = Path(sysconfig.get_paths()["purelib"])
PROBE = Path(__file__).with_name("probe.py")
BUILD_TOOLS = ("_distutils_hack", "packaging", "pkg_resources", "setuptools", "wheel")


@dataclass(frozen=True)
class Archives:
    """What ``python -m build`` made of the working tree."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True)
class Environment:
    """A virtual environment of its own that borrows the tests' dependencies, but not their package.

    The borrowing path is written only after the installation, so that pip never sees, and never
    touches, the environment that runs the tests. A directory named in a .pth file does not get
    its own .pth files read: an editable install over there stays invisible here.
    """

    root: Path
    build_tools: Path

    @property
    def python(self) -> Path:
        return self.root / "bin" / "python"

    def install(self, *what: str) -> None:
        """Install with pip, without dependencies and without the network."""
        command = ["-m", "pip", "--python", str(self.python), "install", "--no-deps", "--no-build-isolation", *what]
        run([sys.executable, *command], cwd=self.root, PYTHONPATH=str(self.build_tools), PIP_NO_INDEX="1")

    def borrow_dependencies(self) -> None:
        """Make everything else of the tests' environment importable."""
        (site,) = self.root.glob("lib/python*/site-packages")
        (site / "borrowed.pth").write_text(f"{SITE_PACKAGES}\n", encoding="utf-8")

    def probe(self) -> str:
        """Load, render and serve the block in there; return what the probe printed."""
        return run([str(self.python), "-I", str(PROBE)], cwd=self.root)


def run(command: list[str], *, cwd: Path, **environment: str) -> str:
    """Run a command and return its output; show what it said if it fails."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE")}
    done = subprocess.run(command, cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository holding the working tree as it is, symlinks included."""
    tree = tmp_path_factory.mktemp("source") / "repository"
    listed = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY)
    for name in filter(None, listed.split("\0")):
        if os.path.lexists(REPOSITORY / name):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, tree / name, follow_symlinks=False)
    run(["git", "init", "--quiet"], cwd=tree)
    run(["git", "add", "--all"], cwd=tree)
    identity = ["-c", "user.name=Tests", "-c", "user.email=tests@example.com", "-c", "commit.gpgsign=false"]
    run(["git", *identity, "commit", "--quiet", "--no-verify", "--message", "The working tree"], cwd=tree)
    return tree


@pytest.fixture(scope="session")
def archives(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Archives:
    """The sdist, and the wheel built from it, as a release would be."""
    tree = tmp_path_factory.mktemp("build") / "repository"
    shutil.copytree(source, tree, symlinks=True)
    built = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(built), str(tree)], cwd=built)
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    return Archives(wheel=wheel, sdist=sdist)


@pytest.fixture(scope="session")
def build_tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tests' setuptools and wheel, and nothing else of the tests' environment."""
    tools = tmp_path_factory.mktemp("build-tools")
    for found in SITE_PACKAGES.iterdir():
        if found.name.split("-")[0] in BUILD_TOOLS:
            (tools / found.name).symlink_to(found)
    return tools


@pytest.fixture
def environment(tmp_path: Path, build_tools: Path) -> Environment:
    """An empty virtual environment."""
    root = tmp_path / "environment"
    run([sys.executable, "-m", "venv", "--without-pip", str(root)], cwd=tmp_path)
    return Environment(root, build_tools)
