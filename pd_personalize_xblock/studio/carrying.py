"""Files into the editor and out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ..domain.definition import Definition
from ..domain.words import gettext_noop
from ..formats.differences import Differences, Entry, Group
from ..formats.importing import Imported, read_any
from ..formats.olx import write_olx
from ..formats.schema import parse_json, read_json, write_json
from ..formats.table_writing import write_csv
from ..http import BadPayload, Payload, Reply, take_one_of, take_text
from ..platform.words import in_words
from .checking import MAX_CHARACTERS, as_dicts
from .desk import Desk

WRITERS = {"csv": write_csv, "json": write_json, "olx": write_olx}
ENDINGS = {"csv": "csv", "json": "json", "olx": "xml"}
MOST_LETTERS = 60


def bring_in(desk: Desk, payload: Payload) -> Reply:
    """Read a file; nothing is saved. ``text`` in the form is what is in the editor, which the file may add to."""
    data = payload.get("data")
    if not isinstance(data, bytes):
        raise BadPayload(gettext_noop("send the file as a form"))
    in_hand, _problems = parse_json(take_text({"text": "", **payload}, "text", limit=MAX_CHARACTERS))
    found = read_any(data, str(payload.get("filename", "")), in_hand if isinstance(in_hand, dict) else None)
    text = "" if found.document is None else json.dumps(found.document, indent=1, ensure_ascii=False) + "\n"
    return {
        "format": found.format,
        "text": text,
        "sentences": list(_sentences(found)),
        "differences": list(_differences(found.differences)) if found.differences else [],
        "problems": as_dicts(found.problems, text),
    }


def take_out(desk: Desk, payload: Payload) -> Reply:
    """Write what is in the editor as a file. JSON goes out as it stands; the others need a sound definition."""
    to = take_one_of(payload, "to", tuple(WRITERS))
    text = take_text(payload, "text", limit=MAX_CHARACTERS)
    definition = read_json(text)[0]
    if definition is None and to != "json":
        raise BadPayload(_("This draft has problems: mend them first, or download it as JSON."))
    written = text if definition is None else WRITERS[to](definition)
    return {"filename": f"{_file_name(definition)}.{ENDINGS[to]}", "text": written}


def _file_name(definition: Definition | None) -> str:
    title = definition.title if definition else "draft"
    return re.sub(r"[^\w-]+", "-", title.lower()).strip("-")[:60] or "pathway"


def _sentences(found: Imported) -> Iterator[str]:
    """What the file is, what was decided about it, and what it holds."""
    if found.document is None:
        yield _("Nothing could be taken from this file. What is in the editor has not changed.")
    else:
        yield {
            "json": _("A definition as JSON: it takes the place of what is in the editor."),
            "olx": _("A definition from a course export (OLX): it takes the place of what is in the editor."),
            "case": _(
                "A framework as standards bodies publish it (CASE). "
                "What it does not speak of stays as it is in the editor."
            ),
            "csv": _("A table. What it does not speak of stays as it is in the editor."),
        }[found.format or "json"]
        yield _counts(found.document)
    yield from (in_words(note) for note in found.notes)


def _counts(document: dict[str, Any]) -> str:
    competencies, items, sections = (len(document.get(key, ())) for key in ("competencies", "items", "sections"))
    return _("Afterwards: competencies {competencies}, questions {items}, sections {sections}.").format(
        competencies=competencies, items=items, sections=sections
    )


def _differences(found: Differences) -> Iterator[str]:
    words = {
        "settings": _("Settings"),
        "levels": _("Levels"),
        "domains": _("Domains"),
        "competencies": _("Competencies"),
        "prerequisites": _("Prerequisites"),
        "items": _("Questions"),
        "sections": _("Sections"),
    }
    for name, group in found.groups.items():
        yield from _of_group(words.get(name, name), group)


def _of_group(group_name: str, group: Group) -> Iterator[str]:
    """One sentence for each entry that differs."""
    kinds = ((group.added, _("{group}: new: {name}")), (group.removed, _("{group}: gone: {name}")))
    for entries, said in kinds:
        yield from (said.format(group=group_name, name=_name(entry)) for entry in entries)
    for entry in group.changed:
        said = _("{group}: changed: {name} ({keys})")
        yield said.format(group=group_name, name=_name(entry), keys=", ".join(entry.changed))
    if group.reordered:
        yield _("{group}: in another order").format(group=group_name)


def _name(entry: Entry) -> str:
    name = entry.name or entry.id
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
