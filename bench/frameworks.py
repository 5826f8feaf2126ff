"""What taking over a large framework costs: ``python -m bench.frameworks``.

A CASE package of 2,000 items as a file, in a tree of four levels, with `precedes` between neighbours and rubrics
for some: read, checked, compared with itself in hand, and made ready for measuring. CPU time, medians.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.formats.importing import read_any
from pd_personalize_xblock.formats.schema import content_hash, load_definition, write_json
from pd_personalize_xblock.formats.table_writing import write_csv

from .figures import Figure

ITEMS = 2000
REPEATED = 5
STATEMENT = (
    "Use multiplication and division within 100 to solve word problems in situations of equal groups and arrays. "
)
URI = "https://case.example.org/ims/case/v1p0/"


def a_package(items: int = ITEMS) -> dict[str, Any]:
    """A package of so many items: each tenth is a branch, each hundredth a wide one."""
    ids = [str(uuid.uuid5(uuid.NAMESPACE_OID, str(i))) for i in range(items)]
    document = str(uuid.uuid5(uuid.NAMESPACE_OID, "document"))
    return {
        "CFDocument": {"identifier": document, "title": "A large framework", "creator": "A bench", "uri": URI},
        "CFItems": [
            {
                "identifier": id,
                "uri": f"{URI}CFItems/{id}",
                "humanCodingScheme": f"M.{i}",
                "fullStatement": f"{i} {STATEMENT * 3}",
                "lastChangeDateTime": "2026-01-01T00:00:00+00:00",
                "CFDocumentURI": {"title": "A large framework", "identifier": document, "uri": f"{URI}CFDocuments/1"},
            }
            for i, id in enumerate(ids)
        ],
        "CFAssociations": list(_associations(ids, document)),
    }


def _associations(ids: list[str], document: str) -> Iterator[dict[str, Any]]:
    for i, id in enumerate(ids):
        parent = document if i % 100 == 0 else ids[i - i % (100 if i % 10 == 0 else 10)]
        yield _association("isChildOf", id, parent) | {"sequenceNumber": i}
        if i % 10 > 1:
            yield _association("precedes", ids[i - 1], id)


def _association(kind: str, origin: str, destination: str) -> dict[str, Any]:
    ends = {"originNodeURI": origin, "destinationNodeURI": destination}
    nodes = {key: {"title": STATEMENT, "identifier": id, "uri": f"{URI}CFItems/{id}"} for key, id in ends.items()}
    identifier = str(uuid.uuid5(uuid.NAMESPACE_OID, kind + origin + destination))
    return {"identifier": identifier, "uri": f"{URI}{identifier}", "associationType": kind, **nodes}


def measure() -> list[Figure]:
    """Import a generated package, and what follows."""
    data = json.dumps(a_package()).encode()
    read_any(json.dumps(a_package(20)).encode())  # loads what is loaded once
    imported = read_any(data)
    if imported.document is None or imported.definition is None:
        raise SystemExit("\n".join(map(str, imported.problems)))
    document, definition = imported.document, imported.definition
    text, table = write_json(definition).encode(), write_csv(definition).encode()
    size = f"{ITEMS} items, {len(data) / 1e6:.1f} MB"
    return [
        Figure(f"importing a CASE package ({size}), CPU", _milliseconds(lambda: read_any(data)), "ms", 2000),
        Figure("the same over itself, with what differs", _milliseconds(lambda: read_any(data, "", document)), "ms"),
        Figure("checking its definition again", _milliseconds(lambda: load_definition(document)), "ms", 1000),
        Figure("the name of its content", _milliseconds(lambda: content_hash(definition)), "ms"),
        Figure("making it ready for measuring", _milliseconds(lambda: ItemBank(definition)), "ms", 1000),
        Figure("importing it as JSON", _milliseconds(lambda: read_any(text)), "ms"),
        Figure("importing it as CSV", _milliseconds(lambda: read_any(table)), "ms"),
    ]


def _milliseconds(function: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATED):
        started = time.process_time()
        function()
        times.append((time.process_time() - started) * 1000)
    return median(times)


def main() -> int:
    """Print the figures; 1 if a target is missed."""
    figures = measure()
    for figure in figures:
        print(" | ".join(figure.columns))
    return int(any(figure.is_missed for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
