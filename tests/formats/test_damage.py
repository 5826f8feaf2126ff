"""Documents with many mistakes, or with anything at all in them: everything is said once, and nothing breaks."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.formats.schema import read_document, to_document
from pd_personalize_xblock.formats.structure import schema
from tests.strategies import sound_definitions

from .damage import REMOVED, a_document, changed, errors_in

rich = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


def test_positions_are_those_of_the_document_after_an_entry_was_left_out():
    document = changed(("items.0", "nonsense"), ("sections.0.title", 5), ("items.3.competency", "none"))
    document["competencies"][1]["prerequisites"] = [
        {"level": 2, "any_of": []},
        {"level": 9, "any_of": [{"competency": "goals", "level": 1}]},
        {"level": 2, "any_of": [{"competency": "none", "level": 1}]},
    ]

    assert [error.split(":")[0] for error in errors_in(document)] == [
        "competencies[1].prerequisites[0].any_of",
        "competencies[1].prerequisites[1].level",
        "items[0]",
        "sections[0].title",
        "competencies[1].prerequisites[2].any_of[0].competency",
        "items[3].competency",
    ]


@pytest.mark.parametrize(
    ("place", "value", "where"),
    [
        ("competencies.0.name", "", "competencies[0].name"),
        ("competencies.0.id", 5, "competencies[0].id"),
        ("competencies.0.id", REMOVED, "competencies[0].id"),
        ("competencies.0", 5, "competencies[0]"),
        ("competencies", 5, "competencies"),
        ("competencies", REMOVED, "competencies"),
        ("competencies.1.prerequisites", 5, "competencies[1].prerequisites"),
        ("domains", 5, "domains"),
        ("domains.0.id", REMOVED, "domains[0].id"),
        ("sections.0.title", 5, "sections[0].title"),
        ("sections.0.level", -1, "sections[0].level"),
        ("sections.0.competency", REMOVED, "sections[0].competency"),
        ("sections.0", [], "sections[0]"),
        ("sections", {}, "sections"),
        ("levels", "four", "levels"),
        ("levels.1", 5, "levels[1]"),
        ("items", 5, "items"),
    ],
)
def test_mistake_is_not_reported_again_as_its_consequences(place, value, where):
    document = changed(("domains", [{"id": "all", "name": "All"}]), ("competencies.0.domain", "all"))
    document = changed((place, value), start=document)

    assert [error.split(":")[0] for error in errors_in(document)] == [where]


def test_id_of_an_entry_that_was_left_out_still_counts_as_used():
    document = changed(("items.0.prompt", ""), ("items.1.id", "rubric"))

    assert errors_in(document) == ["items[0].prompt: must not be empty", "items[1].id: the id rubric is used twice"]


def test_warnings_come_last_and_refuse_nothing():
    document = changed(("competencies.2", {"id": "extra", "name": "Extra"}), ("competencies.0.domain", "none"))

    problems = read_document(document)[1]

    assert [problem.is_warning for problem in problems] == sorted(problem.is_warning for problem in problems)
    assert any(problem.where == "competencies[2]" and problem.is_warning for problem in problems)


@pytest.mark.parametrize("document", [None, 5, "x", [], True, math.nan, object(), (1,), b"{}"])
def test_anything_but_an_object_is_refused(document):
    assert errors_in(document)[0].startswith("definition: must be ")


def test_key_that_is_not_text_is_refused():
    assert "definition: every key must be text, got 1" in errors_in(a_document() | {1: 2})


def test_nesting_beyond_reason_is_refused_without_recursion():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]

    assert errors_in(changed(("title", deep))) == ["title: nested too deeply"]


def test_document_that_holds_itself_is_refused():
    document = a_document()
    document["items"].append(document)

    assert "items: nested too deeply" in errors_in(document)


def test_document_with_far_too_many_values_is_refused():
    assert "definition: the document is too large" in errors_in(changed(("title", [0] * 300_000)))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["goals", "rubric", 1, 0, -1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def damaged_documents(draw: st.DrawFn) -> object:
    """A sound document in which up to three values were replaced, removed or added."""
    document = copy.deepcopy(a_document())
    for _ in range(draw(st.integers(1, 3))):
        parent: Any = document
        while True:
            keys = list(parent) if isinstance(parent, dict) else range(len(parent))
            if not keys:
                break
            key = draw(st.sampled_from(list(keys)))
            if isinstance(parent[key], dict | list) and draw(st.booleans()):
                parent = parent[key]
                continue
            if draw(st.booleans()):
                parent[key] = draw(json_values)
            else:
                del parent[key]
            break
    return document


@rich
@given(damaged_documents())
def test_no_document_raises_and_what_the_schema_refuses_is_refused(document):
    jsonschema = pytest.importorskip("jsonschema")

    definition, problems = read_document(document)

    assert (definition is None) == any(not problem.is_warning for problem in problems)
    assert definition is None or jsonschema.Draft202012Validator(schema()).is_valid(document)
    assert all(problem.where and problem.message for problem in problems)
    assert all(str(problem).isprintable() for problem in problems)


@rich
@given(json_values)
def test_no_value_raises(value):
    read_document(value)


@rich
@given(sound_definitions())
def test_definition_that_was_read_can_be_measured_with(definition):
    ItemBank(read_document(to_document(definition))[0])
