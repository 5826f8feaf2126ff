"""Definitions as CSV: a newcomer's sheet, a whole definition there and back, and what is said of mistakes."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import example, given, settings

from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.framework import Level, Scale
from pd_personalize_xblock.formats.framework_tables import read_csv
from pd_personalize_xblock.formats.importing import read_any
from pd_personalize_xblock.formats.schema import build_stored, read_document, to_document
from pd_personalize_xblock.formats.table_writing import left_out, write_csv
from tests.builders import a_competency, a_definition, a_framework, a_rubric, a_section, needs
from tests.strategies import sound_definitions

from .damage import a_document

ROWS = (
    ("Competency", "LEVEL", "statement ", "Domain"),
    ("Feedback", "Emerging", "They read the comments.", "Acting"),
    ("Feedback", "Leading", "Everyone reworked it, on a point\nthey chose.", "Acting"),
    ("Clear goals", "Emerging", 'The task; "itself".', "Planning"),
    ("Clear goals", "Proficient", "A goal, which they checked.", "Planning"),
    ("Clear goals", "Leading", "=A goal of their own", "Planning"),
)


def sheet(*rows, delimiter=",", end="\n"):
    """A table as a spreadsheet saves it."""
    return (
        end.join(
            delimiter.join(f'"{cell}"'.replace('"The task; "itself"."', '"The task; ""itself""."') for cell in row)
            for row in rows
        )
        + end
    )


def told(text, current=None):
    """What is said of a table that must be refused."""
    imported = read_any(text.encode(), "sheet.csv", current)
    assert imported.definition is None
    return [str(problem) for problem in imported.problems if not problem.is_warning]


def read(text, current=None):
    """Read a table that must be sound, its document and all."""
    imported = read_any(text.encode() if isinstance(text, str) else text, "my_school-framework.csv", current)
    assert imported.is_sound, imported.problems
    return imported


def test_four_columns_are_a_sound_draft_with_one_rubric_for_each_competency():
    imported = read(sheet(*ROWS))

    document = imported.document
    assert imported.format == "csv"
    assert document["title"] == "My school framework"
    assert [level["name"] for level in document["levels"]] == ["Emerging", "Proficient", "Leading"]
    assert [(d["id"], d["name"]) for d in document["domains"]] == [("acting", "Acting"), ("planning", "Planning")]
    assert document["competencies"] == [
        {"id": "feedback", "name": "Feedback", "domain": "acting"},
        {"id": "clear-goals", "name": "Clear goals", "domain": "planning"},
    ]
    assert [(item["id"], item["competency"], len(item["options"])) for item in document["items"]] == [
        ("feedback-rubric", "feedback", 2),
        ("clear-goals-rubric", "clear-goals", 3),
    ]
    assert document["items"][0]["options"][1] == {
        "text": "Everyone reworked it, on a point\nthey chose.",
        "level": 2,
    }
    assert "The levels, lowest first: Emerging, Proficient, Leading." in imported.notes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_sheet_is_read_however_a_spreadsheet_saves_it(delimiter, end, encoding):
    text = sheet(*ROWS, delimiter=delimiter, end=end).replace("comments", "évaluations")

    imported = read(text.encode(encoding))

    assert imported.document["items"][0]["options"][0]["text"] == "They read the évaluations."
    assert len(imported.document["competencies"]) == 2
    assert ("Windows-1252" in " ".join(imported.notes)) is (encoding == "cp1252")


def test_columns_may_stand_in_any_order_among_others_with_empty_rows_and_cells_behind():
    rows = [("", "Level name", "Remarks", "Domain", "Competence", "Behaviour", "", ""), ("",) * 8]
    rows += [("", row[1], "x", row[3], row[0], row[2], "", "") for row in ROWS[1:]] + [("",) * 8]
    imported = read("sep=;\r\n" + sheet(*rows, delimiter=";"))

    assert imported.document == read(sheet(*ROWS)).document
    assert [str(problem) for problem in imported.problems] == [
        "line 2: columns without a meaning here are passed over: 'Remarks'"
    ]


def test_a_sheet_without_domains_is_read_with_a_warning():
    imported = read(sheet(*(row[:3] for row in ROWS)))

    assert "domains" not in imported.document
    assert [str(problem) for problem in imported.problems] == [
        "line 1: there is no column domain: the competencies are not grouped"
    ]


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (("1", "2", "3"), ["Level 1", "Level 2", "Level 3"]),
        (("0", "1", "2", "3"), ["Emerging", "Developing", "Proficient", "Leading"]),
        (("1", "2", "4"), ["Emerging", "Developing", "Proficient", "Leading"]),
        (("Level 1: Low", "Level 2: High"), ["Low", "High"]),
        (("2 High", "1 Low"), ["Low", "High"]),
        (("Novice", "Master"), ["Novice", "Master"]),
    ],
)
def test_levels_are_numbers_from_0_or_1_or_names_from_low_to_high(cells, names):
    rows = [("A", cell, f"does {cell}", "D") for cell in cells]
    document = read(sheet(ROWS[0], *rows)).document

    assert [level["name"] for level in document["levels"]] == names


def test_the_order_of_levels_follows_from_all_competencies_together():
    pairs = [("A", "Low"), ("A", "High"), ("B", "Middle"), ("B", "High"), ("C", "Low"), ("C", "Middle")]
    document = read(sheet(ROWS[0], *((name, level, "x", "D") for name, level in pairs))).document

    assert [level["name"] for level in document["levels"]] == ["Low", "Middle", "High"]


def test_rows_of_a_rubric_may_stand_in_any_order():
    rows = [("A", "3", "c", "D"), ("A", "1", "a", "D"), ("A", "2", "b", "D")]

    assert read(sheet(ROWS[0], *rows)).document["items"][0]["options"] == [{"text": "a"}, {"text": "b"}, {"text": "c"}]


def test_further_columns_hold_questions_keys_sections_and_prerequisites():
    text = sheet(
        ("competency", "level", "statement", "domain", "question", "kind", "credit", "section", "block", "url",
         "minutes", "elective", "mastery", "prerequisites", "description"),
        ("Goals", "1", "a", "D", "Which?", "", "", "", "", "", "", "", "", "", "Clear ones"),
        ("Goals", "2", "b", "D", "", "", "", "Show it", "sequential/x", "", "40 min", "no", "grade 80%", "", ""),
        ("Goals", "2", "wrong", "D", "What next?", "choice", "", "", "", "", "", "", "", "", ""),
        ("Goals", "2", "right", "D", "", "choice", "1", "", "", "", "", "", "", "", ""),
        ("Talk", "2", "", "D", "", "", "", "Visit", "", "https://a.org", "12,5", "x", "sign-off", "Goals: 2", ""),
    )  # fmt: skip
    document = read(text).document

    assert document["competencies"][0]["description"] == "Clear ones"
    assert document["competencies"][1]["prerequisites"] == [
        {"level": 1, "any_of": [{"competency": "goals", "level": 1}]}
    ]
    assert [(item["kind"], item["prompt"]) for item in document["items"]] == [
        ("rubric", "Which?"),
        ("choice", "What next?"),
    ]
    assert document["items"][1]["options"] == [{"text": "wrong"}, {"text": "right", "credit": 1}]
    assert document["sections"] == [
        {"id": "goals-1", "competency": "goals", "level": 1, "title": "Show it", "minutes": 40,
         "block": "sequential/x", "mastery": {"by": "grade", "share": 0.8}},
        {"id": "talk-1", "competency": "talk", "level": 1, "title": "Visit", "minutes": 12.5, "elective": True,
         "url": "https://a.org", "mastery": {"by": "sign_off"}},
    ]  # fmt: skip


def test_two_questions_of_a_competency_are_two_items():
    rows = [("A", "1", "a", "First?"), ("A", "2", "b", ""), ("A", "1", "c", "Second?"), ("A", "2", "d", "")]
    document = read(sheet(("competency", "level", "statement", "question"), *rows)).document

    assert [(item["id"], item["prompt"]) for item in document["items"]] == [
        ("a-rubric", "First?"),
        ("a-rubric-2", "Second?"),
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROWS[0][:2]], "line 1: there is no column statement; the first line has 'Competency', 'LEVEL'"),
        ([("a", "b")], "line 1: there is no column competency and no column level and no column statement; "),
        ([(*ROWS[0], "level")], "line 1: column level: there are two such columns"),
        ([ROWS[0]], "column level: there must be 2 to 8 levels, there are 0: "),
        ([ROWS[0], ("A", "x", "a", "")], "column level: there must be 2 to 8 levels, there are 1: 'x'"),
        (
            [ROWS[0], *(("A", name * 3, "a", "") for name in "qwertyuio")],
            "column level: there must be 2 to 8 levels, there are 9: 'qqq', 'www', ",
        ),
        ([*ROWS, ("", "Leading", "x", "")], "line 8: column competency: is empty"),
        ([*ROWS, ("Talk", "", "x", "")], "line 8: column level: is empty, and this row has a statement"),
        (
            [*ROWS, ("Feedback", "leading", "x", "")],
            "line 8: column level: line 3 has a statement for this level already; name the question that each is for",
        ),
        (
            [*ROWS, ("Talk", "Leadng", "x", "")],
            "line 8: column level: there is no level 'Leadng'; did you mean Leading?",
        ),
        (
            [*ROWS, ("Feedback", "Zenith", "x", "Planning")],
            "line 8: column domain: line 2 says something else of 'Feedback'",
        ),
        (
            [ROWS[0], ("A", "Low", "a", ""), ("A", "High", "b", ""), ("B", "High", "a", ""), ("B", "Low", "b", "")],
            "column level: the order of 'Low', 'High' is not clear: list them from lowest to highest, or number them ",
        ),
        (
            [ROWS[0], ("A", "1 Low", "a", ""), ("B", "1 High", "a", ""), ("A", "2", "a", "")],
            "column level: level 1 has two names: 'Low' and 'High'",
        ),
        (
            [*ROWS, ("Talk", "Leading", "x", "", "", "more")],
            "line 8: the first line names 4 columns, this row has 6 cells",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_column(rows, message):
    found = told(sheet(*rows))

    assert len(found) == 1
    assert found[0].startswith(message)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("kind", "quiz", "column kind: must be one of rubric, frequency, choice, scenario, competency, section, "),
        ("kind", "section", "column statement: a row of kind section has none"),
        ("prerequisites", "Talk: 2", "column prerequisites: there is no competency 'Talk'"),
        ("prerequisites", "A: 9", "column prerequisites: there is no level '9' in 'A: 9'"),
        ("section minutes", "long", "sections[0].minutes: must be a number, got 'long'"),
        ("elective", "perhaps", "sections[0].elective: must be true or false, got 'perhaps'"),
        ("mastery", "magic", "sections[0].mastery: must be an object, got 'magic'"),
        ("block", "x", "sections[0].block: must be sequential/<block id> or chapter/<block id>, "),
        ("credit", "1", "items[0].options[1].credit: an option of a rubric item has no credit"),
        (
            "competency id",
            "a b",
            "column competency_id: must be letters, digits, '_', '.' or '-', at most 64; got 'a b'",
        ),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_line(column, cell, message):
    header = ("competency", "level", "statement", "domain", "section", column)
    rows = [("A", "1", "a", "D", "", ""), ("A", "2", "b", "D", "S", cell)]

    assert any(said.startswith(f"line 3: {message}") for said in told(sheet(header, *rows)))


def test_half_a_table_that_ends_within_a_cell_is_refused():
    text = sheet(*ROWS)

    assert told(text[: text.index("reworked")]) == ["line 3: a cell in quotes is never closed"]
    assert told(text[: text.index("Domain")]) == ["line 1: a cell in quotes is never closed"]


@pytest.mark.parametrize("name", ["formative-starter", "digcompedu"])
def test_the_examples_come_back_equal_but_for_what_a_table_cannot_say(name):
    example = resources.files("pd_personalize_xblock").joinpath("examples", f"{name}.json")
    document = to_document(read_any(example.read_bytes()).definition)

    again = read(write_csv(read_document(document)[0]))

    assert again.document == {key: value for key, value in document.items() if key != "rules"}


def as_table_says(definition):
    """A definition without what its table leaves out."""
    framework = definition.framework
    scale = Scale.for_levels(len(framework.levels))
    return replace(definition, rules=Rules(), framework=replace(framework, scale=scale))


@settings(deadline=None, max_examples=50)
@given(sound_definitions())
@example(
    a_definition(
        competencies=[a_competency("x", name="a"), a_competency("a", name="X"), a_competency("b", name="a")],
        items=(a_rubric("q", "b", prompt="=1+1"), a_rubric("p", "x", prompt="'=1")),
        sections=(a_section("s", "a", title="+x"), a_section("t", "a", title="-x"), a_section("u", "b", title="@x")),
    )
)
def test_every_definition_comes_back_equal_but_for_what_a_table_cannot_say(definition):
    expected = as_table_says(definition)
    draft = read_csv(write_csv(definition))

    assert [str(problem) for problem in draft.problems if not problem.is_warning] == []
    assert draft.document is not None
    assert read_document(draft.document)[1] == read_document(to_document(expected))[1]
    assert to_document_of(draft.document) == to_document_of(to_document(expected))


def to_document_of(document):
    """A document without what says only the default, sound or not."""
    return to_document(build_stored(document))


@pytest.mark.parametrize(
    "names", [("1", "2"), ("a: b", "c: d"), ("2", "1"), ("Same", "same"), ("a | b", "c; d"), ("0", "a or b")]
)
def test_awkward_level_names_come_back(names):
    levels = tuple(Level(name) for name in names)
    competencies = [a_competency("goals"), a_competency("talk", needs(1, ("goals", 1)))]
    framework = replace(a_framework(competencies=competencies), levels=levels, scale=Scale.for_levels(2))
    definition = a_definition(competencies=competencies, items=(), sections=())
    definition = replace(definition, framework=framework, items=(a_rubric(levels=(0, 1)),))

    assert read(write_csv(definition)).definition == definition


def test_no_cell_of_a_written_table_is_a_formula():
    definition = a_definition(title="=1+1", items=(a_rubric(prompt="@SUM(A1)"),), sections=(a_section(title="-2+3"),))
    text = write_csv(replace(definition, source="'=x"))

    assert text.startswith("\ufeff")
    assert all(not cell.startswith(("=", "@", "-", "+")) for line in text.splitlines() for cell in line.split(","))
    assert "'=1+1" in text
    assert "''=x" in text


def test_what_a_table_cannot_hold_is_named():
    definition = a_definition(rules=Rules(max_questions=5))

    assert left_out(definition) == ["rules"]
    assert left_out(a_definition()) == []


def test_names_that_are_known_lead_to_the_ids_of_the_definition_in_hand():
    current = a_document()
    names = {competency["id"]: competency["name"] for competency in current["competencies"]}
    rows = [
        (names["feedback"].upper(), "1", "low", ""),
        (names["feedback"].upper(), "2", "high", ""),
        ("New", "1", "x", ""),
        ("New", "2", "y", ""),
    ]

    imported = read(sheet(ROWS[0], *rows), current)

    assert [c["id"] for c in imported.document["competencies"]] == ["goals", "feedback", "new"]
    assert imported.differences.counts["competencies"] == {"added": 1, "removed": 0, "changed": 1}


@pytest.mark.parametrize("name", ["Évaluer", "التقييم", "評価", "???", "-", "a" * 300])
def test_ids_made_from_names_are_ids_and_always_the_same(name):
    rows = [(name, "1", "a", ""), (name, "2", "b", "")]
    first, second = (read(sheet(ROWS[0], *rows)).document["competencies"][0]["id"] for _ in range(2))

    assert first == second
    assert len(first) <= 64
