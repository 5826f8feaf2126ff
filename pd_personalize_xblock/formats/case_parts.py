"""The items and associations of a CASE package, checked one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..domain.words import gettext_noop
from .drafts import ID, MAX_TEXT, few, one_line, shortened, writable
from .problems import FormatProblem, shown

MAX_NAME = 100
MAX_ITEMS = 10_000
CHILD_OF, PRECEDES = "isChildOf", "precedes"


@dataclass(frozen=True)
class Node:
    """A CFItem. ``name`` is short, ``description`` its full statement if the name does not say it all."""

    id: str
    name: str
    description: str


@dataclass(frozen=True)
class Link:
    """A CFAssociation between two identifiers; ``where`` names it."""

    kind: str
    origin: str
    destination: str
    sequence: float | None
    where: str


@dataclass
class Parts:
    """What a package holds, and what is wrong with it."""

    nodes: dict[str, Node] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    problems: list[FormatProblem] = field(default_factory=list)

    def others(self) -> Counter[str]:
        """Count the associations that a definition has no place for."""
        return Counter(link.kind for link in self.links if link.kind not in (CHILD_OF, PRECEDES))


def read_parts(package: Mapping[str, object]) -> Parts:
    """Read the CFItems and CFAssociations of a package."""
    parts = Parts(problems=list(_incomplete(package)))
    items, associations = package.get("CFItems"), package.get("CFAssociations") or []
    if parts.problems or not isinstance(items, list) or not isinstance(associations, list):
        return parts
    seen = _Seen()
    found = [problem for i, value in enumerate(items) for problem in _add_node(value, i, parts.nodes, seen)]
    links = [_link(value, i) for i, value in enumerate(associations)]
    parts.links += (link for link in links if isinstance(link, Link))
    parts.problems += few(found, lambda count: gettext_noop("%(count)s more problems of CFItems", count=count))
    parts.problems += few(
        (each for each in links if isinstance(each, FormatProblem)),
        lambda count: gettext_noop("%(count)s more problems of CFAssociations", count=count),
    )
    return parts


def _incomplete(package: Mapping[str, object]) -> Iterator[FormatProblem]:
    items, associations = package.get("CFItems"), package.get("CFAssociations")
    if "CFItems" not in package:
        yield FormatProblem("", gettext_noop("the package is incomplete: it has no CFItems"))
    elif not isinstance(items, list):
        yield FormatProblem("CFItems", gettext_noop("must be a list, got %(got)s", got=shown(items)))
    elif not items:
        yield FormatProblem("CFItems", gettext_noop("the package holds no items"))
    elif len(items) > MAX_ITEMS:
        yield FormatProblem(
            "CFItems",
            gettext_noop(
                "there are %(known)s items; a package of at most %(most)s can be read",
                known=len(items),
                most=MAX_ITEMS,
            ),
        )
    if not isinstance(associations, list | None):
        yield FormatProblem("CFAssociations", gettext_noop("must be a list, got %(got)s", got=shown(associations)))


@dataclass
class _Seen:
    """The items so far: as they came, and their identifiers in lower case."""

    values: dict[str, object] = field(default_factory=dict)
    folded: set[str] = field(default_factory=set)


def _add_node(value: object, i: int, nodes: dict[str, Node], seen: _Seen) -> Iterator[FormatProblem]:
    if not isinstance(value, dict):
        yield FormatProblem(f"CFItems[{i}]", gettext_noop("must be an object, got %(got)s", got=shown(value)))
        return
    identifier = value.get("identifier")
    if not isinstance(identifier, str) or not ID.fullmatch(identifier):
        what = (
            gettext_noop("must be a GUID, got %(got)s", got=shown(identifier))
            if "identifier" in value
            else gettext_noop("is missing")
        )
        yield FormatProblem(f"CFItems[{i}]", gettext_noop("identifier %(what)s", what=what))
        return
    repeated = _repeated(identifier, value, seen)
    if repeated is not None:
        yield repeated
        return
    seen.values[identifier] = value
    seen.folded.add(identifier.lower())
    yield from _wrong_statement(f"CFItem {identifier}", value)
    code, short, full = (_text(value, key) for key in ("humanCodingScheme", "abbreviatedStatement", "fullStatement"))
    nodes[identifier] = _node(identifier, code, short, full)


def _repeated(identifier: str, value: object, seen: _Seen) -> FormatProblem | None:
    where = f"CFItem {identifier}"
    if identifier in seen.values:
        if value == seen.values[identifier]:
            return FormatProblem(
                where, gettext_noop("is in the package twice, and the same both times"), is_warning=True
            )
        return FormatProblem(where, gettext_noop("is in the package twice, and not the same both times"))
    if identifier.lower() in seen.folded:
        return FormatProblem(where, gettext_noop("differs from another identifier in upper and lower case only"))
    return None


def _wrong_statement(where: str, value: Mapping[str, object]) -> Iterator[FormatProblem]:
    statement = value.get("fullStatement", "")
    if not isinstance(statement, str):
        yield FormatProblem(where, gettext_noop("fullStatement must be text, got %(got)s", got=shown(statement)))
    elif not (_text(value, "fullStatement") or _text(value, "abbreviatedStatement")):
        yield FormatProblem(where, gettext_noop("fullStatement is missing"))
    elif len(statement) > MAX_TEXT:
        yield FormatProblem(
            where,
            gettext_noop("fullStatement is cut after %(most)s characters", most=MAX_TEXT),
            is_warning=True,
        )


def _node(identifier: str, code: str, short: str, full: str) -> Node:
    statement = one_line(short or full)
    name = shortened(f"{code} {statement}" if code else statement, MAX_NAME)
    return Node(identifier, name, "" if one_line(full) in name else full)


def _text(value: Mapping[str, object], key: str) -> str:
    text = value.get(key)
    return writable(text) if isinstance(text, str) else ""


def _link(value: object, i: int) -> Link | FormatProblem:
    if not isinstance(value, dict):
        return FormatProblem(f"CFAssociations[{i}]", gettext_noop("must be an object, got %(got)s", got=shown(value)))
    identifier = value.get("identifier")
    where = f"CFAssociation {identifier if isinstance(identifier, str) and ID.fullmatch(identifier) else f'[{i}]'}"
    kind = value.get("associationType")
    if not isinstance(kind, str):
        return FormatProblem(where, gettext_noop("associationType must be text, got %(got)s", got=shown(kind)))
    origin, destination = node_id(value.get("originNodeURI")), node_id(value.get("destinationNodeURI"))
    if origin is None or destination is None:
        key = "originNodeURI" if origin is None else "destinationNodeURI"
        return FormatProblem(where, gettext_noop("%(key)s names no identifier", key=key))
    sequence = value.get("sequenceNumber")
    is_number = isinstance(sequence, int | float) and not isinstance(sequence, bool)
    return Link(one_line(kind), origin, destination, float(sequence) if is_number else None, where)  # type: ignore[arg-type]


def node_id(value: object) -> str | None:
    """Return the identifier that a link to a node names: its own, or the end of its address."""
    if isinstance(value, dict):
        identifier = value.get("identifier")
        return identifier if isinstance(identifier, str) and identifier else node_id(value.get("uri"))
    if isinstance(value, str) and value.strip("/"):
        return value.rstrip("/").rpartition("/")[2]
    return None
