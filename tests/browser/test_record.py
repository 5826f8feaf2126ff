"""A second time, what a teacher says about a section, and the record: on the demo, as a teacher does it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import answer_all, look_as, open_unit, press, settle, sit_through, the_block, unfold_all
from .test_accessibility import violations
from .test_layout import PHONE, expect_to_fit

UNIT = "/courses/formative-starter/unit/"
FIRST = "Learning or doing? Goals in one clear sentence"
JUST_DONE = f"You have done “{FIRST}”."
TRIED = "=SUM(1) They wrote the goal in their own words."


def highest(options: Locator) -> Locator:
    """The highest of what counts: the last two say "not sure" and "does not apply"."""
    return options.nth(options.count() - 3)


def take_again(block: Locator) -> None:
    press(block, "Take the questions again")
    answer_all(block, highest)
    press(block, "See where I start")


def do_first_section(page: Page) -> Locator:
    """Do a section's work in the course and come back to the unit."""
    page.goto("/courses/formative-starter/")
    unfold_all(page)
    page.get_by_role("button", name=f"Do this section's work: {FIRST}").click()
    page.goto(UNIT)
    unfold_all(page)
    return the_block(page)


def test_a_teacher_who_answers_again_looks_back_and_sees_growth_both_ways(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    take_again(block)
    grown = block.get_by_role("region", name="Before and now", exact=True)
    expect(grown.get_by_text("knowing what you know now, where were you the first time?")).to_be_visible()

    grown.get_by_label("Clear learning goals").select_option("Developing")
    press(block, "Save how I look back")

    expect(grown.get_by_role("heading", name="Before and now")).to_be_focused()
    expect(block.get_by_role("status")).to_have_text("Saved")
    expect(grown.get_by_text(re.compile(r"^First time \w+, now \w+"))).not_to_have_count(0)
    expect(grown.get_by_text(re.compile(r"^Looking back Developing, now \w+"))).to_be_visible()
    grown.get_by_text("As a table").click()
    row = grown.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Clear learning goals"))
    expect(row.get_by_role("cell").nth(1)).to_have_text("Developing")
    assert violations(page) == []


def test_growth_can_be_seen_without_looking_back(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    take_again(block)

    block.get_by_text("What has changed").click()

    expect(block.get_by_text(re.compile(r"^First time \w+, now \w+")).first).to_be_visible()


def test_one_click_rates_a_section_and_words_are_kept_and_deleted(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    block = do_first_section(page)
    done = block.get_by_role("group", name=JUST_DONE)

    done.get_by_role("button", name="Very", exact=True).click()
    settle(block)
    expect(done.get_by_text("How relevant it was for your work: Very.")).to_be_focused()
    unfold_all(page)
    done.get_by_label("What did you try in class?").fill(TRIED)
    press(block, f"Keep this note {FIRST}")
    expect(block.get_by_role("status")).to_have_text("Saved")
    unfold_all(page)
    expect(done.get_by_role("checkbox", name="may read this, without my name")).not_to_be_checked()
    assert violations(page) == []

    press(block, "Your record")
    expect(block.get_by_role("heading", name="Your record")).to_be_focused()
    expect(block.get_by_text(TRIED)).to_be_visible()
    block.get_by_text("Delete…").click()
    block.get_by_role("button", name="Yes, delete them").click()
    settle(block)

    expect(block.get_by_text(TRIED)).to_have_count(0)
    expect(block.get_by_role("status")).to_have_text("Deleted")
    press(block, "Back to your pathway")
    unfold_all(page)
    expect(done).to_contain_text("How relevant it was for your work: Very.")
    expect(done.get_by_label("What did you try in class?")).to_have_value("")


def test_the_record_is_downloaded_and_printed(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    block = do_first_section(page)
    unfold_all(page)
    block.get_by_label("What did you try in class?").fill(TRIED)
    press(block, f"Keep this note {FIRST}")
    press(block, "Your record")
    assert violations(page) == []

    saved = {}
    for name in ("Download as a spreadsheet (CSV)", "Download for other programs (JSON)"):
        with page.expect_download() as download:
            block.get_by_role("link", name=name).click()
        saved[download.value.suggested_filename] = Path(download.value.path()).read_text(encoding="utf-8-sig")
    with page.context.expect_page() as opened:
        block.get_by_role("link", name="Hours and sections, to print").click()
    printed = opened.value
    printed.wait_for_load_state()

    assert json.loads(saved["my-record.json"])["remarks"][0]["text"] == TRIED
    rows = list(csv.DictReader(io.StringIO(saved["my-record.csv"])))
    assert [row["Words"] for row in rows if row["What"] == "Tried in class"] == [f"'{TRIED}"]
    expect(printed.get_by_role("heading", name="Professional development record")).to_be_visible()
    expect(printed.get_by_role("row").filter(has_text=FIRST)).to_contain_text("Course work completed")
    expect(printed.get_by_text("30 minutes in all.")).to_be_visible()
    assert violations(printed) == []
    printed.emulate_media(media="print")
    expect(printed.get_by_text("Print this page with your browser")).to_be_hidden()


def test_everything_of_it_fits_a_phone_in_both_directions(device: Device) -> None:
    page = device(viewport=PHONE, has_touch=True)
    block = open_unit(page)
    sit_through(block)
    take_again(block)
    do_first_section(page)
    for direction in ("ltr", "rtl"):
        page.goto(f"{UNIT}?dir={direction}")
        unfold_all(page)
        expect_to_fit(block)
        press(block, "Your record")
        unfold_all(page)
        expect_to_fit(block)
    page.goto(block.get_by_role("link", name="Hours and sections, to print").get_attribute("href"))
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []


def test_dark_screens_with_growth_and_the_record_are_clean(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    take_again(block)
    do_first_section(page)
    page.add_style_tag(content=":root { color-scheme: dark }")
    unfold_all(page)

    assert violations(page, within=".pd-personalize") == [], "result"
    press(block, "Your record")
    assert violations(page, within=".pd-personalize") == [], "record"


def test_a_phones_web_view_needs_nothing_but_touch(device: Device) -> None:
    """As the apps show it: no other window, no pointer that hovers; every act by a tap."""
    page = device(viewport=PHONE, has_touch=True, is_mobile=True)
    page.add_init_script("window.open = () => { throw new Error('a web view opens no windows'); };")
    block = open_unit(page)

    block.get_by_role("button", name="Start", exact=True).tap()
    settle(block)
    while block.get_by_role("radio").count():
        block.get_by_role("radio").first.tap()
        block.get_by_role("button", name="Next").tap()
        settle(block)
    block.get_by_role("button", name="See where I start").tap()
    settle(block)

    expect(block.get_by_role("heading", name="Where you start")).to_be_visible()
    expect(block.get_by_role("link", name="Open it")).to_have_attribute("href", re.compile("^/courses/"))


def test_a_colleague_finds_nothing_of_it_at_the_same_address(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    press(block, "Your record")
    address = str(block.get_by_role("link", name="JSON").get_attribute("href"))
    assert len(json.loads(page.request.get(address).text())["sittings"]) == 1

    look_as(page, "ben", UNIT)

    assert json.loads(page.request.get(address).text())["sittings"] == []
