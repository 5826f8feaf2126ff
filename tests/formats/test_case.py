"""CASE packages: what becomes what, and what is said of those that are not in order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.formats.drafts import DEFAULT_LEVELS
from pd_personalize_xblock.formats.importing import read_any

from .packages import (
    DOCUMENT,
    PLAN_AND_ASSESS,
    a_link,
    a_package,
    an_item,
    document_of,
    errors_of,
    guid,
    read_package,
    warnings_of,
)


def names(entries: list[dict]) -> list[str]:
    return [entry["name"] for entry in entries]


def test_leaves_become_competencies_in_the_order_of_the_tree_and_the_branches_above_domains():
    imported = read_package(PLAN_AND_ASSESS)

    document = imported.document
    assert (imported.format, imported.is_sound, imported.problems) == ("case", True, ())
    assert names(document["domains"]) == ["Planning", "Assessing"]
    assert names(document["competencies"]) == ["Goals", "Resources", "Feedback"]
    assert [c["domain"] for c in document["competencies"]] == [guid("Planning"), guid("Planning"), guid("Assessing")]
    assert names(document["levels"]) == [level["name"] for level in DEFAULT_LEVELS]


def test_identifiers_are_kept_and_precedes_becomes_a_prerequisite():
    feedback = document_of(PLAN_AND_ASSESS)["competencies"][2]

    assert feedback["id"] == guid("Feedback")
    assert feedback["prerequisites"] == [{"level": 1, "any_of": [{"competency": guid("Goals"), "level": 1}]}]


@pytest.mark.parametrize(
    ("fields", "name", "description"),
    [
        ({}, "Goals", None),
        ({"humanCodingScheme": "1.2"}, "1.2 Goals", None),
        ({"abbreviatedStatement": "Aims", "humanCodingScheme": "1.2"}, "1.2 Aims", "Goals"),
        ({"fullStatement": "Goals\n\nare  clear"}, "Goals are clear", None),
        ({"fullStatement": "word " * 40}, "word " * 19 + "word…", ("word " * 40).strip()),
        ({"fullStatement": "<b>bold</b> \u0000\ud800=1+1"}, "<b>bold</b> =1+1", None),
        ({"fullStatement": None, "abbreviatedStatement": "Aims"}, None, None),
    ],
)
def test_a_name_is_short_and_the_full_statement_is_the_description(fields, name, description):
    package = a_package([an_item("Goals", **fields)], [("Goals", "")])
    if name is None:
        assert errors_of(package) == [f"CFItem {guid('Goals')}: fullStatement must be text, got null"]
        return

    competency = document_of(package)["competencies"][0]

    assert (competency["name"], competency.get("description")) == (name, description)


def test_title_source_and_licence_are_taken_over():
    about = {"identifier": DOCUMENT, "title": "T", "creator": "C", "uri": "https://c.org/1", "description": "D"}
    package = a_package(["Goals"], CFDocument=about | {"licenseURI": {"title": "CC BY 4.0"}})

    document = document_of(package)

    assert (document["title"], document["description"]) == ("T", "D")
    assert document["source"] == "C. https://c.org/1. Licence: CC BY 4.0"


def test_other_associations_are_counted_and_said():
    links = [("Goals", ""), ("Goals", "Talk", "isRelatedTo"), ("Goals", "elsewhere", "exactMatchOf"), ("Talk", "")]
    imported = read_package(a_package(["Goals", "Talk"], links))

    assert imported.problems == ()
    assert any("1 exactMatchOf, 1 isRelatedTo" in note for note in imported.notes)


def test_precedes_between_groups_and_second_places_are_left_out_and_said():
    links = [("A", ""), ("B", ""), ("a", "A"), ("b", "B"), ("a", "B"), ("A", "B", "precedes")]
    imported = read_package(a_package(["A", "B", "a", "b"], links))

    assert imported.is_sound
    assert "prerequisites" not in imported.document["competencies"][1]
    assert imported.notes[-2:] == (
        "Left out: 1 precedes between groups of items.",
        "Further places of items that have several were left out: 1.",
    )


def test_domains_of_one_name_are_told_apart_by_what_they_are_part_of():
    links = [("A", ""), ("B", ""), ("Ax", "A"), ("Bx", "B"), ("a", "Ax"), ("b", "Bx")]
    items = ["A", "B", an_item("Ax", fullStatement="Examples"), an_item("Bx", fullStatement="Examples"), "a", "b"]

    assert names(document_of(a_package(items, links))["domains"]) == ["A: Examples", "B: Examples"]


def test_more_branches_than_a_definition_has_domains_for_give_way_to_wider_ones():
    groups = [f"g{i}" for i in range(501)]
    links = [("Top", ""), *((group, "Top") for group in groups), *((f"leaf {group}", group) for group in groups)]
    package = a_package(["Top", *groups, *(f"leaf {group}" for group in groups)], links)

    assert warnings_of(package) == []
    assert names(document_of(package)["domains"]) == ["Top"]


def test_a_package_without_associations_is_a_flat_list():
    package = a_package(["Goals", "Talk"])
    del package["CFAssociations"]

    assert warnings_of(package) == [
        "CFAssociations: no isChildOf association says what is part of what: the items are taken as one list"
    ]
    assert names(document_of(package)["competencies"]) == ["Goals", "Talk"]


@pytest.mark.parametrize("wrap", [lambda p: {"CFPackage": p}, lambda p: [p], lambda p: [{"CFPackage": p}]])
def test_a_wrapped_package_is_unwrapped(wrap):
    assert read_package(wrap(PLAN_AND_ASSESS)).definition == read_package(PLAN_AND_ASSESS).definition


@pytest.mark.parametrize(
    ("package", "message"),
    [
        ({"CFItems": []}, "the package is incomplete: it has no CFDocument"),
        ({"CFDocument": {}, "CFItems": []}, "the package is incomplete: it has a CFDocument without an identifier"),
        ({"CFDocument": {"identifier": DOCUMENT}}, "the package is incomplete: it has no CFItems"),
        (a_package(CFItems={}), "CFItems: must be a list, got an object"),
        (a_package(), "CFItems: the package holds no items"),
        (a_package(["A"], CFAssociations={}), "CFAssociations: must be a list, got an object"),
        ({"CFDocuments": []}, "this is a list of CFDocuments: download the CFPackage of one of them"),
        ({"CFPackage": 3}, "a CFPackage must be an object, got 3"),
        (a_package([3]), "CFItems[0]: must be an object, got 3"),
        (a_package([{"fullStatement": "A"}]), "CFItems[0]: identifier is missing"),
        (a_package([{"identifier": 7}]), "CFItems[0]: identifier must be a GUID, got 7"),
        (a_package([{"identifier": "a b"}]), "CFItems[0]: identifier must be a GUID, got 'a b'"),
        (a_package([{"identifier": "a"}]), "CFItem a: fullStatement is missing"),
        (a_package(["A"], [3]), "CFAssociations[0]: must be an object, got 3"),
        (a_package(["A"], [{"identifier": "x"}]), "CFAssociation x: associationType must be text, got null"),
        (
            a_package(["A"], [{"associationType": "isChildOf", "originNodeURI": {}}]),
            "CFAssociation [0]: originNodeURI names no identifier",
        ),
    ],
)
def test_what_is_half_there_or_of_the_wrong_type_is_refused_by_name(package, message):
    assert errors_of(package) == [message]


def test_an_identifier_that_two_items_have_is_refused():
    package = a_package(["Goals", an_item("Goals", fullStatement="Other")], [("Goals", "")])

    assert errors_of(package) == [f"CFItem {guid('Goals')}: is in the package twice, and not the same both times"]


def test_an_item_that_is_there_twice_and_the_same_is_only_warned_of():
    package = a_package(["Goals", "Goals"], [("Goals", "")])

    assert warnings_of(package) == [f"CFItem {guid('Goals')}: is in the package twice, and the same both times"]


def test_identifiers_that_differ_in_case_only_are_refused():
    items = [{"identifier": "AB", "fullStatement": "A"}, {"identifier": "ab", "fullStatement": "B"}]

    assert errors_of(a_package(items)) == ["CFItem ab: differs from another identifier in upper and lower case only"]


@pytest.mark.parametrize("circle", [("A", "B"), ("A", "B", "C"), ("A",)])
def test_a_tree_that_goes_round_in_a_circle_is_refused_and_nothing_is_handed_out(circle):
    links = [("root", ""), *zip(circle, (*circle[1:], circle[0]), strict=True)]
    imported = read_package(a_package(["root", *circle], links))

    way = " > ".join(map(guid, (*circle, circle[0])))
    assert [str(problem) for problem in imported.problems if not problem.is_warning] == [
        f"CFItem {guid('A')}: isChildOf goes round in a circle: {way}"
    ]
    assert (imported.document, imported.definition) == (None, None)


def test_precedes_in_a_circle_is_an_error_that_an_author_can_mend():
    links = [("A", ""), ("B", ""), ("A", "B", "precedes"), ("B", "A", "precedes")]
    imported = read_package(a_package(["A", "B"], links))

    assert [str(problem) for problem in imported.problems if not problem.is_warning] == [
        f"CFItem {guid('B')}: precedes goes round in a circle: {guid('B')} > {guid('A')} > {guid('B')}"
    ]
    assert imported.definition is None
    assert [len(c["prerequisites"]) for c in imported.document["competencies"]] == [1, 1]


def test_links_that_lead_nowhere_are_left_out_and_named():
    links = [a_link("A", ""), a_link("gone", "A"), a_link("B", "gone"), a_link("gone", "A", "precedes")]

    left_out = f"names {guid('gone')}, which is not in the package: it is left out"
    assert warnings_of(a_package(["A", "B"], links)) == [
        f"CFAssociation {links[1]['identifier']}: isChildOf {left_out}",
        f"CFAssociation {links[2]['identifier']}: isChildOf {left_out}",
        f"CFItem {guid('B')}: no isChildOf association says where it belongs: it stands at the top",
        f"CFAssociation {links[3]['identifier']}: precedes {left_out}",
    ]


def test_many_problems_of_one_sort_are_not_told_one_by_one():
    package = a_package([{"identifier": f"i{i}"} for i in range(200)])

    assert errors_of(package)[-1] == "180 more problems of CFItems"
    assert len(errors_of(package)) == 21


def test_more_before_one_competency_than_fit_are_cut_with_a_warning():
    earlier = [f"e{i}" for i in range(60)]
    links = [("A", ""), *((name, "") for name in earlier), *((name, "A", "precedes") for name in earlier)]

    assert warnings_of(a_package(["A", *earlier], links)) == [
        f"CFItem {guid('A')}: more than 50 items precede it: the others are left out"
    ]


def a_criterion(item: str, *, qualities: tuple[str, ...] = ("Low", "High"), says: str = "does it") -> dict:
    levels = [
        {"quality": quality, "description": f"{quality} {says}" if says else "", "score": i}
        for i, quality in enumerate(qualities)
    ]
    about = {"identifier": guid(f"criterion {item}"), "description": f"How is {item}?"}
    return about | {"CFItemURI": {"identifier": guid(item)}, "CFRubricCriterionLevels": levels[::-1]}


def test_rubrics_give_the_levels_and_items():
    rubrics = [{"CFRubricCriteria": [a_criterion("Goals"), a_criterion("Feedback"), a_criterion("Planning")]}]
    imported = read_package(PLAN_AND_ASSESS | {"CFRubrics": rubrics})

    assert imported.is_sound
    assert names(imported.document["levels"]) == ["Low", "High"]
    assert imported.document["items"][0] == {
        "id": guid("criterion Goals"),
        "competency": guid("Goals"),
        "kind": "rubric",
        "prompt": "How is Goals?",
        "options": [{"text": "Low does it"}, {"text": "High does it"}],
    }
    assert len(imported.document["items"]) == 2
    assert any(note.startswith("Of 3 rubric criteria 1 were left out") for note in imported.notes)


@pytest.mark.parametrize(
    "rubrics",
    [
        [],
        {},
        [3],
        [{"CFRubricCriteria": [a_criterion("Goals", qualities=("Only",))]}],
        [{"CFRubricCriteria": [a_criterion("Goals", qualities=("Same", "Same"))]}],
        [{"CFRubricCriteria": [{"CFRubricCriterionLevels": [{"quality": 3}, "x"]}]}],
    ],
)
def test_rubrics_that_name_no_scale_leave_the_levels_to_the_author(rubrics):
    imported = read_package(PLAN_AND_ASSESS | {"CFRubrics": rubrics})

    assert imported.is_sound
    assert names(imported.document["levels"]) == [level["name"] for level in DEFAULT_LEVELS]


JUNK = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({})


@settings(deadline=None)
@given(
    nodes=st.lists(st.sampled_from("ABCDEF"), max_size=8),
    links=st.lists(
        st.tuples(
            st.sampled_from(("", *"ABCDEFX")),
            st.sampled_from(("", *"ABCDEFX")),
            st.sampled_from(("isChildOf", "precedes")),
        ),
        max_size=14,
    ),
    junk=st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from(("identifier", "fullStatement", "originNodeURI")), JUNK),
        max_size=2,
    ),
)
def test_any_graph_of_items_is_imported_whole_or_refused_in_words(nodes, links, junk):
    package = a_package(nodes, links)
    entries = [*package["CFItems"], *package["CFAssociations"]]
    for i, key, value in junk:
        if i < len(entries):
            entries[i][key] = value

    imported = read_package(package)

    if imported.is_sound:
        items, competencies = {*nodes}, {c["name"] for c in imported.document["competencies"]}
        branches = {destination for origin, destination, kind in links if kind == "isChildOf" and origin in items}
        assert items - branches <= competencies or junk
    else:
        assert any(not problem.is_warning and problem.message for problem in imported.problems)


@pytest.mark.skipif("PD_CASE_PACKAGE" not in os.environ, reason="PD_CASE_PACKAGE names no package")
def test_a_published_package_is_a_sound_draft_and_comes_back_the_same():
    data = Path(os.environ["PD_CASE_PACKAGE"]).read_bytes()

    first = read_any(data, "package.json")
    again = read_any(data, "package.json", first.document)

    assert first.is_sound
    assert first.document["competencies"]
    assert again.differences.is_empty
