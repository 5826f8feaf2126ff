"""Rows for a spreadsheet that nobody's text can turn into a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), full-width forms too."""


def sheet(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV text with a byte order mark, without which spreadsheets misread what is not ASCII.

    A cell that could be taken for a formula, whatever blanks precede it, gets an apostrophe in front.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([as_words(cell) for cell in header])
    writer.writerows([as_words(cell) for cell in row] for row in rows)
    return "\ufeff" + written.getvalue()


def streamed(header: Sequence[str], rows: Iterable[Sequence[object]], *, at_once: int = 500) -> Iterator[str]:
    """Yield the same text in pieces of so many rows: for sheets that need not fit into memory."""
    yield sheet(header, ())
    left = iter(rows)
    while some := list(islice(left, at_once)):
        written = io.StringIO(newline="")
        csv.writer(written, lineterminator="\r\n").writerows([as_words(cell) for cell in row] for row in some)
        yield written.getvalue()


def as_words(cell: object) -> str:
    """Return what a cell says; None says nothing."""
    text = "" if cell is None else str(cell)
    if isinstance(cell, (int, float)):
        return text
    is_formula = text.startswith(FORMULA_STARTS) or text.lstrip(" \xa0\ufeff").startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text
