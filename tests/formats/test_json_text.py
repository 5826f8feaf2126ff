"""JSON text: what a person may get wrong before there is any document."""

from __future__ import annotations

import json

import pytest

from pd_personalize_xblock.formats.schema import read_json, to_document, write_json
from tests.builders import a_definition


def errors_in(text: str) -> list[str]:
    """Read text that must be refused."""
    definition, problems = read_json(text)
    assert definition is None
    return [str(problem) for problem in problems if not problem.is_warning]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "line 1: not JSON: Expecting value at column 1"),
        ('{"version": 1,\n "title": x}', "line 2: not JSON: Expecting value at column 11"),
        ('{"version": 1,\n}', "line 2: not JSON: "),
        ("[" * 100_000, "nested too deeply"),
        (" " * 5_000_001, "too large: at most 5000000 characters"),
        ("[]", "definition: must be an object, got a list"),
        ('{"version": NaN}', "version: must be a finite number, got nan"),
        ('{"version": 1e999}', "version: must be a finite number, got inf"),
        (f'{{"version": {"9" * 5000}}}', "version: must be a finite number, got inf"),
        (f'{{"version": {"9" * 30}}}', "version: the number is far too large"),
        ('{"title": "\\ud800"}', "title: holds a control character or half of a character pair"),
    ],
)
def test_text_that_holds_no_definition_is_refused(text, error):
    assert any(found.startswith(error) for found in errors_in(text))


def test_key_that_occurs_twice_is_refused_with_its_line():
    text = write_json(a_definition(title='A "quoted": {title}'))
    text = text.replace(' "version": 1,', ' "version": 1,\n "version": 1,').replace(
        '"level": 2', '"level": 2, "le\\u0076el": 2'
    )

    line = 1 + text[: text.index('"le\\u0076el"')].count("\n")
    assert errors_in(text) == [
        "line 3: the key 'version' occurs twice in one object",
        f"line {line}: the key 'level' occurs twice in one object",
    ]


def test_problems_of_a_document_with_repeated_keys_are_listed_too():
    text = json.dumps(to_document(a_definition()) | {"title": ""}).replace('"version": 1', '"version": 1, "version": 1')

    assert errors_in(text) == ["line 1: the key 'version' occurs twice in one object", "title: must not be empty"]


def test_byte_order_mark_is_ignored():
    assert read_json("\ufeff" + write_json(a_definition()))[0] == a_definition()


def test_written_json_is_for_people():
    text = write_json(a_definition(title="Évaluer"))

    assert text.startswith('{\n "version": 1,\n "title": "Évaluer",\n "levels": [\n  {\n')
    assert text.endswith("}\n")
