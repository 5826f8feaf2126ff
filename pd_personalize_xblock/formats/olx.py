"""The OLX form of a definition: the same words as the JSON, as elements and attributes.

A node becomes the same document that JSON would give, with the line of every part, so one
validator serves both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree

from ..domain.checks import Place
from ..domain.definition import Definition
from ..domain.words import gettext_noop
from .markup import get_text, hardened_parser, hostile_part, set_text
from .problems import FormatProblem, has_errors, path_text, shown
from .schema import MAX_CHARACTERS, Reading, read_document, to_document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TAG = "pd_personalize"
MAX_SAID = 500
"""Problems that are listed of one document: nobody reads more."""
PLATFORM_ATTRIBUTES = frozenset({"display_name", "slug", "url_name", "xblock-family"})
"""What the platform writes on the element of any block."""
_PLATFORM_ELEMENT = "{http://code.edx.org/xblock/"

Kind = Literal["text", "number", "numbers", "boolean"]
Document = dict[str, Any]


@dataclass(frozen=True)
class _Form:
    """How an object of the document looks as an element.

    ``children`` maps a tag to (key, form); the form None is a text element. A key in ``lists``
    takes any number of them. ``text`` is the key of the element's own text.
    """

    attributes: Mapping[str, Kind]
    children: Mapping[str, tuple[str, _Form | None]] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    text: str | None = None


_ANY = _Form({"competency": "text", "level": "number"})
_PREREQUISITE = _Form({"level": "number"}, {"any": ("any_of", _ANY)}, lists=("any_of",))
_COMPETENCY = _Form(
    {"id": "text", "name": "text", "domain": "text"},
    {"description": ("description", None), "prerequisite": ("prerequisites", _PREREQUISITE)},
    lists=("prerequisites",),
)
_OPTION = _Form({"level": "number", "credit": "number"}, text="text")
_ITEM = _Form(
    {
        "id": "text",
        "competency": "text",
        "kind": "text",
        "level": "number",
        "minutes": "number",
        "discrimination": "number",
        "thresholds": "numbers",
        "guessing": "number",
    },
    {"prompt": ("prompt", None), "option": ("options", _OPTION)},
    lists=("options",),
)
_SECTION = _Form(
    {
        "id": "text",
        "competency": "text",
        "level": "number",
        "title": "text",
        "minutes": "number",
        "elective": "boolean",
        "block": "text",
        "url": "text",
    },
    {"description": ("description", None), "mastery": ("mastery", _Form({"by": "text", "share": "number"}))},
)
_RULES = _Form(
    {
        "mode": "text",
        "exempt_grades": "text",
        "max_questions": "number",
        "max_minutes": "number",
        "stop_probability": "number",
        "stop_standard_error": "number",
        "extra_questions": "number",
        "own_answers": "number",
        "rechecks": "number",
        "start_higher": "text",
        "retakes": "number",
        "retake_after_days": "number",
        "explore": "boolean",
        "scoring": "text",
        "average_cuts": "numbers",
    }
)
_PAIR = _Form({"competency": "text", "with": "text", "correlation": "number"})
_CORRELATIONS = _Form({"within": "number", "between": "number"}, {"pair": ("pairs", _PAIR)}, lists=("pairs",))
_DEFINITION = _Form(
    {"version": "number", "title": "text", "source": "text"},
    {
        "description": ("description", None),
        "level": ("levels", _Form({"name": "text"}, text="description")),
        "scale": ("scale", _Form({"cuts": "numbers", "prior_mean": "number", "prior_sd": "number"})),
        "domain": ("domains", _Form({"id": "text", "name": "text"})),
        "competency": ("competencies", _COMPETENCY),
        "correlations": ("correlations", _CORRELATIONS),
        "item": ("items", _ITEM),
        "section": ("sections", _SECTION),
        "rules": ("rules", _RULES),
    },
    lists=("levels", "domains", "competencies", "items", "sections"),
)


def read_olx(source: str | bytes) -> Reading:
    """Read a definition from the text of an XML file. Never raises."""
    root, problems = parse_olx(source)
    return (None, problems) if root is None else read_node(root)


def parse_olx(source: str | bytes) -> tuple[Element | None, list[FormatProblem]]:
    """Return the element that an XML file holds, or what is wrong with the file. Never raises."""
    if len(source) > MAX_CHARACTERS:
        return None, [FormatProblem("", gettext_noop("too large: at most %(most)s characters", most=MAX_CHARACTERS))]
    try:
        # Text is decoded already, whatever encoding it declares.
        is_text = isinstance(source, str)
        data = source.encode() if isinstance(source, str) else source
        root = etree.fromstring(data, hardened_parser(**({"encoding": "utf-8"} if is_text else {})))
    except UnicodeEncodeError:
        return None, [FormatProblem("", gettext_noop("not XML: it holds half of a character pair"))]
    except etree.XMLSyntaxError as error:
        return None, [
            FormatProblem("", gettext_noop("not XML: %(error)s", error=_without_position(error.msg)), line=error.lineno)
        ]
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        return None, [FormatProblem("", gettext_noop("a DOCTYPE is refused: leave it out"), line=1)]
    if root.tag != TAG:
        return None, [
            FormatProblem(
                "",
                gettext_noop("must begin with <%(tag)s>, found <%(found)s>", tag=TAG, found=root.tag),
                line=root.sourceline,
            )
        ]
    return root, []


def _without_position(message: str) -> str:
    return re.sub(r", line \d+, column \d+$", "", message)


def read_node(node: Element, *, also: Collection[str] = ()) -> Reading:
    """Read a definition from the element of a block, whoever parsed it. Never raises, changes nothing.

    ``also`` names further attributes that belong to somebody else, such as the block's own fields.
    """
    document, problems, lines = document_from_node(node, also=also)
    if not lines:
        return None, problems
    definition, more = read_document(document, lines)
    found = sorted([*problems, *more], key=lambda problem: (problem.is_warning, problem.line or 0))
    return (None if has_errors(problems) else definition), found


def document_from_node(
    node: Element, *, also: Collection[str] = ()
) -> tuple[Document, list[FormatProblem], dict[Place, int]]:
    """Return the document of a node, what is wrong with its elements, and the line of every place.

    A node that is not safe to read gives an empty document without lines.
    """
    if (hostile := hostile_part(node)) is not None:
        return {}, [FormatProblem("", hostile[0], line=hostile[1])], {}
    reader = _Reader(frozenset(also) | PLATFORM_ATTRIBUTES)
    document = reader.read(node, _DEFINITION, ())
    if "title" not in document and node.get("display_name"):
        document["title"] = node.get("display_name")
    return document, reader.problems, reader.lines


@dataclass
class _Reader:
    """Reads elements after their forms; recurses only as deep as the forms do."""

    platform_attributes: frozenset[str]
    problems: list[FormatProblem] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)

    def read(self, node: Element, form: _Form, place: Place) -> Document:
        self.lines[place] = node.sourceline
        values = dict(self._attributes(node, form, place))
        if form.text is not None:
            text = get_text(node)
            return values | ({form.text: text} if text else {})
        self._refuse_stray_text(node, place)
        for child in node.iterchildren(etree.Element):
            if child.tag in form.children:
                self._read_child(child, form, values, place)
            elif place or not child.tag.startswith(_PLATFORM_ELEMENT):
                self._refuse(
                    child,
                    place,
                    gettext_noop(
                        "there is no element <%(tag)s> here%(form)s", tag=child.tag, form=_known(form.children)
                    ),
                )
        return values

    def _read_child(self, child: Element, form: _Form, values: Document, place: Place) -> None:
        key, child_form = form.children[child.tag]
        if key in form.lists:
            entries = values.setdefault(key, [])
            entries.append(self._value(child, child_form, (*place, key, len(entries))))
        elif key in values:
            self._refuse(child, place, gettext_noop("there can be only one <%(tag)s> here", tag=child.tag))
        else:
            values[key] = self._value(child, child_form, (*place, key))

    def _value(self, node: Element, form: _Form | None, place: Place) -> Document | str:
        if form is not None:
            return self.read(node, form, place)
        self.lines[place] = node.sourceline
        dict(self._attributes(node, _Form({}), place))
        return get_text(node)

    def _attributes(self, node: Element, form: _Form, place: Place) -> Iterator[tuple[str, object]]:
        for name, value in node.attrib.items():
            if name in form.attributes:
                yield name, _parsed(value, form.attributes[name])
            elif place or name not in self.platform_attributes:
                self._refuse(
                    node,
                    place,
                    gettext_noop(
                        "there is no attribute %(name)s here%(form)s", name=shown(name), form=_known(form.attributes)
                    ),
                )

    def _refuse_stray_text(self, node: Element, place: Place) -> None:
        for text in (node.text, *(child.tail for child in node)):
            if text and text.strip():
                self._refuse(
                    node,
                    place,
                    gettext_noop(
                        "there is no room for text in <%(tag)s>: %(text)s", tag=node.tag, text=shown(text.strip())
                    ),
                )

    def _refuse(self, node: Element, place: Place, message: str) -> None:
        if len(self.problems) == MAX_SAID:
            self.problems.append(FormatProblem("", gettext_noop("there are more problems than can be listed")))
        if len(self.problems) > MAX_SAID:
            return
        where = path_text(place) if place else ""
        self.problems.append(FormatProblem(where, message, line=node.sourceline))


def _known(names: Collection[str]) -> str:
    return gettext_noop("; there are %(names)s", names=", ".join(names)) if names else ""


_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?\s*", re.ASCII)
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,15}\s*", re.ASCII)


def _parsed(value: str, kind: Kind) -> object:
    """Return the value of an attribute; one that is not of its kind stays text, for the validator to name."""
    match kind:
        case "number":
            return _number(value)
        case "numbers":
            return [_number(part) for part in value.split()]
        case "boolean":
            return {"true": True, "false": False}.get(value.strip(), value)
        case _:
            return value


def _number(value: str) -> float | str:
    if _WHOLE.fullmatch(value):
        return int(value)
    return float(value) if _NUMBER.fullmatch(value) else value


def write_olx(definition: Definition) -> str:
    """Return an XML file for people to read and keep under version control."""
    node = etree.Element(TAG)
    write_node(definition, node)
    text: str = etree.tostring(node, pretty_print=True, encoding="unicode")
    return text


def write_node(definition: Definition, node: Element) -> None:
    """Write a definition into the element of a block; the block's own attributes stay."""
    _fill(node, _DEFINITION, to_document(definition))


def _fill(node: Element, form: _Form, values: Document) -> None:
    for name in form.attributes:
        if name in values:
            node.set(name, _attribute_text(values[name]))
    if form.text in values:
        set_text(node, values[form.text])
    for tag, (key, child_form) in form.children.items():
        entries = values.get(key, [])
        for entry in entries if key in form.lists else [entries] if entries else []:
            child = etree.SubElement(node, tag)
            if child_form is None:
                set_text(child, entry)
            else:
                _fill(child, child_form, entry)


def _attribute_text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return " ".join(map(str, value))
        case _:
            return str(value)
