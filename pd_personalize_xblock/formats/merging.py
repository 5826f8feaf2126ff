"""An import over a definition in hand: what the import does not speak of stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..domain.words import gettext_noop
from .drafts import Document, Draft, Scope

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LISTS = ("domains", "competencies", "items", "sections")
_ORDER = (
    "version", "title", "description", "source", "levels", "scale",
    "domains", "competencies", "correlations", "items", "sections", "rules",
)  # fmt: skip


@dataclass(frozen=True)
class Merged:
    """The document that both make together, and sentences about what was kept though the import lacks it."""

    document: Document
    notes: list[str] = field(default_factory=list)


def merge(current: Document, draft: Draft) -> Merged:
    """Take a draft over into ``current``; neither is changed. The draft must have a document.

    Entries go by their id. One that a whole list of the import lacks is dropped, unless it is a
    competency in use, or one that its author made beside a package of GUIDs, or the domain of such.
    """
    incoming, scope = draft.document or {}, draft.scope
    document = {key: incoming[key] for key in ("version", "title", "levels") if key in incoming} | current
    notes: list[str] = []
    for key in scope.settings:
        _put(document, key, incoming.get(key, current.get(key)))
    if not _same_levels(current, incoming):
        incoming, notes = _without_items(incoming, scope)
        if "levels" in scope.settings and document.pop("scale", None):
            notes.append(gettext_noop("The cuts of the scale were left out: there is another number of levels now."))
    for key in reversed(LISTS):  # items and sections first: they say which competencies are in use
        if key in scope.fields:
            entries, kept = _merged(current, incoming, document, scope, key)
            _put(document, key, entries)
            notes += _kept_note(key, kept)
    return Merged({key: document[key] for key in (*_ORDER, *document) if key in document}, notes)


def _put(document: Document, key: str, value: object) -> None:
    document.pop(key, None)
    if value:
        document[key] = value


def _same_levels(current: Document, incoming: Document) -> bool:
    return len(_objects(current, "levels")) == len(_objects(incoming, "levels"))


def _without_items(incoming: Document, scope: Scope) -> tuple[Document, list[str]]:
    """Items say something about levels; on another scale than the definition's they would say it wrongly."""
    if "levels" in scope.settings or not incoming.get("items"):
        return incoming, []
    note = gettext_noop(
        "%(incoming)s rubric items were left out: they have another number of levels.", incoming=len(incoming["items"])
    )
    return {key: value for key, value in incoming.items() if key != "items"}, [note]


def _merged(
    current: Document, incoming: Document, so_far: Document, scope: Scope, key: str
) -> tuple[list[Document], list[Document]]:
    """Return the entries of one list, and those kept that the import does not have."""
    old = {_id(entry): entry for entry in _objects(current, key)}
    new = {_id(entry): _merged_entry(old.get(_id(entry)), entry, scope, key) for entry in _objects(incoming, key)}
    absent = {id: entry for id, entry in old.items() if id not in new}
    if key not in scope.whole:
        merged = [new.pop(id, entry) for id, entry in old.items()]
        return [*merged, *new.values()], []
    needed = _needed(so_far, list(new.values()), scope, key, absent)
    kept = [entry for id, entry in absent.items() if id in needed]
    return [*new.values(), *kept], kept


def _merged_entry(old: Document | None, new: Document, scope: Scope, key: str) -> Document:
    if old is None:
        return new
    spoken = scope.fields[key]
    merged = {k: v for k, v in old.items() if k not in spoken or k in new} | {k: new[k] for k in new if k in spoken}
    if key == "competencies" and "prerequisites" not in spoken:
        both = [*_objects(old, "prerequisites"), *_further_prerequisites(old, new)]
        _put(merged, "prerequisites", both)
    return merged


def _further_prerequisites(old: Document, new: Document) -> Iterator[Document]:
    """What the import asks for and nothing asks for yet, at whatever level the author put it."""
    known = {_needs(entry) for entry in _objects(old, "prerequisites")}
    return (entry for entry in _objects(new, "prerequisites") if _needs(entry) not in known)


def _needs(prerequisite: Document) -> frozenset[str]:
    return frozenset(str(each.get("competency")) for each in _objects(prerequisite, "any_of"))


def _needed(so_far: Document, new: list[Document], scope: Scope, key: str, absent: dict[str, Document]) -> set[str]:
    """Which absent entries something still hangs on."""
    if key == "competencies":
        used = {entry.get("competency") for group in ("items", "sections") for entry in _objects(so_far, group)}
        kept = {id for id in absent if id in used or (scope.only_guids and not GUID.fullmatch(id))}
        left = [*new, *(absent[id] for id in kept)]
        while left:  # what a kept competency needs is kept as well
            entry = left.pop()
            for id in {id for each in _objects(entry, "prerequisites") for id in _needs(each)} & absent.keys() - kept:
                kept.add(id)
                left.append(absent[id])
        return kept
    if key == "domains":
        return {str(entry.get("domain")) for entry in _objects(so_far, "competencies")}
    return set()


def _kept_note(key: str, kept: list[Document]) -> list[str]:
    if key != "competencies" or not kept:
        return []
    names: str = ", ".join(str(entry.get("name") or entry.get("id")) for entry in kept[:5])
    if len(kept) > 5:
        names = gettext_noop("%(names)s and %(count)s more", names=names, count=len(kept) - 5)
    return [
        gettext_noop(
            "Kept, though the file does not have them, because items, sections or you rely on them: %(names)s.",
            names=names,
        )
    ]


def _id(entry: Document) -> str:
    return str(entry.get("id"))


def _objects(values: Document, key: str) -> list[Document]:
    entries = values.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
