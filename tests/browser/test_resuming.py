"""Going on later, elsewhere, backwards, or not at all."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import Device
from .journey import (
    answer,
    expect_intro,
    expect_result,
    open_unit,
    opened_row,
    press,
    question,
    sit_through,
    unfold_all,
)

COMES_BACK = """window.dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))"""


def test_sitting_goes_on_at_the_same_question_after_a_reload_and_on_another_device(page: Page, device: Device) -> None:
    block = open_unit(page)
    press(block, "Start")
    for _ in range(3):
        answer(block)
    asked = question(block).locator("legend").inner_text()

    page.reload()
    expect(block.get_by_role("group", name=asked)).to_be_visible()
    phone = device(viewport={"width": 360, "height": 740}, has_touch=True)
    expect(open_unit(phone).get_by_role("group", name=asked)).to_be_visible()


def test_result_is_there_after_a_reload(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    before = block.inner_text()

    page.reload()

    expect_result(block)
    assert block.inner_text() == before


def test_back_shows_the_last_question_with_its_answer_and_leads_on_the_same_way(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    first = question(block).locator("legend").inner_text()
    answer(block, lambda options: options.nth(1))
    second = question(block).locator("legend").inner_text()

    press(block, "Back")
    expect(block.get_by_role("group", name=first)).to_be_visible()
    expect(question(block).get_by_role("radio").nth(1)).to_be_checked()
    expect(block.get_by_role("button", name="Back")).to_have_count(0)
    press(block, "Next")

    expect(block.get_by_role("group", name=second)).to_be_visible()


def test_back_leads_from_the_end_of_the_questions_to_the_last_one(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    while block.get_by_role("button", name="Next").count():
        last = question(block).locator("legend").inner_text()
        answer(block)

    press(block, "Back")

    expect(block.get_by_role("group", name=last)).to_be_visible()


def test_teacher_who_skips_starts_at_the_beginning_and_may_answer_later(page: Page) -> None:
    block = open_unit(page)
    press(block, "Skip: start at the beginning")

    expect_result(block)
    expect(block.get_by_role("heading", name="Clear learning goals Emerging")).to_be_visible()
    press(block, "Answer the questions after all")
    expect(question(block)).to_be_visible()


def test_teacher_who_stops_early_is_placed_by_what_was_answered(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    answer(block)
    press(block, "See where I start now")

    expect_result(block)
    expect(block.get_by_text("From 1 question.")).to_be_visible()
    unfold_all(page)
    expect(block.get_by_text("Not asked this time").first).to_be_visible()


def test_disagreement_with_a_start_is_kept_and_can_be_taken_back(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    goals = opened_row(block, "Clear learning goals")

    goals.get_by_text("Change my start").click()
    goals.get_by_label("I start at").select_option("Proficient")
    press(block, "Save Clear learning goals")
    expect(goals.get_by_role("heading")).to_have_accessible_name("Clear learning goals Proficient Your choice")
    expect(goals.get_by_text("Your answers point to Emerging.")).to_be_visible()
    page.reload()
    expect(goals.get_by_text("Your choice")).to_be_visible()

    opened_row(block, "Clear learning goals").get_by_text("Change my start").click()
    press(block, "Back to what my answers say")
    expect(goals.get_by_text("Your choice")).to_have_count(0)


def test_competency_outside_the_role_asks_nothing_and_can_be_taken_back(page: Page) -> None:
    block = open_unit(page)
    press(block, "Skip: start at the beginning")
    assessors = opened_row(block, "Students as assessors")

    assessors.get_by_text("Change my start").click()
    assessors.get_by_role("button", name="It is not part of my role").click()
    expect(assessors.get_by_text("Not part of your role")).to_be_visible()
    assessors.get_by_text("Change my start").click()
    assessors.get_by_role("button", name="It is part of my role").click()

    expect(assessors.get_by_text("Not part of your role")).to_have_count(0)


def test_a_retake_can_be_left_and_keeps_what_there_is(page: Page) -> None:
    block = open_unit(page)
    sit_through(block, lambda options: options.nth(2))
    profile = block.locator(".pd-profile")
    before = profile.inner_text()

    press(block, "Take the questions again")
    answer(block)
    press(block, "Keep what I have")

    expect_result(block)
    expect(block.get_by_text("You kept what you had.")).to_be_visible()
    assert profile.inner_text() == before


def test_old_screen_that_the_browser_brings_back_is_put_right_quietly(page: Page, device: Device) -> None:
    block = open_unit(page)
    press(open_unit(device()), "Start")
    page.get_by_label("Looking as").focus()
    expect_intro(block)

    page.evaluate(COMES_BACK)

    expect(question(block)).to_be_visible()
    expect(page.get_by_label("Looking as")).to_be_focused()
    expect(block.get_by_role("status")).to_have_text("")


def test_screen_that_is_not_old_is_left_alone(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    question(block).get_by_role("radio").nth(1).check()

    with page.expect_response("**/view/"):
        page.evaluate(COMES_BACK)

    expect(question(block).get_by_role("radio").nth(1)).to_be_checked()


def test_browser_back_shows_where_the_teacher_is_now(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    page.goto("/courses/formative-starter/")
    page.go_back()

    expect(question(block)).to_be_visible()
