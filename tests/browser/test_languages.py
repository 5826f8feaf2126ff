"""The whole job in another language: nothing of ours is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Locator, Page, expect

import pd_personalize_xblock

from .conftest import Device
from .journey import (
    STARTER,
    is_asked,
    look_as,
    lowest,
    open_unit,
    press,
    question,
    row,
    settle,
    sit_through,
    unfold_all,
)
from .test_accessibility import violations

LANGUAGES = ["es", "ar"]
RIGHT_TO_LEFT = {"ar"}
LOCALES = Path(pd_personalize_xblock.__file__).parent / "conf" / "locale"
AUTHOR = f"/courses/{STARTER}/author/"
TEACHER, EDITOR = "django", "djangojs"
PARTS = ("Framework", "Questions", "Pathway", "Rules", "Try it", "Import, export")
PLACE = re.compile(r"%%|%\(\w+\)s|\{\w*\}|</?\w+>")
SHORTEST_SENTENCE = 12
"""Shorter ones may as well be a word of the demo course, whose content is English."""
EVERY_TEXT = """block => {
  const said = [...block.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap(
    each => ["aria-label", "title", "placeholder"].map(name => each.getAttribute(name) ?? ""));
  return [block.innerText, ...said].join("\\n");
}"""


@lru_cache
def catalogue(language: str, domain: str) -> dict[str, str]:
    """What each sentence is in the language; of one with a plural, the form for one."""
    entries = polib.pofile(str(LOCALES / language / "LC_MESSAGES" / f"{domain}.po"))
    return {entry.msgid: entry.msgstr or entry.msgstr_plural[0] for entry in entries if not entry.obsolete}


def sentences(language: str) -> Iterator[str]:
    """The English sentences that are another one in the language, both forms of those with a plural."""
    for domain in (TEACHER, EDITOR):
        for entry in polib.pofile(str(LOCALES / language / "LC_MESSAGES" / f"{domain}.po")):
            if not entry.obsolete and entry.msgid not in (entry.msgstr, entry.msgstr_plural.get(0)):
                yield from filter(None, (entry.msgid, entry.msgid_plural))


@lru_cache
def english(language: str) -> list[re.Pattern[str]]:
    """How each of these looks on a screen, whatever stands in its places."""
    found = []
    for sentence in sentences(language):
        pieces = PLACE.split(sentence)
        if len("".join(pieces).strip()) > SHORTEST_SENTENCE:
            found.append(re.compile(r"(?<!\w)" + r"[^\n]*?".join(map(re.escape, pieces)) + r"(?!\w)"))
    return found


def left_in_english(screen: Locator, language: str) -> list[str]:
    """Our English sentences on the screen, or in the names of what is on it."""
    text = screen.evaluate(EVERY_TEXT)
    return sorted({match[0] for pattern in english(language) if (match := pattern.search(text))})


def expect_whole(screen: Locator, language: str, name: str) -> None:
    """The screen is in the language, and axe finds nothing wrong with its page."""
    assert left_in_english(screen, language) == [], name
    assert violations(screen.page) == [], name


def direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def expect_page_in(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", direction(language))


def go_through(block: Locator, words: dict[str, str]) -> None:
    """Answer every question, the lowest each time, and look at the result."""
    while is_asked(block):
        lowest(question(block).get_by_role("radio")).check()
        press(block, words["Next"])
    press(block, words["See where I start"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_teacher_takes_the_questions_and_chooses_in_their_language(device: Device, language: str) -> None:
    words = catalogue(language, TEACHER)
    block = open_unit(device(locale=language))
    expect_page_in(block.page, language)
    expect_whole(block, language, "intro")

    press(block, words["Start"])
    expect_whole(block, language, "question")
    go_through(block, words)

    expect(block.get_by_role("heading", name=words["Where you start"], exact=True)).to_be_visible()
    expect(block.get_by_role("heading", name=words["Your pathway"], exact=True)).to_be_visible()
    unfold_all(block.page)
    expect_whole(block, language, "result and pathway")

    about = row(block, "Feedback that moves learning")
    form = about.locator("form").filter(has=block.page.get_by_label(words["I want to reach"]))
    form.get_by_label(words["I want to reach"]).select_option(label="Developing")
    form.get_by_role("button", name=words["Save"]).click()
    settle(block)

    expect(about.get_by_text(words["Your goal: %(level)s."] % {"level": "Developing"})).to_be_visible()
    expect(block.get_by_role("status")).to_have_text(words["Saved"])
    unfold_all(block.page)
    expect_whole(block, language, "after a goal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_is_in_the_language_of_its_teacher(device: Device, language: str) -> None:
    words = catalogue(language, TEACHER)
    block = open_unit(device(locale=language))
    press(block, words["Skip: start at the beginning"])

    press(block, words["Your record"])

    expect(block.get_by_role("heading", name=words["Your record"], exact=True)).to_be_visible()
    unfold_all(block.page)
    expect_whole(block, language, "record")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_author_reads_and_edits_in_their_language(device: Device, language: str) -> None:
    words = catalogue(language, EDITOR)
    page = device(locale=language)
    look_as(page, "dana", AUTHOR)
    unfold_all(page)
    expect_whole(page.locator("main"), language, "author")

    page.goto(f"{AUTHOR}edit/")

    editor = page.locator(".pd-personalize-studio")
    parts = editor.get_by_role("navigation", name=words["Parts of the editor"], exact=True)
    expect_page_in(page, language)
    for part in PARTS:
        parts.get_by_role("button", name=words[part]).click()
        expect_whole(editor, language, part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_would_be_found(page: Page, language: str) -> None:
    """The search that the other tests rest on does find our sentences, those with values in them too."""
    block = open_unit(page)
    sit_through(block)

    found = left_in_english(block, language)
    assert "Where you start" in found
    assert any(re.fullmatch(r"From \d+ questions\.", sentence) for sentence in found)


def test_a_kind_of_a_language_is_read_in_that_language(device: Device) -> None:
    block = open_unit(device(locale="es-419"))

    expect(block.get_by_role("button", name=catalogue("es", TEACHER)["Start"], exact=True)).to_be_visible()
    assert left_in_english(block, "es") == []
