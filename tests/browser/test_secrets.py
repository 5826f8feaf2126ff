"""What the browser gets: nothing about how answers are scored, nothing of what was not asked."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from .journey import COURSES, STARTER, answer, open_unit, press, question, sit_through

SCORING = re.compile(r"\b(credits?|thresholds?|discrimination|guessing|categor(y|ies)|logits?)\b", re.IGNORECASE)


def definition(course: str) -> dict[str, Any]:
    text = files("pd_personalize_xblock").joinpath("examples", f"{course}.json").read_text(encoding="utf-8")
    return json.loads(text)


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from strings(inner)


def without_authors_words(text: str, course: str) -> str:
    """What a response holds beside the author's own sentences: one of those speaks of giving credit."""
    with suppress(ValueError):
        text = "\n".join(strings(json.loads(text)))
    text = html.unescape(text)
    for sentence in strings(definition(course)):
        if " " in sentence and SCORING.search(sentence):
            text = text.replace(sentence, "")
    return text


@pytest.fixture
def received(page: Page) -> dict[str, str]:
    """The text of everything that the page gets from now on, under a number and its address."""
    texts: dict[str, str] = {}

    def keep(route: Route) -> None:
        response = route.fetch()
        texts[f"{len(texts)} {route.request.url}"] = response.text()
        route.fulfill(response=response)

    page.route("**/*", keep)
    return texts


@pytest.mark.parametrize("course", COURSES)
def test_no_page_reply_or_asset_holds_a_scoring_key(page: Page, received: dict[str, str], course: str) -> None:
    block = open_unit(page, course)
    sit_through(block)
    page.reload()
    page.goto(f"/courses/{course}/")

    for part in ("student.js", "pd_personalize.css", "/begin/", "/answer/", "/finish/", "/unit/"):
        assert any(address.endswith(part) for address in received), part
    found = {address: SCORING.search(without_authors_words(text, course)) for address, text in received.items()}
    assert {address: match[0] for address, match in found.items() if match} == {}


def test_no_reply_holds_a_question_that_was_not_asked(page: Page, received: dict[str, str]) -> None:
    block = open_unit(page)
    press(block, "Start")
    asked = set()
    for _ in range(4):
        asked.add(question(block).locator("legend").inner_text())
        answer(block)
    asked.add(question(block).locator("legend").inner_text())
    press(block, "See where I start now")

    everything = "\n".join(json.dumps(text, ensure_ascii=False) for text in received.values())
    assert len(asked) == 5
    prompts = {item["prompt"] for item in definition(STARTER)["items"]}
    assert asked <= prompts
    assert {prompt for prompt in prompts - asked if prompt in everything} == set()
