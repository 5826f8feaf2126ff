"""The panel for course staff, and what the LMS's own tools ask of the block."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kombu.exceptions import OperationalError

from demo.runtime import DemoRuntime
from pd_personalize_xblock import service
from pd_personalize_xblock.platform import events, people
from pd_personalize_xblock.records import models
from pd_personalize_xblock.records.staff_tasks import let_everybody_start

from ..builders import a_section
from .browser import BLOCK, Browser, best_answers, document_of, two_competencies
from .test_bad_input import STRANGE, bodies

ACTS = {
    "staff_find": {"who": "teacher"},
    "sign_off": {"username": "teacher", "about": "goals", "level": 2, "given": True, "note": "seen in class"},
    "skip_all": {"confirmed": True},
}
NOTE = "what I took from the visit"


@pytest.fixture
def coach(db) -> Browser:
    """Course staff, who look at the course in the LMS."""
    return Browser(User.objects.create(username="coach", is_staff=True).pk)


@pytest.fixture
def known(teacher) -> Browser:
    """A teacher on record who has started at the beginning."""
    teacher.open()
    teacher.post("skip")
    return teacher


def test_staff_see_the_panel_and_teachers_do_not(coach, teacher):
    assert "For course staff" in coach.open()
    assert "For course staff" not in teacher.open()


def test_only_for_staff_its_script_is_loaded(coach, teacher):
    def scripts(browser):
        runtime = browser.runtime()
        fragment = runtime.render(runtime.get_block(BLOCK), "student_view")
        return [resource.data.rpartition("/")[2] for resource in fragment.resources if "js" in resource.data]

    assert scripts(coach) == ["student.js", "panel.js", "staff.js"]
    assert scripts(teacher) == ["student.js"]


def test_staff_see_no_panel_in_studio_nor_while_nothing_is_in_force(coach):
    assert "For course staff" not in Browser(coach.user_id, is_author_mode=True).open()
    DemoRuntime().create_block(BLOCK.context_key.make_usage_key("pd_personalize", "empty"), "")
    empty = Browser(coach.user_id, BLOCK.context_key.make_usage_key("pd_personalize", "empty"))

    assert "For course staff" not in empty.open()


@pytest.mark.parametrize("handler", ACTS)
@pytest.mark.parametrize("who", ["learner", "nobody", "staff in Studio"])
def test_whoever_is_not_course_staff_is_refused(known, coach, colleague, handler, who):
    browser = {
        "learner": colleague,
        "nobody": Browser(None),
        "staff in Studio": Browser(coach.user_id, is_author_mode=True),
    }[who]

    reply = browser.post(handler, **ACTS[handler])

    assert (reply.status, reply.body) == (403, {"error": "this is for course staff"})
    assert not models.SignOff.objects.exists()


@pytest.mark.parametrize("handler", ACTS)
def test_staff_who_look_as_somebody_else_are_refused_whatever_rights_those_have(known, coach, handler, monkeypatch):
    current = SimpleNamespace(opt_attrs={"edx-platform.user_is_staff": True})
    user = SimpleNamespace(_django_user=SimpleNamespace(real_user="somebody"), get_current_user=lambda: current)
    service = DemoRuntime.service
    monkeypatch.setattr(DemoRuntime, "service", lambda *args: user if args[-1] == "user" else service(*args))

    reply = coach.post(handler, **ACTS[handler])

    assert (reply.status, "as somebody else" in reply.body["error"]) == (403, True)
    assert "For course staff" not in coach.open()
    assert not models.SignOff.objects.exists()
    assert models.Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("handler", "wrong"),
    [
        ("staff_find", {"who": None}),
        ("staff_find", {"who": "x" * 255}),
        ("sign_off", {"username": 7}),
        ("sign_off", {"about": None}),
        ("sign_off", {"level": "2"}),
        ("sign_off", {"level": True}),
        ("sign_off", {"given": "yes"}),
        ("sign_off", {"given": None}),
        ("sign_off", {"note": "x" * 2001}),
        ("sign_off", {"note": None}),
        ("skip_all", {"confirmed": 1}),
        ("skip_all", {"confirmed": None}),
    ],
)
def test_a_payload_of_another_form_is_refused(known, coach, handler, wrong):
    assert coach.post(handler, **(ACTS[handler] | wrong)).status == 400
    assert not models.SignOff.objects.exists()


KEYS = ("who", "username", "about", "level", "given", "note")
strange = st.fixed_dictionaries({}, optional={key: st.sampled_from(STRANGE) for key in KEYS})


@pytest.mark.parametrize("handler", ["staff_find", "sign_off"])
@given(body=bodies | strange.map(lambda wrong: json.dumps(ACTS["sign_off"] | wrong | {"given": 0}).encode()))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_staff_post_gets_an_answer_or_one_clear_sentence(known, coach, handler, body):
    reply = coach.send(handler, body)

    assert reply.status in (400, 403, 404, 409)
    assert isinstance(reply.body["error"], str)
    assert not models.SignOff.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"username": "nobody"}, 404),
        ({"about": "nothing"}, 404),
        ({"level": 9}, 404),
        ({"level": 0}, 404),
        ({"about": "goals-1", "level": None}, 403),
        ({"about": "nowhere", "level": None}, 404),
    ],
)
def test_a_word_that_cannot_be_given_is_refused(known, coach, wrong, status):
    reply = coach.post("sign_off", **(ACTS["sign_off"] | wrong))

    assert reply.status == status
    assert not models.SignOff.objects.exists()


def test_staff_do_not_sign_off_their_own_work(coach):
    coach.open()
    coach.post("skip")

    reply = coach.post("sign_off", **(ACTS["sign_off"] | {"username": "coach"}))

    assert (reply.status, reply.body) == (403, {"error": "nobody signs off their own work"})


def test_staff_see_levels_and_section_states_of_a_teacher_by_name(coach, teacher, course):
    teacher.sit_through(best_answers(course))

    reply = coach.post("staff_find", who="teacher")

    shown = reply.body["teacher"]
    assert (shown["username"], shown["begun"]) == ("teacher", "finished")
    sure = shown["competencies"][0].pop("sure")
    assert (sure["level_name"], sure["is_asked"]) == ("Leading", True)
    assert shown["competencies"][0] == {
        "id": "goals",
        "name": "About goals",
        "placed_name": "Leading",
        "level_name": "Leading",
    }
    assert {section["state"] for section in shown["sections"]} == {"exempt"}
    assert "Work goals-1" in reply.body["html"]


def test_staff_see_no_answers_reasons_or_notes(coach, known):
    known.post("note", section_id="visit", text=NOTE)
    coach.post("sign_off", **ACTS["sign_off"])

    reply = coach.post("staff_find", who="teacher")

    everything = reply.body["html"] + str(reply.body["teacher"])
    assert NOTE not in everything
    assert "seen in class" not in everything
    assert "option" not in reply.body["teacher"]


def test_a_sign_off_opens_what_follows_for_the_teacher_and_is_shown_to_the_coach(coach, known):
    reply = coach.post("sign_off", **ACTS["sign_off"])

    assert reply.body["said"] == "Signed off."
    signed = reply.body["teacher"]["signed"][0]
    assert (signed["about"], signed["level"], signed["label"]) == ("goals", 2, "About goals: Proficient")
    assert signed["by"] == "coach"
    assert known.view().states["goals-3"] == "open"
    word = models.SignOff.objects.get()
    assert (word.user_id, word.signed_by_id, word.note) == (known.user_id, coach.user_id, "seen in class")


def test_a_sign_off_that_is_taken_back_leaves_open_what_it_opened(coach, known):
    coach.post("sign_off", **ACTS["sign_off"])

    reply = coach.post("sign_off", **(ACTS["sign_off"] | {"given": False}))

    assert reply.body["said"] == "Taken back. What is open stays open."
    assert reply.body["teacher"]["signed"] == []
    assert known.view().states["goals-3"] == "open"


def test_a_section_can_be_signed_off_where_the_author_says_so(coach, known):
    document = document_of(two_competencies(sections=(a_section("goals-1"), a_section("talk", "feedback", 1))))
    document["sections"][1]["mastery"] = {"by": "sign_off"}
    DemoRuntime().create_block(BLOCK, document)
    known.open()

    found = coach.post("staff_find", who="teacher").body["teacher"]
    coach.post("sign_off", username="teacher", about="talk", given=True)

    assert found["to_sign"] == [{"id": "talk", "title": "Work talk"}]
    assert known.view().states["talk"] == "mastered"


def test_what_a_coach_does_is_nothing_about_themself(coach, known):
    """Neither a summary nor a completion, nor a record of the coach's own."""
    reply = coach.post("sign_off", **ACTS["sign_off"])

    assert (reply.published, coach.block().summary) == ([], {})
    assert not models.Attempt.objects.filter(user_id=coach.user_id).exists()


def test_what_a_sign_off_did_is_told_of_the_teacher(coach, known, monkeypatch):
    told = []
    monkeypatch.setattr(events, "emit_for", lambda *what: told.append(what))

    coach.post("sign_off", **ACTS["sign_off"])

    ((user_id, course_key, block, what),) = (each for each in told if each[3])
    assert (user_id, course_key, block) == (known.user_id, str(BLOCK.context_key), str(BLOCK))
    assert what[0] == service.SignedOff("goals", 2, True)
    assert "goals-3" in {event.section_id for event in what if isinstance(event, service.SectionOpened)}


@pytest.fixture
def waiting(coach, colleague, monkeypatch) -> Browser:
    """A colleague who takes the course and has not begun."""
    coach.open()
    monkeypatch.setattr(people, "knows_learners", lambda: True)
    monkeypatch.setattr(people, "learners_elsewhere", lambda course_key: [colleague.user_id])
    return colleague


def test_staff_are_asked_before_everybody_starts(coach, waiting):
    reply = coach.post("skip_all", confirmed=False)

    assert reply.body["waiting"] == 1
    assert "1 teacher has not begun" in reply.body["said"]
    assert not models.Attempt.objects.exists()


def test_everybody_who_has_not_begun_starts_at_the_beginning_once_it_is_confirmed(coach, waiting):
    reply = coach.post("skip_all", confirmed=True)

    assert reply.body["waiting"] == 1
    assert waiting.view().body["skipped"] is True
    assert coach.post("skip_all", confirmed=True).body == {"waiting": 0, "said": "Everybody has begun already."}


def test_staff_are_not_told_that_everybody_starts_while_there_is_no_broker(coach, waiting, monkeypatch):
    def is_down(*args, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(let_everybody_start, "apply_async", is_down)

    replies = [coach.post("skip_all", confirmed=True) for _ in range(2)]

    assert {reply.status for reply in replies} == {503}
    assert {reply.body["error"] for reply in replies} == {
        "They could not be started now. Please try again in a minute."
    }
    assert not models.Attempt.objects.exists()


def test_a_teacher_who_was_let_start_completes_the_unit_by_opening_it(coach, waiting):
    coach.post("skip_all", confirmed=True)

    waiting.open()

    assert waiting.block().summary["status"] == "skipped"


def test_a_reset_through_the_dashboard_makes_the_teacher_a_stranger(known, colleague, monkeypatch):
    colleague.sit_through()
    monkeypatch.setattr(people, "user_id_behind", {"anonymous": known.user_id}.get)

    Browser(None).block().clear_student_state(
        user_id="anonymous", course_id=str(BLOCK.context_key), item_id=str(BLOCK), requesting_user_id="staff"
    )

    assert known.view().body["screen"] == "intro"
    assert colleague.view().body["screen"] == "result"


def test_a_reset_of_somebody_unknown_does_nothing(known):
    Browser(None).block().clear_student_state(
        user_id="anonymous", course_id=str(BLOCK.context_key), item_id=str(BLOCK), requesting_user_id="staff"
    )

    assert known.view().body["screen"] == "result"


@pytest.mark.parametrize(("limit", "rows"), [(None, 2), (1, 1), (0, 0), (9, 2)])
def test_the_problem_response_report_is_read_as_the_platform_reads_it(known, colleague, limit, rows):
    colleague.sit_through()
    states = (SimpleNamespace(username=name, state={}) for name in ("teacher", "stranger", "colleague"))

    report = list(Browser(None).block().generate_report_data(states, limit))

    assert [username for username, _ in report] == ["teacher", "colleague"][:rows]
    assert all(columns["Section: Work goals-1"] == "open" for _, columns in report)
