"""The level scale of a table: from its own rows, from the definition in hand, or from what its cells say."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..domain.words import gettext_noop
from .drafts import DEFAULT_LEVELS, Document, one_line
from .problems import FormatProblem, shown
from .table_text import Row

MAX_LEVELS = 8
MAX_SPELLINGS = 50
"""More names than these are no scale with slips of the pen in it."""
_NUMBERED = re.compile(r"(?:level|lvl|l|niveau|nivel|stufe)?\s*([0-9])(?:(?:\s*[-–—:.)]\s*|\s+)(.*))?", re.IGNORECASE)
_SIGNS = re.compile(r"[|;]|\s+or\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Levels:
    """The names of the scale, lowest first, and how cells refer to them. ``first`` is the number of the lowest."""

    names: tuple[str, ...]
    first: int = 0

    @property
    def are_labels(self) -> bool:
        """Whether the names can stand for the levels in cells: all different, none with a sign of a list."""
        folded = {key(name) for name in self.names}
        return len(folded) == len(self.names) and not any(_SIGNS.search(name) for name in self.names)

    def label(self, level: int) -> str:
        """Return how a cell refers to a level."""
        return self.names[level] if self.are_labels else str(level)

    def find(self, cell: str) -> int | None:
        """Return the level that a cell refers to: by name, by number, or by both."""
        by_name = [i for i, name in enumerate(self.names) if key(name) == key(cell)]
        number = _by_number(cell, self)
        if not self.are_labels and number is not None:
            return number
        return by_name[0] if len(by_name) == 1 else number


def key(text: str) -> str:
    """Return what makes two names the same."""
    return one_line(text).casefold()


def _by_number(cell: str, levels: Levels) -> int | None:
    found = _NUMBERED.fullmatch(one_line(cell))
    if found is None:
        return None
    level = int(found[1]) - levels.first
    if not 0 <= level < len(levels.names):
        return None
    return level if not found[2] or key(found[2]) == key(levels.names[level]) else None


def read_levels(rows: Sequence[Row], current: Sequence[Document]) -> tuple[Levels, list[Document], list[FormatProblem]]:
    """Return the scale of a table, its levels as entries of a document, and what is wrong with it.

    Numbers in its cells count from 1, unless there is a 0 among them.
    """
    own = [row for row in rows if key(row.get("kind")) == "level"]
    used = [row for row in rows if row.get("level") and key(row.get("kind")) != "level"]
    cells = list(dict.fromkeys(one_line(row.get("level")) for row in used))
    first = 0 if any(re.match(r"\D*0", cell) for cell in cells) else 1
    if own:
        entries = [_entry(row.get("level") or "?", row.get("level_description")) for row in own]
        problems = [
            FormatProblem(
                gettext_noop("column %(column)s", column="level"),
                gettext_noop("is empty: a row of kind level names one"),
                line=row.line,
            )
            for row in own
            if not row.get("level")
        ]
        levels = Levels(tuple(entry["name"] for entry in entries))
        return (replace(levels, first=first) if levels.are_labels else levels), entries, problems
    known = Levels(tuple(str(level.get("name")) for level in current), first)
    if cells and current and 2 * sum(known.find(cell) is not None for cell in cells) >= len(cells):
        return known, _described(current, used, known), []
    if len(cells) > MAX_SPELLINGS:
        return Levels(()), [], _wrong_number(Levels(tuple(cells)))
    numbered = [_NUMBERED.fullmatch(cell) for cell in cells]
    if cells and all(numbered):
        levels, problems = _numbered([found for found in numbered if found])
    else:
        levels, problems = _named(used, cells)
    entries = [_entry(name, "") for name in levels.names]
    if len(levels.names) == len(DEFAULT_LEVELS) and all(
        a["name"] == b for a, b in zip(DEFAULT_LEVELS, levels.names, strict=True)
    ):
        entries = [dict(level) for level in DEFAULT_LEVELS]
    return levels, _described(entries, used, levels), problems or _wrong_number(levels)


def _entry(name: str, description: str) -> Document:
    return {"name": name, **({"description": description} if description else {})}


def _described(entries: Sequence[Document], rows: Sequence[Row], levels: Levels) -> list[Document]:
    """Put in what any row says of its level; the rest stays as it is."""
    said: dict[int, str] = {}
    for row in rows:
        level = levels.find(row.get("level"))
        if level is not None and row.get("level_description"):
            said.setdefault(level, row.get("level_description"))
    return [{**entry, **({"description": said[i]} if i in said else {})} for i, entry in enumerate(entries)]


def _wrong_number(levels: Levels) -> list[FormatProblem]:
    count = len(levels.names)
    if 2 <= count <= MAX_LEVELS:
        return []
    named = ", ".join(map(shown, levels.names[:10]))
    return [
        FormatProblem(
            gettext_noop("column %(column)s", column="level"),
            gettext_noop(
                "there must be 2 to %(most)s levels, there are %(count)s: %(named)s",
                most=MAX_LEVELS,
                count=count,
                named=named,
            ),
        )
    ]


def _numbered(found: Sequence[re.Match[str]]) -> tuple[Levels, list[FormatProblem]]:
    """Numbers count from 0 where there is a 0, else from 1."""
    names: dict[int, str] = {}
    problems = []
    for match in found:
        number, name = int(match[1]), one_line(match[2] or "")
        if name and key(names.setdefault(number, name)) != key(name):
            message = gettext_noop(
                "level %(number)s has two names: %(names)s and %(name)s",
                number=number,
                names=shown(names[number]),
                name=shown(name),
            )
            problems.append(FormatProblem(gettext_noop("column %(column)s", column="level"), message))
    numbers = [int(match[1]) for match in found]
    first, count = min(1, *numbers), max(numbers)
    count += 1 - first
    defaults = [level["name"] for level in DEFAULT_LEVELS] if count == len(DEFAULT_LEVELS) else []
    given = [names.get(first + i) or (defaults[i] if defaults else f"Level {first + i}") for i in range(count)]
    return Levels(tuple(given), first), problems


def _named(rows: Sequence[Row], cells: Sequence[str]) -> tuple[Levels, list[FormatProblem]]:
    """Names stand in the order in which the competencies list them."""
    spelt: dict[str, str] = {}
    for cell in cells:
        spelt.setdefault(key(cell), cell)
    problems = _misspelt(rows, spelt)
    after = _orders(rows, spelt)
    order: list[str] = []
    while left := [name for name in spelt if name not in order]:
        ready = [name for name in left if not any(name in after[other] for other in left if other != name)]
        if not ready:
            names = ", ".join(shown(spelt[name]) for name in left[:8])
            message = gettext_noop(
                "the order of %(names)s is not clear: list them from lowest to highest, or number them (1 Emerging)",
                names=names,
            )
            problems.append(FormatProblem(gettext_noop("column %(column)s", column="level"), message))
            order += left
            break
        order.append(ready[0])
    return Levels(tuple(spelt[name] for name in order)), problems


def _orders(rows: Sequence[Row], names: Iterable[str]) -> dict[str, set[str]]:
    """Which names come right after which in the statements of a competency; each question begins anew."""
    after: dict[str, set[str]] = {name: set() for name in names}
    runs: dict[str, list[str]] = {}
    for row in rows:
        if key(row.get("kind")) not in ("", "rubric") or not row.get("statement"):
            continue
        name = key(row.get("level"))
        run = runs.setdefault(key(row.get("competency_id") or row.get("competency")), [])
        if name in run:
            run.clear()
        elif run:
            after[run[-1]].add(name)
        run.append(name)
    return after


def _misspelt(rows: Sequence[Row], spelt: Mapping[str, str]) -> list[FormatProblem]:
    """A level that one row alone has, and that looks much like another, is a slip of the pen."""
    times = Counter(key(row.get("level")) for row in rows)
    lines = {key(row.get("level")): row.line for row in rows}
    problems = []
    for name, count in times.items():
        others = [other for other in times if times[other] > 1]
        close = difflib.get_close_matches(name, others, n=1, cutoff=0.85) if count == 1 else []
        if close:
            message = gettext_noop(
                "there is no level %(level)s; did you mean %(spelt)s?", level=shown(spelt[name]), spelt=spelt[close[0]]
            )
            problems.append(FormatProblem(gettext_noop("column %(column)s", column="level"), message, line=lines[name]))
    return problems
