"""Whatever is kept or deleted is said in the block's status region, and beside it for whoever sees."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import answer, open_unit, opened_row, press, question, section, settle, sit_through, unfold_all
from .test_agency import log, set_goal
from .test_record import JUST_DONE, TRIED, do_first_section, take_again

GOALS = "Clear learning goals"
VISIT = "Visit a lesson where students do the talking"
HEARD = """root => {
  window.heard = [];
  const region = root.querySelector(":scope > [role=status]");
  new MutationObserver(() => region.textContent && window.heard.push(region.textContent))
    .observe(region, { childList: true, characterData: true, subtree: true });
}"""


def said(block: Locator, word: str) -> None:
    """What was just done is announced once, in a word that can be seen too."""
    settle(block)
    expect(block.get_by_role("status")).to_have_text(word)
    assert block.page.evaluate("window.heard.splice(0)") == [word]
    expect(block.get_by_text(word, exact=True).locator("visible=true").first).to_be_visible()


@pytest.fixture
def block(page: Page) -> Locator:
    """The result of somebody who starts at the beginning, and who listens."""
    block = open_unit(page)
    sit_through(block)
    block.evaluate(HEARD)
    return block


def test_an_answer_is_announced(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    block.evaluate(HEARD)

    answer(block)

    said(block, "Saved")
    expect(question(block)).to_be_visible()


def test_every_decision_is_announced(block: Locator) -> None:
    about = opened_row(block, GOALS)
    about.get_by_text("Change my start").click()
    about.get_by_label("Why? Optional, and only you see it").first.fill("I know this")
    about.get_by_label("I start at").select_option(label="Developing")
    press(block, f"Save {GOALS}")
    said(block, "Saved")
    opened_row(block, GOALS).get_by_text("Change my start").click()
    press(block, "Back to what my answers say")
    said(block, "Saved")
    for name in ("It is not part of my role", "It is part of my role"):
        opened_row(block, GOALS).get_by_text("Change my start").click()
        opened_row(block, GOALS).get_by_role("button", name=name).click()
        said(block, "Saved")
    set_goal(block, "Feedback that moves learning", "Developing")
    said(block, "Saved")
    log(block).get_by_role("heading", name="What I decided").click()
    log(block).get_by_role("button", name="Undo").first.click()
    said(block, "Saved")
    log(block).get_by_role("button", name="Delete my reason").click()
    said(block, "Deleted")
    expect(log(block).get_by_role("heading", name="What I decided")).to_be_focused()


def test_what_is_said_about_a_section_is_announced_and_so_is_its_deletion(block: Locator) -> None:
    do_first_section(block.page)
    block.evaluate(HEARD)
    done = block.get_by_role("group", name=JUST_DONE)
    done.get_by_role("button", name="Very", exact=True).click()
    said(block, "Saved")
    unfold_all(block.page)
    done.get_by_label("What did you try in class?").fill(TRIED)
    done.get_by_role("button", name="Keep this note").click()
    said(block, "Saved")
    unfold_all(block.page)
    done.get_by_label("What made it relevant, or not?").fill("It fits my subject")
    done.get_by_role("button", name="Keep these words").click()
    said(block, "Saved")
    press(block, "Your record")
    for _ in range(2):
        block.get_by_text("Delete…").first.click()
        block.get_by_role("button", name="Yes, delete them").first.click()
        said(block, "Deleted")
        expect(block.get_by_role("heading", name="What you wrote")).to_be_focused()


def test_a_note_about_an_outside_opportunity_is_announced(block: Locator) -> None:
    unfold_all(block.page)
    visit = section(block, VISIT)
    visit.get_by_label("What you take from it").fill("Sat in on a lesson")
    visit.get_by_role("button", name=f"Save {VISIT}").click()

    said(block, "Saved")
    expect(block.get_by_role("group", name=f"You have done “{VISIT}”.")).to_be_visible()


def test_looking_back_is_announced(block: Locator) -> None:
    take_again(block)
    block.page.evaluate("window.heard = []")
    block.get_by_role("region", name="Before and now", exact=True).get_by_label(GOALS).select_option("Developing")
    press(block, "Save how I look back")

    said(block, "Saved")


@pytest.mark.parametrize("when", ["1999-12-31T23:59:59", "2100-01-01T00:00:00"])
def test_a_device_whose_clock_is_far_off_loses_nothing(device: Device, when: str) -> None:
    page = device()
    page.clock.install(time=when)
    block = open_unit(page)
    press(block, "Start")
    page.route("**/answer/", lambda route: route.abort(), times=1)
    question(block).get_by_role("radio").first.check()
    block.get_by_role("button", name="Next", exact=True).click()
    expect(block.get_by_role("button", name="Try again")).to_be_visible()
    block.get_by_role("button", name="Try again").click()
    settle(block)
    while question(block).count():
        answer(block)

    press(block, "See where I start")
    set_goal(block, "Feedback that moves learning", "Developing", day="2031-03-31")
    page.reload()

    expect(block.get_by_text("Your goal: Developing by March 31, 2031.")).to_have_count(1)
