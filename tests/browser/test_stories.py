"""Teachers of every kind, and what must not get in their way."""

from __future__ import annotations

import json
from itertools import cycle

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import (
    STARTER,
    answer,
    answer_all,
    expect_intro,
    expect_result,
    is_asked,
    lowest,
    open_unit,
    press,
    question,
    row,
    sit_through,
)
from .test_accessibility import violations
from .test_authoring import as_text, open_editor, save

MOST_QUESTIONS = 30


def highest(options: Locator) -> Locator:
    """The last option but "not sure" and "not my role"."""
    scored = options.and_(options.page.locator("[value='0'],[value='1'],[value='2'],[value='3']"))
    return scored.last


@pytest.mark.parametrize(("choose", "level"), [(lowest, "Emerging"), (highest, "Leading")])
def test_a_newcomer_and_an_expert_each_read_their_level_in_the_framework_s_words(
    page: Page, choose: object, level: str
) -> None:
    block = open_unit(page)

    sit_through(block, choose)  # type: ignore[arg-type]

    expect(row(block, "Clear learning goals").get_by_text(level).first).to_be_visible()


def test_who_answers_without_a_pattern_is_asked_no_longer_than_allowed_and_gets_a_result(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    ends = cycle((lowest, highest))

    asked = answer_all(block, lambda radios: next(ends)(radios))

    assert asked <= MOST_QUESTIONS
    press(block, "See where I start")
    expect_result(block)


def edit(author: Page, change: dict[str, object]) -> None:
    """Change the definition as its author, and have it in force."""
    editor = open_editor(author)
    text = as_text(editor)
    text.fill(json.dumps(json.loads(text.input_value()) | change))
    save(editor)
    dialog = author.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(author.get_by_text("Sound.")).to_be_visible()


def stored(author: Page) -> dict[str, list[dict[str, object]]]:
    return json.loads(as_text(open_editor(author)).input_value())


def test_questions_that_an_author_replaces_meanwhile_are_finished_as_they_were(page: Page, device: Device) -> None:
    block = open_unit(page)
    press(block, "Start")
    answer(block)
    shown = question(block).get_by_role("radio").count()
    author = device()
    before = stored(author)
    fewer = [each for each in before["competencies"] if each["id"] != "ownership"]
    kept = {
        name: [each for each in before[name] if each["competency"] != "ownership"] for name in ("items", "sections")
    }

    edit(author, {"competencies": fewer, "title": "Three habits", **kept})

    assert question(block).get_by_role("radio").count() == shown
    answer_all(block, highest)
    press(block, "See where I start")
    expect_result(block)
    expect(row(block, "Clear learning goals")).to_be_visible()
    expect(block.get_by_text("Check it before you hand it in")).to_have_count(0)


def test_a_question_that_is_deleted_while_it_is_on_the_screen_can_still_be_answered(page: Page, device: Device) -> None:
    block = open_unit(page)
    press(block, "Start")
    author = device()
    asked = page.locator("form[data-item]").get_attribute("data-item")
    items = [item for item in stored(author)["items"] if item["id"] != asked]

    edit(author, {"items": items})
    answer(block)

    assert is_asked(block)
    expect(page.locator("form[data-item]")).not_to_have_attribute("data-item", str(asked))


def test_an_answer_is_one_request(page: Page) -> None:
    block = open_unit(page)
    press(block, "Start")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    answer(block)

    assert len(sent) == 1
    assert "/answer" in sent[0]


LISTEN = """
  window.shifts = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push(entry.value)))
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_moves_after_the_page_has_loaded(device: Device, width: int) -> None:
    page = device(viewport={"width": width, "height": 740})
    page.add_init_script(LISTEN)

    block = open_unit(page)
    expect_intro(block)
    page.wait_for_timeout(600)

    assert page.evaluate("window.shifts.reduce((sum, each) => sum + each, 0)") == 0


def screens(block: Locator) -> list[str]:
    """From the start to the result, with what axe finds on each screen."""
    found = violations(block.page)
    press(block, "Start")
    found += violations(block.page)
    answer_all(block)
    press(block, "See where I start")
    expect_result(block)
    return found + violations(block.page)


def test_forced_colours_and_reduced_motion_leave_every_screen_clean_and_still(device: Device) -> None:
    page = device(forced_colors="active", reduced_motion="reduce")

    assert screens(open_unit(page)) == []
    moving = "all => all.filter((each) => parseFloat(getComputedStyle(each).transitionDuration) > 0).length"
    assert page.locator(".pd-personalize, .pd-personalize *").evaluate_all(moving) == 0


def test_a_page_without_script_reads_completely(device: Device) -> None:
    page = device(java_script_enabled=False)
    page.goto(f"/courses/{STARTER}/unit/")

    block = page.locator(".pd-personalize").first
    expect(block.get_by_role("heading").first).to_be_visible()
    expect(block.get_by_role("button", name="Start", exact=True)).to_be_visible()
