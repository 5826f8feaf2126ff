"""Why a level and what would change it; going on with the questions that were not asked."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .journey import (
    DIGCOMPEDU,
    answer,
    answer_all,
    expect_result,
    open_unit,
    opened_row,
    press,
    settle,
    sit_through,
    unfold_all,
)
from .test_accessibility import violations

GOALS = "Clear learning goals"


def test_what_would_change_a_level_is_shown_where_it_was_asked_for(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    goals = opened_row(block, GOALS)
    goals.get_by_text("Why this level?").click()

    goals.get_by_role("button", name=f"What would change it? {GOALS}").click()
    settle(block)

    expect(goals.get_by_role("heading", name="What would change it?")).to_be_visible()
    expect(goals.get_by_text(re.compile("would have led to|No single answer"))).not_to_have_count(0)
    expect(goals.get_by_role("heading", name=GOALS)).to_be_focused()
    assert violations(page) == []


def test_a_teacher_goes_on_with_what_was_not_asked_and_comes_back_to_the_result(page: Page) -> None:
    block = open_unit(page, DIGCOMPEDU)
    press(block, "Start")
    answer(block)
    press(block, "See where I start now")
    expect_result(block)
    expect(block.get_by_text(re.compile(r"About \d+ questions that were not asked yet"))).to_be_visible()

    press(block, "Answer more questions to be surer")
    asked = answer_all(block)
    press(block, "See where I start")

    expect_result(block)
    assert asked > 5
    expect(block.get_by_text(f"From {asked + 1} questions.")).to_be_visible()
    unfold_all(page)
    assert violations(page) == []
