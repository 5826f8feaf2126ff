"""CSV as spreadsheets write it: rows with their lines, named columns, and cells that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from ..domain.words import gettext_noop
from .problems import FormatProblem, shown

MAX_ROWS = 20_000
DELIMITERS = (",", ";", "\t", "|")
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_RESTORED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)

# What people call the columns. The first of each is what we write.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "item kind", "type"),
    "competency": ("competency", "competence", "competency name", "competence name", "skill", "standard"),
    "level": ("level", "level name", "proficiency", "proficiency level"),
    "statement": ("statement", "behaviour", "behavior", "descriptor", "indicator", "option", "answer"),
    "domain": ("domain", "area", "group", "strand", "dimension"),
    "question": ("question", "prompt", "question prompt"),
    "credit": ("credit", "points", "score"),
    "prerequisites": ("prerequisites", "prerequisite", "needs"),
    "section": ("section", "course section", "section title", "module"),
    "block": ("block", "course block", "section block"),
    "url": ("url", "link", "web address", "section url"),
    "section_minutes": ("section minutes", "minutes", "duration"),
    "elective": ("elective", "optional"),
    "mastery": ("mastery", "mastered by"),
    "section_description": ("section description",),
    "competency_description": ("competency description", "description"),
    "level_description": ("level description",),
    "competency_id": ("competency id",),
    "domain_id": ("domain id",),
    "item_id": ("item id", "question id", "item"),
    "section_id": ("section id",),
    "item_minutes": ("item minutes", "question minutes"),
    "discrimination": ("discrimination",),
    "thresholds": ("thresholds",),
    "guessing": ("guessing",),
}
_MEANING = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
REQUIRED = ("competency", "level", "statement")


@dataclass(frozen=True)
class Row:
    """One row: its cells under their column, trimmed, without the empty ones. ``line`` is where it begins."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Table:
    """The rows of a CSV text, the columns that it has, and what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    problems: list[FormatProblem] = field(default_factory=list)


def read_table(text: str) -> Table:
    """Read CSV with any usual delimiter. Never raises; with an error the rows are not to be used."""
    text = text.removeprefix("\ufeff")
    named = _SEPARATOR.match(text)
    first = 1 if named else 0
    text = text[named.end() :] if named else text
    filled_from = text.lstrip("\r\n")
    first += len(text[: len(text) - len(filled_from)].splitlines())
    text = filled_from
    delimiter = named[1] if named else max(DELIMITERS, key=lambda each: _likelihood(_records(text, each, filled=1)[0]))
    records, problem = _records(text, delimiter)
    table = Table(problems=[problem] if problem else [])
    filled = [(line + first, cells) for line, cells in records]
    if len(filled) > MAX_ROWS:
        table.problems.append(FormatProblem("", gettext_noop("there are more than %(most)s rows", most=MAX_ROWS)))
    if not filled:
        if not table.problems:
            table.problems.append(
                FormatProblem("", gettext_noop("the table is empty: its first line names the columns"), line=1)
            )
        return table
    _fill(table, filled[0], filled[1:])
    return table


def _records(
    text: str, delimiter: str, *, filled: int = MAX_ROWS + 1
) -> tuple[list[tuple[int, list[str]]], FormatProblem | None]:
    """Return the filled records with the line on which each begins, up to a mistake in the CSV or one too many."""
    records: list[tuple[int, list[str]]] = []
    if len(delimiter) != 1 or delimiter in '"\r\n':
        return [], FormatProblem(
            "", gettext_noop("%(delimiter)s cannot stand between cells", delimiter=shown(delimiter)), line=1
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                records.append((begins, cells))
            begins = reader.line_num + 1
            if len(records) == filled:
                break
    except csv.Error as error:
        what = (
            gettext_noop("a cell in quotes is never closed")
            if "unexpected end" in str(error)
            else gettext_noop("not CSV: %(error)s", error=str(error))
        )
        return records, FormatProblem("", what, line=begins)
    return records, None


def _likelihood(records: Sequence[tuple[int, list[str]]]) -> tuple[int, int]:
    """How well a delimiter fits: the columns known by their first line, then the cells in it."""
    first: list[str] = next((cells for _, cells in records), [])
    return sum(_column(cell) is not None for cell in first), len(first)


def _column(cell: str) -> str | None:
    return _MEANING.get(re.sub(r"[\W_]+", " ", cell).strip().casefold())


def _nor(columns: Sequence[str]) -> str:
    return reduce(lambda first, last: gettext_noop("%(first)s and no column %(last)s", first=first, last=last), columns)


def _fill(table: Table, header: tuple[int, list[str]], records: Sequence[tuple[int, list[str]]]) -> None:
    line, names = header
    columns = [_column(name) for name in names]
    table.columns = frozenset(column for column in columns if column)
    for i, column in enumerate(columns):
        if column and column in columns[:i]:
            table.problems.append(
                FormatProblem(
                    gettext_noop("column %(column)s", column=column),
                    gettext_noop("there are two such columns"),
                    line=line,
                )
            )
    missing = [column for column in REQUIRED if column not in table.columns]
    if missing:
        there = ", ".join(shown(name.strip()) for name in names[:12] if name.strip())
        message = gettext_noop(
            "there is no column %(missing)s; the first line has %(there)s", missing=_nor(missing), there=there
        )
        table.problems.append(FormatProblem("", message, line=line))
        return
    unknown = [shown(name.strip()) for name, column in zip(names, columns, strict=True) if name.strip() and not column]
    if unknown:
        message = gettext_noop(
            "columns without a meaning here are passed over: %(unknown)s", unknown=", ".join(unknown[:12])
        )
        table.problems.append(FormatProblem("", message, is_warning=True, line=line))
    for at, cells in records:
        if any(map(str.strip, cells[len(columns) :])):
            message = gettext_noop(
                "the first line names %(columns)s columns, this row has %(has)s cells",
                columns=len(columns),
                has=len(cells),
            )
            table.problems.append(FormatProblem("", message, line=at))
        named = {column: restored(cell.strip()) for column, cell in zip(columns, cells, strict=False) if column}
        table.rows.append(Row(at, {column: cell for column, cell in named.items() if cell}))


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return CSV that spreadsheets open as what it is: UTF-8 with its mark, no cell a formula."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([COLUMNS[column][0] for column in columns])
    writer.writerows([neutral(row.get(column, "")) for column in columns] for row in rows)
    return out.getvalue()


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet computes: with an apostrophe before what would begin a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """Return what :func:`neutral` was given."""
    return cell[1:] if _RESTORED.match(cell) else cell
