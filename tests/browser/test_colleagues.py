"""What passes between a teacher, a coach and a colleague without an account, each at their own device."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import STARTER, open_unit, press, sit_through, the_block, unfold_all
from .test_accessibility import violations
from .test_layout import PHONE, expect_to_fit

COACH = ".pd-coach"
PICTURES = os.environ.get("PD_PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Keep what is on the screen, where somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def part(block: Locator, heading: str) -> Locator:
    """A part of the screen about other people."""
    title = block.page.get_by_role("heading", name=heading, exact=True)
    return block.locator("section").filter(has=title)


def open_panel(page: Page, person: str = "ben") -> Locator:
    open_unit(page, person=person)
    page.get_by_text("Teachers who let you look").click()
    return page.locator(COACH)


def make_link(block: Locator, label: str, role: str = "A colleague") -> str:
    asking = part(block, "How others see you")
    asking.get_by_label("Whom is it for?").fill(label)
    asking.get_by_label("They are").select_option(label=role)
    press(block, "Make a link")
    return asking.get_by_label(f"The link for “{label}”").input_value()


def rate(page: Page, link: str, statement: int) -> None:
    page.goto(link)
    page.get_by_role("group").first.get_by_role("radio").nth(statement).check()


def test_a_colleague_rates_a_coach_looks_and_the_teacher_stays_in_charge(device: Device) -> None:
    teacher, rater, coach = device(), device(viewport=PHONE, has_touch=True), device()
    block = open_unit(teacher)
    sit_through(block)

    # The teacher asks a colleague, and copies a link that is not shown again.
    press(block, "Colleagues and credentials")
    link = make_link(block, "Sam next door")
    picture(teacher, "asking-link")
    assert violations(teacher) == [], "a new link"
    press(block, "Copy the link")
    expect(block.get_by_role("status")).to_have_text("Copied")

    # The colleague, on a phone and without an account, gives a rating.
    rater.goto(link)
    expect(rater.get_by_role("heading", name="How do you see Amina?")).to_be_visible()
    assert all(each.is_checked() for each in rater.get_by_label("I cannot say").all())
    picture(rater, "rating-phone")
    assert violations(rater) == [], "the rater's form"
    expect_to_fit(rater.locator("main"))
    rate(rater, link, 3)
    rater.get_by_label("Anything you would like to add").fill("You listen well")
    rater.get_by_role("button", name="Send").click()
    expect(rater.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(rater.get_by_text("You listen well")).to_be_visible()
    picture(rater, "rating-thanks")
    assert violations(rater) == [], "thanks"
    rater.goto(link)
    expect(rater.get_by_role("heading", name="This link cannot be used")).to_be_visible()
    assert violations(rater) == [], "a used link"

    # The teacher sees the difference first, shares it, and lets a coach look.
    press(block, "Back to your pathway")
    press(block, "Colleagues and credentials")
    asking = part(block, "How others see you")
    expect(asking.get_by_text("1 colleague sees you more than one level higher")).to_be_visible()
    press(block, "Share with those who may look Sam next door")
    expect(asking.get_by_text("Shared", exact=True)).to_be_visible()
    looking = part(block, "Let a coach look")
    looking.get_by_label("A coach’s username").fill("nobody")
    looking.get_by_role("button", name="Let them look").click()
    expect(looking.get_by_text("nobody with this username takes this course")).to_be_visible()
    looking.get_by_label("A coach’s username").fill("ben")
    press(block, "Let them look")
    unfold_all(teacher)
    picture(teacher, "together")
    assert violations(teacher) == [], "all about other people"

    # The coach looks, and signs off.
    panel = open_panel(coach)
    press(panel, "Look Amina")
    expect(panel.get_by_role("heading", name="Amina")).to_be_focused()
    unfold_all(coach)
    expect(panel.get_by_text("You listen well")).to_be_visible()
    picture(coach, "coach")
    assert violations(coach) == [], "the coach's panel"
    panel.get_by_role("combobox", name="Level", exact=True).select_option(index=1)
    press(panel, "Sign off this level")
    expect(panel.get_by_role("status")).to_have_text("Signed off.")
    expect(panel.get_by_role("heading", name="Signed off")).to_be_focused()

    # The teacher sees the look and withdraws; the page that the coach has open shows nothing from then on.
    press(block, "Back to your pathway")
    press(block, "Colleagues and credentials")
    expect(looking.get_by_role("listitem").filter(has_text="Ben").filter(has_text="Coach")).to_be_visible()
    press(block, "Withdraw ben")
    press(panel, "Sign off this level")
    expect(panel.get_by_role("status")).to_have_text("no teacher of this name lets you look here")
    expect(panel.get_by_role("heading", name="Amina")).to_have_count(0)
    expect(panel.get_by_text("Nobody lets you look just now.")).to_be_visible()
    assert violations(coach) == [], "a coach without teachers"


def test_a_colleague_goes_on_with_the_rest_by_keyboard_stops_half_way_and_all_of_it_counts(device: Device) -> None:
    teacher, rater = device(), device()
    block = open_unit(teacher)
    sit_through(block)
    press(block, "Colleagues and credentials")
    rater.goto(make_link(block, "Sam next door"))
    more = rater.get_by_text("Go on with 8 more questions (about 3 minutes)")
    expect(more).to_be_visible()
    expect(rater.get_by_role("link", name="Stop here and go to the end")).to_have_count(0)

    # The first question; Enter in it sends nothing, since the link works only once.
    first = rater.get_by_role("group").first.get_by_role("radio")
    first.nth(3).focus()
    rater.keyboard.press("Space")
    rater.keyboard.press("Enter")
    expect(rater.get_by_role("heading", name="How do you see Amina?")).to_be_visible()

    # One question more, and from there to the end.
    more.focus()
    rater.keyboard.press("Enter")
    rater.keyboard.press("Tab")
    expect(rater.get_by_label("I cannot say").nth(4)).to_be_focused()
    for _ in range(2):
        rater.keyboard.press("ArrowUp")
    picture(rater, "rating-further")
    assert violations(rater) == [], "the further questions"
    rater.get_by_role("link", name="Stop here and go to the end").first.focus()
    rater.keyboard.press("Enter")
    rater.keyboard.press("Tab")
    expect(rater.get_by_label("Anything you would like to add")).to_be_focused()
    rater.keyboard.press("Tab")
    expect(rater.get_by_role("button", name="Send")).to_be_focused()
    rater.keyboard.press("Enter")
    expect(rater.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(rater.get_by_role("definition").filter(has_not_text="I cannot say")).to_have_count(2)
    picture(rater, "rating-further-thanks")
    assert violations(rater) == [], "thanks for more"

    # The teacher sees what all of it comes to, and every answer.
    press(block, "Back to your pathway")
    press(block, "Colleagues and credentials")
    unfold_all(teacher)
    expect(part(block, "How others see you").get_by_text("by 2 answers together")).to_be_visible()
    picture(teacher, "asking-further")
    assert violations(teacher) == [], "a rating of several answers"


def test_all_of_it_fits_a_phone_also_from_right_to_left(device: Device) -> None:
    phone = device(viewport=PHONE, has_touch=True)
    block = open_unit(phone)
    sit_through(block)
    press(block, "Colleagues and credentials")
    rate(
        visitor := device(viewport=PHONE),
        make_link(block, "Somebody with a long name from the school across the river"),
        1,
    )
    visitor.get_by_role("button", name="Send").click()
    rate(arabic := device(viewport=PHONE, locale="ar"), make_link(block, "Ms Ortiz", "A coach or supervisor"), 2)
    arabic.locator("summary").click()
    arabic.locator("details input").first.check()
    expect(arabic.locator("html")).to_have_attribute("dir", "rtl")
    picture(arabic, "rating-further-phone-rtl")
    expect_to_fit(arabic.locator("main"))
    part(block, "Let a coach look").get_by_label("A coach’s username").fill("ben")
    press(block, "Let them look")
    for direction in ("ltr", "rtl"):
        phone.goto(f"/courses/{STARTER}/unit/?dir={direction}")
        press(the_block(phone).first, "Colleagues and credentials")
        unfold_all(phone)
        picture(phone, f"together-phone-{direction}")
        expect_to_fit(the_block(phone).first)
    panel = open_panel(phone)
    press(panel, "Look Amina")
    unfold_all(phone)
    picture(phone, "coach-phone-rtl")
    expect_to_fit(panel)
