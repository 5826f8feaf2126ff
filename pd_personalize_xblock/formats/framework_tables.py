"""A definition as CSV: one row for each statement of a competency at a level.

A newcomer's sheet has four columns: competency, level, statement, domain. What else a column can
say is in docs/authors.md, and how a whole definition fits into one table in docs/decisions/0018.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..domain.words import gettext_noop, listed
from .drafts import ID, Document, Draft, Scope, few, free_id, slug, writable
from .problems import FormatProblem, has_errors, shown
from .structure import VERSION
from .table_levels import Levels, key, read_levels
from .table_parts import Parts
from .table_text import Row, Table, read_table

ITEM_KINDS = ("rubric", "frequency", "choice", "scenario")
ABOUT = ("title", "description", "source")
MAX_COMPETENCIES, MAX_DOMAINS = 2000, 500
"""As many as the format allows."""
KINDS = (*ITEM_KINDS, "competency", "section", "domain", "level", *ABOUT)


def read_csv(text: str, *, current: Document | None = None, title: str = "") -> Draft:
    """Make a draft of a table. Never raises.

    Names lead to the ids that ``current`` has for them, else to ids made from them. ``title`` is for a
    table that has none.
    """
    table = read_table(text)
    if has_errors(table.problems):
        return Draft(None, table.problems)
    levels, entries, problems = read_levels(table.rows, _objects(current or {}, "levels"))
    problems = [*table.problems, *problems]
    if has_errors(problems):
        return Draft(None, problems)
    sheet = _Sheet(levels, current or {})
    sheet.read(table.rows)
    problems += [
        *_without_domain(table),
        *few(sheet.problems, lambda count: gettext_noop("%(count)s more problems of rows", count=count)),
        *sheet.parts.too_many(),
    ]
    if not sheet.competencies and not has_errors(problems):
        problems.append(FormatProblem("", gettext_noop("no row names a competency")))
    if has_errors(problems):  # rows would be lost
        return Draft(None, problems)
    document = sheet.document(entries, title)
    notes = [gettext_noop("The levels, lowest first: %(levels)s.", levels=", ".join(levels.names)), *sheet.parts.notes]
    return Draft(document, problems, notes, sheet.lines, _scope(table, sheet))


def _without_domain(table: Table) -> Iterator[FormatProblem]:
    if not {"domain", "domain_id"} & table.columns:
        yield FormatProblem(
            "", gettext_noop("there is no column domain: the competencies are not grouped"), is_warning=True, line=1
        )


def _scope(table: Table, sheet: _Sheet) -> Scope:
    """A table speaks of the columns that it has; with a column of ids it has all that there is."""
    has = table.columns
    grouped = {"domain", "domain_id"} & has
    competency = {
        "name": True,
        "domain": grouped,
        "description": "competency_description" in has,
        "prerequisites": "prerequisites" in has,
    }
    fields = {"competencies": frozenset(name for name, spoken in competency.items() if spoken)}
    if grouped:
        fields["domains"] = frozenset({"name"})
    lists = {"competencies": "competency_id", "domains": "domain_id", "items": "item_id", "sections": "section_id"}
    return Scope(
        settings=frozenset({"levels", *sheet.about}),
        fields=fields | sheet.parts.fields(has),
        whole=frozenset(name for name, column in lists.items() if column in has),
    )


class _Names:
    """The ids of competencies or domains, found by name: those of the table before those in hand."""

    def __init__(self, current: Sequence[Document]) -> None:
        self.known: dict[str, list[str]] = {}
        self.old: dict[str, str] = {}
        for entry in reversed(current):
            self.old[key(str(entry.get("name")))] = str(entry.get("id"))
        self.old_ids = {str(entry.get("id")) for entry in current}
        self.ids: set[str] = set()
        self.taken = {id.lower() for id in self.old_ids}

    def declare(self, id: str, name: str) -> None:
        self.ids.add(id)
        self.taken.add(id.lower())
        ids = self.known.setdefault(key(name or id), [])
        if id not in ids:
            ids.append(id)

    def find(self, cell: str) -> str | None:
        """Return the id that a cell is, or the only one that it names; None if none or several."""
        ids = self.known.get(key(cell), [])
        if cell in self.ids:
            return cell
        if ids:
            return ids[0] if len(ids) == 1 else None
        return self.old.get(key(cell)) or (cell if cell in self.old_ids else None)

    def make(self, name: str) -> str:
        """Return the id for a name: the one there is, or a new one."""
        found = self.find(name)
        if found is None:
            found = free_id(slug(name), self.taken)
        self.declare(found, name)
        return found


@dataclass
class _Sheet:
    """A table as far as it is read. What is wrong with a row names its line and column."""

    levels: Levels
    current: Document
    problems: list[FormatProblem] = field(default_factory=list)
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    domains: dict[str, Document] = field(default_factory=dict)
    competencies: dict[str, Document] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    first_lines: dict[tuple[str, str], int] = field(default_factory=dict)
    needs: list[tuple[Row, str, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.competency_names = _Names(_objects(self.current, "competencies"))
        self.domain_names = _Names(_objects(self.current, "domains"))
        self.parts = Parts(self.levels, self.current, self.refuse)

    def refuse(self, row: Row, column: str, message: str, *, is_warning: bool = False) -> None:
        self.problems.append(
            FormatProblem(gettext_noop("column %(column)s", column=column), message, is_warning, row.line)
        )

    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            for id, name, names in (
                (row.get("competency_id"), row.get("competency"), self.competency_names),
                (row.get("domain_id"), row.get("domain"), self.domain_names),
            ):
                if id:
                    names.declare(id, name)
        for row in rows:
            if len(self.competencies) > MAX_COMPETENCIES or len(self.domains) > MAX_DOMAINS:
                limits = gettext_noop(
                    "there can be at most %(competencies)s competencies and %(domains)s domains",
                    competencies=MAX_COMPETENCIES,
                    domains=MAX_DOMAINS,
                )
                self.problems.append(FormatProblem("", limits, line=row.line))
                break
            kind = key(row.get("kind"))
            if kind in ABOUT:
                self.about[kind] = writable(row.get("statement"))
            elif kind == "domain":
                self._domain(row)
            elif kind in ("", *KINDS) and kind != "level":
                self._row(row, kind)
            elif kind != "level":
                self.refuse(
                    row,
                    "kind",
                    gettext_noop(
                        "must be one of %(known)s; got %(got)s", known=listed(KINDS), got=shown(row.get("kind"))
                    ),
                )
        self._prerequisites()

    def _row(self, row: Row, kind: str) -> None:
        competency = self._competency(row)
        if competency is None:
            return
        level = self._level(row)
        if row.get("prerequisites"):
            self.needs.append((row, competency, level))
        has_statement = bool(row.get("statement"))
        if kind in ("competency", "section") and has_statement:
            self.refuse(row, "statement", gettext_noop("a row of kind %(kind)s has none", kind=kind))
        elif has_statement or kind in ITEM_KINDS:
            self.parts.add_option(row, kind or "rubric", competency, level)
        if row.get("section") or kind == "section":
            self.parts.add_section(row, competency, level)
        elif not has_statement and kind == "" and not row.get("prerequisites"):
            self.refuse(row, "statement", gettext_noop("is empty: nothing is said of this level"), is_warning=True)

    def _level(self, row: Row) -> int | None:
        cell = row.get("level")
        level = self.levels.find(cell) if cell else None
        says = [column for column in ("statement", "section", "prerequisites") if row.get(column)]
        if cell and level is None:
            self.refuse(
                row,
                "level",
                gettext_noop(
                    "there is no level %(level)s; there are %(known)s",
                    level=shown(cell),
                    known=", ".join(self.levels.names),
                ),
            )
        elif not cell and says:
            self.refuse(row, "level", gettext_noop("is empty, and this row has a %(says)s", says=says[0]))
        return level

    def _competency(self, row: Row) -> str | None:
        id, name = row.get("competency_id"), writable(row.get("competency"))
        if not (id or name):
            self.refuse(row, "competency", gettext_noop("is empty"))
            return None
        if id and not ID.fullmatch(id):
            self.refuse(
                row,
                "competency_id",
                gettext_noop("must be letters, digits, '_', '.' or '-', at most 64; got %(got)s", got=shown(id)),
            )
            return None
        if (
            not id
            and len(self.competency_names.known.get(key(name), [])) > 1
            and self.competency_names.find(name) is None
        ):
            self.refuse(
                row,
                "competency",
                gettext_noop("several are called %(name)s: say which in column competency_id", name=shown(name)),
            )
            return None
        id = id or self.competency_names.make(name)
        entry = self.competencies.setdefault(id, {"id": id})
        self.starts.setdefault(id, row.line)
        if name and "name" not in entry:
            entry["name"] = name
        self._put(entry, "description", writable(row.get("competency_description")), row, "competency_description")
        self._put(entry, "domain", self._domain(row) or "", row, "domain")
        return id

    def _domain(self, row: Row) -> str | None:
        id, name = row.get("domain_id"), writable(row.get("domain"))
        if not (id or name):
            if key(row.get("kind")) == "domain":
                self.refuse(row, "domain", gettext_noop("is empty"))
            return None
        id = id or self.domain_names.make(name)
        entry = self.domains.setdefault(id, {"id": id, "name": name or id})
        if name and entry["name"] == id:
            entry["name"] = name
        return id

    def _put(self, entry: Document, name: str, value: str, row: Row, column: str) -> None:
        if not value:
            return
        if entry.setdefault(name, value) != value:
            line = self.first_lines[entry["id"], name]
            self.refuse(
                row,
                column,
                gettext_noop(
                    "line %(line)s says something else of %(entry)s",
                    line=line,
                    entry=shown(entry.get("name", entry["id"])),
                ),
            )
        self.first_lines.setdefault((entry["id"], name), row.line)

    def _prerequisites(self) -> None:
        """Read them last: they may name a competency of a later row."""
        for row, competency, level in self.needs:
            for group in row.get("prerequisites").split(";"):
                any_of = list(self._alternatives(group, row))
                if any_of and level is not None:
                    entries = self.competencies[competency].setdefault("prerequisites", [])
                    entries.append({"level": level, "any_of": any_of})

    def _alternatives(self, group: str, row: Row) -> Iterator[Document]:
        for part in filter(None, map(str.strip, re.split(r"\||\s+or\s+", group))):
            name, at = self._split(part)
            id, level = self.competency_names.find(name), self.levels.find(at)
            if id is None:
                self.refuse(
                    row,
                    "prerequisites",
                    gettext_noop("there is no competency %(competency)s", competency=shown(name or part)),
                )
            elif level is None:
                self.refuse(
                    row,
                    "prerequisites",
                    gettext_noop("there is no level %(level)s in %(part)s", level=shown(at), part=shown(part)),
                )
            else:
                yield {"competency": id, "level": level}

    def _split(self, part: str) -> tuple[str, str]:
        """Return what names a competency and what names a level; either may hold the colon that stands between."""
        for mark in (":", " "):
            ends = (i for i, sign in enumerate(part) if sign == mark)
            splits = [(part[:i].strip(), part[i + 1 :].strip()) for i in ends]
            known = [(name, at) for name, at in splits if self.competency_names.find(name) is not None]
            if known or splits:
                return next((each for each in known if self.levels.find(each[1]) is not None), (known or splits)[-1])
        return part, ""

    def document(self, levels: Sequence[Document], title: str) -> Document:
        """Return all that was read, as a document."""
        for i, id in enumerate(self.competencies):
            self.competencies[id].setdefault("name", id)
            self.lines["competencies", i] = self.starts[id]
        items, sections = self.parts.items(self.lines), self.parts.sections(self.lines)
        document: Document = {
            "version": VERSION,
            "title": self.about.get("title") or title or "Untitled framework",
            "description": self.about.get("description", ""),
            "source": self.about.get("source", ""),
            "levels": list(levels),
            "domains": list(self.domains.values()),
            "competencies": list(self.competencies.values()),
            "items": items,
            "sections": sections,
        }
        return {name: value for name, value in document.items() if value}


def _objects(values: Document, name: str) -> list[Document]:
    entries = values.get(name)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
