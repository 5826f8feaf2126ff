"""A question as its author sees it before any teacher does."""

from __future__ import annotations

import pytest

from pd_personalize_xblock.domain.items import graded
from pd_personalize_xblock.formats.schema import to_document

from ..builders import a_choice, a_definition, a_frequency, a_rubric, a_scenario
from .test_secrets import HOSTILE, PARAMETERS, SCORING_WORDS, harm_in

KINDS = (a_rubric, a_frequency, a_choice, a_scenario)


def document_of(item):
    return to_document(a_definition(items=(item,)))["items"][0]


@pytest.fixture
def preview(author):
    def preview(item, **payload):
        return author.at_desk("preview", **({"item": item, "competency": "Clear goals", "levels": 4} | payload))

    return preview


@pytest.mark.parametrize("make", KINDS)
def test_a_question_of_every_kind_is_shown_as_a_teacher_sees_it(preview, make):
    item = make()

    reply = preview(document_of(item))

    assert (reply.status, reply.body["problems"]) == (200, [])
    for words in ("Clear goals", item.prompt, *(option.text for option in item.options), "I am not sure"):
        assert words in reply.body["html"]


def test_a_preview_says_nothing_of_how_answers_are_scored(preview):
    items = (
        a_choice(discrimination=1.2357, thresholds=(-0.4721,), guessing=0.1973),
        a_scenario(thresholds=(-0.4721, 0.8317)),
        a_rubric(discrimination=1.2357),
    )

    pages = [preview(document_of(item)).body["html"] for item in items]

    assert all(pages)
    assert [word for page in pages for word in (*SCORING_WORDS, *PARAMETERS) if word in page.lower()] == []


def test_the_key_changes_nothing_in_a_preview(preview):
    right_first = document_of(a_choice())
    right_last = document_of(a_choice())
    right_first["options"] = [{"text": "A", "credit": 1}, {"text": "B"}, {"text": "C"}]
    right_last["options"] = [{"text": "A"}, {"text": "B"}, {"text": "C", "credit": 1}]

    assert preview(right_first).body["html"] == preview(right_last).body["html"]


def test_hostile_words_of_an_author_do_no_harm_in_a_preview(preview):
    item = document_of(a_choice())
    item["prompt"] = HOSTILE
    item["options"][0]["text"] = HOSTILE

    reply = preview(item, competency=HOSTILE)

    assert "<b>bold</b>" in reply.body["html"]
    assert harm_in(reply.body["html"]) == []


@pytest.mark.parametrize("make", KINDS)
def test_the_defaults_are_those_the_domain_would_use(preview, make):
    definition = a_definition(items=(make(),))
    model = graded(definition.items[0], definition.framework.scale)

    defaults = preview(document_of(make())).body["defaults"]

    assert defaults["minutes"] == definition.items[0].expected_minutes
    assert defaults["discrimination"] == model.discrimination
    assert defaults["thresholds"] == pytest.approx(model.thresholds, abs=0.001)
    assert defaults["guessing"] == 0


def test_defaults_do_not_follow_what_the_author_set(preview):
    own = a_choice(minutes=7, discrimination=1.2357, thresholds=(-0.4721,), guessing=0.1973)

    assert preview(document_of(own)).body["defaults"] == preview(document_of(a_choice())).body["defaults"]


def test_defaults_follow_the_scale_of_the_document(preview):
    scale = {"cuts": [-2, 0.5, 2]}

    assert preview(document_of(a_choice(level=2)), scale=scale).body["defaults"]["thresholds"] == [0.5]


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"options": [{"text": "Only one", "credit": 1}]}, "items[0].options", "must have at least 2"),
        ({"options": [{"text": "A"}, {"text": "B"}]}, "items[0]", "must use every step"),
        ({"level": 9}, "items[0].level", "at most 7"),
        ({"level": 5}, "items[0].level", "the highest is 3"),
        ({"kind": "riddle"}, "items[0].kind", "must be one of"),
        ({"colour": "red"}, "items[0].colour", "there is no such key"),
    ],
)
def test_a_question_that_cannot_be_asked_yet_says_why(preview, change, where, words):
    reply = preview(document_of(a_choice()) | change)

    assert (reply.status, reply.body["html"], reply.body["defaults"]) == (200, "", None)
    assert [problem for problem in reply.body["problems"] if problem["where"] == where and words in problem["message"]]


def test_a_question_without_words_yet_says_so_and_has_its_defaults(preview):
    item = document_of(a_scenario())
    unwritten = item | {"prompt": "", "options": [option | {"text": " "} for option in item["options"]]}

    reply = preview(unwritten)

    places = [problem["where"] for problem in reply.body["problems"]]
    assert places == ["items[0].prompt", *(f"items[0].options[{i}].text" for i in range(3))]
    assert reply.body["html"] == ""
    assert reply.body["defaults"] == preview(item).body["defaults"]


def test_a_question_whose_competency_has_no_name_or_is_gone_can_be_previewed(preview):
    item = document_of(a_rubric()) | {"competency": "long gone"}

    assert "Without a name" in preview(item, competency=" ").body["html"]


@pytest.mark.parametrize(
    "change",
    [
        {"item": None},
        {"item": ["rubric"]},
        {"item": "rubric"},
        {"competency": None},
        {"competency": "x" * 5001},
        {"competency": "\ud800"},
        {"levels": 9},
        {"levels": -1},
        {"levels": "4"},
    ],
)
def test_a_preview_of_nothing_sensible_is_refused(preview, change):
    payload = {"item": document_of(a_rubric())} | change

    assert preview(**payload).status == 400


@pytest.mark.parametrize("value", [0, "x", None, [], {"deep": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}, 1e300, float("nan")])
@pytest.mark.parametrize("key", ["id", "kind", "prompt", "options", "level", "thresholds", "minutes", "scale"])
def test_whatever_an_item_holds_is_answered(preview, key, value):
    item = document_of(a_choice())
    payload = {"scale": value} if key == "scale" else {}

    assert preview(item if payload else item | {key: value}, **payload).status in (200, 400)
