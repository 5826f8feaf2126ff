"""Colleagues and credentials, as two teachers and others live them on the demo."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import look_as, open_unit, press, settle, sit_through, the_block, unfold_all
from .test_accessibility import violations
from .test_layout import PHONE, expect_to_fit

UNIT = "/courses/formative-starter/unit/"
SHOTS = os.environ.get("SHOTS")


def shoot(page: Page, name: str) -> None:
    """Keep a picture to look at, where somebody wants any (SHOTS)."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def together(page: Page, person: str) -> Locator:
    """The screen about colleagues and credentials, as one of the demo's people."""
    look_as(page, person, UNIT)
    block = the_block(page).first
    press(block, "Colleagues and credentials")
    return block


def begin_and_join(page: Page, person: str) -> None:
    sit_through(open_unit(page, person=person))
    press(together(page, person), "Find colleagues")


def colleagues(block: Locator) -> Locator:
    return block.get_by_role("region", name="Colleagues to learn with")


def say_yes(block: Locator) -> None:
    """Say yes to every suggestion."""
    yes = colleagues(block).get_by_role("button", name=re.compile("^Yes, introduce us"))
    while yes.count():
        yes.first.click()
        settle(block)


def test_two_teachers_meet_once_both_have_agreed(page: Page) -> None:
    begin_and_join(page, "amina")
    expect(the_block(page).get_by_text("You are one of the first to look.")).to_be_visible()
    for person in ("ben", "chloe"):
        begin_and_join(page, person)

    block = together(page, "amina")
    mine = colleagues(block)
    expect(mine.get_by_text(re.compile("at the same step as you")).first).to_be_visible()
    assert violations(page) == []
    shoot(page, "matches")
    say_yes(block)
    expect(mine.get_by_text("You said yes.").first).to_be_visible()
    expect(mine.get_by_text("Ben")).to_have_count(0)

    block = together(page, "ben")
    expect(colleagues(block).get_by_text("Amina")).to_have_count(0)
    say_yes(block)
    expect(colleagues(block).get_by_text("Amina", exact=True)).to_be_visible()
    expect(colleagues(together(page, "amina")).get_by_text("Ben", exact=True)).to_be_visible()
    shoot(page, "met")

    block = together(page, "ben")
    colleagues(block).get_by_text("Stop looking…").click()
    press(block, "Yes, stop looking")
    expect(colleagues(block).get_by_role("button", name="Find colleagues")).to_be_visible()
    expect(colleagues(together(page, "amina")).get_by_text("Ben")).to_have_count(0)


def sign_off_level(page: Page, person: str) -> None:
    """Dana, of the course staff, signs the first competency's second level off."""
    look_as(page, "dana", UNIT)
    page.get_by_text("For course staff").click()
    panel = page.locator(".pd-staff")
    panel.get_by_label("A teacher’s username or e-mail address").fill(person)
    panel.get_by_role("button", name="Find").click()
    card = panel.locator("[data-card]")
    expect(card).to_be_visible()
    unfold_all(page)
    card.locator("form").filter(has=page.locator("select[name=level]")).get_by_role("button", name="Sign off").click()
    expect(panel.get_by_role("status")).to_have_text("Signed off.")


def test_a_credential_is_issued_taken_along_shown_and_withdrawn(page: Page, device: Device) -> None:
    sit_through(open_unit(page))
    block = together(page, "amina")
    expect(block.get_by_text("None of your levels is ready yet.")).to_be_visible()
    sign_off_level(page, "amina")

    block = together(page, "amina")
    ours = block.get_by_role("region", name="Credentials")
    expect(ours.get_by_text("It would carry your name as this site knows it: Amina")).to_be_visible()
    unfold_all(page)
    assert violations(page) == []
    shoot(page, "ready")
    ours.get_by_role("button", name=re.compile("^Issue this credential")).click()
    settle(block)
    expect(ours.get_by_role("heading", name="Credentials")).to_be_focused()
    shoot(page, "issued")
    with page.expect_download() as saved:
        ours.get_by_role("link", name=re.compile("JSON")).click()
    document = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    with page.expect_download() as saved:
        ours.get_by_role("link", name=re.compile("JWT")).click()
    assert Path(saved.value.path()).read_text().count(".") == 2
    address = str(ours.get_by_role("link", name=re.compile("^Public page")).get_attribute("href"))
    packet = str(ours.get_by_role("link", name=re.compile("^Packet")).get_attribute("href"))
    assert document["id"] == address

    somebody = device(viewport=PHONE)
    somebody.goto(address)
    expect(somebody.get_by_role("heading", level=1)).to_have_text(document["name"])
    expect(somebody.get_by_text("In force:")).to_be_visible()
    expect(somebody.get_by_text("Amina")).to_be_visible()
    assert violations(somebody) == []
    assert somebody.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    shoot(somebody, "public-360")
    page.goto(packet)
    expect(page.get_by_text("Signed by: Dana")).to_be_visible()
    assert violations(page) == []
    shoot(page, "packet")

    block = together(page, "amina")
    unfold_all(page)
    block.get_by_role("button", name=re.compile("^Yes, withdraw it")).click()
    settle(block)
    expect(block.get_by_role("button", name=re.compile("^Issue this credential"))).to_be_visible()
    assert somebody.goto(address).status == 410
    expect(somebody.get_by_role("heading", name="This credential was withdrawn")).to_be_visible()


def test_colleagues_and_credentials_fit_a_phone_in_both_directions(device: Device) -> None:
    page = device(viewport=PHONE, has_touch=True)
    for person in ("amina", "ben", "chloe"):
        begin_and_join(page, person)
    sign_off_level(page, "amina")
    for direction in ("ltr", "rtl"):
        look_as(page, "amina", f"{UNIT}?dir={direction}")
        block = the_block(page)
        press(block, "Colleagues and credentials")
        unfold_all(page)
        expect_to_fit(block)
        shoot(page, f"phone-{direction}")


def test_course_staff_see_study_groups_and_that_the_demo_has_no_cohorts(page: Page) -> None:
    for person in ("amina", "ben", "chloe"):
        begin_and_join(page, person)
    for person in ("amina", "ben", "chloe"):
        say_yes(together(page, person))
    look_as(page, "dana", UNIT)
    page.get_by_text("For course staff").click()

    page.locator("summary", has_text="Study groups").click()
    page.get_by_role("button", name="Show who agreed").click()

    expect(page.get_by_role("heading", name="Study groups")).to_be_focused()
    expect(page.get_by_text("This server has no cohorts.")).to_be_visible()
    expect(page.get_by_text("3 teachers", exact=True)).to_be_visible()
    assert violations(page) == []
    shoot(page, "groups")
