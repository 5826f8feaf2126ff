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

    ids: list[str] = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert len(ids) == len(set(ids))
