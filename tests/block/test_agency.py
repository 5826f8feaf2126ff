"""What a teacher decides and why, what they aim at, and what fits into their time."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils.timezone import now

from pd_personalize_xblock.handlers import ground
from pd_personalize_xblock.records import models

from .browser import BLOCK, Browser
from .test_choices import choose, row_of

WHY = "I have taught this for twenty years"


@pytest.fixture
def beginner(teacher):
    """A teacher placed at the beginning."""
    teacher.sit_through(lambda question: "0")
    return teacher


def aim(browser, competency="goals", level=2, **more):
    return browser.post("choose", kind="goal", competency=competency, level=level, **more)


def a_day(days):
    return (now() + timedelta(days=days)).date().isoformat()


def first_now(reply):
    return [section["id"] for section in reply.body["pathway"]["sections"] if section["group"] == "now"]


def test_a_reason_is_kept_with_its_choice_and_shown_to_the_teacher_alone(beginner):
    reply = beginner.post("choose", kind="start", competency="goals", level=1, reason=f"  {WHY} ")

    assert [entry["reason"] for entry in reply.body["log"]] == [WHY]
    assert WHY in beginner.open()
    assert WHY not in json.dumps([data for _, data in reply.published]) + json.dumps(beginner.block().summary)


def test_staff_find_no_reason_in_their_panel_or_report(beginner):
    beginner.post("choose", kind="start", competency="goals", level=1, reason=WHY)
    coach = Browser(User.objects.create(username="coach", is_staff=True).pk)

    found = coach.post("staff_find", who="teacher")
    from pd_personalize_xblock.records import staff

    assert found.status == 200
    assert WHY not in json.dumps(found.body)
    assert WHY not in repr(list(staff.report(str(BLOCK), iter(["teacher"]))))


def test_a_reason_is_deleted_where_the_decision_is_listed_and_the_choice_stays(beginner):
    beginner.post("choose", kind="start", competency="goals", level=1, reason=WHY)
    made = beginner.post("choose", kind="role", competency="feedback", level=0, reason="another")
    entry = next(entry for entry in made.body["log"] if entry["reason"] == WHY)

    reply = beginner.post("forget_words", what="choice", number=entry["number"], screen="result")

    assert (reply.status, reply.published) == (200, [])
    assert (reply.body["screen"], row_of(reply)["start"]) == ("result", 1)
    assert list(models.Choice.objects.order_by("pk").values_list("level", "reason")) == [(1, ""), (0, "another")]
    assert WHY not in reply.body["html"]
    assert beginner.post("forget_words", what="choice", number=entry["number"], screen="result").status == 200


@pytest.mark.parametrize(
    ("payload", "status"),
    [({"number": 9}, 404), ({"number": -1}, 400), ({"number": "0"}, 400), ({"number": 0, "screen": "staff"}, 400)],
)
def test_a_decision_that_was_never_made_has_no_reason_to_delete(beginner, payload, status):
    beginner.post("choose", kind="start", competency="goals", level=1, reason=WHY)

    reply = beginner.post("forget_words", what="choice", **payload)

    assert (reply.status, list(reply.body)) == (status, ["error"])
    assert models.Choice.objects.get().reason == WHY


def test_nobody_deletes_the_reason_of_another(beginner, colleague):
    beginner.post("choose", kind="start", competency="goals", level=1, reason=WHY)
    colleague.sit_through()

    assert colleague.post("forget_words", what="choice", number=0, screen="result").status == 404
    assert models.Choice.objects.get().reason == WHY


@pytest.mark.parametrize("reason", ["x" * 501, 5, None, "\ud800"])
def test_what_is_no_reason_is_refused(beginner, reason):
    reply = beginner.post("choose", kind="start", competency="goals", level=1, reason=reason)

    assert (reply.status, list(reply.body)) == (400, ["error"])
    assert not models.Choice.objects.exists()


def test_the_log_is_newest_first_and_only_the_last_of_a_kind_can_be_undone(beginner):
    choose(beginner, level=1)
    choose(beginner, level=2)
    reply = choose(beginner, competency="feedback", level=0, kind="role")

    assert [(entry["kind"], entry["level"], entry["can_undo"]) for entry in reply.body["log"]] == [
        ("role", 0, True),
        ("start", 2, True),
        ("start", 1, False),
    ]


def test_undoing_leads_back_to_what_was_before(beginner):
    choose(beginner, level=1)
    entry = choose(beginner, level=2).body["log"][0]

    reply = choose(beginner, level=entry["undo_level"])

    assert row_of(reply)["start"] == 1
    assert len(reply.body["log"]) == 3


def test_a_goal_puts_first_what_leads_there_and_changes_no_state(beginner):
    before = beginner.view()
    assert first_now(before) == ["goals-1", "feedback-1"]

    reply = aim(beginner, "feedback", 2, due=a_day(100))

    row = row_of(reply, "feedback")
    assert reply.events == ["choice_made"]
    assert reply.states == before.states
    assert first_now(reply) == ["goals-1", "feedback-1"]  # feedback's second level needs goals
    assert [s["id"] for s in reply.body["pathway"]["sections"] if s["serves_goal"]] == [
        "goals-1",
        "feedback-1",
        "feedback-2",
    ]
    assert (row["goal"]["level"], row["goal"]["sections"], row["goal"]["is_past"]) == (2, 3, False)
    assert first_now(aim(beginner, "goals", None)) == ["goals-1", "feedback-1"]
    assert first_now(aim(beginner, "feedback", 1)) == ["feedback-1", "goals-1"]


def test_a_goal_can_be_changed_dropped_and_undone(beginner):
    aim(beginner, level=1)
    aim(beginner, level=3, due=a_day(10))

    dropped = aim(beginner, level=None)
    entry = dropped.body["log"][0]
    back = aim(beginner, level=entry["undo_level"], due=entry["undo_due"])

    assert row_of(dropped)["goal"] is None
    assert (row_of(back)["goal"]["level"], row_of(back)["goal"]["due"]) == (3, a_day(10))


def test_a_day_that_has_gone_by_is_said_kindly(beginner, monkeypatch):
    aim(beginner, due=a_day(10))
    monkeypatch.setattr(ground, "current_time", lambda: now() + timedelta(days=20))

    reply = beginner.view()

    assert row_of(reply)["goal"]["is_past"]
    assert "That day has gone by, and nothing is lost" in reply.body["html"]
    assert aim(beginner, level=None).status == 200
    assert aim(beginner, due=a_day(10)).status == 200, "an undo may take it up again as it was"


def test_a_goal_for_today_is_taken_wherever_today_still_is(beginner):
    assert aim(beginner, due=(now() - timedelta(hours=12)).date().isoformat()).status == 200


@pytest.mark.parametrize(
    ("payload", "status", "sentence"),
    [
        ({"level": 0}, 404, "there is no level 0 to choose"),
        ({"level": 4}, 404, "there is no level 4 to choose"),
        ({"competency": "nobody"}, 404, "there is no competency 'nobody'"),
        ({"due": "2020-01-01"}, 400, "that day has passed: choose a later one, or none"),
        ({"due": "2027-02-30"}, 400, "due must be a day such as 2027-03-31"),
        ({"due": "20270331"}, 400, "due must be a day such as 2027-03-31"),
        ({"due": "soon"}, 400, "due must be a day such as 2027-03-31"),
        ({"due": 20270331}, 400, "due must be a day such as 2027-03-31"),
        ({"level": None, "due": "2099-03-31"}, 400, "only a goal has a day"),
        ({"kind": "start", "due": "2099-03-31"}, 400, "only a goal has a day"),
    ],
)
def test_what_is_no_goal_is_refused_with_one_sentence(beginner, payload, status, sentence):
    reply = beginner.post("choose", **({"kind": "goal", "competency": "goals", "level": 2} | payload))

    assert (reply.status, reply.body) == (status, {"error": sentence})
    assert not models.Choice.objects.exists()


def test_a_goal_that_is_behind_the_teacher_is_refused(beginner):
    choose(beginner, level=2)

    reply = aim(beginner, level=2)

    assert (reply.status, reply.body) == (
        400,
        {"error": "you have reached that level already: aim higher, or leave it"},
    )


def test_a_goal_that_is_reached_is_said_so(beginner):
    aim(beginner, level=1)

    assert "You reached your goal" in choose(beginner, level=1).body["html"]


def test_no_goal_is_set_while_questions_are_open(teacher):
    teacher.begin()

    assert aim(teacher).status == 409


def test_minutes_are_filled_from_what_is_open_and_nothing_is_written(beginner):
    reply = beginner.post("plan", minutes=65)

    plan = reply.body["plan"]
    assert ([section["id"] for section in plan["sections"]], plan["total"]) == (["goals-1", "feedback-1"], 60)
    assert reply.published == []
    assert "For 65 minutes: 2 sections, 60 min in all" in reply.body["html"]
    assert beginner.view().body["plan"] is None


def test_minutes_go_to_a_goal_first(beginner):
    aim(beginner, "feedback", 1)

    assert [section["id"] for section in beginner.post("plan", minutes=30).body["plan"]["sections"]] == ["feedback-1"]


def test_where_nothing_fits_the_shortest_is_said(beginner):
    reply = beginner.post("plan", minutes=10)

    assert (reply.body["plan"]["sections"], reply.body["plan"]["shortest"]["id"]) == ([], "goals-1")
    assert "Nothing that is open fits into 10 min" in reply.body["html"]
    assert "The shortest one:" in reply.body["html"]


@pytest.mark.parametrize("minutes", [-1, 481, 45.0, "45", None, True, 10**30])
def test_minutes_that_are_none_are_refused(beginner, minutes):
    assert beginner.post("plan", minutes=minutes).status == 400


def test_minutes_are_asked_of_nobody_before_the_result(teacher):
    teacher.begin()

    assert teacher.post("plan", minutes=45).body["screen"] == "question"


def test_the_page_says_how_much_required_work_is_done(beginner):
    models.Evidence.objects.create(
        user_id=beginner.user_id,
        pathway=models.PathwayBlock.objects.get(),
        section_id="goals-1",
        by="completion",
        share=1.0,
        recorded_at=now(),
    )

    reply = beginner.view()

    assert row_of(reply)["work"] == {"done": 30, "asked": 90}
    assert "Required work: 30 of 90 min done." in reply.body["html"]


def test_an_exempt_section_says_why(beginner):
    assert "You chose to start past it." in choose(beginner, level=1).body["html"]
