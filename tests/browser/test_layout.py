"""Small screens, thumbs, and scripts that run from right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import DIGCOMPEDU, answer, answer_all, look_as, open_unit, press, question, unfold_all

PHONE = {"width": 360, "height": 740}
TARGET_PX = 44
BOX_ENDS_AT = "words => words.getBoundingClientRect().right"
LAST_LINE_ENDS_AT = """words => {
  const all = document.createRange();
  all.selectNodeContents(words);
  return [...all.getClientRects()].at(-1).right;
}"""
SMALL = """(root, least) => [...root.querySelectorAll("button, a[href], summary, select, label:has(input), textarea")]
  .filter(each => each.checkVisibility() && !each.closest("p:not(.pd-section-title, .pd-continue, .pd-note)"))
  .map(each => [each.innerText, each.getBoundingClientRect()])
  .filter(([, box]) => box.width < least || box.height < least - 0.5)
  .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""


def expect_to_fit(block: Locator) -> None:
    """Nothing to scroll sideways, and every target large enough for a thumb."""
    page = block.page
    widest = page.evaluate("document.scrollingElement.scrollWidth")
    assert widest <= page.viewport_size["width"]
    assert block.evaluate(SMALL, TARGET_PX) == []


def walk_through_screens(block: Locator, check: object) -> None:
    check(block)
    press(block, "Start")
    check(block)
    answer(block)
    check(block)
    answer_all(block)
    check(block)
    press(block, "See where I start")
    unfold_all(block.page)
    check(block)


def test_every_screen_fits_a_phone(device: Device) -> None:
    walk_through_screens(open_unit(device(viewport=PHONE, has_touch=True)), expect_to_fit)


def test_a_large_framework_fits_a_phone(device: Device) -> None:
    block = open_unit(device(viewport=PHONE, has_touch=True), DIGCOMPEDU)
    expect_to_fit(block)
    press(block, "Start")
    answer(block)
    press(block, "See where I start now")
    unfold_all(block.page)
    expect_to_fit(block)


def test_screens_fit_320_pixels(device: Device) -> None:
    block = open_unit(device(viewport={"width": 320, "height": 640}))
    press(block, "Start")
    answer(block)
    press(block, "See where I start now")
    unfold_all(block.page)

    assert block.evaluate("block => block.scrollWidth <= block.clientWidth")


def test_author_pages_fit_a_phone(device: Device) -> None:
    page = device(viewport=PHONE)
    for path in ("author/", "author/edit/"):
        look_as(page, "dana", f"/courses/formative-starter/{path}")
        expect_to_fit(page.locator(".pd-personalize"))


def test_right_to_left_mirrors_every_screen(page: Page) -> None:
    page.goto("/courses/formative-starter/unit/?dir=rtl")
    block = open_unit(page)
    press(block, "Start")
    answer(block)

    back, onward = (block.get_by_role("button", name=name).bounding_box() for name in ("Back", "Next"))
    assert onward["x"] < back["x"]
    radio, label = question(block).get_by_role("radio").first, question(block).locator("label").first
    assert radio.bounding_box()["x"] > label.bounding_box()["x"] + label.bounding_box()["width"] / 2
    expect_to_fit(block)

    words = question(block).locator("label bdi").first
    words.evaluate("words => { words.textContent = 'word '.repeat(60) + 'on the last line'; }")
    assert words.evaluate(LAST_LINE_ENDS_AT) == pytest.approx(words.evaluate(BOX_ENDS_AT), abs=1)

    answer_all(block)
    press(block, "See where I start")
    strip = block.locator(".pd-strip:has(s)").first
    cells = strip.locator("i")
    assert cells.first.bounding_box()["x"] > cells.last.bounding_box()["x"]
    dot, box = strip.locator("s").bounding_box(), strip.bounding_box()
    assert dot["x"] > box["x"] + box["width"] / 2, "a low start is at the right"
    unfold_all(page)
    expect_to_fit(block)


def test_dark_host_gets_a_dark_block(device: Device) -> None:
    page = device()
    block = open_unit(page)
    page.add_style_tag(content=":root { color-scheme: dark }")

    ink, paper = block.evaluate("block => [getComputedStyle(block).color, getComputedStyle(block).backgroundColor]")
    assert (ink, paper) == ("rgb(232, 237, 241)", "rgb(23, 33, 43)")


def test_light_host_keeps_a_light_block_on_a_dark_system(device: Device) -> None:
    block = open_unit(device(color_scheme="dark"))

    assert block.evaluate("block => getComputedStyle(block).backgroundColor") == "rgb(255, 255, 255)"
    expect(block).to_be_visible()
