"""Zoomed to 200 %, in forced colours, without motion, on paper: the teacher's screens as some people have them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import DIGCOMPEDU, answer, answer_all, open_unit, opened_row, press, settle, sit_through, unfold_all
from .test_record import JUST_DONE, do_first_section, take_again

ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
"""1280 by 800 pixels at 200 %."""
WIDER = """root => [...root.querySelectorAll("*")]
  .filter(each => each.checkVisibility() && !each.closest(".pd-hidden, svg") && each.getBoundingClientRect().width)
  .filter(each => { const box = each.getBoundingClientRect(); return box.left < -1 || box.right > innerWidth + 1; })
  .map(each => each.outerHTML.slice(0, 120))"""
COVERED = """root => [...root.querySelectorAll("button, a[href], select, input, textarea, summary")]
  .filter(each => each.checkVisibility() && !each.closest(".pd-hidden"))
  .filter(each => {
    each.scrollIntoView({ block: "center" });
    const { x, y, width, height } = each.getClientRects()[0];
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return !(each.contains(top) || top?.closest("label")?.control === each);
  })
  .map(each => each.outerHTML.slice(0, 120))"""
MOVING = """root => [root, ...root.querySelectorAll("*")].flatMap(each => [each, "::before", "::after"].map(part => {
  const { transitionDuration, animationName } = getComputedStyle(each, part === each ? null : part);
  return [transitionDuration, animationName];
})).filter(([time, name]) => name !== "none" || time.split(", ").some(each => parseFloat(each) > 0)).length"""


def expect_whole(block: Locator) -> None:
    """Nothing beside the window, nothing to scroll sideways, no control under another."""
    page = block.page
    assert page.evaluate("document.scrollingElement.scrollWidth") <= page.viewport_size["width"]
    assert block.evaluate(WIDER) == []
    assert block.evaluate(COVERED) == []


def see_every_screen(page: Page, check: Callable[[Locator], None]) -> None:
    """Go through all screens of a teacher, unfolded, with everything on them that there can be."""
    block = open_unit(page)
    check(block)
    press(block, "Start")
    check(block)
    answer(block)
    check(block)
    answer_all(block)
    check(block)
    press(block, "See where I start")
    check(block)
    page.get_by_text("Only have a little time?").click()
    press(block, "45 minutes")
    check(block)
    about = opened_row(block, "Clear learning goals")
    about.get_by_text("Change my start").click()
    about.get_by_label("Why? Optional, and only you see it").first.fill("I have taught this for years, " * 8)
    press(block, "Save Clear learning goals")
    take_again(block)
    block = do_first_section(page)
    check(block)
    press(block, "Your record")
    unfold_all(page)
    check(block)


def test_every_screen_can_be_read_and_used_at_200_percent(device: Device) -> None:
    see_every_screen(device(**ZOOMED), expect_whole)


def test_every_screen_can_be_used_at_400_percent(device: Device) -> None:
    see_every_screen(device(viewport={"width": 320, "height": 256}, device_scale_factor=4), expect_whole)


def test_a_large_frameworks_result_can_be_used_at_200_percent(device: Device) -> None:
    page = device(**ZOOMED)
    block = open_unit(page, DIGCOMPEDU)
    press(block, "Start")
    answer(block)
    press(block, "See where I start now")
    unfold_all(page)

    expect_whole(block)


def test_in_forced_colours_the_picture_keeps_its_parts(device: Device) -> None:
    page = device(forced_colors="active")
    block = open_unit(page)
    sit_through(block, lambda options: options.nth(1))

    strip = block.locator(".pd-strip:has(b)").first
    colours = "each => getComputedStyle(each).backgroundColor"
    on, off = strip.locator(".pd-on").first, strip.locator("i:not(.pd-on)").first
    band, dot = strip.locator("b"), strip.locator("s")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert len({part.evaluate(colours) for part in (on, off, dot)}) == 3
    assert band.evaluate(colours) == dot.evaluate(colours)
    assert off.evaluate("each => getComputedStyle(each).borderTopStyle") == "solid"
    do_first_section(page)
    expect(block.get_by_role("group", name=JUST_DONE)).to_be_visible()
    unfold_all(page)
    icon = block.locator(".pd-section .pd-icon").first
    assert icon.evaluate("each => getComputedStyle(each).stroke") != icon.evaluate(colours)


def test_nothing_moves_for_whoever_wants_no_motion(device: Device) -> None:
    def expect_still(block: Locator) -> None:
        assert block.evaluate(MOVING) == 0

    see_every_screen(device(reduced_motion="reduce"), expect_still)


def test_a_printed_page_shows_what_is_folded_on_the_screen(page: Page) -> None:
    block = open_unit(page)
    sit_through(block, lambda options: options.nth(1))
    folded = block.locator("details").filter(has=page.get_by_role("heading", name="Later"))
    assert folded.get_attribute("open") is None
    expect(folded.get_by_role("listitem").first).to_be_hidden()

    page.emulate_media(media="print")

    assert folded.get_by_role("listitem").first.bounding_box()["height"] > 20
    assert folded.bounding_box()["height"] > folded.get_by_role("list").bounding_box()["height"]


def test_the_result_of_the_starter_example_is_under_four_phone_screens(device: Device) -> None:
    """It was more than six."""
    page = device(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    block = open_unit(page)
    sit_through(block, lambda options: options.nth(min(1, options.count() - 3)))

    assert block.bounding_box()["height"] / 740 < 3.8


def test_the_growth_table_is_rows_on_a_phone(device: Device) -> None:
    page = device(viewport={"width": 360, "height": 740}, has_touch=True)
    block = open_unit(page)
    sit_through(block)
    take_again(block)
    unfold_all(page)

    table = block.get_by_role("table", name="Before and now, as a table")
    cells = table.get_by_role("row").filter(has=page.get_by_role("rowheader")).first.get_by_role("cell")
    boxes = [cell.bounding_box() for cell in cells.all()]
    assert len({box["x"] for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    assert table.evaluate("each => each.scrollWidth <= each.parentElement.clientWidth")
    shown = [cell.evaluate("each => getComputedStyle(each, '::before').content") for cell in cells.all()]
    assert shown == ['"First time"', '"Looking back"', '"Now"']


def test_rating_what_was_just_done_moves_nothing_under_the_hand(device: Device) -> None:
    page = device(viewport={"width": 360, "height": 740}, has_touch=True)
    block = open_unit(page)
    sit_through(block)
    do_first_section(page)
    page.reload()
    asked = block.get_by_role("group", name=JUST_DONE)
    very = asked.get_by_role("button", name="Very", exact=True)
    very.scroll_into_view_if_needed()
    before = asked.bounding_box()["y"]

    very.click()
    settle(block)

    expect(asked.get_by_text("How relevant it was for your work: Very.")).to_be_focused()
    assert abs(asked.bounding_box()["y"] - before) < 2
