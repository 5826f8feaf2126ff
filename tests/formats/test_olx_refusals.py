"""OLX that is refused: every mistake with its line, and nothing hostile is followed."""

from __future__ import annotations

import pytest
from lxml import etree

from pd_personalize_xblock.formats.olx import read_node, read_olx

from .samples import OLX, platform_parser


def problems_of(source: str | bytes) -> list[str]:
    """Read OLX that must be refused."""
    definition, problems = read_olx(source)
    assert definition is None
    return [str(problem) for problem in problems if not problem.is_warning]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('version="1" ', "", "line 1: version: is missing; it must be 1"),
        (
            'version="1"',
            'version="2"',
            "line 1: definition: version 2 is newer than this plugin understands; it reads version 1",
        ),
        ('version="1"', 'version="one"', "line 1: version: must be 1, got 'one'"),
        (' title="Formative assessment"', "", "line 1: title: is missing"),
        (
            'version="1"',
            'version="1" colour="red"',
            "line 1: there is no attribute 'colour' here; there are version, title, source",
        ),
        ('<level name="Emerging"/>', "<level/>", "line 2: levels[0].name: is missing"),
        ("-0.5", "-0.5 0,5", "line 4: scale.cuts[1]: must be a number, got '0,5'"),
        ("-0.5", "nan", "line 4: scale.cuts[0]: must be a number, got 'nan'"),
        ('prior_sd="1.5"', 'prior_sd="1e999"', "line 4: scale.prior_sd: must be a finite number, got inf"),
        (
            '<domain id="all" name="All"/>',
            '<domain id="all" name="All"><x/></domain>',
            "line 5: domains[0]: there is no element <x> here",
        ),
        (
            '<domain id="all" name="All"/>',
            '<domain id="all" name="All"/>\nstray',
            "line 1: there is no room for text in <pd_personalize>: 'stray'",
        ),
        (
            "<description>",
            '<description lang="en">',
            "line 7: competencies[0].description: there is no attribute 'lang' here",
        ),
        (
            "</description>",
            "</description>\n<description>b</description>",
            "line 8: competencies[0]: there can be only one <description> here",
        ),
        ('<any competency="goals" level="1"/>', "", "line 10: competencies[1].prerequisites[0].any_of: is missing"),
        (
            '<any competency="goals" level="1"/>',
            '\n<any competency="gaols" level="1"/>',
            "line 12: competencies[1].prerequisites[0].any_of[0].competency: there is no competency gaols",
        ),
        (
            'kind="choice"',
            'kind="quiz"',
            "line 14: items[0].kind: must be one of rubric, frequency, choice, scenario; got 'quiz'",
        ),
        ('level="1" minutes', 'level="first" minutes', "line 14: items[0].level: must be a whole number, got 'first'"),
        ('level="1" minutes', 'level="१" minutes', "line 14: items[0].level: must be a whole number, got '१'"),
        (
            'level="1" minutes',
            f'level="{"9" * 5000}" minutes',
            f"line 14: items[0].level: must be a whole number, got '{'9' * 59}…'",
        ),
        ("<prompt>Which?</prompt>", "<prompt> </prompt>", "line 15: items[0].prompt: must not be empty"),
        (
            "<prompt>Which?</prompt>",
            "<prmpt/>",
            "line 15: items[0]: there is no element <prmpt> here; there are prompt, option",
        ),
        ("<option>Wrong</option>", "<option/>", "line 16: items[0].options[0].text: is missing"),
        (
            "<option>Wrong</option>",
            '<option level="0">a</option>',
            "line 16: items[0].options[0].level: an option of a choice item has no level",
        ),
        (
            ' credit="1"',
            "",
            "line 14: items[0]: item q: the options' credits must use every step from 0 to the highest, got [0]",
        ),
        ('share="0.8"', 'share="80"', "line 20: sections[0].mastery.share: must be at most 1, got 80"),
        ('elective="true"', 'elective="yes"', "line 22: sections[1].elective: must be true or false, got 'yes'"),
        ('mode="advisory"', 'mode="hard"', "line 23: rules.mode: must be one of firm, advisory; got 'hard'"),
        (
            "</pd_personalize>",
            "<pd_personalize/></pd_personalize>",
            "line 24: there is no element <pd_personalize> here",
        ),
    ],
)
def test_mistake_is_reported_with_its_line(old, new, problem):
    assert old in OLX

    assert any(found.startswith(problem) for found in problems_of(OLX.replace(old, new, 1))), problem


def test_mistakes_are_listed_in_the_order_of_their_lines():
    olx = OLX.replace('name="Emerging"', "").replace("<any ", "<all ").replace("advisory", "hard").replace("-0.5", "x")

    lines = [problem.line for problem in read_olx(olx)[1]]

    assert lines == sorted(lines)
    assert len(lines) >= 4


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "line 1: not XML: Document is empty"),
        ("<pd_personalize>", "line 1: not XML: Premature end of data in tag pd_personalize line 1"),
        ("<problem/>", "line 1: must begin with <pd_personalize>, found <problem>"),
        ("\ud800", "not XML: it holds half of a character pair"),
        ("x" * 5_000_001, "too large: at most 5000000 characters"),
        (b"\xff\xfe\x00", "line 1: not XML: "),
        ("<pd_personalize/>", "line 1: version: is missing; it must be 1"),
        ("<pd_personalize><a:b/></pd_personalize>", "line 1: not XML: Namespace prefix a on b is not defined"),
    ],
)
def test_what_is_no_olx_of_ours_is_refused(source, problem):
    assert problems_of(source)[0].startswith(problem)


def test_billion_laughs_are_refused_before_anybody_laughs():
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    laughs = f'<!DOCTYPE pd_personalize [<!ENTITY l0 "ha">{entities}]><pd_personalize title="x">&l11;</pd_personalize>'

    assert len(problems_of(laughs)) == 1
    assert len(problems_of(laughs.replace('title="x"', 'title="&l11;"'))) == 1
    assert problems_of(laughs.replace("&l11;", "&l0;")) == ["line 1: a DOCTYPE is refused: leave it out"]


def test_external_entity_is_refused_and_not_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden", encoding="utf-8")
    doctype = f'<!DOCTYPE pd_personalize [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'

    assert problems_of(doctype + OLX.replace("Which?", "&x;")) == ["line 1: a DOCTYPE is refused: leave it out"]


def test_entity_in_a_node_that_the_platform_parsed_is_refused():
    source = '<!DOCTYPE pd_personalize [<!ENTITY x "y">]>\n' + OLX.replace("Which?", "&x;")
    node = etree.fromstring(source.encode(), platform_parser())

    definition, problems = read_node(node)

    assert definition is None
    assert [str(problem) for problem in problems] == ["line 16: the entity &x; is refused: write the character itself"]


def test_deep_nesting_is_refused_by_the_parser():
    assert "xcessive depth" in problems_of("<pd_personalize>" + "<a>" * 100_000 + "</a>" * 100_000)[0]


def test_deep_nesting_in_a_node_is_refused_without_recursion():
    node = inner = etree.Element("pd_personalize")
    for _ in range(20_000):
        inner = etree.SubElement(inner, "description")

    assert [str(problem) for problem in read_node(node)[1]] == ["elements are nested too deeply"]


def test_far_too_many_elements_are_refused():
    node = etree.Element("pd_personalize")
    node.extend([etree.Element("level") for _ in range(200_001)])

    assert [str(problem) for problem in read_node(node)[1]] == ["there are too many elements"]
