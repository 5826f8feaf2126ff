"""Every way in which somebody may install the package gives a block that shows its page."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from .conftest import Archives, Environment

pytestmark = pytest.mark.packaging


def check(environment: Environment, *, installed_in: Path) -> None:
    """The block found there comes from there, shows its page and serves every asset it names."""
    environment.borrow_dependencies()
    found = json.loads(environment.probe())
    assert Path(os.path.realpath(found["package"])).is_relative_to(os.path.realpath(installed_in))
    assert found["title"] in found["html"]["student_view"]
    assert all(found["html"].values())
    assert {Path(address).suffix for address in found["assets"]} == {".css", ".js"}
    assert all(size > 0 for size in found["assets"].values())
    assert found["schemas"]


def test_wheel_shows_its_page(environment: Environment, archives: Archives) -> None:
    environment.install(str(archives.wheel))

    check(environment, installed_in=environment.root)


def test_sdist_shows_its_page(environment: Environment, archives: Archives) -> None:
    environment.install(str(archives.sdist))

    check(environment, installed_in=environment.root)


def test_git_address_shows_its_page(environment: Environment, source: Path) -> None:
    environment.install(f"git+{source.as_uri()}")

    check(environment, installed_in=environment.root)


def test_editable_install_shows_its_page(environment: Environment, source: Path) -> None:
    environment.install("--editable", str(source))

    check(environment, installed_in=source)


def test_borrowed_environment_does_not_bring_the_package_along(environment: Environment) -> None:
    environment.borrow_dependencies()

    with pytest.raises(AssertionError, match="No module named 'pd_personalize_xblock'"):
        environment.probe()
