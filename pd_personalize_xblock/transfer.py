"""A block to and from OLX: exports, imports, copies of units, courses in git."""

from __future__ import annotations

import json
from collections.abc import Collection
from copy import deepcopy
from typing import Any

from lxml import etree
from xblock.core import XML_NAMESPACES
from xblock.fields import Field, Scope

from .formats.markup import hardened_parser
from .formats.olx import PLATFORM_ATTRIBUTES, document_from_node, read_olx, write_node
from .formats.problems import FormatProblem
from .formats.schema import read_json

DRAFT_TAG, UNREAD_TAG = "draft", "unread"
HOST_SCOPES = (Scope.settings, Scope.content)
OWN_FIELDS = {"display_name", "definition", "unread_olx"}


def host_fields(block: Any) -> dict[str, Field]:
    """Return the settings that the host adds to every block, such as who may see it."""
    return {
        name: field for name, field in block.fields.items() if name not in OWN_FIELDS and field.scope in HOST_SCOPES
    }


def from_olx(node: Any, *, also: Collection[str] = ()) -> tuple[str, str]:
    """Return (definition text, unread OLX) of a node that any parser made; one of the two is empty.

    OLX that says nothing clear is kept word for word, for the author to mend. ``also`` names the
    attributes that are the host's.
    """
    draft, unread = node.find(DRAFT_TAG), node.find(UNREAD_TAG)
    if draft is not None or unread is not None:
        return _text_of(draft), _text_of(unread)
    node = _without_what_is_the_hosts(node, {*PLATFORM_ATTRIBUTES, *also} - {"display_name"})
    if _is_empty(node):
        return "", ""
    document, problems, _ = document_from_node(node)
    if any(not problem.is_warning for problem in problems):
        node.attrib.pop("display_name", None)
        return "", etree.tostring(node, encoding="unicode", with_tail=False)
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n", ""


def _text_of(element: Any) -> str:
    return "" if element is None else element.text or ""


def _without_what_is_the_hosts(node: Any, names: Collection[str]) -> Any:
    copy = deepcopy(node)
    for name in set(names) & set(copy.attrib):
        del copy.attrib[name]
    for child in copy.findall(f"{{{XML_NAMESPACES['option']}}}*"):
        copy.remove(child)
    return copy


def _is_empty(node: Any) -> bool:
    return not (
        any(child.tag is not etree.Comment for child in node)
        or (node.text or "").strip()
        or set(node.attrib) - {"display_name"}
    )


def to_olx(node: Any, text: str, unread_olx: str) -> None:
    """Fill a node with the definition: readable OLX if it is sound, else the draft as it stands.

    XML can hold both texts: XBlock's String fields drop the characters that it cannot.
    """
    definition = read_json(text)[0] if text else None
    if unread_olx:
        _put_back(node, unread_olx)
    elif definition is not None:
        write_node(definition, node)
    elif text:
        etree.SubElement(node, DRAFT_TAG).text = text


def _put_back(node: Any, unread_olx: str) -> None:
    """As it came, if XML can still hold it: a copy may name entities that nothing defines any more."""
    try:
        kept = etree.fromstring(unread_olx, hardened_parser())
    except etree.XMLSyntaxError:
        etree.SubElement(node, UNREAD_TAG).text = unread_olx
        return
    node.attrib.update(kept.attrib)
    node.text = kept.text
    node.extend(kept)


def olx_problems(unread_olx: str) -> tuple[FormatProblem, ...]:
    """Say what is wrong with OLX that could not be read."""
    return tuple(read_olx(unread_olx)[1]) if unread_olx else ()
