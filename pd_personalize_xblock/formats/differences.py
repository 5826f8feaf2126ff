"""What differs between two documents, by id: for an author who is about to take one over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .drafts import Document, one_line, shortened

SETTINGS = ("title", "description", "source", "scale", "correlations", "rules")
_NAMES = {"domains": "name", "competencies": "name", "items": "prompt", "sections": "title"}
_MAX_NAME = 80


@dataclass(frozen=True)
class Entry:
    """Something that was added, removed or changed; ``changed`` are the keys that differ."""

    id: str
    name: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The differences of one list. ``reordered``: what is in both stands in another order."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    reordered: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.reordered)


@dataclass(frozen=True)
class Differences:
    """The differences of ``settings``, ``levels`` (by position), ``domains``, ``competencies``,
    ``prerequisites`` (by what they say), ``items`` and ``sections``.
    """

    groups: Mapping[str, Group] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the two documents say the same."""
        return all(group.is_empty for group in self.groups.values())

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many were added, removed and changed, for each group in which anything was."""
        return {
            name: {"added": len(group.added), "removed": len(group.removed), "changed": len(group.changed)}
            for name, group in self.groups.items()
            if not group.is_empty
        }

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        groups = {name: asdict(group) for name, group in self.groups.items() if not group.is_empty}
        return {"is_empty": self.is_empty, "counts": self.counts, "groups": groups}


def differences(before: Document, after: Document) -> Differences:
    """Compare two documents, sound or not. Never raises."""
    old, new = _groups(before), _groups(after)
    return Differences({name: _compared(old[name], new[name]) for name in new})


_Entries = dict[str, tuple[str, Document]]
"""Under the id: the name, and the values to compare."""


def _compared(old: _Entries, new: _Entries) -> Group:
    both = [id for id in new if id in old]
    return Group(
        added=tuple(Entry(id, name) for id, (name, _) in new.items() if id not in old),
        removed=tuple(Entry(id, name) for id, (name, _) in old.items() if id not in new),
        changed=tuple(Entry(id, new[id][0], keys) for id in both if (keys := tuple(_changed(old[id][1], new[id][1])))),
        reordered=both != [id for id in old if id in new],
    )


def _changed(old: Document, new: Document) -> Iterator[str]:
    return (key for key in {**old, **new} if old.get(key) != new.get(key))


def _groups(document: Document) -> dict[str, _Entries]:
    settings = {key: (key, {key: document.get(key)}) for key in SETTINGS if document.get(key)}
    levels = {str(i): (_short(level.get("name")), level) for i, level in enumerate(_objects(document, "levels"))}
    competencies = _objects(document, "competencies")
    without = [{k: v for k, v in each.items() if k != "prerequisites"} for each in competencies]
    return {
        "settings": settings,
        "levels": levels,
        "domains": _by_id(_objects(document, "domains"), "domains"),
        "competencies": _by_id(without, "competencies"),
        "prerequisites": dict(_prerequisites(competencies)),
        "items": _by_id(_objects(document, "items"), "items"),
        "sections": _by_id(_objects(document, "sections"), "sections"),
    }


def _by_id(entries: list[Document], group: str) -> _Entries:
    """Entries without an id go by their position; an id that is used again gets a mark."""
    found: _Entries = {}
    for i, entry in enumerate(entries):
        id = entry.get("id")
        key = id if isinstance(id, str) else f"{group}[{i}]"
        if key in found:
            key = f"{key}*{i}"  # at once: a file may use one id a hundred thousand times
        found[key] = _short(entry.get(_NAMES[group])), entry
    return found


def _prerequisites(competencies: list[Document]) -> Iterator[tuple[str, tuple[str, Document]]]:
    names = {each.get("id"): _short(each.get("name")) for each in competencies if isinstance(each.get("id"), str)}
    for competency in competencies:
        for entry in _objects(competency, "prerequisites"):
            alternatives = sorted({_attainment(each) for each in _objects(entry, "any_of")})
            needed = " | ".join(f"{id} {level}" for id, level in alternatives)
            said = " | ".join(f"{names.get(id, id)} {level}" for id, level in alternatives)
            place = f"{entry.get('level')}"
            yield (
                f"{competency.get('id')} {place}: {needed}",
                (f"{_short(competency.get('name'))} {place}: {said}", {}),
            )


def _attainment(value: Document) -> tuple[str, str]:
    return str(value.get("competency")), str(value.get("level"))


def _objects(values: Document, key: str) -> list[Document]:
    entries = values.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _short(value: object) -> str:
    return shortened(one_line(value), _MAX_NAME) if isinstance(value, str) else ""
