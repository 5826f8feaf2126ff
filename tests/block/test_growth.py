"""The questions a second time: before and now, measured and in looking back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from demo.runtime import DemoRuntime
from pd_personalize_xblock.platform import hosts
from pd_personalize_xblock.records import models

from .browser import BLOCK, best_answers, document_of


@pytest.fixture
def grown(teacher, course):
    """A teacher who answered lowest the first time and best the second."""
    teacher.sit_through()
    teacher.sit_through(best_answers(course))
    return teacher


def rows_of(reply):
    return {row["id"]: row for row in reply.body["growth"]["rows"]}


def test_before_there_are_two_sittings_there_is_no_growth_to_show(teacher):
    reply = teacher.sit_through()

    assert reply.body["growth"] is None
    assert "Before and now" not in reply.body["html"]


def test_both_sittings_stand_side_by_side_in_words_and_in_a_table(grown):
    reply = grown.view()

    goals = rows_of(reply)["goals"]
    assert (goals["before_name"], goals["now_name"], goals["measured"], goals["keeps_name"]) == (
        *("Emerging", "Leading"),
        *(3, ""),
    )
    assert "First time Emerging, now Leading: 3 levels higher." in reply.body["html"]
    assert reply.body["html"].count('<th scope="row" role="rowheader">') == 2


def test_a_lower_second_time_is_shown_and_takes_nothing_away(teacher, course):
    states = teacher.sit_through(best_answers(course)).states

    reply = teacher.sit_through()

    assert reply.states == states
    assert rows_of(reply)["goals"]["measured"] < 0
    assert "First time Leading, now Emerging: lower." in reply.body["html"]
    assert "A lower answer takes nothing away: Leading stays yours." in reply.body["html"]


def test_looking_back_is_asked_before_it_is_compared_and_may_be_left_out(grown):
    page = grown.view().body

    assert page["growth"]["has_looked_back"] is False
    assert "knowing what you know now, where were you the first time?" in page["html"]
    assert "Leave it out if you like" in page["html"]


def test_growth_is_shown_both_ways_once_a_teacher_has_looked_back(grown):
    before = grown.view()

    reply = grown.post("look_back", levels={"goals": 1, "feedback": None})

    rows = rows_of(reply)
    assert (rows["goals"]["then_name"], rows["goals"]["measured"], rows["goals"]["felt"]) == ("Developing", 3, 2)
    assert (rows["feedback"]["then"], rows["feedback"]["felt"]) == (None, None)
    assert "Looking back Developing, now Leading: 2 levels higher." in reply.body["html"]
    assert "learning moves the yardstick" in reply.body["html"]
    assert reply.states == before.states
    assert reply.events == []


def test_a_teacher_looks_back_anew_after_a_third_time(grown, course):
    grown.post("look_back", levels={"goals": 1})

    reply = grown.sit_through(best_answers(course))

    assert reply.body["growth"]["has_looked_back"] is False
    assert models.Remark.objects.count() == 1


def test_looking_back_is_added_to_and_the_last_answer_counts(grown):
    for level in (1, 1, 2):
        reply = grown.post("look_back", levels={"goals": level})

    assert rows_of(reply)["goals"]["then"] == 2
    assert list(models.Remark.objects.values_list("value", "attempt")) == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("levels", "status"),
    [({"nothing": 1}, 404), ({"goals": 4}, 404), ({"goals": "1"}, 400), ({"goals": -1}, 400), ([], 400), (None, 400)],
)
def test_looking_back_at_what_is_not_there_is_refused(grown, levels, status):
    assert grown.post("look_back", levels=levels).status == status
    assert not models.Remark.objects.exists()


def test_there_is_nothing_to_look_back_at_after_the_first_time(teacher):
    teacher.sit_through()

    assert teacher.post("look_back", levels={"goals": 1}).status == 409


def test_where_the_levels_were_others_then_their_own_names_are_told_and_nothing_is_counted(teacher, course):
    teacher.sit_through()
    levels = tuple(replace(level, name=f"New {level.name}") for level in course.framework.levels)
    renamed = replace(course, framework=replace(course.framework, levels=levels))
    DemoRuntime().create_block(BLOCK, document_of(renamed))

    reply = teacher.sit_through(best_answers(course))

    goals = rows_of(reply)["goals"]
    assert (goals["before_name"], goals["now_name"], goals["measured"], goals["picture"]) == (
        *("Emerging", "New Leading"),
        *(None, None),
    )
    assert "First time Emerging, now New Leading. The levels were others then." in reply.body["html"]


def test_whoever_looks_as_a_teacher_sees_no_growth(grown, monkeypatch):
    grown.post("look_back", levels={"goals": 1})
    monkeypatch.setattr(hosts, "is_masquerade", lambda block: True)

    page = grown.view().body

    assert "growth" not in page
    assert "Before and now" not in page["html"]
