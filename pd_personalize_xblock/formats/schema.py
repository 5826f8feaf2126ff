"""The JSON form of a definition: read, written and named by its content.

Documents are checked against ``definition-v1.schema.json`` and then against everything that a
schema cannot say; whoever writes one hears of all problems at once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..domain.definition import Definition
from ..domain.words import gettext_noop
from .building import build, build_stored
from .problems import DefinitionError, FormatProblem, Lines, for_author, has_errors, shown
from .structure import VERSION, check_structure
from .writing import to_document

__all__ = [
    "VERSION",
    "DefinitionError",
    "FormatProblem",
    "build_stored",
    "canonical_json",
    "content_hash",
    "load_definition",
    "parse_json",
    "read_document",
    "read_json",
    "to_document",
    "write_json",
]

Reading = tuple[Definition | None, list[FormatProblem]]
"""A definition, unless there is an error; and all problems, warnings too."""

MAX_CHARACTERS = 5_000_000
MAX_REPEATED_KEYS = 50
_TOKENS = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|[{}]')


def read_document(document: object, lines: Lines | None = None) -> Reading:
    """Read what ``json.loads`` gives, or anything else that comes in its place. Never raises.

    ``lines`` says where the parts of the document stood in a source that is not JSON.
    """
    copy, found = check_structure(document)
    if any(problem.place == () for problem in found):
        return None, for_author(found, lines)
    definition, more = build(copy, found)
    problems = for_author(sorted([*found, *more], key=lambda problem: problem.is_warning), lines)
    return (None if has_errors(problems) else definition), problems


def load_definition(document: object) -> Definition:
    """Read a document that should be sound; raise DefinitionError if it is not."""
    definition, problems = read_document(document)
    if definition is None:
        raise DefinitionError(problems)
    return definition


def read_json(text: str) -> Reading:
    """Read a definition from JSON text. Never raises."""
    document, found = parse_json(text)
    if document is None and found:
        return None, found
    definition, problems = read_document(document)
    return (None if found else definition), [*found, *problems]


def parse_json(text: str, *, limit: int = MAX_CHARACTERS) -> tuple[Any, list[FormatProblem]]:
    """Return the value that JSON text stands for, and what is wrong with the text; None if it is not JSON.

    Never raises. Keys that occur twice in an object are errors, but the value can be looked at.
    """
    if len(text) > limit:
        return None, [FormatProblem("", gettext_noop("too large: at most %(limit)s characters", limit=limit))]
    repeated: list[str] = []

    def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            repeated.append(pairs[0][0])
        return values

    text = text.removeprefix("\ufeff")
    try:
        value = json.loads(text, object_pairs_hook=as_object, parse_int=_parse_int)
    except json.JSONDecodeError as error:
        return None, [
            FormatProblem(
                "",
                gettext_noop("not JSON: %(msg)s at column %(colno)s", msg=error.msg, colno=error.colno),
                line=error.lineno,
            )
        ]
    except RecursionError:
        return None, [FormatProblem("", gettext_noop("nested too deeply"))]
    return value, list(islice(_repeated_keys(text), MAX_REPEATED_KEYS)) if repeated else []


def _parse_int(digits: str) -> float:
    """A number too long to be one becomes infinite, and is refused with its place."""
    return int(digits) if len(digits) < 20 else float(digits)


def _repeated_keys(text: str) -> Iterator[FormatProblem]:
    """Find the keys that occur twice in one object of valid JSON text."""
    seen: list[set[str]] = []
    for token in _TOKENS.finditer(text):
        if token[0] == "{":
            seen.append(set())
        elif token[0] == "}":
            seen.pop()
        elif token[2]:
            key = json.loads(token[1])
            if key in seen[-1]:
                line = text.count("\n", 0, token.start()) + 1
                yield FormatProblem(
                    "", gettext_noop("the key %(key)s occurs twice in one object", key=shown(key)), line=line
                )
            seen[-1].add(key)


def write_json(definition: Definition) -> str:
    """Return JSON text for people to read and keep under version control."""
    return json.dumps(to_document(definition), indent=1, ensure_ascii=False) + "\n"


def canonical_json(definition: Definition) -> str:
    """Return the same text for every equal definition."""
    return json.dumps(to_document(definition), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def content_hash(definition: Definition) -> str:
    """Return the name of this version of a definition: the SHA-256 of its canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(definition).encode("ascii")).hexdigest()
