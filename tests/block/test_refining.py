"""Going on from a finished sitting with what it did not ask, and what would change a level."""

from __future__ import annotations

import json

import pytest

from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.placement import place
from pd_personalize_xblock.records import models, store, versions

from ..builders import a_choice, a_rubric
from .browser import BLOCK, best_answers, document_of, two_competencies


@pytest.fixture
def short(course):
    """The course, where one sitting asks three questions."""
    definition = two_competencies(rules=Rules(max_questions=3, extra_questions=0, explore=False, stop_probability=0.99))
    block = DemoRuntime(is_author_mode=True).get_block(BLOCK)
    block.definition = json.dumps(document_of(definition))
    block.save()
    return definition


def asked_in(teacher, reply, choose=lambda question: "1"):
    """Answer to the end; return the items that were asked and the result."""
    items = []
    while reply.body["screen"] == "question":
        items.append(reply.body["question"]["item_id"])
        reply = teacher.answer(choose(reply.body["question"]), reply.body)
    return items, teacher.post("finish")


def row_of(reply, competency):
    return next(row for row in reply.body["competencies"] if row["id"] == competency)


def test_a_second_sitting_can_go_on_with_the_questions_that_the_first_did_not_ask(teacher, short):
    first, result = asked_in(teacher, teacher.begin())
    assert result.body["left"]["questions"] > 0

    second, refined = asked_in(teacher, teacher.post("refine"))

    assert (len(first), len(second)) == (3, 3)
    assert not set(first) & set(second)
    assert refined.body["answers"] == 6
    assert "Answer more questions to be surer" in result.body["html"]


def test_what_both_sittings_found_counts_together_and_can_be_rebuilt(teacher, user, short):
    asked_in(teacher, teacher.begin(), lambda question: "0")
    asked_in(teacher, teacher.post("refine"), lambda question: "0")

    pathway = models.PathwayBlock.objects.get()
    record = store.load(pathway.pk, user.pk)
    first, second = record.attempts
    bank = versions.get_version(second.definition_hash).bank
    assert (second.refines, second.earlier) == (1, first.responses)
    assert record.placements[-1] == place(
        bank, (*first.responses, *second.responses), attempt=2, definition_hash=second.definition_hash
    )


def test_a_sitting_goes_on_with_the_questions_it_began_with_whatever_the_author_changes(teacher, short):
    first, _ = asked_in(teacher, teacher.begin())
    block = DemoRuntime(is_author_mode=True).get_block(BLOCK)
    block.definition = json.dumps(document_of(two_competencies(items=(a_rubric("goals-new"),))))
    block.save()
    teacher.open()

    second, _ = asked_in(teacher, teacher.post("refine"))

    assert set(second) <= {item.id for item in short.items} - set(first)


def test_there_is_nothing_to_go_on_from_before_the_first_sitting(teacher):
    teacher.open()

    reply = teacher.post("refine")

    assert (reply.status, reply.body) == (409, {"error": "there is nothing left to ask"})
    assert not models.Attempt.objects.exists()


def test_when_everything_is_settled_no_more_questions_are_offered(teacher, course):
    result = teacher.sit_through(best_answers(course))
    while result.body["left"]:
        _, result = asked_in(teacher, teacher.post("refine"), best_answers(course))

    assert teacher.post("refine").status == 409
    assert "Answer more questions" not in result.body["html"]


def test_sending_the_same_wish_twice_opens_one_sitting(teacher, short):
    asked_in(teacher, teacher.begin())

    first, again = (teacher.post("refine") for _ in range(2))

    assert first.body["question"] == again.body["question"]
    assert models.Attempt.objects.count() == 2


def test_what_would_change_a_level_is_told_on_demand(teacher, course):
    result = teacher.sit_through(lambda question: "1")

    reply = teacher.post("explain", competency="goals")

    assert row_of(result, "goals")["more"] is None
    more = row_of(reply, "goals")["more"]
    assert more["changes"]
    assert row_of(reply, "feedback")["more"] is None
    assert "What would change it?" in reply.body["html"]
    assert any(change["level_name"] in reply.body["html"] for change in more["changes"])
    assert (reply.status, reply.published) == (200, [])


def test_of_a_check_only_the_direction_is_told(teacher, course):
    block = DemoRuntime(is_author_mode=True).get_block(BLOCK)
    items = tuple(a_choice(f"goals-{i}", "goals", level=2, prompt=f"Check {i}") for i in range(3))
    block.definition = json.dumps(document_of(two_competencies(items=items)))
    block.save()
    teacher.sit_through(lambda question: "0")

    more = row_of(teacher.post("explain", competency="goals"), "goals")["more"]

    assert more["changes"]
    assert {change["answer"] for change in more["changes"]} == {""}


def test_the_mirror_shows_only_when_asked_and_only_to_the_teacher(teacher, colleague, course):
    block = DemoRuntime(is_author_mode=True).get_block(BLOCK)
    rubrics = tuple(a_rubric(f"goals-r{i}", "goals") for i in range(3))
    checks = tuple(a_choice(f"goals-c{i}", "goals", level=1) for i in range(3))
    rules = Rules(stop_probability=0.99, stop_standard_error=0)
    block.definition = json.dumps(document_of(two_competencies(items=(*rubrics, *checks), rules=rules)))
    block.save()
    boasting = {item.id: "3" for item in rubrics} | {
        item.id: str(next(i for i, option in enumerate(item.options) if not option.category)) for item in checks
    }
    result = teacher.sit_through(lambda question: boasting[question["item_id"]])

    reply = teacher.post("explain", competency="goals")

    assert "Only you see this" not in result.body["html"]
    assert row_of(reply, "goals")["more"]["mirror"] == "above"
    assert "Only you see this" in reply.body["html"]
    assert "Only you see this" not in teacher.view().body["html"]


@pytest.mark.parametrize("competency", ["goals", "no such thing"])
def test_without_a_placement_there_is_nothing_to_explain(teacher, competency):
    teacher.open()

    assert teacher.post("explain", competency=competency).status == 404
