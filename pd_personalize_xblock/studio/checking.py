"""From an author's form to a definition, with every problem listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ..formats.problems import FormatProblem
from ..formats.schema import read_json
from ..http import BadPayload

MAX_CHARACTERS = 2_000_000
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


def as_dicts(problems: tuple[FormatProblem, ...]) -> list[dict[str, Any]]:
    """Return problems for the page."""
    return [problem.as_dict() | {"text": str(problem)} for problem in problems]
