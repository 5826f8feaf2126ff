"""The schemas of the events, and what docs/events.md must say of them.

``python -m tests.events.schemas`` prints the part of that file that follows from them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

import pd_personalize_xblock

FILE = Path(pd_personalize_xblock.__file__).parent / "formats" / "events-v1.schema.json"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "events.md"


@cache
def schema() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def event_schemas() -> dict[str, dict[str, Any]]:
    """The schema of every event, by its name."""
    return {name: described for name, described in schema()["$defs"].items() if name.startswith("pd_personalize.")}


def problems(name: str, data: dict[str, Any]) -> list[str]:
    """What is wrong with an event's data. It is looked at as JSON, as everybody else sees it."""
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema()["$defs"]})
    return [error.message for error in validator.iter_errors(json.loads(json.dumps(data)))]


def documentation() -> str:
    """Return the events and their fields as Markdown."""
    return "\n\n".join(_section(name, described) for name, described in event_schemas().items())


def _section(name: str, described: dict[str, Any]) -> str:
    rows = [_row(field, _resolved(about)) for field, about in described["properties"].items()]
    table = "\n".join(["| field | type | |", "|---|---|---|", *rows])
    return f"### {name}\n\n{described['description']}\n\n{table}"


def _row(field: str, about: dict[str, Any]) -> str:
    return f"| `{field}` | {_type(about)} | {about['description']} |"


def _resolved(about: dict[str, Any]) -> dict[str, Any]:
    return schema()["$defs"][about["$ref"].rpartition("/")[2]] if "$ref" in about else about


def _type(about: dict[str, Any]) -> str:
    if "const" in about:
        return f"`{json.dumps(about['const'])}`"
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    types = about["type"] if isinstance(about["type"], list) else [about["type"]]
    return " or ".join(types)


if __name__ == "__main__":
    print(documentation())
