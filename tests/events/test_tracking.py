"""Who an event is about, whoever's request it comes from, and where there is none."""

from __future__ import annotations

from eventtracking import tracker

from pd_personalize_xblock.platform.events import emit_for, track

from .samples import ATTAINED, COURSE, OPENED, PATHWAY, TEACHER


def test_an_event_outside_any_request_says_whom_and_which_course_it_is_about(tracked):
    emit_for(TEACHER, COURSE, PATHWAY, (OPENED, ATTAINED))

    assert [event["name"] for event in tracked] == ["pd_personalize.section_opened", "pd_personalize.level_attained"]
    assert [event["context"] for event in tracked] == [{"user_id": TEACHER, "course_id": COURSE, "org_id": "Org"}] * 2
    assert {event["data"]["pathway"] for event in tracked} == {PATHWAY}


def test_an_event_in_the_teachers_own_request_keeps_what_the_request_says(tracked):
    with tracker.get_tracker().context("edx.request", {"user_id": TEACHER, "username": "ada", "ip": "127.0.0.1"}):
        emit_for(TEACHER, COURSE, PATHWAY, (OPENED,))

    context = tracked[0]["context"]
    assert (context["user_id"], context["username"], context["ip"]) == (TEACHER, "ada", "127.0.0.1")


def test_an_event_in_a_coachs_request_is_about_the_teacher_and_says_nothing_of_the_coach(tracked):
    coach = {"user_id": 7, "username": "coach", "session": "abc", "ip": "127.0.0.1", "agent": "x", "path": "/handler"}
    with tracker.get_tracker().context("edx.request", coach | {"course_id": "", "org_id": ""}):
        emit_for(TEACHER, COURSE, PATHWAY, (OPENED,))

    assert tracked[0]["context"] == {
        "user_id": TEACHER,
        "course_id": COURSE,
        "org_id": "Org",
        "path": "/handler",
        "username": "",
        "session": "",
        "ip": "",
        "agent": "",
    }


def test_the_context_ends_with_the_event(tracked):
    emit_for(TEACHER, COURSE, PATHWAY, (OPENED,))
    tracker.emit("something.else")

    assert tracked[-1]["context"] == {}


def test_a_bare_workbench_has_no_course(tracked):
    track("pd_personalize.level_attained", {}, user_id=TEACHER, course_key="")

    assert tracked[0]["context"] == {"user_id": TEACHER, "course_id": "", "org_id": ""}


def test_nothing_happened_tells_nothing(tracked):
    emit_for(TEACHER, COURSE, PATHWAY, ())

    assert tracked == []
