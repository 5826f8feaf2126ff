"""The items and sections that the rows of a table describe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from ..domain.words import gettext_noop
from . import table_cells
from .drafts import Document, free_id, one_line, writable
from .problems import FormatProblem, shown
from .table_levels import Levels, key
from .table_text import Row

PROMPT = "Which of these comes closest to your practice?"
MAX_PARTS = 1000
"""As many items, and as many sections, as the format allows."""
_NUMBERS = ("discrimination", "guessing")


@dataclass
class _Item:
    """An item as far as its rows are read: (row, level) of each option."""

    id: str
    competency: str
    kind: str
    prompt: str = ""
    options: list[tuple[Row, int]] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Parts:
    """``refuse`` takes a row, a column and a message; ``current`` is the document in hand, for its ids."""

    levels: Levels
    current: Document
    refuse: Callable[..., None]
    notes: list[str] = field(default_factory=list)
    found: dict[tuple[str, ...], _Item] = field(default_factory=dict)
    last_question: dict[tuple[str, str], str] = field(default_factory=dict)
    taught: list[tuple[Row, str, int]] = field(default_factory=list)

    def add_option(self, row: Row, kind: str, competency: str, level: int | None) -> None:
        """Add the statement of a row to its item: that of its id, else of its question, else of its competency."""
        if not row.get("statement"):
            self.refuse(row, "statement", gettext_noop("is empty, and this row is of kind %(kind)s", kind=kind))
            return
        if level is None:
            return
        id, question = row.get("item_id"), writable(row.get("question"))
        group = (competency, kind)
        question = question or self.last_question.get(group, "")
        self.last_question[group] = question
        item = self.found.setdefault((id,) if id else (*group, key(question)), _Item(id, competency, kind))
        if (item.competency, item.kind) != group:
            self.refuse(row, "item_id", gettext_noop("%(id)s has rows of another competency or kind", id=shown(id)))
            return
        if row.get("question") or not id:
            self._once(row, item, "question", question)
        for column in ("item_minutes", *_NUMBERS, "thresholds"):
            if row.get(column):
                self._once(row, item, column, row.get(column))
        self._add_level(row, item, level)

    def _once(self, row: Row, item: _Item, column: str, value: str) -> None:
        if value and item.cells.setdefault(column, value) != value:
            self.refuse(
                row,
                column,
                gettext_noop("an earlier row of the same question says %(column)s", column=shown(item.cells[column])),
            )

    def _add_level(self, row: Row, item: _Item, level: int) -> None:
        if item.kind == "rubric":
            same = [earlier for earlier, other in item.options if other == level]
            message = gettext_noop("has a statement for this level already; name the question that each is for")
        else:
            same = [earlier for earlier, other in item.options[:1] if other != level]
            message = gettext_noop("has another level, and all options of an item of this kind have the same")
        if same:
            self.refuse(row, "level", gettext_noop("line %(line)s %(message)s", line=same[0].line, message=message))
        else:
            item.options.append((row, level))

    def add_section(self, row: Row, competency: str, level: int | None) -> None:
        """Add the section that a row describes."""
        if not row.get("section"):
            self.refuse(row, "section", gettext_noop("is empty: a section needs a title"))
        elif level is not None:
            self.taught.append((row, competency, level))

    def too_many(self) -> Iterator[FormatProblem]:
        """Yield what a document has no room for."""
        if (count := len(self.found)) > MAX_PARTS:
            yield FormatProblem(
                "",
                gettext_noop(
                    "there can be at most %(most)s items, the table has %(count)s", most=MAX_PARTS, count=count
                ),
            )
        if (count := len(self.taught)) > MAX_PARTS:
            yield FormatProblem(
                "",
                gettext_noop(
                    "there can be at most %(most)s sections, the table has %(count)s", most=MAX_PARTS, count=count
                ),
            )

    def fields(self, columns: Set[str]) -> dict[str, frozenset[str]]:
        """Return what the table says of each item and section, as far as it has any."""
        item = {"minutes": "item_minutes", **{name: name for name in (*_NUMBERS, "thresholds")}, "prompt": "question"}
        section = {name: name for name in ("block", "url", "elective", "mastery")}
        section |= {"minutes": "section_minutes", "description": "section_description"}
        always = {"items": {"competency", "kind", "level", "options"}, "sections": {"competency", "level", "title"}}
        spoken = {"items": (item, self.found, "item_id"), "sections": (section, self.taught, "section_id")}
        return {
            group: frozenset(always[group] | {name for name, column in given.items() if column in columns})
            for group, (given, any_found, id_column) in spoken.items()
            if any_found or id_column in columns
        }

    def items(self, lines: dict[tuple[str | int, ...], int]) -> list[Document]:
        """Return the items as entries of a document, and note where each stood."""
        ids = self._item_ids()
        without = sum(not item.cells.get("question") and item.kind == "rubric" for item in self.found.values())
        if without:
            self.notes.append(
                gettext_noop(
                    'Questions that the table leaves open (%(without)s) read: "%(prompt)s"',
                    without=without,
                    prompt=PROMPT,
                )
            )
        entries = []
        for i, (place, item) in enumerate(self.found.items()):
            if item.kind == "rubric":
                item.options.sort(key=lambda option: option[1])
            lines["items", i] = item.options[0][0].line if item.options else 1
            lines.update({("items", i, "options", j): row.line for j, (row, _) in enumerate(item.options)})
            entries.append(
                {key: value for key, value in self._item(ids[place], item).items() if value not in (None, "")}
            )
        return entries

    def _item(self, id: str, item: _Item) -> Document:
        levels = [level for _, level in item.options]
        is_rubric = item.kind == "rubric"
        given = {name: table_cells.number(item.cells[name]) for name in _NUMBERS if name in item.cells}
        if "item_minutes" in item.cells:
            given["minutes"] = table_cells.number(item.cells["item_minutes"])
        return {
            "id": id,
            "competency": item.competency,
            "kind": item.kind,
            "level": None if is_rubric else levels[0],
            "prompt": item.cells.get("question") or (PROMPT if is_rubric else ""),
            "options": [
                _option(row, level, names_level=is_rubric and levels != list(range(len(levels))))
                for row, level in item.options
            ],
            **given,
            "thresholds": table_cells.numbers(item.cells["thresholds"]) if "thresholds" in item.cells else None,
        }

    def _item_ids(self) -> dict[tuple[str, ...], str]:
        """The id of each item: its own, that of the same question in hand, or a new one."""
        old = [entry for entry in self.current.get("items") or [] if isinstance(entry, dict)]
        ids = {place: item.id for place, item in self.found.items() if item.id}
        used = set(ids.values())
        alike = Counter((item.competency, item.kind) for item in self.found.values())
        for place, item in self.found.items():
            if place in ids:
                continue
            group = (item.competency, item.kind)
            same = [e for e in old if (e.get("competency"), e.get("kind")) == group and str(e.get("id")) not in used]
            asked = [e for e in same if key(str(e.get("prompt"))) == key(item.cells.get("question", ""))]
            for match in (asked or (same if len(same) == alike[group] == 1 else []))[:1]:
                ids[place] = str(match.get("id"))
                used.add(ids[place])
        taken = {id.lower() for id in ids.values()} | {str(entry.get("id")).lower() for entry in old}
        for place, item in self.found.items():
            if place not in ids:
                ids[place] = free_id(f"{item.competency[:50]}-{item.kind}", taken)
                taken.add(ids[place].lower())
        return ids

    def sections(self, lines: dict[tuple[str | int, ...], int]) -> list[Document]:
        """Return the sections as entries of a document, and note where each stood."""
        old = [entry for entry in self.current.get("sections") or [] if isinstance(entry, dict)]
        taken = {str(entry.get("id")).lower() for entry in old} | {
            row.get("section_id").lower() for row, _, _ in self.taught
        }
        used: set[str] = {row.get("section_id") for row, _, _ in self.taught}
        entries = []
        for i, (row, competency, level) in enumerate(self.taught):
            id = row.get("section_id") or _same_section(row, competency, level, old, used)
            if not id:
                id = free_id(f"{competency[:50]}-{level}", taken)
                taken.add(id.lower())
            used.add(id)
            lines["sections", i] = row.line
            entries.append({"id": id, "competency": competency, "level": level, **dict(_section(row))})
        return entries


def _option(row: Row, level: int, *, names_level: bool) -> Document:
    credit = {"credit": table_cells.number(row.get("credit"))} if row.get("credit") else {}
    return {"text": writable(row.get("statement")), **({"level": level} if names_level else {}), **credit}


def _same_section(row: Row, competency: str, level: int, old: list[Document], used: Set[str]) -> str:
    """Return the id of the section in hand with the same block, or else the same title at the same place."""
    left = [entry for entry in old if entry.get("id") not in used]
    by_block = [entry for entry in left if row.get("block") and entry.get("block") == row.get("block")]
    place = (competency, level, one_line(row.get("section")))
    by_title = [e for e in left if (e.get("competency"), e.get("level"), one_line(str(e.get("title")))) == place]
    return next((str(entry.get("id")) for entry in (*by_block, *by_title)), "")


def _section(row: Row) -> Iterator[tuple[str, object]]:
    parsed: Mapping[str, tuple[str, Callable[[str], object]]] = {
        "title": ("section", writable),
        "description": ("section_description", writable),
        "minutes": ("section_minutes", table_cells.number),
        "elective": ("elective", table_cells.yes_or_no),
        "block": ("block", str),
        "url": ("url", str),
        "mastery": ("mastery", table_cells.mastery),
    }
    for name, (column, parse) in parsed.items():
        if row.get(column):
            yield name, parse(row.get(column))
