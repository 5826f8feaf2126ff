"""Tables of answers as CSV: one column per item, one row per teacher."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from ..domain.definition import Definition
from ..domain.words import gettext_noop
from .problems import FormatProblem, shown

TEACHER = "teacher"
_CATEGORY = re.compile(r"[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True)
class AnswerSheet:
    """One row: the scored category of every item that the teacher answered.

    ``teacher`` is the name in the first column, or the number of the row, from 1.
    """

    teacher: str | int
    categories: dict[str, int]


def read_responses(source: str | TextIO, definition: Definition) -> tuple[list[AnswerSheet], list[FormatProblem]]:
    """Read a table of answers. Never raises; with any problem the sheets are not to be used."""
    text = source if isinstance(source, str) else source.read()
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    table = _Table(definition)
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                table.add([cell.strip() for cell in row], rows.line_num)
    except csv.Error as error:
        table.refuse(gettext_noop("not CSV: %(error)s", error=str(error)), rows.line_num)
    if table.columns is None and not table.problems:
        table.refuse(gettext_noop("the table is empty: its first line names the items"), 1)
    return table.sheets, table.problems


@dataclass
class _Table:
    """A table as far as it is read. ``columns`` are the names in its first line."""

    definition: Definition
    columns: Sequence[str] | None = None
    sheets: list[AnswerSheet] = field(default_factory=list)
    problems: list[FormatProblem] = field(default_factory=list)
    rows: int = 0

    def refuse(self, message: str, line: int, where: str = "") -> None:
        self.problems.append(FormatProblem(where, message, line=line))

    def add(self, cells: Sequence[str], line: int) -> None:
        if self.columns is None:
            self.columns = cells
            self._check_columns(line)
            return
        self.rows += 1
        if len(cells) != len(self.columns):
            self.refuse(
                gettext_noop(
                    "must have %(needed)s cells like the first line, has %(has)s",
                    needed=len(self.columns),
                    has=len(cells),
                ),
                line,
            )
            return
        named = zip(self.columns, cells, strict=True)
        teacher = next(named)[1] if self.columns[0] == TEACHER else ""
        self.sheets.append(AnswerSheet(teacher or self.rows, dict(self._categories(named, line))))

    def _check_columns(self, line: int) -> None:
        columns = self.columns or ()
        for i, name in enumerate(columns):
            if name in columns[:i]:
                self.refuse(gettext_noop("there are two such columns"), line, _where(name))
            elif name not in self.definition.items_by_id and (i, name) != (0, TEACHER):
                message = (
                    gettext_noop("there is no such item")
                    if name
                    else gettext_noop("column %(number)s has no name", number=i + 1)
                )
                self.refuse(message, line, _where(name) if name else "")

    def _categories(self, named: Iterator[tuple[str, str]], line: int) -> Iterator[tuple[str, int]]:
        """Yield the categories of a row; cells of unknown columns have been reported already."""
        for name, cell in named:
            item = self.definition.items_by_id.get(name)
            if item is None or not cell:
                continue
            if _CATEGORY.fullmatch(cell) and int(cell) <= item.top_category:
                yield name, int(cell)
            else:
                message = gettext_noop(
                    "must be a category from 0 to %(top_category)s, or nothing; got %(got)s",
                    top_category=item.top_category,
                    got=shown(cell),
                )
                self.refuse(message, line, _where(name))


def _where(column: str) -> str:
    return gettext_noop(
        "column %(column)s", column=column if column.isprintable() and len(column) <= 64 else shown(column)
    )
