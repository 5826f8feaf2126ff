"""Two blocks on one page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .journey import answer, expect_intro, look_as, press, question, the_block


def test_two_blocks_on_one_page_do_not_disturb_each_other(page: Page) -> None:
    look_as(page, "amina", "/units/both/")
    first, second = the_block(page).first, the_block(page).last
    expect(the_block(page)).to_have_count(2)

    press(first, "Start")
    question(first).get_by_role("radio").nth(1).check()
    expect_intro(second)
    press(second, "Start")
    question(second).get_by_role("radio").nth(2).check()
    expect(question(first).get_by_role("radio").nth(1)).to_be_checked()
    waiting = question(second).locator("legend").inner_text()
    press(first, "Next")

    expect(second.get_by_role("group", name=waiting)).to_be_visible()
    expect(question(second).get_by_role("radio").nth(2)).to_be_checked()
    expect(first.get_by_role("status")).to_have_text("Saved")
    expect(second.get_by_role("status")).to_have_text("")
    answer(second)
    page.reload()
    expect(question(first)).to_be_visible()
    expect(question(second)).to_be_visible()


def test_two_blocks_on_one_page_share_no_id(page: Page) -> None:
    look_as(page, "amina", "/units/both/")
    for block in (the_block(page).first, the_block(page).last):
        press(block, "Skip: start at the beginning")

    expect_no_id_twice(page)


def test_the_screens_about_colleagues_of_two_blocks_share_no_id(page: Page) -> None:
    look_as(page, "amina", "/units/both/")
    for block in (the_block(page).first, the_block(page).last):
        press(block, "Skip: start at the beginning")
        press(block, "Colleagues and credentials")
        expect(block.get_by_role("region", name="Credentials")).to_be_visible()

    expect_no_id_twice(page)


def test_the_panels_for_staff_of_two_blocks_share_no_id(page: Page) -> None:
    look_as(page, "dana", "/units/both/")
    expect(page.locator(".pd-staff")).to_have_count(2)
    for panel in page.locator(".pd-staff").all():
        panel.get_by_text("For course staff").click()
        panel.get_by_text("Study groups").click()
        press(panel, "Show who agreed")
        expect(panel.get_by_role("region", name="Study groups")).to_be_visible()

    expect_no_id_twice(page)


def expect_no_id_twice(page: Page) -> None:
    ids: list[str] = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert len(ids) == len(set(ids))
