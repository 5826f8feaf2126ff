"""The panel for course staff, as its author meets it in the course."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import STARTER, expect_result, look_as, open_unit, press, settle, sit_through, unfold_all
from .test_accessibility import violations
from .test_layout import PHONE, expect_to_fit

LOCATE = ".pd-staff"


def open_panel(page: Page) -> Locator:
    look_as(page, "dana", f"/courses/{STARTER}/unit/")
    page.get_by_text("For course staff").click()
    return page.locator(LOCATE)


def find(panel: Locator, who: str) -> None:
    panel.get_by_label("A teacher’s username or e-mail address").fill(who)
    panel.get_by_role("button", name="Find").click()
    settle(panel)


@pytest.fixture
def panel(page: Page) -> Locator:
    sit_through(open_unit(page))
    return open_panel(page)


def test_a_teacher_sees_no_panel(page: Page) -> None:
    open_unit(page)

    expect(page.get_by_text("For course staff")).to_have_count(0)
    assert page.evaluate("typeof window.PdPersonalizeStaff") == "undefined"


def test_staff_go_through_the_questions_as_anybody_beside_the_panel(page: Page) -> None:
    look_as(page, "dana", f"/courses/{STARTER}/unit/")

    sit_through(page.locator(".pd-personalize").first)

    expect(page.get_by_text("For course staff")).to_be_visible()


def test_a_teacher_is_found_and_levels_and_sections_are_shown(page: Page, panel: Locator) -> None:
    find(panel, "amina@example.com")

    expect(panel.get_by_role("heading", name="amina")).to_be_focused()
    expect(panel.get_by_text("Has answered the questions.")).to_be_visible()
    unfold_all(page)
    expect(panel.get_by_role("listitem").filter(has_text="Clear learning goals").first).to_be_visible()
    assert violations(page) == []


def test_somebody_who_does_not_take_the_course_is_said_not_to(panel: Locator) -> None:
    find(panel, "nobody")

    expect(panel.get_by_role("status")).to_have_text("nobody with this username or e-mail address takes this course")
    expect(panel.get_by_role("heading")).to_have_count(0)


def test_a_teacher_who_may_not_be_looked_at_any_more_leaves_the_page_at_once(page: Page, panel: Locator) -> None:
    find(panel, "amina")
    refusal = {"error": "no teacher of this name lets you look here"}
    page.route(re.compile("/sign_off"), lambda route: route.fulfill(status=403, json=refusal))
    panel.get_by_role("combobox", name="Level", exact=True).select_option(index=1)
    press(panel, "Sign off this level")

    expect(panel.get_by_role("status")).to_have_text(refusal["error"])
    expect(panel.get_by_role("heading", name="amina")).to_have_count(0)
    expect(panel.get_by_label("A teacher’s username or e-mail address")).to_be_focused()


def test_a_level_is_signed_off_and_taken_back_by_keyboard_alone(page: Page, panel: Locator) -> None:
    find(panel, "amina")
    panel.get_by_role("combobox", name="Level", exact=True).select_option(index=1)
    panel.get_by_label("Note (optional)").first.fill("seen in class")
    panel.get_by_role("button", name="Sign off this level").focus()
    page.keyboard.press("Enter")
    settle(panel)

    expect(panel.get_by_role("status")).to_have_text("Signed off.")
    expect(panel.get_by_role("heading", name="Signed off")).to_be_focused()
    assert "seen in class" not in panel.inner_text()

    take_back = page.get_by_role("button", name="Take it back", include_hidden=True)
    word = panel.get_by_role("listitem").filter(has=take_back)
    word.locator("summary").focus()
    page.keyboard.press("Enter")
    word.get_by_role("button", name="Take it back").focus()
    assert violations(page) == []
    page.keyboard.press("Enter")
    settle(panel)

    expect(panel.get_by_role("status")).to_have_text("Taken back. What is open stays open.")
    expect(panel.get_by_role("button", name="Take it back")).to_have_count(0)


def test_what_a_sign_off_opens_is_shown_at_once(device: Device) -> None:
    page = device()
    block = open_unit(page)
    press(block, "Start")
    look_as(page, "dana", f"/courses/{STARTER}/unit/")
    panel = open_panel(page)
    find(panel, "amina")
    unfold_all(page)
    held = panel.get_by_role("listitem").filter(has_text="Clear learning goals").filter(has_text="Later")
    before = held.count()
    panel.get_by_role("combobox", name="Level", exact=True).select_option(index=2)
    panel.get_by_role("button", name="Sign off this level").click()
    settle(panel)

    unfold_all(page)
    assert held.count() < before


def test_everybody_who_has_not_begun_starts_once_it_is_confirmed(page: Page, panel: Locator) -> None:
    panel.get_by_text("Everybody", exact=True).click()
    start = panel.get_by_role("button", name="Let everybody who has not begun start at the beginning")
    start.click()
    settle(panel)

    expect(panel.get_by_role("status")).to_contain_text("2 teachers have not begun")
    expect(panel.get_by_role("button", name="Cancel")).to_be_focused()
    assert violations(page) == []
    panel.get_by_role("button", name="Cancel").click()
    expect(start).to_be_focused()
    start.click()
    settle(panel)
    press(panel, "Yes, start them")

    expect(panel.get_by_role("status")).to_contain_text("2 teachers start at the beginning")
    expect(start).to_be_focused()
    expect_result(open_unit(page, person="ben"))
    expect(page.get_by_text("You skipped the questions")).to_be_visible()


def test_trouble_is_said_and_what_was_typed_stays(page: Page, panel: Locator) -> None:
    page.route("**/staff_find/", lambda route: route.abort())
    find(panel, "amina")

    expect(panel.get_by_role("status")).to_contain_text("That did not work")
    expect(panel.get_by_label("A teacher’s username or e-mail address")).to_have_value("amina")


@pytest.mark.crowd
def test_the_panel_fits_a_phone(device: Device) -> None:
    page = device(viewport=PHONE, has_touch=True)
    panel = open_panel(page)
    find(panel, "amina")
    panel.get_by_role("button", name="Sign off this level").click()
    settle(panel)
    panel.get_by_text("Everybody", exact=True).click()
    panel.get_by_role("button", name="Let everybody who has not begun start at the beginning").click()
    settle(panel)
    unfold_all(page)
    panel.get_by_role("heading", name="What they need, and what is offered").wait_for()
    unfold_all(page)

    expect_to_fit(panel)


def test_a_dark_panel_is_clean(page: Page, panel: Locator) -> None:
    page.add_style_tag(content=":root { color-scheme: dark }")
    find(panel, "amina")
    unfold_all(page)

    assert violations(page, within=LOCATE) == []
