"""A competency framework in 1EdTech CASE 1.0: a CFPackage as JSON becomes a definition without items or sections.

What of a package becomes what, and why, is docs/decisions/0018.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.words import gettext_noop, listed
from .case_parts import Node, Parts, read_parts
from .case_rubrics import Rubrics, read_rubrics
from .case_tree import Tree, read_order, read_tree
from .drafts import DEFAULT_LEVELS, Document, Draft, Scope, few, writable
from .problems import FormatProblem, has_errors, shown
from .structure import VERSION

MAX_DOMAINS = 500
DEEPEST = 20
MAX_PREREQUISITES = 50
"""As many as the format allows."""
NO_LEVELS = gettext_noop("CASE has no levels: change the four that are there to your own.")
_MARKS = ("CFPackage", "CFDocument", "CFItems", "CFAssociations", "CFDocuments")


SCOPE = Scope(
    settings=frozenset({"title", "source"}),
    fields={
        "competencies": frozenset({"name", "description", "domain"}),
        "domains": frozenset({"name"}),
        "items": frozenset(),  # a criterion that is there already is the author's
    },
    whole=frozenset({"competencies", "domains"}),
    only_guids=True,
)


def is_case(value: object) -> bool:
    """Whether a JSON value is, or wraps, or claims to be something of CASE."""
    inner = value[0] if isinstance(value, list) and len(value) == 1 else value
    return isinstance(inner, dict) and any(mark in inner for mark in _MARKS)


def read_case(value: object) -> Draft:
    """Make a draft of a CFPackage, as ``json.loads`` gives it. Never raises.

    Leaves become competencies under their own identifiers, in the order of the tree; the nearest
    branch above becomes their domain; what precedes a competency becomes its prerequisite.
    """
    package = _unwrapped(value)
    if isinstance(package, FormatProblem):
        return Draft(None, [package])
    document = package.get("CFDocument")
    identifier = document.get("identifier") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(identifier, str):
        what = gettext_noop("no CFDocument") if document is None else gettext_noop("a CFDocument without an identifier")
        return Draft(None, [FormatProblem("", gettext_noop("the package is incomplete: it has %(what)s", what=what))])
    parts = read_parts(package)
    tree = read_tree(parts, identifier)
    problems = [*parts.problems, *tree.problems]
    if has_errors(problems):
        return Draft(None, problems)
    made = _Making(parts, tree).document(document, package)
    return Draft(made.document, [*problems, *made.problems], made.notes, scope=SCOPE)


def _unwrapped(value: object) -> Mapping[str, object] | FormatProblem:
    package = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(package, dict) and "CFPackage" in package:
        package = package["CFPackage"]
    if not isinstance(package, dict):
        return FormatProblem("", gettext_noop("a CFPackage must be an object, got %(got)s", got=shown(package)))
    if "CFDocuments" in package and "CFItems" not in package:
        return FormatProblem("", gettext_noop("this is a list of CFDocuments: download the CFPackage of one of them"))
    return package


@dataclass(frozen=True)
class _Making:
    """The way from a package that is in order to a document."""

    parts: Parts
    tree: Tree

    def document(self, about: Mapping[str, object], package: Mapping[str, object]) -> Draft:
        leaves = [id for id in self.tree.in_order() if id not in self.tree.children]
        competencies = {id: self.parts.nodes[id] for id in leaves}
        before, problems, about_groups = read_order(self.parts, competencies)
        problems += _too_many(before)
        domain_of = self._domains(leaves)
        domains = self._names(list(dict.fromkeys(domain for domain in domain_of.values() if domain)))
        rubrics = read_rubrics(package.get("CFRubrics"), competencies)
        title = _text(about, "title")
        if not title:
            problems.append(FormatProblem("CFDocument", gettext_noop("title is missing"), is_warning=True))
        document: Document = {
            "version": VERSION,
            "title": title or "Untitled framework",
            "description": _text(about, "description"),
            "source": _source(about, package),
            "levels": rubrics.levels or [dict(level) for level in DEFAULT_LEVELS],
            "domains": [{"id": id, "name": name} for id, name in domains.items()],
            "competencies": [
                _competency(node, domain_of[node.id], before.get(node.id, [])) for node in competencies.values()
            ],
            "items": rubrics.items,
        }
        notes = self._notes(len(leaves), len(domains), about_groups, rubrics)
        return Draft({key: value for key, value in document.items() if value}, problems, notes)

    def _domains(self, leaves: Sequence[str]) -> dict[str, str | None]:
        """Return the domain of each competency: the nearest branch above it, or a wider one if there are too many."""
        above = {leaf: self.tree.branches_above(leaf) for leaf in leaves}
        depth = max(map(len, above.values()), default=0)
        while True:
            domain_of: dict[str, str | None] = {
                leaf: branches[:depth][-1] if branches else None for leaf, branches in above.items()
            }
            if depth <= 1 or len({*domain_of.values()}) <= MAX_DOMAINS:
                return domain_of
            depth = min(depth - 1, DEEPEST)

    def _names(self, domains: Sequence[str]) -> dict[str, str]:
        """Return the names of domains; those of one name are told apart by what they are part of."""
        alike = Counter(self.parts.nodes[id].name for id in domains)
        names = {}
        for id in domains:
            name, parent = self.parts.nodes[id].name, self.parts.nodes.get(self.tree.parents[id])
            names[id] = f"{parent.name}: {name}" if alike[name] > 1 and parent else name
        return names

    def _notes(self, competencies: int, domains: int, about_groups: int, rubrics: Rubrics) -> list[str]:
        others = listed(
            gettext_noop("%(count)s %(kind)s", count=count, kind=kind)
            for kind, count in sorted(self.parts.others().items())
        )
        return [
            gettext_noop(
                "%(competencies)s of %(items)s items, those without parts, became competencies.",
                competencies=competencies,
                items=len(self.parts.nodes),
            ),
            gettext_noop("%(domains)s became domains: the nearest items above them.", domains=domains),
            *rubrics.notes,
            *([NO_LEVELS] if not rubrics.levels else []),
            *(
                [
                    gettext_noop(
                        "Associations that a definition has no place for were left out: %(others)s.", others=others
                    )
                ]
                if others
                else []
            ),
            *(
                [
                    gettext_noop(
                        "Left out: %(about_groups)s precedes between groups of items.", about_groups=about_groups
                    )
                ]
                if about_groups
                else []
            ),
            *(
                [
                    gettext_noop(
                        "Further places of items that have several were left out: %(elsewhere)s.",
                        elsewhere=self.tree.elsewhere,
                    )
                ]
                if self.tree.elsewhere
                else []
            ),
        ]


def _competency(node: Node, domain: str | None, before: Sequence[str]) -> Document:
    prerequisites = [{"level": 1, "any_of": [{"competency": id, "level": 1}]} for id in before[:MAX_PREREQUISITES]]
    given = {"description": node.description, "domain": domain, "prerequisites": prerequisites}
    return {"id": node.id, "name": node.name, **{key: value for key, value in given.items() if value}}


def _too_many(before: Mapping[str, Sequence[str]]) -> list[FormatProblem]:
    message = gettext_noop("more than %(most)s items precede it: the others are left out", most=MAX_PREREQUISITES)
    return few(
        (
            FormatProblem(f"CFItem {id}", message, is_warning=True)
            for id, earlier in before.items()
            if len(earlier) > MAX_PREREQUISITES
        ),
        lambda count: gettext_noop("%(count)s more items with too many before them", count=count),
    )


def _source(about: Mapping[str, object], package: Mapping[str, object]) -> str:
    """Who publishes it, where it is found and under which licence, as far as the package says."""
    where = _text(about, "officialSourceURL") or _text(about, "uri")
    licence = _licence(about, package)
    said = [_text(about, "publisher") or _text(about, "creator"), where, licence and f"Licence: {licence}"]
    return writable(". ".join(part for part in said if part))


def _licence(about: Mapping[str, object], package: Mapping[str, object]) -> str:
    named = about.get("licenseURI")
    if isinstance(named, dict) and _text(named, "title"):
        return _text(named, "title")
    definitions = package.get("CFDefinitions")
    licences = definitions.get("CFLicenses") if isinstance(definitions, dict) else None
    only = licences[0] if isinstance(licences, list) and len(licences) == 1 else None
    return _text(only, "title") if isinstance(only, dict) else ""


def _text(value: Mapping[str, object], key: str) -> str:
    text = value.get(key)
    return writable(text) if isinstance(text, str) else ""
