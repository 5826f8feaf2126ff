"""From an author's form to a definition, with every problem listed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..formats.problems import FormatProblem
from ..formats.schema import read_json
from ..http import BadPayload
from ..rendering import plain

MAX_CHARACTERS = 2_000_000
_ENTRY = re.compile(r"(levels|domains|competencies|items|sections)\[(\d+)\]")
EXAMPLES = ("formative-starter", "digcompedu")


@dataclass(frozen=True)
class Checked:
    """What is wrong with an author's text."""

    problems: tuple[FormatProblem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it may come into force."""
        return all(problem.is_warning for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """Return it for the page."""
        return {"problems": as_dicts(self.problems), "is_sound": self.is_sound}


def check_text(text: str) -> Checked:
    """List every problem of what an author typed, whatever course it is for."""
    return Checked(tuple(read_json(text)[1]))


def in_order(problems: Iterable[FormatProblem]) -> tuple[FormatProblem, ...]:
    """Return errors before warnings."""
    return tuple(sorted(problems, key=lambda problem: problem.is_warning))


@cache
def example_text(name: str) -> str:
    """Return one of the frameworks to start from; raise BadPayload for an unknown name."""
    if name not in EXAMPLES:
        raise BadPayload(f"there is no example {name[:40]!r}")
    return resources.files("pd_personalize_xblock").joinpath("examples", f"{name}.json").read_text(encoding="utf-8")


def as_dicts(problems: tuple[FormatProblem, ...], text: str = "") -> list[dict[str, Any]]:
    """Return problems for the page; with the author's ``text``, ``place`` names each in the author's words."""
    document = _document(text)
    return [
        problem.as_dict() | {"text": str(problem), "place": place_in_words(problem.where, document)}
        for problem in problems
    ]


def place_in_words(where: str, document: Mapping[str, Any]) -> str:
    """Return ``items[3].options[0]`` as "Question: In class discussions last week…", or as it is."""
    found = _ENTRY.match(where)
    if found is None:
        return where
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
