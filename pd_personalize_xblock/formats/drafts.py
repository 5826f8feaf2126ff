"""What a file that is no definition yet is read into, and the names and ids it needs for that."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..domain.checks import Place
from .problems import FormatProblem

Document = dict[str, Any]

MAX_TEXT = 5000
MAX_ID = 64
MAX_SAID = 20
"""So many problems of one sort are told one by one; of the others only how many there are."""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
_UNWRITABLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]")

DEFAULT_LEVELS = (
    {"name": "Emerging", "description": "This is new ground for you."},
    {"name": "Developing", "description": "You do this in some lessons, usually when you have planned for it."},
    {"name": "Proficient", "description": "You do this in most lessons, and it shapes what you teach next."},
    {"name": "Leading", "description": "Your students do much of this themselves, and you help colleagues with it."},
)
"""A level scale to start from, for sources that have none."""


@dataclass(frozen=True)
class Scope:
    """What an import speaks of; of the rest it takes nothing away.

    ``settings``: the keys of the document that it replaces. ``fields``: for each list of the document
    the keys of an entry that it replaces; a list that is not there is left alone. ``whole``: the lists
    that it has in full, so that an entry it does not have is gone. ``only_guids``: a competency whose
    id is no GUID cannot be of this import, so its lack says nothing.
    """

    settings: frozenset[str] = frozenset()
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    only_guids: bool = False


@dataclass
class Draft:
    """A document made from a file of another form. Nobody has checked it yet.

    ``document`` is None where the file does not hold enough for one. ``lines`` says where its parts
    stood; ``notes`` are sentences about what was decided and what was left out; ``scope`` is what it
    speaks of where there is a definition already. Where it ``is_damaged``, the document serves for finding
    more mistakes only: part of the file is missing from it.
    """

    document: Document | None = None
    problems: list[FormatProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    is_damaged: bool = False


def writable(text: str) -> str:
    """Return a text without what no document can hold, trimmed and at most 5,000 characters long."""
    return shortened(_UNWRITABLE.sub("", text).strip(), MAX_TEXT)


def one_line(text: str) -> str:
    """Return a text with every run of blanks and line breaks as one blank."""
    return " ".join(text.split())


def shortened(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut where a word ends."""
    if len(text) <= limit:
        return text
    start = text[: limit - 1]
    at_word = start.rsplit(None, 1)[0] if not text[limit - 1].isspace() else start
    return (at_word if len(at_word) > limit // 2 else start).rstrip(" ,.;:") + "…"


def slug(text: str) -> str:
    """Return an id made from a name: the same for the same name, however it is spaced or capitalised."""
    folded = one_line(text).casefold()
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    if sum(character.isalpha() for character in folded) > 2 * len(words):  # another script
        return f"x{hashlib.sha256(folded.encode()).hexdigest()[:10]}"
    return words[:MAX_ID].rstrip("-") or "x"


def free_id(wanted: str, taken: Container[str]) -> str:
    """Return ``wanted``, or it with a number, so that its lower case is not in ``taken``."""
    candidate, number = wanted[:MAX_ID], 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{wanted[: MAX_ID - len(str(number)) - 1]}-{number}"
    return candidate


def few(problems: Iterable[FormatProblem], in_place: Callable[[int], str]) -> list[FormatProblem]:
    """Return the first problems, and one in place of the rest, which ``in_place`` words with their number."""
    found = list(problems)
    if len(found) <= MAX_SAID:
        return found
    rest = found[MAX_SAID:]
    is_warning = all(problem.is_warning for problem in rest)
    return [*found[:MAX_SAID], FormatProblem("", in_place(len(rest)), is_warning)]
