"""The archives hold the package, all of it, once, and nothing beside it."""

from __future__ import annotations

import os
import tarfile
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from .conftest import Archives

pytestmark = pytest.mark.packaging

PACKAGE = "pd_personalize_xblock"
BESIDE_THE_PACKAGE = {
    "CHANGELOG.md", "LICENSE", "MANIFEST.in", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg", "setup.py",
}  # fmt: skip


@pytest.fixture(scope="session")
def package_files(source: Path) -> set[str]:
    """Every file of the package, with those behind the symlinks."""
    return {
        str(PurePosixPath(Path(folder, name).relative_to(source)))
        for folder, _, names in os.walk(source / PACKAGE, followlinks=True)
        for name in names
    }


def test_wheel_holds_the_whole_package_and_nothing_else(archives: Archives, package_files: set[str]) -> None:
    with zipfile.ZipFile(archives.wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]

    assert set(names) == package_files
    assert max(Counter(names).values()) == 1


def test_sdist_holds_the_whole_package_once(archives: Archives, package_files: set[str]) -> None:
    with tarfile.open(archives.sdist) as archive:
        members = archive.getmembers()
        names = [member.name.partition("/")[2] for member in members if member.isfile()]

    assert {name for name in names if name.startswith(f"{PACKAGE}/")} == package_files
    assert max(Counter(names).values()) == 1
    assert not [member.name for member in members if member.issym() or member.islnk()]


def test_sdist_holds_no_demo_and_no_tests(archives: Archives) -> None:
    with tarfile.open(archives.sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}

    beside = {name for name in names if not name.startswith((f"{PACKAGE}/", f"{PACKAGE}.egg-info/"))}
    assert beside <= BESIDE_THE_PACKAGE
