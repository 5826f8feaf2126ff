"""The block as OLX: through the workbench's own road and from a node that the platform's parser made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from xblock.core import XBlock, XBlockMixin
from xblock.fields import Boolean, Dict, Scope, ScopeIds
from xblock.runtime import Mixologist

from demo.runtime import DemoRuntime
from pd_personalize_xblock.block import PdPersonalizeXBlock
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.formats.olx import write_olx
from pd_personalize_xblock.formats.schema import read_json

from ..strategies import sound_definitions
from .browser import BLOCK, TEACHER_HANDLERS, document_of, two_competencies

UNREAD = {
    "an unknown element": "<pd_personalize><wat/></pd_personalize>",
    "an unknown attribute": '<pd_personalize wat="1"><level name="One"/></pd_personalize>',
    "stray text": "<pd_personalize>What is this?</pd_personalize>",
    "two of one": "<pd_personalize><rules/><rules/></pd_personalize>",
    "children of another block": '<pd_personalize><problem url_name="x"/></pd_personalize>',
}
ENTITY = '<!DOCTYPE x [<!ENTITY e "expanded">]><pd_personalize title="x"><level name="One">&e;</level></pd_personalize>'
WARNS = pytest.mark.filterwarnings("ignore::xblock.fields.ModifyingEnforceTypeWarning")
DRAFTS = ["{", "not JSON at all", '{"version": 1}', "]]> & <b>", "line\r\nline\rline\n\ttab", " padded ", "\U0001f600"]


def platform_parser() -> etree.XMLParser:
    return etree.XMLParser(
        dtd_validation=False, load_dtd=False, remove_comments=True, remove_blank_text=True, encoding="utf-8"
    )


def import_olx(olx: str | bytes, parser: etree.XMLParser | None = None, *, mixins: tuple = ()) -> XBlock:
    """Hand the block the node that a parser made, as the platform does."""
    runtime = DemoRuntime()
    runtime.mixologist = Mixologist(mixins)
    node = etree.fromstring(olx.encode() if isinstance(olx, str) else olx, parser or platform_parser())
    keys = ScopeIds(None, "pd_personalize", BLOCK, BLOCK)
    block = runtime.mixologist.mix(PdPersonalizeXBlock).parse_xml(node, runtime, keys)
    block.save()
    return block


def export_olx(block: XBlock) -> str:
    """Write the block as the platform's export does, pretty-printed into a file of its own."""
    node = etree.Element("unknown", url_name="abc123")
    block.add_xml_to_node(node)
    return etree.tostring(node, pretty_print=True, encoding="unicode")


def definition_in(block: XBlock) -> Definition | None:
    return read_json(block.definition)[0]


def test_olx_goes_in_through_the_workbenchs_own_road(db, monkeypatch):
    runtime = DemoRuntime()
    monkeypatch.setattr(runtime.id_generator, "create_definition", lambda block_type, slug=None: BLOCK)
    monkeypatch.setattr(runtime.id_generator, "create_usage", lambda def_id: BLOCK)

    usage_key = runtime.parse_xml_string(write_olx(two_competencies()))

    assert definition_in(DemoRuntime().get_block(usage_key)) == two_competencies()


@pytest.mark.parametrize("parser", [platform_parser(), etree.XMLParser()], ids=["platform", "plain"])
def test_export_then_import_gives_an_equal_definition(parser):
    before = import_olx(write_olx(two_competencies()))

    after = import_olx(export_olx(before), parser)

    assert definition_in(after) == definition_in(before) == two_competencies()
    assert (after.display_name, after.unread_olx) == (before.display_name, "")


@given(definition=sound_definitions())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_sound_definition_survives_export_and_import(db, definition):
    block = DemoRuntime().create_block(BLOCK, document_of(definition))

    assert definition_in(import_olx(export_olx(block))) == definition


@pytest.mark.parametrize("draft", DRAFTS)
def test_an_unsound_draft_survives_export_and_import(draft):
    block = DemoRuntime().create_block(BLOCK, draft)

    after = import_olx(export_olx(block))

    assert (after.definition, after.unread_olx) == (draft, "")


@WARNS
def test_what_xml_cannot_hold_does_not_stop_an_export():
    """XBlock's String fields drop it."""
    block = DemoRuntime().create_block(BLOCK, "{ \ufffe\x00", display_name="Bell \x07 and half \ud800")

    after = import_olx(export_olx(block))

    assert (after.display_name, after.definition) == ("Bell  and half ", "{ ")


@pytest.mark.parametrize("olx", UNREAD.values(), ids=UNREAD)
def test_olx_that_cannot_be_read_survives_export_and_import_and_its_author_is_told_why(olx):
    before = import_olx(olx)
    after = import_olx(export_olx(before))

    assert before.definition == after.definition == ""
    assert etree.canonicalize(after.unread_olx, strip_text=True) == etree.canonicalize(olx, strip_text=True)
    assert "line 1" in DemoRuntime(is_author_mode=True).get_block(BLOCK).render("author_view").content


@pytest.mark.parametrize("resolve", [True, False])
def test_an_entity_is_not_lost_and_stops_no_export(resolve):
    """The platform's parser expands entities; another may hand them over as they are."""
    before = import_olx(ENTITY, etree.XMLParser(resolve_entities=resolve))
    after = import_olx(export_olx(before))

    assert (before.definition, before.unread_olx) == (after.definition, after.unread_olx)
    assert ("expanded" in before.definition) is resolve
    assert ("&e;" in before.unread_olx) is not resolve


def test_saving_in_studio_replaces_olx_that_could_not_be_read(author):
    import_olx(UNREAD["stray text"])

    author.at_desk("save", text="{}", display_name="Pathway")

    assert author.block().unread_olx == ""
    assert "What is this?" not in export_olx(author.block())


def test_a_copy_of_a_block_that_could_not_be_read_keeps_its_own_name():
    """The platform writes url_name before the block writes itself: an old one would merge two blocks."""
    block = import_olx('<pd_personalize url_name="original"><wat/></pd_personalize>')

    assert etree.fromstring(export_olx(block)).get("url_name") == "abc123"


@pytest.mark.parametrize(
    "olx",
    [
        "<pd_personalize/>",
        '<pd_personalize url_name="x" display_name="Mentors"/>',
        '<pd_personalize slug="x"> <!-- to do --> </pd_personalize>',
    ],
)
def test_an_empty_block_is_empty_and_not_wrong(olx):
    block = import_olx(olx)

    assert (block.definition, block.unread_olx) == ("", "")
    assert len(etree.fromstring(export_olx(block))) == 0


def test_the_display_name_is_the_title_where_there_is_none():
    olx = write_olx(two_competencies()).replace('title="Formative assessment"', 'display_name="Mentors"')

    block = import_olx(olx)

    assert (block.display_name, definition_in(block).title) == ("Mentors", "Mentors")


class Restricted(XBlockMixin):
    """Two of the settings that the platform adds to every block."""

    group_access = Dict(scope=Scope.settings)
    visible_to_staff_only = Boolean(default=False, scope=Scope.settings)


@pytest.mark.parametrize("olx", [write_olx(two_competencies()), UNREAD["an unknown element"], "<pd_personalize/>"])
def test_who_may_see_the_block_survives_export_and_import(olx):
    before = import_olx(olx, mixins=(Restricted,))
    before.group_access, before.visible_to_staff_only = {"50": [1, 2]}, True

    after = import_olx(export_olx(before), mixins=(Restricted,))

    assert (after.group_access, after.visible_to_staff_only) == ({"50": [1, 2]}, True)
    assert (after.definition, after.unread_olx) == (before.definition, before.unread_olx)


# Some of them: of the mixins for inheritance, editing, the LMS and upstream libraries.
PLATFORM_FIELDS = (
    "start",
    "due",
    "graded",
    "format",
    "group_access",
    "visible_to_staff_only",
    "user_partitions",
    "self_paced",
    "hide_from_toc",
    "chrome",
    "max_attempts",
    "showanswer",
    "show_correctness",
    "rerandomize",
    "xml_attributes",
    "source_file",
    "upstream",
    "edited_on",
)


def test_no_handler_has_the_name_of_a_field_that_the_platform_adds_to_every_block():
    """The field would take its place: ``start`` is the date on which a block opens."""
    mixin = type("Platform", (XBlockMixin,), {name: Dict(scope=Scope.settings) for name in PLATFORM_FIELDS})
    mixed = Mixologist((mixin,)).mix(PdPersonalizeXBlock)

    for handler in (*TEACHER_HANDLERS, "author"):
        assert getattr(mixed, handler)._is_xblock_handler


json_texts = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@WARNS
@given(draft=st.text() | json_texts.map(json.dumps))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_draft_that_the_block_can_hold_survives_export_and_import(db, draft: Any):
    before = DemoRuntime().create_block(BLOCK, draft)

    after = import_olx(export_olx(before))

    assert after.definition == before.definition or definition_in(after) == definition_in(before)
