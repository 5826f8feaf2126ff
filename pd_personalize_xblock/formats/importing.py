"""Every way in: a file of whatever kind becomes a document for the editor, or sentences that say why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from ..domain.checks import Place
from ..domain.definition import Definition
from ..domain.words import gettext_noop, message_of
from .case import NO_LEVELS, is_case, read_case
from .decoding import MAX_BYTES, NotText, decode
from .differences import Differences, differences
from .drafts import Document, Draft
from .framework_tables import read_csv
from .merging import merge
from .problems import FormatProblem, Lines, has_errors
from .schema import parse_json, read_document, to_document

JSON, OLX, CASE, CSV = "json", "olx", "case", "csv"
FORMATS = (JSON, OLX, CASE, CSV)


@dataclass(frozen=True)
class Imported:
    """What came of a file.

    ``document`` is what the editor would hold after the import: None where something in the file would be
    lost by a mistake in it. The document itself may have errors that its author can mend; ``definition`` is
    there only if there are none. ``format`` is one of FORMATS, or None for no such file. ``differences``
    compares with the document in hand, if there was one. ``notes`` are sentences about what was decided,
    left out or kept.
    """

    document: Document | None
    format: str | None
    problems: tuple[FormatProblem, ...]
    definition: Definition | None = None
    differences: Differences | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it may come into force as it is."""
        return self.definition is not None


def read_any(
    data: bytes, filename: str = "", current: Document | None = None, *, format: str | None = None
) -> Imported:
    """Read a definition from the bytes of a file, recognised by what they hold unless ``format`` says it.

    ``current`` is the document in hand: CASE and CSV keep of it what they do not speak of, JSON and OLX
    replace it. It is never changed. The name of the file serves for nothing but a title. Never raises.
    """
    try:
        text, encoding = decode(data)
    except NotText as error:
        return Imported(None, None, (FormatProblem("", message_of(error)),))
    format = format or recognised(text)
    if encoding == "cp1252" and format != CSV:
        start = _first_wrong_byte(data)
        return Imported(
            None, format, (FormatProblem("", gettext_noop("not UTF-8 text: byte %(start)s is wrong", start=start)),)
        )
    in_hand = current if current and current.get("competencies") else None
    draft = _READERS[format](text, filename, in_hand)
    if encoding == "cp1252":
        draft.notes.insert(0, gettext_noop("The file was read as Windows-1252: look whether its accents are right."))
    return _imported(draft, format, in_hand)


def recognised(text: str) -> str:
    """Return the format of a text: by how it begins, and for JSON by its keys."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        return OLX
    if start not in ("{", "["):
        return CSV if _looks_like_a_table(text) else JSON
    return CASE if re.search(r'"CF(Package|Document|Documents|Items|Associations)"\s*:', text) else JSON


def _looks_like_a_table(text: str) -> bool:
    """A first line with more than one cell, or a word: nothing that JSON could begin with."""
    line = next((line for line in text.lstrip("\ufeff").splitlines() if line.strip()), "")
    return not re.fullmatch(r'\s*(-?[0-9.eE+]+|true|false|null|"[^"]*")\s*', line)


def _imported(draft: Draft, format: str, current: Document | None) -> Imported:
    document, lines, notes = draft.document, draft.lines, list(draft.notes)
    if document is None:
        return Imported(None, format, _in_order(draft.problems), notes=tuple(notes))
    if current is not None and format in (CASE, CSV):
        merged = merge(current, draft)
        lines = _moved(lines, document, merged.document)
        document = merged.document
        notes += merged.notes
    definition, found = read_document(document, lines)
    problems = _in_order([*draft.problems, *found])
    if draft.is_damaged or not _is_editable(document):
        return Imported(None, format, problems, notes=tuple(notes))
    if definition is not None and format in (CASE, CSV):
        document = to_document(definition)
    return Imported(
        document=document,
        format=format,
        problems=problems,
        definition=None if has_errors(problems) else definition,
        differences=None if current is None else _differences(current, document, definition),
        notes=tuple(notes),
    )


def _in_order(problems: Iterable[FormatProblem]) -> tuple[FormatProblem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.is_warning, problem.line or 0)))


def _is_editable(document: Any) -> bool:
    """Whether an editor can show it: the lists that it walks through are lists of objects."""
    lists = ("levels", "domains", "competencies", "items", "sections")
    return isinstance(document, dict) and all(
        isinstance(entries := document.get(name, []), list) and all(isinstance(entry, dict) for entry in entries)
        for name in lists
    )


def _differences(current: Document, document: Document, definition: Definition | None) -> Differences:
    """Compare sound documents without what says only the default, so that it is no difference."""
    in_hand, _ = read_document(current)
    return differences(
        current if in_hand is None else to_document(in_hand),
        document if definition is None else to_document(definition),
    )


def _moved(lines: Lines, before: Document, after: Document) -> dict[Place, int]:
    """Return the lines at the places where the entries of the import stand after merging."""
    moved: dict[Place, int] = {}
    for name in ("competencies", "items", "sections"):
        places = {
            entry["id"]: i for i, entry in enumerate(after.get(name, [])) if isinstance(entry, dict) and "id" in entry
        }
        at = {i: places[entry["id"]] for i, entry in enumerate(before.get(name, [])) if entry["id"] in places}
        for place, line in lines.items():
            if place[:1] == (name,) and place[1] in at:
                moved[(name, at[place[1]], *place[2:])] = line
    return moved


def _read_json(text: str, filename: str, current: Document | None) -> Draft:
    value, problems = parse_json(text)
    if not isinstance(value, dict):
        return Draft(None, problems or read_document(value)[1])
    return Draft(value, problems, is_damaged=bool(problems))


def _read_olx(text: str, filename: str, current: Document | None) -> Draft:
    from .olx import document_from_node, parse_olx  # lxml is only needed for OLX

    if re.match(r"\s*<(!doctype\s+)?html\b", text, re.IGNORECASE):
        return Draft(None, [FormatProblem("", gettext_noop("this is a web page: download the file itself"))])
    root, problems = parse_olx(text)
    if root is None:
        return Draft(None, problems)
    document, problems, lines = document_from_node(root)
    return Draft(document if lines else None, problems, lines=lines, is_damaged=bool(problems))


def _read_case(text: str, filename: str, current: Document | None) -> Draft:
    value, problems = parse_json(text, limit=MAX_BYTES)
    if value is None:
        return Draft(None, problems)
    if not is_case(value):
        return Draft(
            None, [FormatProblem("", gettext_noop("this is no CASE package: it has no CFDocument and no CFItems"))]
        )
    draft = read_case(value)
    notes = [note for note in draft.notes if current is None or note != NO_LEVELS]
    document = None if problems else draft.document
    return replace(draft, document=document, problems=[*problems, *draft.problems], notes=notes)


def _read_csv(text: str, filename: str, current: Document | None) -> Draft:
    return read_csv(text, current=current, title=_title(filename))


def _title(filename: str) -> str:
    return re.sub(r"[\W_]+", " ", PurePath(filename).stem).strip()[:200].capitalize() if filename else ""


def _first_wrong_byte(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return 0


_READERS: dict[str, Callable[[str, str, Document | None], Draft]] = {
    JSON: _read_json,
    OLX: _read_olx,
    CASE: _read_case,
    CSV: _read_csv,
}
