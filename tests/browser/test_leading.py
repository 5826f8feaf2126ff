"""What leaders and course staff see of five hundred teachers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import STARTER, look_as, settle, unfold_all
from .test_accessibility import violations
from .test_layout import PHONE, expect_to_fit

pytestmark = pytest.mark.crowd

COURSE = f"/courses/{STARTER}/"
ADDRESS = f"/pd_personalize/cohort/block-v1:Demo+{STARTER}+2026+type@pd_personalize+block@pathway"


def open_cohort(page: Page, person: str = "farah") -> Locator:
    """Find the page as its reader does: by the course's link."""
    look_as(page, person, COURSE)
    page.get_by_role("link", name="The cohort").click()
    page.get_by_role("heading", name="Formative assessment starter", level=1).wait_for()
    page.wait_for_load_state()
    return page.get_by_role("main")


def how_many(cohort: Locator) -> int:
    return int(re.search(r"(\d+) teachers", cohort.inner_text()).group(1))


def choose(cohort: Locator, **filters: str) -> None:
    for label, value in filters.items():
        cohort.get_by_label(label.replace("_", " ").capitalize()).select_option(label=value)
    cohort.get_by_role("button", name="Show", exact=True).click()
    cohort.page.wait_for_load_state()


def test_a_leader_reads_needs_first_then_levels_and_filters_by_cohort(page: Page) -> None:
    cohort = open_cohort(page)

    everybody = how_many(cohort)
    assert everybody >= 500
    expect(page).to_have_title("The cohort: Formative assessment starter")
    headings = cohort.get_by_role("heading", level=3).all_inner_texts()
    assert headings[:2] == ["What they need, and what is offered", "Competencies and levels"]
    assert violations(page) == []
    unfold_all(page)
    assert violations(page) == [], "all of it"

    choose(cohort, Cohort="North district")
    assert 100 <= how_many(cohort) < everybody
    expect(cohort.get_by_label("Cohort")).to_have_value("North district")


def test_a_group_that_is_too_small_is_not_shown(page: Page) -> None:
    cohort = open_cohort(page)
    choose(cohort, Cohort="Island school")

    expect(cohort.get_by_text("This group is too small to be shown")).to_be_visible()
    expect(cohort.get_by_role("table")).to_have_count(0)
    assert violations(page) == []


def test_levels_as_placed_and_now_by_keyboard_alone(page: Page) -> None:
    cohort = open_cohort(page)
    now, placed = cohort.get_by_role("radio", name="Now"), cohort.get_by_role("radio", name="As placed")
    tables = cohort.get_by_role("table", name="Teachers by level now")
    expect(tables.first).to_be_visible()

    now.focus()
    page.keyboard.press("ArrowLeft")

    expect(placed).to_be_checked()
    expect(tables).to_have_count(0)
    first = cohort.get_by_role("table", name="Teachers by level as placed").first
    expect(first.get_by_role("columnheader", name="Not placed")).to_be_visible()
    expect(first.get_by_role("row").filter(has_text="Clear learning goals").get_by_role("cell")).to_have_count(5)


def test_a_phone_shows_it_all_without_scrolling_sideways(device: Device) -> None:
    page = device(viewport=PHONE, has_touch=True)
    cohort = open_cohort(page)
    unfold_all(page)

    expect_to_fit(cohort)
    assert violations(page) == []


def test_an_arabic_reader_on_a_dark_system_gets_it_mirrored_and_dark(device: Device) -> None:
    page = device(locale="ar", color_scheme="dark")
    look_as(page, "farah", COURSE)
    page.goto(ADDRESS)
    unfold_all(page)
    row = page.get_by_role("row").filter(has_text="Clear learning goals")
    cells = row.filter(has=page.locator("[class^=pd-heat]:visible")).first.get_by_role("cell")

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert cells.first.bounding_box()["x"] > cells.last.bounding_box()["x"]
    assert page.get_by_role("main").evaluate("main => getComputedStyle(main).backgroundColor") == "rgb(23, 33, 43)"
    assert violations(page) == []


def test_printed_everything_is_unfolded_and_nothing_is_to_press(page: Page) -> None:
    cohort = open_cohort(page)
    relevance = cohort.get_by_role("columnheader", name="Relevance, of 4").first
    expect(relevance).to_be_hidden()

    page.emulate_media(media="print")

    expect(relevance).to_be_visible()
    expect(cohort.get_by_role("button")).to_have_count(0)
    expect(cohort.get_by_role("radio")).to_have_count(0)


@pytest.mark.parametrize(("person", "name"), [("dana", "For course staff"), ("farah", "For leaders")])
def test_the_panel_below_the_block_loads_the_cohort_and_filters_it(page: Page, person: str, name: str) -> None:
    look_as(page, person, f"{COURSE}unit/")
    page.get_by_text(name).click()
    panel = page.locator(".pd-staff")
    panel.get_by_text("The cohort", exact=True).click()

    expect(panel.get_by_role("status")).to_contain_text("Shown:")
    if person == "dana":
        assert violations(page) == []
    choose(panel, Cohort="Harbour")
    settle(panel)
    expect(panel.get_by_role("paragraph").filter(has_text=re.compile(r"^\d\d teachers"))).to_be_focused()
    expect(panel.get_by_role("link", name="On a page of its own, to print")).to_have_attribute("href", ADDRESS)
    expect(panel.get_by_text("One teacher")).to_have_count(1 if person == "dana" else 0)


@pytest.mark.parametrize("person", ["amina", "goran"])
def test_a_teacher_and_a_coach_find_no_cohort(page: Page, person: str) -> None:
    look_as(page, person, COURSE)
    expect(page.get_by_role("link", name="The cohort")).to_have_count(0)

    response = page.goto(ADDRESS)

    assert response is not None
    assert response.status == 403
    expect(page.get_by_role("heading")).to_have_text("This page is for course staff and for leaders of this course.")
    assert violations(page) == []


def test_when_the_cohort_cannot_be_had_that_is_said_and_it_can_be_asked_for_again(page: Page) -> None:
    look_as(page, "farah", f"{COURSE}unit/")
    page.route("**/lead/cohort", lambda route: route.abort())
    page.get_by_text("For leaders").click()
    panel = page.locator(".pd-staff")
    panel.get_by_text("The cohort", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("That did not work")

    page.unroute("**/lead/cohort")
    panel.get_by_text("The cohort", exact=True).click()

    expect(panel.get_by_role("status")).to_contain_text("Shown:")
