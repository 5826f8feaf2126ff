"""A real Chromium in front of the running demo."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .site import Site, running_demo

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_INSTALL = (
    "These tests need Chromium: install it (Debian and Ubuntu: apt-get install chromium) or set CHROMIUM to its path."
)
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
DESKTOP = {"width": 1200, "height": 800}

Device = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_demo(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture
def site(demo: Site, request: pytest.FixtureRequest) -> Site:
    """The demo on its first day; for tests marked so, with its crowd of teachers."""
    demo.reset(crowd=request.node.get_closest_marker("crowd") is not None)
    return demo


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Closed with this package: an event loop left running would forbid Django's database to later tests."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(HOW_TO_INSTALL)
    if path is None:
        pytest.skip(HOW_TO_INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture
def device(chromium: Browser, site: Site) -> Iterator[Device]:
    """Make a page on a device of its own: no cookies, nothing remembered. A script's error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: object) -> Page:
        context = chromium.new_context(**({"base_url": site.url, "viewport": DESKTOP, "locale": "en-US"} | options))
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(device: Device) -> Page:
    """A page on a desktop computer."""
    return device()
