"""Small CASE packages to import and to damage."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from pd_personalize_xblock.formats.case import read_case
from pd_personalize_xblock.formats.importing import Imported, read_any

DOCUMENT = str(uuid.UUID(int=1))


def guid(name: str) -> str:
    """Always the same identifier for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def an_item(name: str, **fields: Any) -> dict[str, Any]:
    """A CFItem whose statement is its name."""
    identifier = guid(name)
    uri = f"https://case.example.org/CFItems/{identifier}"
    return {"identifier": identifier, "uri": uri, "fullStatement": name} | fields


def a_link(origin: str, destination: str, kind: str = "isChildOf", **fields: Any) -> dict[str, Any]:
    """A CFAssociation between two items by name; "" is the document."""
    ends = {"originNodeURI": _node(origin), "destinationNodeURI": _node(destination)}
    identifier = guid(f"{origin} {kind} {destination}")
    return {"identifier": identifier, "associationType": kind, **ends} | fields


def _node(name: str) -> dict[str, str]:
    identifier = guid(name) if name else DOCUMENT
    return {"title": name, "identifier": identifier, "uri": f"https://case.example.org/CFItems/{identifier}"}


def a_package(items: Iterable[Any] = (), links: Iterable[Any] = (), **fields: Any) -> dict[str, Any]:
    """A CFPackage; items may be names, links pairs or triples of names."""
    return {
        "CFDocument": {"identifier": DOCUMENT, "title": "Teaching standards", "publisher": "An institute"},
        "CFItems": [an_item(item) if isinstance(item, str) else item for item in items],
        "CFAssociations": [a_link(*link) if isinstance(link, tuple) else link for link in links],
    } | fields


PLAN_AND_ASSESS = a_package(
    ("Planning", "Goals", "Resources", "Assessing", "Feedback"),
    (
        a_link("Planning", "", sequenceNumber=1),
        a_link("Assessing", "", sequenceNumber=2),
        a_link("Resources", "Planning", sequenceNumber=2),
        a_link("Goals", "Planning", sequenceNumber=1),
        ("Feedback", "Assessing"),
        ("Goals", "Feedback", "precedes"),
    ),
)
"""Two groups; Goals and Resources in the first, Feedback in the second; Goals comes before Feedback."""


def errors_of(package: object) -> list[str]:
    """Read a package that must be refused."""
    imported = read_package(package)
    assert imported.definition is None
    return [str(problem) for problem in imported.problems if not problem.is_warning]


def warnings_of(package: object) -> list[str]:
    """Read a package that must be a sound draft all the same."""
    imported = read_package(package)
    assert imported.is_sound, imported.problems
    return [str(problem) for problem in imported.problems]


def read_package(package: object, current: dict[str, Any] | None = None) -> Imported:
    """Read a package as a file."""
    return read_any(json.dumps(package).encode(), "package.json", current)


def document_of(package: object) -> dict[str, Any]:
    """Return the document of a sound package."""
    document = read_case(package).document
    assert document is not None
    return document
