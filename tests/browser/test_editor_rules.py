"""An author sets the rules, each in words that say what it means for a teacher."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .test_accessibility import violations
from .test_editor_pathway import PHONE, open_editor, save


@pytest.fixture
def part(page: Page) -> Locator:
    return open_editor(page, "Rules")


def test_what_the_author_sets_is_saved(page: Page, part: Locator) -> None:
    part.get_by_label("Firm or advisory").select_option("Advisory: nothing is shut")
    part.get_by_label("Graded work that a teacher may leave out").select_option("Counts in full")
    part.get_by_label("Questions at most").fill("16")
    part.get_by_label("Minutes at most").fill("8.5")
    part.get_by_label("How sure to be, in %").fill("80")
    part.get_by_label("Extra questions for close calls").fill("0")
    part.get_by_label("Checks again in one competency").fill("1")
    part.get_by_text("Advanced").click()
    part.get_by_label("Answers that a level rests on, at least").fill("3")
    part.get_by_label("Settled at this standard error").fill("0.4")
    part.get_by_label("One question of a sitting is drawn at random").uncheck()

    assert save(page)["rules"] == {
        "mode": "advisory",
        "exempt_grades": "full_marks",
        "max_questions": 16,
        "max_minutes": 8.5,
        "stop_probability": 0.8,
        "extra_questions": 0,
        "rechecks": 1,
        "own_answers": 3,
        "stop_standard_error": 0.4,
        "explore": False,
    }


def test_emptied_and_set_back_rules_leave_the_definition(page: Page, part: Locator) -> None:
    questions, scoring = part.get_by_label("Questions at most"), part.get_by_label("Scoring")
    expect(questions).to_have_attribute("placeholder", "24")
    questions.fill("16")
    scoring.select_option("By the average: the same questions for everybody")
    questions.fill("")
    scoring.select_option("By the model: each answer picks the next question")

    assert save(page)["rules"] == {"mode": "firm", "stop_probability": 0.6}


def test_certainty_is_said_in_words(part: Locator) -> None:
    expect(part.get_by_text("about 6 are placed rightly")).to_be_visible()
    part.get_by_label("How sure to be, in %").fill("90")

    expect(part.get_by_text("90% likely: of ten teachers who are placed that way, about 9")).to_be_visible()


def test_scoring_by_average_has_levels_begin_where_the_author_says(page: Page, part: Locator) -> None:
    part.get_by_label("Scoring").select_option("By the average: the same questions for everybody")
    expect(part.get_by_label("How sure to be, in %")).to_have_count(0)
    part.get_by_role("button", name="Say where each level begins").click()
    expect(part.get_by_label("Proficient begins at, in %")).to_have_value("50")
    part.get_by_label("Proficient begins at, in %").fill("60")
    part.get_by_label("Leading begins at, in %").fill("")

    assert save(page)["rules"] == {
        "mode": "firm",
        "stop_probability": 0.6,
        "scoring": "average",
        "average_cuts": [0.167, 0.6, 0.833],
    }


def test_a_rule_that_is_refused_says_so_at_its_place(part: Locator) -> None:
    part.get_by_label("Questions at most").fill("0")

    expect(part.get_by_label("Questions at most")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE])
def test_the_rules_are_clean(device: Device, viewport: dict[str, int]) -> None:
    page = device(viewport=viewport)
    part = open_editor(page, "Rules")
    part.get_by_text("Advanced").click()
    part.get_by_label("Scoring").select_option("By the average: the same questions for everybody")
    part.get_by_role("button", name="Say where each level begins").click()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
