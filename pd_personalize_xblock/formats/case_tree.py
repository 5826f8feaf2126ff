"""The tree that ``isChildOf`` makes of a CASE package's items, and the order that ``precedes`` asks for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..domain.words import gettext_noop
from .case_parts import CHILD_OF, PRECEDES, Link, Parts
from .drafts import few
from .problems import FormatProblem

ROOT = ""


@dataclass
class Tree:
    """``children`` of every identifier that has any, in order; those of the document under ``ROOT``.

    ``parents`` has each identifier but the document's own. ``elsewhere`` counts the further places of
    items that have several.
    """

    children: dict[str, list[str]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    problems: list[FormatProblem] = field(default_factory=list)
    elsewhere: int = 0

    def in_order(self) -> Iterator[str]:
        """Yield every identifier, each before its parts, as a reader would meet them."""
        left = list(reversed(self.children.get(ROOT, ())))
        while left:
            identifier = left.pop()
            yield identifier
            left.extend(reversed(self.children.get(identifier, ())))

    def branches_above(self, identifier: str) -> list[str]:
        """Return what an item is a part of, widest first."""
        above = []
        while (identifier := self.parents[identifier]) != ROOT:
            above.append(identifier)
        return above[::-1]


def read_tree(parts: Parts, document: str) -> Tree:
    """Put the items into the tree below the CFDocument with the identifier ``document``."""
    tree = Tree()
    placed = [link for link in parts.links if link.kind == CHILD_OF]
    edges: dict[str, list[str]] = {}
    sequence: dict[str, float] = {}
    unknown: list[FormatProblem] = []
    for link in placed:
        if link.origin not in parts.nodes:
            unknown.append(_unknown(link, link.origin))
            continue
        if link.destination != document and link.destination not in parts.nodes:
            unknown.append(_unknown(link, link.destination))
            continue
        edges.setdefault(link.origin, []).append(link.destination)
        if link.origin in tree.parents:
            tree.elsewhere += 1
        else:
            tree.parents[link.origin] = ROOT if link.destination == document else link.destination
            sequence[link.origin] = math.inf if link.sequence is None else link.sequence
    tree.problems += few(
        unknown, lambda count: gettext_noop("%(count)s more associations that lead out of the package", count=count)
    )
    tree.problems += few(_circles(edges, CHILD_OF), lambda count: gettext_noop("%(count)s more circles", count=count))
    tree.problems += _at_the_top(parts, tree, is_flat=not placed)
    for identifier in sorted(tree.parents, key=lambda id: sequence.get(id, math.inf)):
        tree.children.setdefault(tree.parents[identifier], []).append(identifier)
    return tree


def _at_the_top(parts: Parts, tree: Tree, *, is_flat: bool) -> list[FormatProblem]:
    """Items without a place stand at the top. In the order of the package, after those that have one."""
    without = [identifier for identifier in parts.nodes if identifier not in tree.parents]
    tree.parents |= dict.fromkeys(without, ROOT)
    if is_flat:
        message = gettext_noop("no isChildOf association says what is part of what: the items are taken as one list")
        return [FormatProblem("CFAssociations", message, is_warning=True)]
    message = gettext_noop("no isChildOf association says where it belongs: it stands at the top")
    problems = [FormatProblem(f"CFItem {identifier}", message, is_warning=True) for identifier in without]
    return few(problems, lambda count: gettext_noop("%(count)s more items that stand at the top", count=count))


def read_order(
    parts: Parts, competencies: Mapping[str, object]
) -> tuple[dict[str, list[str]], list[FormatProblem], int]:
    """Return what precedes each competency, what is wrong with that, and how many links are about groups."""
    before: dict[str, list[str]] = {}
    unknown: list[FormatProblem] = []
    about_groups = 0
    for link in parts.links:
        if link.kind != PRECEDES:
            continue
        missing = [identifier for identifier in (link.origin, link.destination) if identifier not in parts.nodes]
        if missing:
            unknown.append(_unknown(link, missing[0]))
        elif link.origin not in competencies or link.destination not in competencies:
            about_groups += 1
        elif link.origin not in before.setdefault(link.destination, []):
            before[link.destination].append(link.origin)
    problems = few(
        unknown, lambda count: gettext_noop("%(count)s more associations that lead out of the package", count=count)
    )
    return (
        before,
        [
            *problems,
            *few(_circles(before, PRECEDES), lambda count: gettext_noop("%(count)s more circles", count=count)),
        ],
        about_groups,
    )


def _unknown(link: Link, identifier: str) -> FormatProblem:
    message = gettext_noop(
        "%(kind)s names %(identifier)s, which is not in the package: it is left out",
        kind=link.kind,
        identifier=identifier[:80],
    )
    return FormatProblem(link.where, message, is_warning=True)


def _circles(edges: Mapping[str, Sequence[str]], kind: str) -> Iterator[FormatProblem]:
    """Yield one error for every way round in a circle that a walk along the links comes upon. Does not recurse."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        on_path: set[str] = set()
        left = [(start, iter(edges[start]))] if start not in done else []
        if left:
            path.append(start)
            on_path.add(start)
        while left:
            identifier, following = left[-1]
            after = next(following, None)
            if after is None:
                left.pop()
                path.pop()
                on_path.discard(identifier)
                done.add(identifier)
            elif after in on_path:
                circle = [*path[path.index(after) :], after]
                yield FormatProblem(
                    f"CFItem {after}",
                    gettext_noop("%(kind)s goes round in a circle: %(way)s", kind=kind, way=_way(circle)),
                )
            elif after not in done:
                left.append((after, iter(edges.get(after, ()))))
                path.append(after)
                on_path.add(after)


def _way(circle: Sequence[str]) -> str:
    named = circle if len(circle) <= 6 else [*circle[:5], "…", circle[-1]]
    return " > ".join(named)
