"""Tables of answers: one row per teacher, every mistake with its line and column."""

from __future__ import annotations

import io

import pytest

from pd_personalize_xblock.formats.tables import AnswerSheet, read_responses
from tests.builders import a_choice, a_definition, a_frequency, a_rubric

DEFINITION = a_definition(items=(a_rubric(), a_frequency(), a_choice()))


def sheets(text: str) -> list[AnswerSheet]:
    """Read a table that must be sound."""
    read, problems = read_responses(text, DEFINITION)
    assert problems == []
    return read


def errors_in(text: str) -> list[str]:
    """Read a table that must be refused."""
    return [str(problem) for problem in read_responses(text, DEFINITION)[1]]


def test_rows_are_numbered_from_one_where_teachers_have_no_names():
    assert sheets("rubric,choice\n3,1\n,0\n") == [
        AnswerSheet(1, {"rubric": 3, "choice": 1}),
        AnswerSheet(2, {"choice": 0}),
    ]


def test_first_column_may_name_the_teachers():
    assert sheets('teacher,rubric\n"Li, Bo",2\n ,1\n') == [
        AnswerSheet("Li, Bo", {"rubric": 2}),
        AnswerSheet(2, {"rubric": 1}),
    ]


def test_byte_order_mark_blanks_quotes_and_empty_lines_are_no_mistakes():
    assert sheets('\ufeff"rubric", choice\r\n\r\n"3", 1 \r\n') == [AnswerSheet(1, {"rubric": 3, "choice": 1})]


def test_table_without_rows_places_nobody():
    assert sheets("rubric\n") == []


def test_open_file_is_read_as_well():
    assert read_responses(io.StringIO("rubric\n1\n"), DEFINITION) == ([AnswerSheet(1, {"rubric": 1})], [])


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("", ["line 1: the table is empty: its first line names the items"]),
        ("rubric,none\n1,5\n", ["line 1: column none: there is no such item"]),
        ("rubric,teacher\n1,5\n", ["line 1: column teacher: there is no such item"]),
        ("rubric,rubric\n1,1\n", ["line 1: column rubric: there are two such columns"]),
        ("rubric,\n1,\n", ["line 1: column 2 has no name"]),
        (
            "rubric,choice\n1\n1,1,1\n",
            [
                "line 2: must have 2 cells like the first line, has 1",
                "line 3: must have 2 cells like the first line, has 3",
            ],
        ),
        ("rubric\n4\n", ["line 2: column rubric: must be a category from 0 to 3, or nothing; got '4'"]),
        ("rubric\n-1\n", ["line 2: column rubric: must be a category from 0 to 3, or nothing; got '-1'"]),
        ("rubric\n1.0\n", ["line 2: column rubric: must be a category from 0 to 3, or nothing; got '1.0'"]),
        ("rubric\n٣\n", ["line 2: column rubric: must be a category from 0 to 3, or nothing; got '٣'"]),
        ("choice\n2\n", ["line 2: column choice: must be a category from 0 to 1, or nothing; got '2'"]),
        ('rubric\n"1\n', ["line 2: not CSV: unexpected end of data"]),
        (
            "rubric\nx\n9\n",
            [
                "line 2: column rubric: must be a category from 0 to 3, or nothing; got 'x'",
                "line 3: column rubric: must be a category from 0 to 3, or nothing; got '9'",
            ],
        ),
    ],
)
def test_mistake_in_a_table_is_reported_with_its_line(text, errors):
    assert errors_in(text) == errors


@pytest.mark.parametrize("text", ["\x00", "a" * 200_000, 'rubric\n"' + "\n" * 1000])
def test_text_that_is_no_table_is_refused(text):
    assert errors_in(text)
