"""From an author's form to a definition, with every problem listed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..domain.words import Said, gettext_noop
from ..formats.problems import FormatProblem
from ..formats.schema import read_json
from ..http import BadPayload
from ..platform.words import Names, in_words
from ..rendering import plain

MAX_CHARACTERS = 2_000_000
_ENTRY = re.compile(r"(levels|domains|competencies|items|sections)\[(\d+)\]")
EXAMPLES = ("formative-starter", "digcompedu")


@dataclass(frozen=True)
class Checked:
    """What is wrong with an author's text."""

    problems: tuple[FormatProblem, ...]
    text: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it may come into force."""
        return all(problem.is_warning for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """Return it for the page."""
        return {"problems": as_dicts(self.problems, self.text), "is_sound": self.is_sound}


def check_text(text: str) -> Checked:
    """List every problem of what an author typed, whatever course it is for."""
    return Checked(tuple(read_json(text)[1]), text)


def in_order(problems: Iterable[FormatProblem]) -> tuple[FormatProblem, ...]:
    """Return errors before warnings."""
    return tuple(sorted(problems, key=lambda problem: problem.is_warning))


@cache
def example_text(name: str) -> str:
    """Return one of the frameworks to start from; raise BadPayload for an unknown name."""
    if name not in EXAMPLES:
        raise BadPayload(gettext_noop("there is no example %(name)s", name=repr(name[:40])))
    return resources.files("pd_personalize_xblock").joinpath("examples", f"{name}.json").read_text(encoding="utf-8")


def as_dicts(problems: tuple[FormatProblem, ...], text: str = "") -> list[dict[str, Any]]:
    """Return problems for the page, in the reader's language and with names for ids.

    With the author's ``text``, ``place`` names each in the author's words, and ``message`` need not name it again.
    """
    document = _document(text)
    names = _names(document)
    return [_as_dict(problem, document, names) for problem in problems]


def _as_dict(problem: FormatProblem, document: Mapping[str, Any], names: Names) -> dict[str, Any]:
    where, place = _where_in_words(problem.where), place_in_words(problem.where, document)
    said = replace(problem, where=where, message=in_words(problem.message, names))
    message = in_words(problem.message, names, at_its_place=place != problem.where)
    return said.as_dict() | {"message": message, "text": _in_full(said), "place": place}


def _where_in_words(where: str) -> str:
    """A column in words; a path into the document is what the editor goes by, in every language."""
    return in_words(where) if isinstance(where, Said) else where


def _in_full(problem: FormatProblem) -> str:
    line = "" if problem.line is None else _("line %(line)s") % {"line": problem.line}
    return ": ".join(part for part in (line, problem.where, problem.message) if part)


def _names(document: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """What the author calls each competency, section, item and domain, and each level, by its number."""
    parts = {"competency": "competencies", "section": "sections", "item": "items", "domain": "domains"}
    names = {
        (kind, str(entry.get("id"))): _called(entry)
        for kind, part in parts.items()
        for entry in _entries(document, part)
    }
    names |= {("level", str(i)): _called(entry) for i, entry in enumerate(_entries(document, "levels"))}
    return {key: name for key, name in names.items() if name}


def _called(entry: Mapping[str, Any]) -> str:
    return Truncator(plain(str(entry.get("name") or entry.get("title") or entry.get("prompt") or ""))).chars(60)


def _entries(document: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    entries = document.get(part)
    return [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []


def place_in_words(where: str, document: Mapping[str, Any]) -> str:
    """Return ``items[3].options[0]`` as "Question: In class discussions last week…", or as it is."""
    found = _ENTRY.match(where)
    if found is None:
        return _where_in_words(where)
    part, index = found[1], int(found[2])
    word, key = {
        "levels": (_("Level"), "name"),
        "domains": (_("Domain"), "name"),
        "competencies": (_("Competency"), "name"),
        "items": (_("Question"), "prompt"),
        "sections": (_("Section"), "title"),
    }[part]
    entries = document.get(part)
    entry = entries[index] if isinstance(entries, list) and index < len(entries) else None
    name = plain(str(entry.get(key) or entry.get("id") or "")) if isinstance(entry, dict) else ""
    return f"{word}: {Truncator(name).chars(60)}" if name else where


def _document(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
