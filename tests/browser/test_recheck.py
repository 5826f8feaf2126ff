"""A teacher shows more than the first time, in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .journey import answer_all, expect_result, open_unit, press, question, row, settle, sit_through, unfold_all

GOALS = "Clear learning goals"
SHOW = re.compile("Show what you know: three to six questions")


def ask_again(page: Page, block: Locator) -> None:
    unfold_all(page)
    row(block, GOALS).get_by_role("button", name=SHOW).click()
    settle(block)


def second(options: Locator) -> Locator:
    return options.nth(1)


def test_a_re_check_asks_about_one_competency_and_never_lowers_it(page: Page):
    block = open_unit(page)
    sit_through(block, second)
    before = row(block, GOALS).inner_text().splitlines()[1]
    ask_again(page, block)

    expect(block.get_by_text("They can only raise where you start.")).to_be_visible()
    expect(question(block)).to_be_visible()
    assert 2 <= answer_all(block) <= 6
    press(block, "See where I start")

    expect_result(block)
    assert row(block, GOALS).inner_text().splitlines()[1] == before


def test_a_re_check_can_be_left_by_keyboard(page: Page):
    block = open_unit(page)
    sit_through(block)
    ask_again(page, block)

    block.get_by_role("button", name="Keep what I have").press("Enter")
    settle(block)

    expect_result(block)
