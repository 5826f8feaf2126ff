"""What people do on the demo's pages, found as they find it: by role and name."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

STARTER, DIGCOMPEDU = "formative-starter", "digcompedu"
COURSES = (STARTER, DIGCOMPEDU)
MOST_QUESTIONS = 42

Choose = Callable[[Locator], Locator]
"""From the radio buttons of a question to the one to choose."""


def lowest(options: Locator) -> Locator:
    return options.first


def look_as(page: Page, person: str, path: str) -> None:
    """Open ``path`` as one of the demo's people."""
    page.goto(path)
    page.get_by_label("Looking as").select_option(person)
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_label("Looking as")).to_have_value(person)
    page.wait_for_load_state()


def open_unit(page: Page, course: str = STARTER, person: str = "amina") -> Locator:
    """Open the unit with the block and return the block."""
    look_as(page, person, f"/courses/{course}/unit/")
    return the_block(page)


def the_block(page: Page) -> Locator:
    return page.locator(".pd-personalize")


def settle(block: Locator) -> None:
    """Wait until the block has shown the reply to what was just done."""
    expect(block).to_have_attribute("aria-busy", "false")


def press(block: Locator, name: str) -> None:
    block.get_by_role("button", name=name, exact=True).click()
    settle(block)


def question(block: Locator) -> Locator:
    """The question on the screen."""
    return block.get_by_role("group").filter(has=block.page.get_by_role("radio"))


def answer(block: Locator, choose: Choose = lowest) -> None:
    choose(question(block).get_by_role("radio")).check()
    press(block, "Next")


def is_asked(block: Locator) -> bool:
    return question(block).count() > 0


def answer_all(block: Locator, choose: Choose = lowest, after_each: Callable[[], None] = lambda: None) -> int:
    """Answer questions until there are no more; return how many there were."""
    asked = 0
    while is_asked(block):
        answer(block, choose)
        after_each()
        asked += 1
        assert asked <= MOST_QUESTIONS
    return asked


def sit_through(block: Locator, choose: Choose = lowest) -> int:
    """From the start to the result."""
    press(block, "Start")
    asked = answer_all(block, choose)
    press(block, "See where I start")
    expect_result(block)
    return asked


def expect_intro(block: Locator) -> None:
    expect(block.get_by_role("button", name="Start", exact=True)).to_be_visible()


def expect_result(block: Locator) -> None:
    expect(block.get_by_role("heading", name="Where you start")).to_be_visible()


def row(block: Locator, name: str) -> Locator:
    """The part of the profile about one competency."""
    heading = block.page.get_by_role("heading", name=re.compile(f"^{re.escape(name)}"), level=3)
    return block.get_by_role("listitem").filter(has=heading)


def opened_row(block: Locator, name: str) -> Locator:
    """The same, with all that can be seen and done there."""
    about = row(block, name)
    if not about.get_by_text("Change my start").is_visible():
        about.get_by_role("heading").first.click()
    return about


def unfold_all(page: Page) -> None:
    """Open everything that can be opened."""
    page.locator("details:not([open])").evaluate_all("all => all.forEach(each => { each.open = true; })")


def section(block: Locator, title: str) -> Locator:
    """One section of the pathway."""
    heading = block.page.get_by_role("paragraph").filter(has_text=re.compile(f"^{re.escape(title)}"))
    return block.get_by_role("listitem").filter(has=heading)
