"""What is wrong with a definition, said to its author."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from ..domain.checks import Place, Problem
from ..domain.errors import DomainError

Lines = Mapping[Place, int]
"""The line of the source that each place of a document came from, where that is known."""

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class FormatProblem:
    """One thing wrong, and where: a path into the document, the line of the source, or both."""

    where: str
    message: str
    is_warning: bool = False
    line: int | None = None

    def __str__(self) -> str:
        line = "" if self.line is None else f"line {self.line}"
        return ": ".join(part for part in (line, self.where, self.message) if part)

    def as_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return asdict(self)


class DefinitionError(DomainError):
    """A document that holds no definition; ``problems`` are all that is wrong with it."""

    def __init__(self, problems: Sequence[FormatProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems if not problem.is_warning))


def has_errors(problems: Sequence[FormatProblem]) -> bool:
    """Whether anything is worse than a warning."""
    return any(not problem.is_warning for problem in problems)


def for_author(found: Sequence[Problem], lines: Lines | None = None) -> list[FormatProblem]:
    """Return problems with their places in words."""
    return [
        FormatProblem(
            path_text(problem.place), problem.message, problem.is_warning, line_of(problem.place, lines or {})
        )
        for problem in found
    ]


def line_of(place: Place, lines: Lines) -> int | None:
    """Return the line of a place, or else of the nearest thing around it."""
    around = (place[:length] for length in range(len(place), -1, -1))
    return next((lines[part] for part in around if part in lines), None)


def path_text(place: Place) -> str:
    """Return a place as ``items[3].options[0].level``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{_shown_key(part)}" for part in place)
    return text.removeprefix(".") or "definition"


def _shown_key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else shown(key)


def shown(value: object) -> str:
    """Return a value for use in a message: short, on one line, and printable."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            short = value if len(value) <= _SHOWN_CHARACTERS else value[: _SHOWN_CHARACTERS - 1] + "…"
            return repr(short)
        case int() | float():
            return repr(value)
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return f"a {type(value).__name__}"
