"""Files into the editor and out of it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from webob import Request

from pd_personalize_xblock.formats.schema import read_json
from pd_personalize_xblock.http import MAX_UPLOAD_BYTES

from .browser import Browser, Reply, document_of
from .test_bad_input import everything_written

SHEET = "competency;domain;level;statement\r\nWait time;Talk;0;I ask and answer.\r\nWait time;Talk;1;I wait.\r\n"


def upload(browser: Browser, data: bytes, filename: str = "file", text: str = "") -> Reply:
    """Send a file as the editor's form does."""
    runtime = browser.runtime()
    request = Request.blank("/", POST={"file": (filename, data), "text": text})
    response = runtime.handle(browser.block(), "author", request, "import")
    return Reply(response.status_code, json.loads(response.body), runtime.published)


def a_workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def export(author: Browser, definition: Any, to: str) -> Reply:
    return author.at_desk("export", text=json.dumps(document_of(definition)), to=to)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_newcomer_s_sheet_becomes_a_draft(author, encoding):
    reply = upload(author, SHEET.encode(encoding), "Talk in class.csv")

    assert reply.status == 200
    assert reply.body["format"] == "csv"
    document = json.loads(reply.body["text"])
    assert [competency["name"] for competency in document["competencies"]] == ["Wait time"]
    assert "Afterwards: competencies 1, questions 1, sections 0." in reply.body["sentences"]


def test_reading_a_file_saves_nothing(author):
    before = everything_written()

    upload(author, SHEET.encode())

    assert everything_written() == before


def test_what_a_file_would_change_is_said_by_name(author, course):
    text = json.dumps(document_of(course))

    reply = upload(author, SHEET.encode(), text=text)

    assert "Competencies: new: Wait time" in reply.body["differences"]
    kept = json.loads(reply.body["text"])
    assert {competency["id"] for competency in kept["competencies"]} >= {"goals", "feedback"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (a_workbook(), "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\x00\x01\x02\x03" * 10, "text"),
        (b"", "empty"),
    ],
)
def test_a_file_of_another_kind_is_named_and_changes_nothing(author, data, sentence):
    reply = upload(author, data)

    assert reply.status == 200
    assert reply.body["text"] == ""
    assert reply.body["sentences"][0].startswith("Nothing could be taken from this file.")
    assert any(sentence in problem["text"] for problem in reply.body["problems"])


def test_half_a_table_names_its_line(author):
    reply = upload(author, (SHEET + "Feedback;Talk;seven;\r\n").encode())

    assert any("line 4" in problem["text"] for problem in reply.body["problems"])


def test_hostile_cells_stay_text(author):
    sheet = SHEET.replace("I wait.", '"<img src=x onerror=alert(1)> and =HYPERLINK(0)"')

    document = json.loads(upload(author, sheet.encode()).body["text"])
    statement = document["items"][0]["options"][1]["text"]
    assert statement == "<img src=x onerror=alert(1)> and =HYPERLINK(0)"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(author):
    reply = upload(author, b"x" * (MAX_UPLOAD_BYTES + 1))

    assert (reply.status, reply.body) == (400, {"error": "the file is too large: at most 12 MB"})


def test_without_a_file_there_is_nothing_to_read(author):
    assert author.at_desk("import").body == {"error": "send the file as a form"}
    request = Request.blank("/", POST={"text": "{}", "file": "a text, no file"}, content_type="multipart/form-data")
    response = author.runtime().handle(author.block(), "author", request, "import")
    assert json.loads(response.body) == {"error": "there is no file in the form"}


def test_a_teacher_may_not_send_a_file(teacher):
    assert upload(teacher, SHEET.encode()).status == 403


@pytest.mark.parametrize(("to", "ending"), [("json", "json"), ("csv", "csv"), ("olx", "xml")])
def test_what_goes_out_comes_in_again(author, course, to, ending):
    out = export(author, course, to).body
    assert out["filename"] == f"formative-assessment.{ending}"

    back = upload(author, out["text"].encode(), out["filename"], text=json.dumps(document_of(course)))

    assert back.body["differences"] == []
    assert read_json(back.body["text"])[0] == course


def test_a_draft_with_problems_goes_out_as_json_alone(author):
    half = '{"version": 1}'

    assert author.at_desk("export", text=half, to="json").body == {"filename": "draft.json", "text": half}
    assert author.at_desk("export", text=half, to="olx").body == {
        "error": "This draft has problems: mend them first, or download it as JSON."
    }


def test_an_unknown_kind_of_file_is_refused(author):
    assert author.at_desk("export", text="{}", to="pdf").status == 400
