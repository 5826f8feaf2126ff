"""A spreadsheet holds words; none of them is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.formats.sheets import FORMULA_STARTS, as_words, sheet


def read(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(start):
    assert as_words(f"{start}1+1") == f"'{start}1+1"
    assert as_words(f"  {start}1+1") == f"'  {start}1+1"


def test_numbers_and_nothing_stay_as_they_are():
    assert [as_words(cell) for cell in (-1, 0.5, None, "", "plain = text")] == ["-1", "0.5", "", "", "plain = text"]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=4))
@example([['=HYPERLINK("http://evil.example","x")', 'a"b\r\nc,d']])
def test_every_cell_comes_back_as_words_in_its_place(rows):
    found = read(sheet(("one", "two"), rows))

    assert found[0] == ["one", "two"]
    assert found[1:] == [[as_words(cell) for cell in row] for row in rows]
    assert not any(cell.startswith(FORMULA_STARTS) for row in found for cell in row)
