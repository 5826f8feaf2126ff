"""The main job, from the first question to the section that opens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .journey import COURSES, STARTER, expect_intro, open_unit, press, section, sit_through, unfold_all

OPENS_AFTER_ONE = re.compile(r"Opens after ([^(]+) \(\d+ min\)\.")


@pytest.mark.parametrize("course", COURSES)
def test_teacher_is_placed_and_a_sections_work_opens_the_next_one(page: Page, course: str) -> None:
    block = open_unit(page, course)
    expect_intro(block)
    assert sit_through(block) >= 4

    unfold_all(page)
    pathway = block.get_by_role("list").filter(has=page.get_by_text("Next", exact=True)).get_by_role("listitem")
    held = pathway.filter(has_text=OPENS_AFTER_ONE).first
    title = held.get_by_role("paragraph").first.inner_text()
    opener = OPENS_AFTER_ONE.search(held.inner_text())
    assert opener
    first = opener[1]
    expect(section(block, first).get_by_role("link", name=first)).to_be_visible()

    page.goto(f"/courses/{course}/")
    unfold_all(page)
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))).to_contain_text("Held")
    page.get_by_role("button", name=f"Do this section's work: {first}").click()

    expect(page.get_by_role("status")).to_contain_text(f"Now open: {title}")
    unfold_all(page)
    expect(page.get_by_role("link", name=f"Go to section: {title}")).to_be_visible()
    page.goto(f"/courses/{course}/unit/")
    unfold_all(page)
    expect(section(block, first)).to_contain_text("Done")
    expect(section(block, title)).to_contain_text("Open")
    expect(section(block, title).get_by_role("link", name=title)).to_be_visible()


def test_sections_are_reached_by_a_link_in_the_pathway(page: Page) -> None:
    block = open_unit(page)
    press(block, "Skip: start at the beginning")

    link = block.get_by_role("link", name="Open it")
    title = block.get_by_text("Begin with").locator("strong").inner_text()
    link.click()

    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_a_held_section_has_no_link_and_is_refused_in_the_course(page: Page) -> None:
    block = open_unit(page)
    press(block, "Skip: start at the beginning")
    unfold_all(page)

    title = "Show them what good looks like"
    held = section(block, title)
    expect(held).to_contain_text("Opens after Learning or doing? Goals in one clear sentence (30 min).")
    expect(held.get_by_role("link")).to_have_count(0)
    response = page.goto(f"/courses/{STARTER}/sequential/fa-goals-2/")
    assert response
    assert response.status == 403


def test_high_answers_exempt_what_low_answers_leave_open(page: Page) -> None:
    block = open_unit(page)
    sit_through(block, lambda options: options.nth(3) if options.count() >= 6 else options.nth(options.count() - 3))

    expect(block.get_by_text(re.compile(r"\d+ yours already"))).to_be_visible()


def test_outside_opportunity_is_done_by_the_teachers_own_note(page: Page) -> None:
    block = open_unit(page)
    press(block, "Skip: start at the beginning")
    unfold_all(page)
    title = "Visit a lesson where students do the talking"
    visit = section(block, title)

    press(block, f"Save {title}")
    expect(visit.get_by_text("Done", exact=True)).to_have_count(0)
    visit.get_by_label("What you take from it").fill("I saw a fishbowl discussion; I will try it on Monday.")
    press(block, f"Save {title}")

    expect(block.get_by_role("group", name=f"You have done “{title}”.")).to_be_visible()
    expect(block.get_by_role("status")).to_have_text("Saved")
    unfold_all(page)
    expect(visit.get_by_text("Done", exact=True)).to_be_visible()
