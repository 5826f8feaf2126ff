"""The whole job without a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .journey import MOST_QUESTIONS, expect_result, is_asked, open_unit, row, settle

MOST_TABS = 60


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")


def test_keyboard_alone_does_the_whole_job(page: Page) -> None:
    block = open_unit(page)
    tab_to(page, block.get_by_role("button", name="Start", exact=True))
    page.keyboard.press("Enter")
    settle(block)

    for number in range(MOST_QUESTIONS):
        if not is_asked(block):
            break
        expect(block.locator("legend")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Space" if number % 2 else "ArrowDown")
        expect(block.get_by_role("radio", checked=True)).to_have_count(1)
        page.keyboard.press("Enter")
        settle(block)

    expect(block.get_by_role("heading", name="That was the last question")).to_be_focused()
    tab_to(page, block.get_by_role("button", name="See where I start"))
    page.keyboard.press("Enter")
    expect_result(block)
    expect(block.get_by_role("heading", name="Where you start")).to_be_focused()

    goals = row(block, "Clear learning goals")
    tab_to(page, goals.locator("summary").filter(has=page.get_by_role("heading", name="Clear learning goals")))
    page.keyboard.press("Enter")
    tab_to(page, goals.locator("summary", has_text="Change my start"))
    page.keyboard.press("Enter")
    tab_to(page, goals.get_by_role("combobox", name="I start at"))
    page.keyboard.press("l")
    tab_to(page, goals.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    settle(block)

    expect(goals.get_by_role("heading", name="Clear learning goals Leading Your choice")).to_be_focused()


def test_focus_stays_where_it_is_when_a_page_is_loaded(page: Page) -> None:
    block = open_unit(page)
    page.reload()

    expect(block).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")


def test_next_without_an_answer_asks_for_one_and_sends_nothing(page: Page) -> None:
    block = open_unit(page)
    block.get_by_role("button", name="Start", exact=True).click()
    settle(block)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    block.get_by_role("button", name="Next").click()

    expect(block.get_by_role("radio").first).to_be_focused()
    assert sent == []
