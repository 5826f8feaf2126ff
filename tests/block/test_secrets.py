"""What no browser may see, and what no author's text may do to one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as lxml_html

from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.framework import Level, Scale

from ..builders import a_choice, a_competency, a_frequency, a_rubric, a_scenario, a_section
from .browser import BLOCK, Browser, Reply, best_answers, document_of, two_competencies

SCORING_WORDS = ("credit", "threshold", "discrimination", "guessing", "category")
PARAMETERS = ("1.2357", "-0.4721", "0.1973", "0.8317")


@pytest.fixture
def keyed() -> Definition:
    """Items whose parameters are numbers that nothing else on a page can be."""
    items = (
        a_rubric("q-one", "goals", discrimination=1.2357),
        a_choice("q-two", "goals", discrimination=1.2357, thresholds=(-0.4721,), guessing=0.1973),
        a_frequency("q-three", "feedback", steps=2, thresholds=(0.8317,)),
        a_scenario("q-four", "feedback", thresholds=(-0.4721, 0.8317)),
    )
    definition = two_competencies(items=items)
    DemoRuntime().create_block(BLOCK, document_of(definition))
    return definition


def walk_through(teacher: Browser, definition: Definition) -> Iterator[tuple[Reply, str, set[str]]]:
    """Yield every reply of a sitting, the page then loaded anew, and the items asked so far."""
    teacher.open()
    asked: set[str] = set()
    reply = teacher.view()
    yield reply, teacher.open(), asked
    reply = teacher.post("begin")
    while reply.body["screen"] == "question":
        asked |= {reply.body["question"]["item_id"]}
        yield reply, teacher.open(), asked
        reply = teacher.answer(best_answers(definition)(reply.body["question"]), reply.body)
    yield teacher.post("back", sequence=reply.body["sequence"]), teacher.open(), asked
    yield teacher.post("finish"), teacher.open(), asked
    yield teacher.post("choose", kind="start", competency="goals", level=0), teacher.open(), asked


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_of(inner)


def test_scoring_keys_appear_in_no_reply_and_on_no_page(teacher, keyed):
    for reply, html, _ in walk_through(teacher, keyed):
        everything = json.dumps(reply.body) + html
        assert reply.status == 200
        assert not set(SCORING_WORDS) & set(keys_of(reply.body))
        assert [word for word in (*SCORING_WORDS, *PARAMETERS) if word in everything.lower()] == []


def test_a_question_that_was_not_asked_appears_in_no_reply_and_on_no_page(teacher, keyed):
    seen = 0
    for reply, html, asked in walk_through(teacher, keyed):
        everything = json.dumps(reply.body) + html
        hidden = [item for item in keyed.items if item.id not in asked]
        seen += len(hidden)
        assert [item.id for item in hidden if item.id in everything or item.prompt in everything] == []
    assert seen


def test_options_come_in_the_authors_order_and_say_nothing_of_which_is_right(teacher, keyed):
    for reply, _, _ in walk_through(teacher, keyed):
        if reply.body["screen"] == "question":
            item = keyed.item(reply.body["question"]["item_id"])
            assert reply.body["question"]["options"] == [
                {"value": str(i), "text": option.text} for i, option in enumerate(item.options)
            ]


def test_no_page_of_a_real_framework_holds_a_scoring_key(teacher, author):
    text = author.at_desk("example", name="formative-starter").body["text"]
    author.at_desk("save", text=text, display_name="Pathway")

    reply = teacher.sit_through(lambda question: "1")

    assert not set(SCORING_WORDS) & set(keys_of(reply.body))


HOSTILE = (
    '<b>bold</b><script>alert("1")</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">here</a>'
    '<svg onload=alert(4)></svg><iframe src="//evil.example"></iframe><p style="position:fixed" class="x">x</p>'
    "\"><script>alert(5)</script>'><style>*{display:none}</style>{{ page }}{% debug %}"
    "&lt;script&gt;alert(6)&lt;/script&gt;"
)


@pytest.fixture
def hostile() -> Definition:
    """Every text an author writes holds everything that could do harm."""
    levels = tuple(Level(f"Level {i} {HOSTILE}", HOSTILE) for i in range(4))
    definition = two_competencies(
        title=HOSTILE,
        description=HOSTILE,
        source=HOSTILE,
        competencies=(a_competency("goals", name=HOSTILE, description=HOSTILE),),
        items=tuple(_hostile_item(item) for item in (a_rubric(), a_choice(), a_scenario(), a_frequency())),
        sections=tuple(a_section(f"goals-{i}", level=i, title=HOSTILE, description=HOSTILE) for i in (1, 2, 3)),
    )
    framework = replace(definition.framework, levels=levels, scale=Scale.for_levels(4))
    definition = replace(definition, framework=framework)
    DemoRuntime().create_block(BLOCK, document_of(definition))
    return definition


def _hostile_item(item):
    options = tuple(replace(option, text=HOSTILE) for option in item.options)
    return replace(item, prompt=HOSTILE, options=options)


def harm_in(html: str) -> list[str]:
    """Return what a browser would run, fetch or restyle, as its own parser sees it."""
    root = lxml_html.document_fromstring(f"<!DOCTYPE html><body>{html}</body>")
    harm = [element.tag for element in root.iter("script", "img", "iframe", "object", "embed", "style", "base", "link")]
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.startswith("on") or value.strip().lower().startswith(("javascript:", "data:text")):
                harm.append(f"{element.tag} {name}={value}")
            if name == "style" and "fixed" in value:
                harm.append(f"{element.tag} {name}={value}")
    return harm


def test_the_search_for_harm_finds_it():
    assert set(harm_in(HOSTILE)) >= {"script", "img", "iframe", "style", "img onerror=alert(2)"}


def test_nothing_an_author_writes_can_harm_a_teacher(teacher, hostile):
    for reply, html, _ in walk_through(teacher, hostile):
        assert reply.status == 200
        assert harm_in(html) == []
        assert harm_in(reply.body["html"]) == []
        for name in ("description", "prompt", "text", "start_description"):
            assert [harm for value in values_of(reply.body, name) for harm in harm_in(value)] == []


def values_of(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (found for name, found in value.items() if name == key and isinstance(found, str))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values_of(inner, key)


def test_harmless_markup_stays(teacher, hostile):
    teacher.open()

    assert "<b>bold</b>" in teacher.view().body["description"]
    assert "<b>bold</b>" in teacher.open()


@pytest.mark.parametrize("view", ["author_view", "studio_view"])
def test_nothing_an_author_writes_can_harm_another_author(author, hostile, view):
    assert harm_in(author.open(view)) == []

    author.at_desk("save", text=f"</textarea>{HOSTILE}", display_name=HOSTILE[:255])
    assert harm_in(author.open(view)) == []
