"""A teacher decides: a goal, a start with a reason, an evening's minutes; and what the author's rules leave to them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import open_unit, opened_row, press, section, settle, sit_through, unfold_all
from .test_accessibility import violations
from .test_layout import PHONE, expect_to_fit

GOALS, QUESTIONING, FEEDBACK = "Clear learning goals", "Questioning that shows thinking", "Feedback that moves learning"
WHY = "Why? Optional, and only you see it"
SAVED = "Saved"


@pytest.fixture
def block(page: Page) -> Locator:
    """The result of somebody who starts at the beginning."""
    block = open_unit(page)
    sit_through(block)
    return block


def set_goal(block: Locator, competency: str, level: str, *, day: str = "", why: str = "") -> Locator:
    """Set a goal as a teacher does; return the row of the competency."""
    about = opened_row(block, competency)
    about.get_by_text(re.compile("Set a goal|Change my goal")).click()
    form = about.locator("form").filter(has=block.page.get_by_label("I want to reach"))
    form.get_by_label("I want to reach").select_option(label=level)
    form.get_by_label("by (optional)").fill(day)
    form.get_by_label(WHY).fill(why)
    form.get_by_role("button", name="Save").click()
    settle(block)
    return about


def titles_now(block: Locator) -> list[str]:
    """The links under "Now", in order."""
    lists = block.locator("ol").filter(has=block.page.get_by_role("link"))
    return lists.first.get_by_role("link").all_inner_texts()


def log(block: Locator) -> Locator:
    return block.get_by_role("group").filter(has=block.page.get_by_role("heading", name="What I decided"))


def test_a_goal_comes_first_and_is_said_where_it_was_set(block: Locator) -> None:
    before = titles_now(block)

    about = set_goal(block, FEEDBACK, "Developing", day="2031-03-31")

    expect(about.get_by_role("heading", name=FEEDBACK)).to_be_focused()
    expect(about.get_by_text(SAVED, exact=True)).to_be_visible()
    expect(block.get_by_role("status")).to_have_text(SAVED)
    expect(about.get_by_text("Your goal: Developing by March 31, 2031. 1 section leads there, 30 min.")).to_be_visible()
    first, *others = titles_now(block)
    assert first == "Comments students can use tomorrow"
    assert others == [title for title in before if title != first]
    expect(section(block, first).get_by_text("Towards your goal")).to_be_visible()
    expect(block.get_by_text(f"Begin with {first}")).to_be_visible()


def test_a_goal_is_dropped_and_the_order_is_the_authors_again(block: Locator) -> None:
    before = titles_now(block)
    about = set_goal(block, FEEDBACK, "Developing")

    about.get_by_text("Change my goal").click()
    about.get_by_role("button", name="Drop this goal").click()
    settle(block)

    expect(about.get_by_text("Set a goal")).to_be_visible()
    assert titles_now(block) == before


def test_a_reason_is_kept_shown_and_deleted_and_the_decision_is_undone(block: Locator) -> None:
    about = opened_row(block, GOALS)
    about.get_by_text("Change my start").click()
    about.get_by_label(WHY).first.fill("I have done this for years")
    about.get_by_label("I start at").select_option(label="Developing")
    about.get_by_role("button", name="Save").first.click()
    settle(block)
    expect(about.get_by_role("heading", name=f"{GOALS} Developing Your choice")).to_be_focused()

    log(block).get_by_role("heading", name="What I decided").click()
    expect(log(block).get_by_text("I have done this for years")).to_be_visible()
    assert violations(block.page) == []
    log(block).get_by_role("button", name="Delete my reason").click()
    settle(block)
    expect(log(block).get_by_role("heading", name="What I decided")).to_be_focused()
    expect(block.get_by_role("status")).to_have_text("Deleted")
    expect(block.get_by_text("I have done this for years")).to_have_count(0)
    expect(about.get_by_text("Your choice")).to_be_visible()

    log(block).get_by_role("button", name="Undo").click()
    settle(block)
    expect(log(block).get_by_role("heading", name="What I decided (2)")).to_be_focused()
    expect(about.get_by_text("Your choice")).to_have_count(0)


def test_minutes_are_filled_by_keyboard_and_the_answer_is_read(block: Locator) -> None:
    page = block.page
    page.get_by_text("Only have a little time?").click()
    block.get_by_role("group", name="Minutes you have").get_by_role("button", name="60 minutes").press("Enter")
    settle(block)

    expect(block.get_by_role("heading", name="For 60 minutes: 2 sections, 60 min in all")).to_be_focused()
    expect(block.get_by_role("link", name="Three quiet seconds")).not_to_have_count(0)

    block.get_by_label("Or another number").fill("5")
    block.get_by_label("Or another number").press("Enter")
    settle(block)
    expect(block.get_by_role("heading", name="Nothing that is open fits into 5 min")).to_be_focused()
    expect(block.get_by_text("The shortest one:")).to_be_visible()
    assert violations(page) == []


def test_deciding_fits_a_phone_in_both_directions(device: Device) -> None:
    for direction in ("ltr", "rtl"):
        page = device(viewport=PHONE, has_touch=True)
        page.goto(f"/courses/formative-starter/unit/?dir={direction}")
        block = open_unit(page)
        if direction == "ltr":
            sit_through(block)
            set_goal(block, QUESTIONING, "Leading", day="2031-03-31", why="A long word: " + "x" * 200)
        page.get_by_text("Only have a little time?").click()
        press(block, "45 minutes")
        unfold_all(page)

        expect_to_fit(block)
        assert violations(page) == []


def test_one_request_for_each_decision(block: Locator) -> None:
    sent: list[str] = []
    block.page.on("request", lambda request: sent.append(request.url))

    set_goal(block, GOALS, "Proficient")
    block.page.get_by_text("Only have a little time?").click()
    press(block, "30 minutes")

    assert [url.rstrip("/").rpartition("/")[2] for url in sent] == ["choose", "plan"]
