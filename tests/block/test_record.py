"""The teacher's own record: all of it, for nobody else, and their words deletable."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from lxml import html as lxml_html

from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.platform import hosts
from pd_personalize_xblock.records import models

from ..builders import a_section, an_outside_section
from .browser import BLOCK, Browser, best_answers, document_of, two_competencies
from .test_secrets import PARAMETERS, SCORING_WORDS, harm_in, keys_of
from .test_secrets import keyed as keyed

FILES = ("record_json", "record_csv", "record_page")
NOTE, TRIED = "=1+1, sat in on a lesson", "They wrote the goal in their own words"
COACHS_NOTE = "needs a nudge"


@pytest.fixture
def course(course):
    """``two_competencies``, one section of which a coach signs off."""
    sections = (
        a_section("goals-1", "goals", 1, minutes=50, mastery=Mastery(MasteryBy.SIGN_OFF)),
        *(a_section(f"goals-{level}", "goals", level) for level in (2, 3)),
        *(a_section(f"feedback-{level}", "feedback", level) for level in (1, 2, 3)),
        an_outside_section("visit", "feedback", 1, minutes=45),
    )
    definition = two_competencies(sections=sections)
    DemoRuntime().create_block(BLOCK, document_of(definition))
    return definition


@pytest.fixture
def coach(db):
    return User.objects.create(username="coach", first_name="Rosa", last_name="Diaz", is_staff=True)


@pytest.fixture
def lived(teacher, user, course, coach):
    """A teacher with something of every kind on record."""
    teacher.sit_through()
    teacher.sit_through(lambda question: "not_sure" if "rubric" in question["item_id"] else "1")
    teacher.post("choose", kind="start", competency="goals", level=1)
    teacher.post("note", section_id="visit", text=NOTE)
    teacher.post("remark", section_id="visit", kind="practice", text=TRIED)
    teacher.post("remark", section_id="visit", kind="relevance", value=4)
    teacher.post("look_back", levels={"goals": 1})
    about = {"username": user.username, "about": "goals-1", "given": True, "note": COACHS_NOTE}
    assert Browser(coach.pk).post("sign_off", **about).status == 200
    return teacher


def document(browser):
    return json.loads(browser.get("record_json").body)


def rows(browser):
    text = browser.get("record_csv").body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("record_json", "application/json", 'attachment; filename="my-record.json"'),
        ("record_csv", "text/csv", 'attachment; filename="my-record.csv"'),
        ("record_page", "text/html", "inline"),
    ],
)
def test_each_form_says_what_it_is_and_that_nobody_may_keep_a_copy(lived, name, kind, disposition):
    response = lived.get(name)

    assert (response.status_code, response.content_type) == (200, kind)
    assert response.headers["Content-Disposition"] == disposition
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_the_download_leaves_no_kind_of_record_out(lived):
    found = document(lived)
    kept = {field.name for field in fields(LearnerRecord)}

    names = {"attempts": "sittings", "placements": "sittings"}
    assert {names.get(name, name) for name in kept} <= set(found)
    assert all(found[names.get(name, name)] for name in kept)
    assert all(sitting["placement"] for sitting in found["sittings"])


def test_every_answer_is_there_in_the_words_it_was_given_in(lived, course):
    sittings = document(lived)["sittings"]
    answers = [answer for sitting in sittings for answer in sitting["answers"]]
    asked = models.Entry.objects.values_list("item_id", "option")

    assert len(answers) == len(asked)
    for answer, (item_id, option) in zip(answers, asked, strict=True):
        item = course.item(item_id)
        assert answer["question"] == item.prompt
        assert answer["answer"] == ("I am not sure" if option == "not_sure" else item.options[int(option)].text)
        assert datetime.fromisoformat(answer["at"]).tzinfo == UTC


def test_an_answer_that_was_taken_back_is_said_to_be_so(teacher):
    page = teacher.answer("0", teacher.begin().body).body
    teacher.post("back", sequence=page["sequence"])

    assert [answer["taken_back"] for answer in document(teacher)["sittings"][0]["answers"]] == [True]
    assert "Answer taken back" in {row["What"] for row in rows(teacher)}


def test_a_row_tells_each_fact_and_none_is_a_formula(lived):
    found = rows(lived)
    whole = document(lived)

    what = [row["What"] for row in found]
    assert what.count("Answer") == sum(len(sitting["answers"]) for sitting in whole["sittings"])
    assert what.count("Section opened") == len(whole["openings"])
    for one in ("Choice", "Section done", "Signed off", "Tried in class", "How relevant", "Looking back"):
        assert what.count(one) == 1, one
    assert [row["When"] for row in found] == sorted(row["When"] for row in found)
    assert next(row["Words"] for row in found if row["What"] == "Section done") == f"'{NOTE}"


def test_the_page_has_the_hours_the_dates_and_who_signed(lived):
    page = lxml_html.document_fromstring(lived.get("record_page").text)
    table = [" ".join(row.text_content().split()) for row in page.iter("tr")]

    assert len(table) == 3
    assert "Outside the course, by the teacher’s own note" in table[1]
    assert table[1].endswith("45")
    assert "Signed off" in table[2]
    assert "Rosa Diaz" in table[2]
    assert re.search(r"\w+\. \d+, \d{4}", table[2])
    assert "1 hour and 35 minutes in all." in page.text_content()
    assert page.find(".//title").text == "Professional development record: teacher"


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_page_to_print_says_its_language_and_direction(lived, language, direction):
    with translation.override(language):
        root = lxml_html.document_fromstring(lived.get("record_page").text)

    assert (root.get("lang"), root.get("dir")) == (language, direction)


def test_what_is_exempt_is_no_hour(teacher, course):
    teacher.sit_through(best_answers(course))

    assert set(teacher.view().states.values()) == {"exempt"}
    assert document(teacher)["hours"] == {"sections": [], "minutes": 0}
    assert "No hours so far." in teacher.get("record_page").text


def test_an_exempt_section_that_is_done_all_the_same_is_an_hour(lived):
    assert [row["section_id"] for row in document(lived)["hours"]["sections"]] == ["visit", "goals-1"]


def test_a_section_the_author_has_removed_keeps_its_name_and_its_hours(lived, course):
    left = tuple(section for section in course.sections if section.id != "visit")
    DemoRuntime().create_block(BLOCK, document_of(two_competencies(sections=left)))
    lived.open()

    found = document(lived)
    assert "visit" not in {section["section_id"] for section in found["sections_now"]}
    assert [e["title"] for e in found["evidence"]] == ["Work visit"]
    assert found["hours"]["minutes"] == 95


@pytest.mark.parametrize("name", FILES)
def test_no_scoring_key_and_no_question_that_was_not_asked_is_in_it(teacher, keyed, name):
    page = teacher.begin().body
    teacher.answer("1", page)
    teacher.post("finish")
    text = teacher.get(name).text

    hidden = [item.prompt for item in keyed.items if item.id != page["question"]["item_id"]]
    assert [prompt for prompt in hidden if prompt in text] == []
    assert [word for word in (*SCORING_WORDS, *PARAMETERS) if word in text.lower()] == []
    assert not {*SCORING_WORDS, "ability", "cuts", "seed", "scored", "own", "others"} & set(keys_of(document(teacher)))


def test_of_an_answer_nothing_is_told_but_its_words_and_when(lived):
    """Whether a check was answered right would be its key by another name."""
    answers = [answer for sitting in document(lived)["sittings"] for answer in sitting["answers"]]

    assert {tuple(answer) for answer in answers} == {("question", "answer", "at", "taken_back")}


@pytest.mark.parametrize("name", FILES)
def test_what_a_coach_noted_is_not_in_it(lived, name):
    assert COACHS_NOTE not in lived.get(name).text
    assert models.SignOff.objects.get().note == COACHS_NOTE


@pytest.mark.parametrize("name", FILES)
def test_whoever_is_not_signed_in_gets_none(lived, name):
    response = Browser(None).get(name)

    assert (response.status_code, response.json) == (403, {"error": "sign in first"})


@pytest.mark.parametrize("name", FILES)
def test_staff_get_their_own_and_nobody_elses(lived, coach, name):
    text = Browser(coach.pk).get(name).text

    assert TRIED not in text
    assert "visit" not in text.lower().replace("visit (", "") or name == "record_json"
    assert document(Browser(coach.pk))["evidence"] == []
    assert document(Browser(coach.pk))["teacher"] == "Rosa Diaz"


@pytest.mark.parametrize("name", FILES)
def test_staff_who_look_as_the_teacher_get_none(lived, name, monkeypatch):
    monkeypatch.setattr(hosts, "is_masquerade", lambda block: True)

    response = lived.get(name)

    assert response.status_code == 403
    assert "for the teacher's own eyes" in response.json["error"]


@pytest.mark.parametrize("name", FILES)
def test_a_block_that_is_not_ready_has_none(teacher, name):
    models.PathwayBlock.objects.all().delete()

    assert teacher.get(name).status_code == 404


@pytest.mark.parametrize("name", [*FILES, "student_view_user_state"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_reading_is_all_that_can_be_done_there(lived, name, method):
    assert lived.get(name, method=method).status_code == 405


@pytest.mark.parametrize("name", [*FILES, "student_view_user_state"])
def test_reading_writes_nothing(lived, name):
    from .test_bad_input import everything_written

    before = everything_written()
    assert lived.get(name).status_code == 200

    assert everything_written() == before


def test_nothing_on_the_page_to_print_can_do_harm(teacher, course):
    harm = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>"
    sections = tuple(replace(section, title=harm) for section in course.sections)
    DemoRuntime().create_block(BLOCK, document_of(two_competencies(sections=sections, title=harm)))
    teacher.open()
    teacher.post("skip")
    teacher.post("note", section_id="visit", text=harm)

    page = teacher.get("record_page").text
    assert "45 minutes in all" in page
    assert [found for found in harm_in(page) if found != "style"] == []
    assert harm_in(teacher.post("record").body["html"]) == []


def test_the_screen_says_who_can_see_what_and_lists_every_word(lived):
    page = lived.post("record").body

    assert page["screen"] == "record"
    assert [(word["what"], word["number"], word["text"]) for word in page["words"]] == [
        ("evidence", 0, NOTE),
        ("remark", 0, TRIED),
    ]
    for words in (
        "Who can see what",
        "Only you:",
        "Coaches you let look:",
        "Course staff:",
        "1 hour and 35 minutes in all.",
    ):
        assert words in page["html"]
    for name in FILES:
        assert f"/{name}" in page["html"]


def test_words_are_deleted_and_the_fact_stays(lived):
    before = lived.view()

    lived.post("forget_words", what="evidence", number=0)
    page = lived.post("forget_words", what="remark", number=0).body

    assert page["words"] == []
    for name in FILES:
        assert TRIED not in lived.get(name).text
        assert "sat in on a lesson" not in lived.get(name).text
    assert lived.view().states == before.states
    assert len(document(lived)["remarks"]) == 3
    assert document(lived)["hours"]["minutes"] == 95
    assert TRIED not in str(list(models.Remark.objects.values()))


def test_deleting_words_twice_is_deleting_them_once(lived):
    for _ in range(2):
        assert lived.post("forget_words", what="remark", number=0).status == 200


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"what": "remark", "number": 9}, 404),
        ({"what": "answer", "number": 0}, 400),
        ({"what": "remark"}, 400),
        ({"what": "remark", "number": -1}, 400),
    ],
)
def test_deleting_what_is_not_there_is_refused(lived, payload, status):
    assert lived.post("forget_words", **payload).status == status
    assert models.Remark.objects.filter(text=TRIED).exists()


def test_nobody_deletes_anothers_words(lived, colleague):
    assert colleague.post("forget_words", what="remark", number=0).status == 404
    assert models.Remark.objects.filter(text=TRIED).exists()


def test_the_reason_of_a_decision_is_deleted_and_the_decision_stays(lived):
    lived.post("choose", kind="start", competency="goals", level=0, reason="I teach beginners")
    words = lived.post("record").body["words"]
    mine = next(each for each in words if each["what"] == "choice")
    assert (mine["kind"], mine["text"]) == ("reason", "I teach beginners")

    page = lived.post("forget_words", what="choice", number=mine["number"]).body

    assert [each for each in page["words"] if each["what"] == "choice"] == []
    assert "I teach beginners" not in json.dumps(page)
    last = document(lived)["choices"][-1]
    assert (last["level"], last["reason"]) == (0, "")
