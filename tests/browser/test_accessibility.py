"""axe on every screen."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .conftest import Device
from .journey import (
    COURSES,
    DIGCOMPEDU,
    STARTER,
    answer,
    answer_all,
    look_as,
    open_unit,
    press,
    unfold_all,
)

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, within: str = "html") -> list[str]:
    """What axe finds on the page, one line for each element."""
    found = Axe().run(page, context=within, options={"runOnly": STANDARDS, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['target']} {node['html'][:200]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def test_every_screen_of_a_teacher_is_clean(page: Page) -> None:
    block = open_unit(page)
    assert violations(page) == [], "intro"
    press(block, "Start")
    answer(block)
    assert violations(page) == [], "question"
    answer_all(block)
    assert violations(page) == [], "review"
    press(block, "See where I start")
    assert violations(page) == [], "result"
    unfold_all(page)
    assert violations(page) == [], "result, all of it"


def test_a_large_frameworks_result_is_clean(page: Page) -> None:
    block = open_unit(page, DIGCOMPEDU)
    assert violations(page) == [], "intro"
    press(block, "Start")
    answer(block)
    press(block, "See where I start now")
    unfold_all(page)
    assert violations(page) == [], "result, all of it"


def test_trouble_is_clean(page: Page) -> None:
    block = open_unit(page)
    page.route("**/begin/", lambda route: route.abort())
    block.get_by_role("button", name="Start", exact=True).click()
    block.get_by_role("button", name="Try again").wait_for()
    assert violations(page) == []


def test_dark_screens_are_clean(page: Page) -> None:
    block = open_unit(page)
    page.add_style_tag(content=":root { color-scheme: dark }")
    press(block, "Start")
    answer(block)
    assert violations(page, within=".pd-personalize") == [], "question"
    press(block, "See where I start now")
    unfold_all(page)
    assert violations(page, within=".pd-personalize") == [], "result"


def test_course_page_is_clean(page: Page) -> None:
    for course in COURSES:
        look_as(page, "amina", f"/courses/{course}/")
        unfold_all(page)
        assert violations(page) == [], course


def test_author_pages_are_clean(device: Device) -> None:
    page = device()
    look_as(page, "dana", f"/courses/{STARTER}/author/")
    unfold_all(page)
    assert violations(page) == [], "author"
    page.get_by_role("link", name="Edit").click()
    assert violations(page) == [], "editor"
    for part in ("Framework", "Questions", "Pathway", "Rules", "Try it", "Problems", "Import, export"):
        page.locator(".pd-parts").get_by_role("button", name=part).click()
        assert violations(page) == [], part
    page.get_by_role("button", name="Edit as text").click()
    page.get_by_label("Definition (JSON)").fill('{"version": 1,\n"title": }')
    page.get_by_role("button", name="line 2").wait_for()
    assert violations(page) == [], "editor with a problem"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Close").click()
    page.get_by_text("Not in force").wait_for()
    assert violations(page) == [], "author with a problem"
