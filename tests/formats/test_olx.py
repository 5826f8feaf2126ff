"""OLX: the same definition as elements, through our parser and the platform's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from lxml import etree

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy, Mode, Rules
from pd_personalize_xblock.domain.framework import Domain, Scale
from pd_personalize_xblock.formats.markup import hardened_parser
from pd_personalize_xblock.formats.olx import document_from_node, read_node, read_olx, write_node, write_olx
from pd_personalize_xblock.formats.schema import read_document
from tests.builders import (
    a_choice,
    a_competency,
    a_definition,
    a_frequency,
    a_rubric,
    a_section,
    an_outside_section,
    needs,
)
from tests.strategies import AWKWARD_TEXTS, sound_definitions, texts

from .samples import OLX, platform_parser

rich = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
AUTHORS_GUIDE = Path(__file__).parents[2] / "docs" / "authors.md"


@rich
@given(sound_definitions())
@example(a_definition(title=" ".join(["a\tb", "c\nd\r\ne", "<&>\"']]>", "𝒳 שלום"])))
@example(a_definition(items=(a_rubric(levels=(0, 2, 3), prompt="<b>a</b> <i>b</i>"), a_choice(guessing=0.0))))
@example(a_definition(items=(a_frequency(prompt="x <ul> <li>a</li> <li>b</li> </ul>", minutes=5e-324),)))
@example(a_definition(items=(a_frequency(prompt="<b>" * 200 + "x" + "</b>" * 200),)))
def test_sound_definition_reads_back_equal_from_olx(definition):
    read, problems = read_olx(write_olx(definition))

    assert read == definition, problems


@rich
@given(sound_definitions())
@example(a_definition(items=(a_frequency(prompt="x <ul> <li>a</li> <li>b</li> </ul>"),)))
@example(a_definition(description="<p>a</p>\n<p>b</p>"))
def test_definition_survives_export_and_import_by_the_platform(definition):
    unit = etree.Element("vertical")
    node = etree.SubElement(
        unit, "pd_personalize", {"url_name": "a", "display_name": "b", "xblock-family": "xblock.v1"}
    )
    write_node(definition, node)
    exported = etree.tostring(unit, pretty_print=True, encoding="utf-8")

    read, problems = read_node(etree.fromstring(exported, platform_parser())[0])

    assert read == definition, problems


@given(texts(200))
def test_any_text_survives_in_an_element_and_in_an_attribute(text):
    definition = a_definition(description=text, source=text)

    assert read_olx(write_olx(definition))[0] == definition


@pytest.mark.parametrize("text", AWKWARD_TEXTS)
def test_awkward_text_survives(text):
    definition = a_definition(title=text, description=text, items=(a_frequency(prompt=text),))

    assert read_olx(write_olx(definition))[0] == definition


def test_every_element_and_attribute_is_read():
    definition, problems = read_olx(OLX)

    assert definition == a_definition(
        levels=2,
        framework=definition.framework,
        items=(
            a_choice(
                "q",
                prompt="Which?",
                options=a_choice().options[:2],
                minutes=0.5,
                thresholds=(0.25,),
                guessing=0.25,
            ),
        ),
        sections=(
            a_section(title="Goals", block="sequential/abc", mastery=Mastery(MasteryBy.COMPLETION, 0.8)),
            an_outside_section("visit", "feedback", title="Visit", minutes=50.0, url="https://a.org"),
        ),
        rules=Rules(mode=Mode.ADVISORY, max_questions=12),
    ), problems
    framework = definition.framework
    assert [(level.name, level.description) for level in framework.levels] == [
        ("Emerging", ""),
        ("Developing", "You do this in <em>some</em> lessons."),
    ]
    assert framework.scale == Scale((-0.5,), 0.0, 1.5)
    assert framework.domains == (Domain("all", "All"),)
    assert framework.competencies == (
        a_competency("goals", name="Goals", domain="all", description="Clear goals"),
        a_competency("feedback", needs(1, ("goals", 1)), name="Feedback"),
    )


def test_written_olx_is_laid_out_for_people_to_read():
    read = read_olx(OLX)[0]

    assert write_olx(read) == OLX


def test_markup_goes_out_as_elements_where_it_comes_back_unchanged():
    olx = write_olx(a_definition(description="Ask <b>why</b>", source="<b>x</b>"))

    assert "<description>Ask <b>why</b></description>" in olx
    assert 'source="&lt;b&gt;x&lt;/b&gt;"' in olx


def test_markup_that_an_export_would_change_goes_out_as_escaped_text():
    olx = write_olx(a_definition(description="<p>a</p><p>b</p>"))

    assert "<description>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</description>" in olx


def test_comments_and_processing_instructions_do_not_count():
    commented = OLX.replace("<option>Wrong</option>", "<!-- a --><option>W<!-- b -->ro<?c d?>ng</option> <?e?>")

    assert read_olx(commented)[0] == read_olx(OLX)[0]


def test_display_name_stands_in_for_a_missing_title():
    node = etree.fromstring(OLX.replace('title="Formative assessment"', 'display_name="Start here" url_name="x"'))

    assert read_node(node)[0].title == "Start here"


def test_attributes_and_elements_of_the_platform_are_left_alone():
    node = etree.fromstring(OLX)
    node.set("visible_to_staff_only", "true")
    etree.SubElement(node, "{http://code.edx.org/xblock/option}group_access").text = "{}"
    before = etree.tostring(node)

    definition, _ = read_node(node, also={"visible_to_staff_only"})

    assert definition == read_olx(OLX)[0]
    assert etree.tostring(node) == before


def test_writing_keeps_the_attributes_of_the_block():
    node = etree.Element("pd_personalize", {"url_name": "abc"})

    write_node(a_definition(), node)

    assert node.get("url_name") == "abc"


def test_text_that_declares_another_encoding_is_read_as_the_text_it_is():
    text = '<?xml version="1.0" encoding="latin-1"?>\n' + OLX.replace("Which?", "Wélches? 𝒳")

    assert read_olx(text)[0].items[0].prompt == "Wélches? 𝒳"


def test_bytes_are_read_in_the_encoding_they_declare():
    data = ('<?xml version="1.0" encoding="iso-8859-1"?>\n' + OLX.replace("Which?", "Wélches?")).encode("latin-1")

    assert read_olx(data)[0].items[0].prompt == "Wélches?"


def test_example_in_the_authors_guide_is_as_documented():
    guide = AUTHORS_GUIDE.read_text(encoding="utf-8")
    olx = guide.split("```xml\n")[1].split("```")[0]

    document, problems, lines = document_from_node(etree.fromstring(olx, hardened_parser()))

    assert problems == []
    assert [str(problem) for problem in read_document(document, lines)[1] if not problem.is_warning] == []
