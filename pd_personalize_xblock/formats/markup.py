"""Text elements of OLX: plain text, or inline markup kept as the string an author would write."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from ..domain.words import gettext_noop

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_DEPTH = 64
MAX_NODES = 200_000


def hardened_parser(**options: bool | str) -> etree.XMLParser:
    """Return a parser that fetches nothing, expands nothing and gives up on what is far too deep or large."""
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, **options)


def hostile_part(node: Element) -> tuple[str, int | None] | None:
    """Return what makes a tree unsafe to read, and its line; None if nothing does. Does not recurse."""
    for entity in node.iter(etree.Entity):
        return gettext_noop(
            "the entity %(entity)s is refused: write the character itself", entity=entity.text[:60]
        ), entity.sourceline
    depth = nodes = 0
    for event, element in etree.iterwalk(node, events=("start", "end")):
        depth += 1 if event == "start" else -1
        nodes += event == "start"
        if depth > MAX_DEPTH:
            return gettext_noop("elements are nested too deeply"), element.sourceline
        if nodes > MAX_NODES:
            return gettext_noop("there are too many elements"), element.sourceline
    return None


def get_text(element: Element) -> str:
    """Return the text of an element, trimmed; with elements inside, its inner markup. Comments do not count."""
    copy = deepcopy(element)
    etree.strip_elements(copy, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    if len(copy) == 0:
        return (copy.text or "").strip()
    copy.attrib.clear()
    markup: str = etree.tostring(copy, encoding="unicode", with_tail=False)
    return markup[markup.index(">") + 1 : markup.rindex("</")].strip()


def set_text(element: Element, text: str) -> None:
    """Put a text into an empty element, as elements where it comes back unchanged, escaped otherwise."""
    parsed = _as_element(text) if "<" in text else None
    if parsed is None:
        element.text = text
    else:
        element.text = parsed.text
        element.extend(list(parsed))


def _as_element(text: str) -> Element | None:
    """Return an element that holds ``text`` as markup, unless something would be lost on the way.

    Exports are indented, and the platform's parser drops blanks between elements: markup that
    these change goes out as escaped text.
    """
    try:
        element = etree.fromstring(f"<text>{text}</text>", hardened_parser())
        if hostile_part(element) is not None or get_text(element) != text:
            return None
        around = etree.Element("around")
        around.append(deepcopy(element))
        export = etree.tostring(around, pretty_print=True, encoding="unicode")
        reread = [etree.fromstring(export, hardened_parser(remove_blank_text=drops)) for drops in (False, True)]
    except etree.XMLSyntaxError:
        return None
    return element if all(get_text(found[0]) == text for found in reread) else None
