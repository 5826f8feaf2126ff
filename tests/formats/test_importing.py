"""Files of every kind: recognised by what they hold, compared with the definition in hand, or refused in a sentence."""

from __future__ import annotations

import copy
import io
import json
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.frameworks import a_package as a_large_package
from pd_personalize_xblock.formats.differences import differences
from pd_personalize_xblock.formats.importing import read_any
from pd_personalize_xblock.formats.olx import write_olx
from pd_personalize_xblock.formats.schema import load_definition, to_document, write_json
from pd_personalize_xblock.formats.table_writing import write_csv
from tests.strategies import sound_definitions

from .damage import a_document, changed
from .packages import PLAN_AND_ASSESS, a_package, guid, read_package

DEFINITION = load_definition(a_document())
FILES = {
    "json": write_json(DEFINITION).encode(),
    "olx": write_olx(DEFINITION).encode(),
    "csv": write_csv(DEFINITION).encode(),
    "case": json.dumps(PLAN_AND_ASSESS).encode(),
}


def a_zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize("format", FILES)
@pytest.mark.parametrize("filename", ["", "x.json", "x.csv", "x.exe"])
def test_the_content_of_a_file_decides_what_it_is_not_its_name(format, filename):
    imported = read_any(FILES[format], filename)

    assert imported.format == format
    assert imported.is_sound


@pytest.mark.parametrize("format", ["json", "olx", "csv"])
def test_an_export_that_comes_back_is_no_difference(format):
    imported = read_any(FILES[format], "", a_document())

    assert imported.definition == DEFINITION
    assert imported.differences.is_empty
    assert imported.differences.counts == {}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n", "the file is empty"),
        (a_zip("xl/workbook.xml"), 'this is an Excel workbook: open it and save the sheet as "CSV UTF-8"'),
        (a_zip("word/document.xml"), "this is a Word document: a definition is JSON, OLX, CASE or CSV"),
        (a_zip("mimetype", "content.xml"), "this is an OpenDocument file: if it is a sheet, open it and save "),
        (a_zip("course/course.xml"), "this is a zip archive: unpack it and choose the file in it"),
        (a_zip("a")[:40], "this is a zip archive: unpack it and choose the file in it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old Excel or Word file: open it and save the sheet"),
        (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "this is an image"),
        (b"\x1f\x8b\x08\x00", "this is a compressed file, such as a course export: unpack it"),
        (b"a\x00\x01\x02b" * 20, "this is not a text file"),
        (b"\x81\x8d\x8f\x90\x9d", "not UTF-8 or Windows-1252 text: byte 1 is wrong"),
        (b"\xff\xfea", "not UTF-16 text: byte 3 is wrong"),
        (b"<!DOCTYPE html>\n<html></html>", "this is a web page: download the file itself"),
        ('{"title": "é"}'.encode("cp1252"), "not UTF-8 text: byte 12 is wrong"),
        (FILES["json"][:100], "line "),
        (b"[1]", "definition: must be an object, got a list"),
        (b"null", "definition: must be an object, got null"),
        (b"<course/>", "line 1: must begin with <pd_personalize>, found <course>"),
        (b"a" * 10_000_001, "the file is too large: at most 10 MB, it has 10.0 MB"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_holds_no_definition_is_refused_in_one_sentence(data, message):
    imported = read_any(data, "file", a_document())

    assert imported.document is None
    assert imported.definition is None
    assert imported.differences is None
    assert len(imported.problems) == 1
    assert str(imported.problems[0]).startswith(message)


@pytest.mark.parametrize(
    ("change", "is_editable"),
    [
        (("title", ""), True),
        (("items.0.competency", "none"), True),
        (("items.1.options", "x"), True),
        (("competencies", "x"), False),
        (("sections.0", 3), False),
    ],
)
def test_a_draft_with_mistakes_can_be_edited_where_its_lists_are_lists(change, is_editable):
    imported = read_any(json.dumps(changed(change)).encode())

    assert imported.definition is None
    assert imported.problems
    assert (imported.document is not None) is is_editable


def test_a_format_that_is_named_is_not_guessed():
    imported = read_any(FILES["json"], format="case")

    assert [str(problem) for problem in imported.problems] == [
        "this is no CASE package: it has no CFDocument and no CFItems"
    ]
    assert read_any(FILES["json"], format="olx").definition is None
    assert read_any(FILES["csv"], format="csv").is_sound


def test_a_case_package_keeps_what_the_author_made_beside_it():
    current = read_package(PLAN_AND_ASSESS).document
    goals = guid("Goals")
    current |= {
        "levels": [{"name": "Low"}, {"name": "High"}],
        "items": [
            {"id": "q", "competency": goals, "kind": "rubric", "prompt": "?", "options": [{"text": "a"}, {"text": "b"}]}
        ],
        "sections": [{"id": "s", "competency": goals, "level": 1, "title": "S", "block": "sequential/s"}],
        "rules": {"max_questions": 9},
    }
    current["competencies"].append({"id": "own", "name": "Our own"})
    current["competencies"][1]["prerequisites"] = [{"level": 1, "any_of": [{"competency": goals, "level": 1}]}]
    before = copy.deepcopy(current)
    links = [("Planning", ""), ("Assessing", ""), ("Talk", "Planning"), ("Feedback", "Assessing")]

    imported = read_package(a_package(["Planning", "Talk", "Assessing", "Feedback"], links), current)

    document = imported.document
    assert imported.is_sound
    assert current == before
    assert [c["name"] for c in document["competencies"]] == ["Talk", "Feedback", "Goals", "Our own"]
    assert all(document[key] == current[key] for key in ("levels", "items", "sections", "rules"))
    assert imported.notes[-1] == (
        "Kept, though the file does not have them, because items, sections or you rely on them: Goals, Our own."
    )
    groups = imported.differences.groups
    assert [entry.name for entry in groups["competencies"].added] == ["Talk"]
    assert [entry.name for entry in groups["competencies"].removed] == ["Resources"]
    assert groups["competencies"].reordered
    assert imported.differences.counts["prerequisites"] == {"added": 0, "removed": 1, "changed": 0}


def test_a_case_package_asks_for_no_prerequisite_twice_that_the_author_put_at_another_level():
    current = read_package(PLAN_AND_ASSESS).document
    current["competencies"][2]["prerequisites"][0]["any_of"][0]["level"] = 3

    imported = read_package(PLAN_AND_ASSESS, current)

    assert imported.differences.is_empty
    assert imported.document["competencies"][2]["prerequisites"][0]["any_of"][0]["level"] == 3


def test_what_an_absent_but_needed_competency_needs_is_kept_too():
    current = read_package(PLAN_AND_ASSESS).document
    current["sections"] = [{"id": "s", "competency": guid("Feedback"), "level": 1, "title": "S"}]

    imported = read_package(a_package(["New"], [("New", "")]), current)

    assert [c["name"] for c in imported.document["competencies"]] == ["New", "Goals", "Feedback"]
    assert [d["name"] for d in imported.document["domains"]] == ["Planning", "Assessing"]


def test_four_columns_over_a_definition_take_nothing_away():
    text = "competency,level,statement,domain\nAbout goals,1,low,\nAbout goals,2,high,Planning\n"

    imported = read_any(text.encode(), "", a_document())

    assert imported.document["sections"] == to_document(DEFINITION)["sections"]
    assert [c["id"] for c in imported.document["competencies"]] == ["goals", "feedback"]
    assert [i["id"] for i in imported.document["items"]] == [item.id for item in DEFINITION.items]
    assert imported.differences.counts == {
        "domains": {"added": 1, "removed": 0, "changed": 0},
        "competencies": {"added": 0, "removed": 0, "changed": 1},
        "items": {"added": 0, "removed": 0, "changed": 1},
    }


def test_a_table_with_ids_has_all_that_there_is():
    lines = FILES["csv"].decode().splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(("choice", "section")) and ",feedback" not in line)

    imported = read_any(text.encode(), "", a_document())

    assert [c["id"] for c in imported.document["competencies"]] == ["goals"]
    assert "sections" not in imported.document
    assert [entry.id for entry in imported.differences.groups["items"].removed] == ["choice", "other"]


def test_mistakes_of_a_table_keep_their_lines_where_it_is_put_over_a_definition():
    text = "competency,level,statement,section,elective\nNew,1,a,,\nNew,2,b,S,perhaps\n"

    imported = read_any(text.encode(), "", a_document())

    assert "line 3: sections[3].elective: must be true or false, got 'perhaps'" in map(str, imported.problems)


def test_differences_name_what_was_added_removed_and_changed():
    before = a_document()
    after = changed(
        ("title", "New"),
        ("levels.0.name", "First"),
        ("competencies.0.name", "Goals"),
        ("items.0.prompt", "Other?"),
        ("sections.1", {"id": "new", "competency": "goals", "level": 2, "title": "New"}),
        ("competencies.1.prerequisites.0.level", 3),
    )

    found = differences(before, after).as_dict()

    assert found["counts"] == {
        "settings": {"added": 0, "removed": 0, "changed": 1},
        "levels": {"added": 0, "removed": 0, "changed": 1},
        "competencies": {"added": 0, "removed": 0, "changed": 1},
        "prerequisites": {"added": 1, "removed": 1, "changed": 0},
        "items": {"added": 0, "removed": 0, "changed": 1},
        "sections": {"added": 1, "removed": 1, "changed": 0},
    }
    assert found["groups"]["items"]["changed"] == ({"id": "rubric", "name": "Other?", "changed": ("prompt",)},)
    assert found["groups"]["prerequisites"]["added"][0] == {
        "id": "feedback 3: goals 1",
        "name": "About feedback 3: Goals 1",
        "changed": (),
    }
    assert json.loads(json.dumps(found))["is_empty"] is False


@pytest.mark.parametrize(
    "document",
    [{}, {"competencies": 3}, {"items": [3, {"id": 4}, {"id": "a"}, {"id": "a"}]}, {"levels": [{"name": []}]}],
)
def test_documents_that_are_not_sound_are_compared_all_the_same(document):
    assert differences(document, document).is_empty
    assert not differences(document, a_document()).is_empty


@settings(deadline=None, max_examples=30)
@given(sound_definitions(), sound_definitions())
def test_any_definition_over_any_other_is_a_document_and_over_itself_no_difference(definition, other):
    text = write_csv(definition).encode()

    over_itself = read_any(text, "", to_document(definition))
    over_other = read_any(text, "", to_document(other))

    assert over_itself.is_sound
    assert over_itself.differences.is_empty
    assert over_other.document is not None


@settings(deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.integers(0, 6000), st.binary(max_size=3)), max_size=4),
    st.booleans(),
)
def test_no_damage_to_a_file_is_more_than_a_sentence(format, damages, over):
    data = bytearray(FILES[format])
    for place, replacement in damages:
        data[place % len(data) : place % len(data) + 1] = replacement

    imported = read_any(bytes(data), "file", a_document() if over else None)

    assert imported.is_sound or any(not problem.is_warning and problem.message for problem in imported.problems)


def test_a_package_of_2000_items_is_a_sound_draft_in_less_than_two_seconds():
    data = json.dumps(a_large_package()).encode()
    read_package(PLAN_AND_ASSESS)  # what is loaded once is loaded
    started = time.process_time()

    imported = read_any(data)

    assert time.process_time() - started < 2
    assert imported.is_sound
    assert imported.problems == ()
    assert len(imported.document["competencies"]) == 1800
    assert len(imported.document["domains"]) == 200


@pytest.mark.parametrize(
    ("row", "count", "message"),
    [
        ("A,{i},x,q,rubric\n", 60, "column level: there must be 2 to 8 levels, there are 60: "),
        ("A,1,x,q{i},choice\nA,2,x,p{i},choice\n", 501, "there can be at most 1000 items, the table has 1002"),
        ("A{i},1,x,,\nA{i},2,x,,\n", 2001, "line 4003: there can be at most 2000 competencies and 500 domains"),
        ("A,1,x,,\n", 20_001, "there are more than 20000 rows"),
    ],
)
def test_a_table_with_more_than_a_definition_holds_is_refused_in_words(row, count, message):
    text = "competency,level,statement,question,kind\n" + "".join(row.format(i=i) for i in range(count))

    errors = [str(problem) for problem in read_any(text.encode()).problems if not problem.is_warning]

    assert any(error.startswith(message) for error in errors)


def test_a_level_that_the_definition_in_hand_does_not_have_is_named():
    text = "competency,level,statement\nNew,Emerging,a\nNew,Developing,b\nNew,Master,c\n"
    imported = read_any(text.encode(), "", a_document())

    assert imported.definition is None
    assert str(imported.problems[0]) == (
        "line 4: column level: there is no level 'Master'; there are Emerging, Developing, Proficient, Leading"
    )


def test_another_number_of_levels_leaves_the_cuts_of_the_scale_out():
    text = "competency,level,statement\nNew,A,a\nNew,B,b\n"
    current = {"version": 1, "title": "T", "competencies": [{"id": "x", "name": "X"}]}
    current |= {"levels": [{"name": "L"}, {"name": "M"}, {"name": "H"}], "scale": {"cuts": [-1, 1]}}

    imported = read_any(text.encode(), "", current)

    assert imported.is_sound
    assert "scale" not in imported.document
    assert imported.notes[-1] == "The cuts of the scale were left out: there is another number of levels now."


@pytest.mark.parametrize(
    ("data", "messages"),
    [
        (b'{"version": 1, "title": "A", "title": "B"}', ["levels: is missing", "the key 'title' occurs twice"]),
        (
            b'<pd_personalize version="1" title="A" color="red"/>',
            ["levels: is missing", "there is no attribute 'color' here"],
        ),
        (b"competency,level,statement\nA,1,a\n,2,b\n", ["line 3: column competency: is empty"]),
    ],
)
def test_a_file_of_which_a_mistake_would_lose_something_is_not_taken_over_in_part(data, messages):
    imported = read_any(data, "", a_document())

    said = "\n".join(map(str, imported.problems))
    assert all(message in said for message in messages)
    assert imported.document is None


def test_a_long_list_of_problems_in_olx_ends():
    attributes = " ".join(f'a{n}="1"' for n in range(5_000))

    problems = read_any(f'<pd_personalize version="1" title="T" {attributes}/>'.encode()).problems

    assert any("there are more problems than can be listed" in str(problem) for problem in problems)
    assert len(problems) < 600


def test_blank_lines_before_a_table_keep_its_line_numbers():
    rows = b"Goals,Talk,0,a\r\nGoals,Talk,1,b\r\nGoals,Talk,1,c\r\n"

    found = read_any(b"\r\n\r\ncompetency,domain,level,statement\r\n" + rows)

    assert [str(problem)[:7] for problem in found.problems] == ["line 6:"]
