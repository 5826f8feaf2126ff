"""Whether a document has the structure of a definition: the published JSON Schema, in plain sentences."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ..domain.checks import Place, Problem
from ..domain.words import gettext_noop
from .problems import shown

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

VERSION = 1
MAX_DEPTH = 12
MAX_VALUES = 200_000
MAX_NUMBER = 10**12

_TYPES = {
    "object": gettext_noop("an object"),
    "array": gettext_noop("a list"),
    "string": "text",
    "integer": gettext_noop("a whole number"),
    "number": gettext_noop("a number"),
    "boolean": gettext_noop("true or false"),
}
_PATTERNS = {
    "block": gettext_noop("must be sequential/<block id> or chapter/<block id>, never a full usage key"),
    "url": gettext_noop("must be a web address that begins with http:// or https://"),
}
_BAD_ID = gettext_noop("an id begins with a letter or digit, then letters, digits, '_', '.' or '-', at most 64 in all")


@cache
def schema() -> dict[str, Any]:
    """Return the published JSON Schema."""
    text = resources.files(__package__).joinpath(f"definition-v{VERSION}.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # slow to import, and most requests do not need it

    return Draft202012Validator(schema())


def check_structure(document: object) -> tuple[dict[str, Any], list[Problem]]:
    """Return a copy of the document that is safe to walk through, and what is wrong with its structure.

    A place named by a problem, and all around it, must not be relied on.
    """
    copier = _Copier()
    copy = copier.copy(document)
    version = _version_problem(copy)
    if version is not None and version.place == ():
        return {}, [version]
    refused = {problem.place for problem in copier.found}
    by_schema = [problem for problem in _schema_problems(copy) if problem.place not in refused]
    found = [*copier.found, *([version] if version else []), *by_schema, *_misplaced_keys(copy)]
    return (copy if isinstance(copy, dict) else {}), found


@dataclass
class _Copier:
    """Copies plain JSON values; in place of anything else there is None and a problem.

    What comes out is finite, not deep and not large, whatever went in.
    """

    found: list[Problem] = field(default_factory=list)
    values: int = 0

    def copy(self, value: object, place: Place = ()) -> object:
        self.values += 1
        if self.values > MAX_VALUES:
            return (
                self._refuse((), gettext_noop("the document is too large")) if self.values == MAX_VALUES + 1 else None
            )
        if len(place) > MAX_DEPTH:
            return self._refuse(place[:1], gettext_noop("nested too deeply"))
        match value:
            case dict():
                return self._copy_object(value, place)
            case list():
                return [self.copy(entry, (*place, i)) for i, entry in enumerate(value)]
            case str() | bool() | None:
                return value
            case int() | float():
                return self._copy_number(value, place)
            case _:
                return self._refuse(place, gettext_noop("must be a JSON value, got %(got)s", got=shown(value)))

    def _copy_object(self, value: dict[object, object], place: Place) -> dict[str, object]:
        copied = {}
        for key, entry in value.items():
            if isinstance(key, str):
                copied[key] = self.copy(entry, (*place, key))
            else:
                self._refuse(place, gettext_noop("every key must be text, got %(got)s", got=shown(key)))
        return copied

    def _copy_number(self, value: float, place: Place) -> object:
        if isinstance(value, float) and not math.isfinite(value):
            return self._refuse(place, gettext_noop("must be a finite number, got %(got)s", got=shown(value)))
        if abs(value) > MAX_NUMBER:
            return self._refuse(place, gettext_noop("the number is far too large"))
        return value

    def _refuse(self, place: Place, message: str) -> object:
        self.found.append(Problem(place, message))
        return None


def _version_problem(document: object) -> Problem | None:
    """A newer version stands for the whole document: nothing else in it can be judged."""
    if not isinstance(document, dict):
        return None
    version = document.get("version")
    number = version if isinstance(version, int | float) and not isinstance(version, bool) else 0
    if number == VERSION:
        return None
    if number > VERSION:
        return Problem(
            (),
            gettext_noop(
                "version %(version)s is newer than this plugin understands; it reads version %(known)s",
                version=version,
                known=VERSION,
            ),
        )
    message = (
        gettext_noop("must be %(version)s, got %(got)s", version=VERSION, got=shown(version))
        if "version" in document
        else gettext_noop("is missing; it must be %(version)s", version=VERSION)
    )
    return Problem(("version",), message)


def _schema_problems(document: object) -> list[Problem]:
    """Return one problem for each place that the schema refuses."""
    found: dict[Place, Problem] = {}
    for error in _validator().iter_errors(document):
        for place, message in _sentences(error):
            found[place] = Problem(place, message)
    return [problem for place, problem in found.items() if place != ("version",)]


def _sentences(error: ValidationError) -> Iterator[tuple[Place, str]]:
    place, value, limit = tuple(error.absolute_path), error.instance, error.validator_value
    match error.validator:
        case "required":
            yield from (((*place, key), gettext_noop("is missing")) for key in limit if key not in value)
        case "additionalProperties":
            known = list(error.schema["properties"])
            yield from (((*place, key), _unknown_key(key, known)) for key in value if key not in known)
        case "type":
            yield place, gettext_noop("must be %(kind)s, got %(got)s", kind=_TYPES[limit], got=shown(value))
        case "enum":
            yield place, gettext_noop("must be one of %(known)s; got %(got)s", known=", ".join(limit), got=shown(value))
        case "minItems" | "maxItems":
            yield place, _wrong_length(str(error.validator), limit, len(value))
        case "maxLength":
            yield (
                place,
                gettext_noop("must have at most %(limit)s characters, has %(has)s", limit=limit, has=len(value)),
            )
        case "pattern":
            yield place, _bad_text(error)
        case _:
            yield place, _out_of_bounds(str(error.validator), limit, shown(value))


def _out_of_bounds(validator: str, limit: object, got: str) -> str:
    match validator:
        case "minimum":
            return gettext_noop("must be at least %(limit)s, got %(got)s", limit=limit, got=got)
        case "maximum":
            return gettext_noop("must be at most %(limit)s, got %(got)s", limit=limit, got=got)
        case "exclusiveMinimum":
            return gettext_noop("must be above %(limit)s, got %(got)s", limit=limit, got=got)
        case "exclusiveMaximum":
            return gettext_noop("must be below %(limit)s, got %(got)s", limit=limit, got=got)
        case _:
            return gettext_noop("must be exactly %(limit)s, got %(got)s", limit=limit, got=got)


def _wrong_length(validator: str, limit: int, has: int) -> str:
    if validator == "minItems" and limit == 1:
        return gettext_noop("must have at least 1 entry, has %(has)s", has=has)
    if validator == "minItems":
        return gettext_noop("must have at least %(limit)s entries, has %(has)s", limit=limit, has=has)
    if limit == 1:
        return gettext_noop("must have at most 1 entry, has %(has)s", has=has)
    return gettext_noop("must have at most %(limit)s entries, has %(has)s", limit=limit, has=has)


def _unknown_key(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key[:40], known, n=1)
    if close:
        return gettext_noop("there is no such key; did you mean %(close)s?", close=close[0])
    return gettext_noop("there is no such key; there are %(known)s", known=", ".join(known))


def _bad_text(error: ValidationError) -> str:
    value, key = error.instance, error.absolute_path[-1]
    if key in _PATTERNS:
        return gettext_noop("%(rule)s; got %(got)s", rule=_PATTERNS[str(key)], got=shown(value))
    if error.validator_value == schema()["$defs"]["id"]["pattern"]:
        return gettext_noop("%(rule)s; got %(got)s", rule=_BAD_ID, got=shown(value))
    return (
        gettext_noop("holds a control character or half of a character pair")
        if value.strip()
        else gettext_noop("must not be empty")
    )


def _misplaced_keys(document: object) -> Iterator[Problem]:
    """Only the options of a rubric have levels, and only those of a choice or scenario have credit."""
    items = document.get("items") if isinstance(document, dict) else None
    for i, item in enumerate(items if isinstance(items, list) else ()):
        options = item.get("options") if isinstance(item, dict) else None
        wrong = {"rubric": "credit", "frequency": "credit level", "choice": "level", "scenario": "level"}
        kind = item.get("kind") if isinstance(item, dict) else None
        keys = wrong.get(kind, "").split() if isinstance(kind, str) else []
        for j, option in enumerate(options if isinstance(options, list) else ()):
            present = [key for key in keys if isinstance(option, dict) and key in option]
            yield from (
                Problem(
                    ("items", i, "options", j, key),
                    gettext_noop("an option of a %(kind)s item has no %(key)s", kind=kind, key=key),
                )
                for key in present
            )
