"""Files into the editor by its own field, out of it, and every kind of mistake mended there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .journey import press
from .test_accessibility import violations
from .test_authoring import FIELD, as_text, open_editor, part, said, save

SHEET = "competency;domain;level;statement\r\nWait time;Talk;0;I ask and answer.\r\nWait time;Talk;1;I wait.\r\n"
TOO_LARGE = 10_000_001
Document = dict[str, Any]


def case_package() -> bytes:
    """A group with two statements, of which the first comes before the second."""
    root, group, first, second = (f"{n}0000000-0000-4000-8000-000000000000" for n in "1234")
    items = [(group, "Talk in class"), (first, "Waits for an answer"), (second, "Lets students reply")]
    links = [(group, root), (first, group), (second, group)]
    package = {
        "CFDocument": {"identifier": root, "title": "Talk", "creator": "A district"},
        "CFItems": [{"identifier": id, "fullStatement": words} for id, words in items],
        "CFAssociations": [
            *(link(n, "isChildOf", child, parent) for n, (child, parent) in enumerate(links)),
            link(9, "precedes", first, second),
        ],
    }
    return json.dumps(package).encode()


def link(number: int, kind: str, origin: str, destination: str) -> Document:
    return {
        "identifier": f"9000000{number}-0000-4000-8000-000000000000",
        "associationType": kind,
        "originNodeURI": {"identifier": origin},
        "destinationNodeURI": {"identifier": destination},
        "sequenceNumber": number + 1,
    }


@pytest.fixture
def editor(page: Page) -> Locator:
    block = open_editor(page)
    part(block, "Import, export")
    return block


def upload(editor: Locator, name: str, data: bytes) -> Locator:
    """Choose a file; return what is said of it."""
    editor.get_by_label(FIELD).set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    return editor.get_by_role("region", name="Import, export").get_by_role("status")


def in_editor(editor: Locator) -> Document:
    return json.loads(as_text(editor).input_value())


def test_a_csv_shows_what_it_changes_is_taken_over_undone_and_saved(page: Page, editor: Locator) -> None:
    before = in_editor(editor)
    part(editor, "Import, export")
    found = upload(editor, "Talk in class.csv", SHEET.encode("utf-8-sig"))
    expect(found.get_by_text("Competencies: new: Wait time")).to_be_visible()
    assert violations(page) == []
    press(editor, "Put it into the editor")
    expect(said(editor)).to_contain_text("Nothing is saved yet")
    assert [each["name"] for each in in_editor(editor)["competencies"]][-1] == "Wait time"

    press(editor, "Undo")
    assert in_editor(editor) == before
    press(editor, "Do again")
    after = in_editor(editor)
    save(editor)

    expect(page.get_by_text("Sound.")).to_be_visible()
    assert in_editor(open_editor(page)) == after


def test_a_case_package_begins_an_empty_block_with_its_tree_and_what_precedes(page: Page, editor: Locator) -> None:
    as_text(editor).fill("")
    save(editor)
    page.reload()
    upload_field = editor.get_by_label(FIELD)
    upload_field.set_input_files({"name": "talk.json", "mimeType": "application/json", "buffer": case_package()})

    expect(editor.get_by_role("heading", name="Talk", exact=True).first).to_be_visible()
    document = in_editor(editor)
    assert [each["name"] for each in document["domains"]] == ["Talk in class"]
    names = {each["id"]: each["name"] for each in document["competencies"]}
    assert set(names.values()) == {"Waits for an answer", "Lets students reply"}
    (waits,) = (each for each in document["competencies"] if each.get("prerequisites"))
    assert waits["name"] == "Lets students reply"
    assert names[waits["prerequisites"][0]["any_of"][0]["competency"]] == "Waits for an answer"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "Nothing could be taken from this file."),
        ("half.csv", b'competency,domain,level,statement\r\nGoals,Talk,0,"never closed', "Nothing could be taken"),
        ("large.csv", b"x" * TOO_LARGE, "at most 10 MB can be read. Nothing has changed."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence_and_damages_nothing(
    editor: Locator, name: str, data: bytes, words: str
) -> None:
    before = in_editor(editor)
    part(editor, "Import, export")

    expect(upload(editor, name, data)).to_contain_text(words)

    assert in_editor(editor) == before


def test_what_is_downloaded_is_what_is_in_the_editor(page: Page, editor: Locator) -> None:
    document = in_editor(editor)
    part(editor, "Import, export")
    with page.expect_download() as download:
        press(editor, "Download as JSON")

    assert json.loads(download.value.path().read_text(encoding="utf-8"))["title"] == document["title"]
    assert download.value.suggested_filename == "formative-assessment-starter.json"


def _put(path: list[str | int], value: object) -> Any:
    def change(document: Document) -> None:
        inner: Any = document
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value

    return change


BROKEN = {
    "an id used twice": _put(["items", 1, "id"], "goals-rubric-1"),
    "ids that differ in case only": _put(["competencies", 1, "id"], "Goals"),
    "an unknown competency": _put(["items", 0, "competency"], "nowhere"),
    "an unknown domain": _put(["competencies", 0, "domain"], "nowhere"),
    "a level too high": _put(["sections", 0, "level"], 9),
    "a prerequisite of nobody": _put(["competencies", 1, "prerequisites", 0, "any_of", 0, "competency"], "nowhere"),
    "a circle": _put(
        ["competencies", 0, "prerequisites"], [{"level": 1, "any_of": [{"competency": "ownership", "level": 3}]}]
    ),
    "thresholds that fall": _put(["items", 0, "thresholds"], [1, 0, -1]),
    "two right answers": _put(["items", 3, "options", 0, "credit"], 1),
    "one option": _put(["items", 0, "options"], [{"text": "Alone"}]),
    "no minutes": _put(["sections", 0, "minutes"], 0),
    "a block that is gone": _put(["sections", 0, "block"], "sequential/gone"),
    "a block used twice": _put(["sections", 1, "block"], "sequential/fa-goals-1"),
    "an outside section by grade": _put(["sections", 5, "mastery"], {"by": "grade"}),
    "a rule out of range": _put(["rules", "max_questions"], 0),
    "cuts that do not fit": _put(["rules", "average_cuts"], [0.5]),
    "a key that is not known": _put(["colour"], "red"),
    "no levels": _put(["levels"], []),
}


def test_every_kind_of_mistake_is_named_and_mended(editor: Locator) -> None:
    text = as_text(editor)
    sound = text.input_value()
    silent = []
    for mistake, break_it in BROKEN.items():
        document = json.loads(sound)
        break_it(document)
        text.fill(json.dumps(document))
        problems = editor.get_by_role("heading", name="To mend")
        try:
            expect(problems).to_be_visible()
        except AssertionError:
            silent.append(mistake)
        text.fill(sound)
        expect(problems).to_have_count(0)

    assert silent == []
    expect(editor.get_by_text("No problems. What you save comes into force")).to_be_visible()
