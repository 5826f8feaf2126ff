"""The questions: begun, answered, gone back from, resumed."""

from __future__ import annotations

import pytest

from pd_personalize_xblock.records import models

from .browser import Browser, answer_to


def test_the_first_page_is_the_introduction_and_writes_nothing_about_a_stranger(teacher):
    page = teacher.view().body

    assert (page["screen"], page["competencies"]) == ("intro", ["About goals", "About feedback"])
    assert not models.Attempt.objects.exists()
    assert not models.Opening.objects.exists()


def test_start_asks_the_first_question(teacher):
    reply = teacher.begin()

    assert (reply.status, reply.body["screen"], reply.body["sequence"]) == (200, "question", 0)
    assert reply.events == ["diagnostic_started"]


def test_start_again_goes_on_with_the_same_question_and_tells_nothing(teacher):
    first = teacher.begin().body

    again = teacher.post("begin")

    assert again.body["question"] == first["question"]
    assert again.published == []
    assert models.Attempt.objects.count() == 1


def test_an_answer_leads_to_another_question(teacher):
    first = teacher.begin().body

    reply = teacher.answer("1", first)

    assert reply.body["sequence"] == 1
    assert reply.body["question"]["item_id"] != first["question"]["item_id"]
    assert reply.events == ["response_recorded"]


@pytest.mark.parametrize("option", ["not_sure", "not_applicable"])
def test_an_answer_that_says_nothing_about_ability_is_taken_down_without_a_category(teacher, option):
    teacher.begin()

    assert teacher.answer(option).status == 200
    assert models.Entry.objects.values_list("option", "category").get() == (option, None)


def test_the_questions_go_on_where_they_were_on_another_device(teacher):
    teacher.begin()
    left_at = teacher.answer("2").body

    elsewhere = Browser(teacher.user_id)
    html = elsewhere.open()
    page = elsewhere.view().body

    assert page["question"] == left_at["question"]
    assert page["sequence"] == left_at["sequence"]
    assert page["question"]["prompt"] in html


def test_sending_the_last_answer_again_changes_nothing_and_tells_nothing(teacher):
    first = teacher.begin().body
    once = teacher.answer("1", first)

    twice = teacher.answer("1", first)

    assert twice.status == 200
    assert twice.body == once.body
    assert twice.published == []
    assert models.Entry.objects.count() == 1


def test_another_answer_under_the_same_number_is_refused(teacher):
    first = teacher.begin().body
    teacher.answer("1", first)

    assert teacher.answer("2", first).status == 409
    assert models.Entry.objects.get().option == "1"


def test_an_answer_to_a_question_that_is_not_on_offer_is_refused(teacher, course):
    page = teacher.begin().body
    other = next(item.id for item in course.items if item.id != page["question"]["item_id"])

    reply = teacher.post("answer", item_id=other, option="0", sequence=0)

    assert (reply.status, reply.body) == (409, {"error": "that question is not the one on offer now"})
    assert not models.Entry.objects.exists()


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"item_id": "no-such-item"}, 404),
        ({"option": "9"}, 404),
        ({"option": "-1"}, 404),
        ({"option": "٠"}, 404),
        ({"option": ""}, 404),
        ({"sequence": 1}, 409),
        ({"sequence": -1}, 400),
        ({"sequence": True}, 400),
        ({"sequence": 0.0}, 400),
        ({"sequence": "0"}, 400),
        ({"sequence": 10**30}, 400),
        ({"item_id": None}, 400),
        ({"item_id": "x" * 101}, 400),
        ({"option": 0}, 400),
    ],
)
def test_what_is_no_answer_is_refused_with_one_sentence(teacher, payload, status):
    page = teacher.begin().body

    reply = teacher.post("answer", **(answer_to(page) | payload))

    assert reply.status == status
    assert list(reply.body) == ["error"]
    assert not models.Entry.objects.exists()


def test_answers_before_the_start_are_refused(teacher):
    teacher.open()

    assert teacher.post("answer", item_id="goals-rubric", option="0", sequence=0).status == 409
    assert teacher.post("back", sequence=0).status == 409
    assert teacher.post("finish").status == 409


def test_back_asks_the_last_question_again_with_the_withdrawn_answer_ticked(teacher):
    first = teacher.begin().body
    teacher.answer("2", first)

    reply = teacher.post("back", sequence=1)

    assert reply.body["question"] == first["question"] | {"chosen": "2"}
    assert reply.events == ["response_recorded"]


def test_back_and_back_again_withdraws_two_answers(teacher):
    first = teacher.begin().body
    second = teacher.answer("2", first).body
    teacher.answer("1", second)

    once = teacher.post("back", sequence=2)
    twice = teacher.post("back", sequence=3)

    assert once.body["question"] == second["question"] | {"chosen": "1"}
    assert twice.body["question"] == first["question"] | {"chosen": "2"}
    assert twice.body["can_go_back"] is False


def test_sending_the_same_step_back_again_changes_nothing_and_tells_nothing(teacher):
    teacher.answer("2", teacher.begin().body)
    once = teacher.post("back", sequence=1)

    twice = teacher.post("back", sequence=1)

    assert twice.body == once.body
    assert twice.published == []
    assert models.Entry.objects.count() == 2


def test_back_is_refused_where_there_is_no_answer_to_go_back_to(teacher):
    teacher.begin()

    reply = teacher.post("back", sequence=0)

    assert (reply.status, reply.body) == (409, {"error": "there is no answer to go back to"})


def test_a_withdrawn_answer_stays_on_record_and_the_new_one_counts(teacher):
    first = teacher.begin().body
    teacher.answer("2", first)
    back = teacher.post("back", sequence=1).body

    teacher.answer("0", back)

    assert list(models.Entry.objects.order_by("sequence").values_list("option", "withdraws")) == [
        ("2", None),
        ("", 0),
        ("0", None),
    ]


def test_answering_alike_after_going_back_leads_to_the_same_question(teacher):
    first = teacher.begin().body
    second = teacher.answer("2", first).body
    back = teacher.post("back", sequence=1).body

    again = teacher.answer("2", back).body

    assert again["question"]["item_id"] == second["question"]["item_id"]
