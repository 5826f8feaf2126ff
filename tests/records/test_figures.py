"""Figures: one derived row about each teacher, written whenever what it says has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.learner import ChoiceKind
from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.records import api, figures, forgetting, models, tasks

from ..builders import a_definition, a_section
from . import course
from .course import BLOCK, COURSE, LATER, NOW, complete, parts, record_work
from .test_rebuild import check, rebuild

ANSWERS = {"goals-rubric": 2, "feedback-rubric": 0}


def figures_of(user: User) -> models.Figures:
    return models.Figures.objects.get(user=user)


def told(user: User) -> dict:
    return figures_of(user).document


def act(user: User, decide, *, now=NOW, sitting_only: bool = False) -> None:
    learner = api.find_learner(BLOCK, user.pk)
    api.act(learner, lambda record: decide(record, learner.in_force), sitting_only=sitting_only, now=now)


def rate(user: User, section_id: str, value: int, *, now=NOW) -> None:
    said = {"kind": RemarkKind.RELEVANCE, "section_id": section_id, "value": value}
    act(user, lambda record, version: service.remark(record, version, **said, now=now), now=now)


def test_whoever_has_done_nothing_has_none(user, ladder):
    api.settle(api.find_learner(BLOCK, user.pk), now=NOW)

    assert not models.Figures.objects.exists()


def test_whoever_has_begun_is_counted_as_such(user, ladder):
    act(user, lambda record, version: service.start(record, version, seed="seed", now=NOW), sitting_only=True)

    assert told(user)["status"] == "under_way"


def test_whoever_has_skipped_and_begins_is_counted_as_such(user, ladder):
    course.skip(user)
    act(user, lambda record, version: service.start(record, version, seed="seed", now=NOW), sitting_only=True)

    assert told(user)["status"] == "under_way"
    assert rebuild() == []


def test_a_finished_sitting_is_told_with_its_month(user, ladder):
    course.sit(user, ANSWERS)

    assert figures_of(user).month == "2026-11"
    assert told(user)["status"] == "finished"
    assert told(user)["placed"] == told(user)["first"]
    assert told(user)["sitting"] == [0, 2]


def test_what_is_told_is_the_same_from_a_whole_record_and_from_one_loaded_in_sets(user, ladder):
    course.sit(user, ANSWERS)
    course.choose(user, "goals", 3)
    record_work(user, "feedback-1")
    tasks.follow_work(user.pk, COURSE)
    rate(user, "feedback-1", 3)
    before = told(user)

    tasks.sync_pathway(BLOCK)

    assert before["relevance"] == {"feedback-1": 3}
    assert told(user) == before


def test_a_choice_and_finished_work_are_told_at_once(user, ladder):
    course.skip(user)
    course.choose(user, "goals", 2)

    assert told(user)["changed"] == {"goals": "higher"}

    complete(user, *parts("feedback-1"))
    tasks.follow_work(user.pk, COURSE)

    assert told(user)["states"]["feedback-1"] == "mastered"


def test_a_rating_is_told_at_once(user, ladder):
    course.skip(user)
    complete(user, *parts("goals-1"))
    tasks.follow_work(user.pk, COURSE)

    rate(user, "goals-1", 4)

    assert told(user)["relevance"] == {"goals-1": 4}


def test_only_what_changed_is_written(user, ladder):
    course.skip(user)
    api.settle(api.find_learner(BLOCK, user.pk), now=LATER)

    assert figures_of(user).changed_at == NOW

    course.choose(user, "goals", 1, now=LATER)

    assert figures_of(user).changed_at == LATER


def test_a_new_wording_changes_nobodys_figures(user, ladder):
    course.skip(user)
    course.publish(replace(ladder, title="Reworded"), now=LATER)
    tasks.sync_pathway(BLOCK)

    assert figures_of(user).changed_at == NOW


def test_a_goal_and_a_note_are_not_counted(user, ladder):
    course.skip(user)
    goal = {"kind": ChoiceKind.GOAL, "competency": "goals", "level": 3}
    act(user, lambda record, version: service.choose(record, version, **goal, now=LATER), now=LATER)

    assert figures_of(user).changed_at == NOW


@pytest.mark.parametrize("harm", ["changed", "deleted"])
def test_figures_that_differ_are_reported_and_mended(user, ladder, harm):
    course.sit(user, ANSWERS)
    before = told(user)
    rows = models.Figures.objects.all()
    _ = rows.delete() if harm == "deleted" else rows.update(document={"v": 0})

    assert check() == rebuild() == [f"{BLOCK}: user {user.pk}: the figures that are counted"]

    assert told(user) == before
    assert rebuild() == []


def test_figures_of_somebody_without_a_record_are_reported_and_removed(user, colleague, ladder):
    course.skip(user)
    row = figures_of(user)
    row.pk, row.user = None, colleague
    row.save()

    assert rebuild() == [f"{BLOCK}: user {colleague.pk}: has figures and nothing on record"]

    assert list(models.Figures.objects.values_list("user", flat=True)) == [user.pk]


def test_whoever_is_forgotten_is_no_longer_counted(user, ladder):
    course.skip(user)

    forgetting.forget_learner(user.pk, block_key=BLOCK)

    assert not models.Figures.objects.exists()


def test_a_lost_summary_of_a_placement_comes_back_and_the_figures_with_it(user, ladder):
    course.sit(user, ANSWERS)
    before = told(user)
    models.Placement.objects.update(summary={})
    tasks.follow_work(user.pk, COURSE)

    assert told(user)["placed"] == {}

    rebuild()

    assert told(user) == before


def test_writing_the_figures_of_many_takes_no_more_queries_than_those_of_a_few(ladder, django_assert_max_num_queries):
    for count in (2, 30):
        users = [User.objects.create(username=f"{count}-{i}") for i in range(count)]
        changed = {user.pk: ("2026-10", {"v": 1}) for user in users}
        with django_assert_max_num_queries(5):
            figures.save_figures(models.PathwayBlock.objects.get().pk, changed, now=LATER)


def test_writing_over_the_figures_of_one_teacher_takes_one_query(user, ladder, django_assert_num_queries):
    course.skip(user)
    pathway_id = figures_of(user).pathway_id

    with django_assert_num_queries(1):
        figures.save_figures(pathway_id, {user.pk: ("2026-10", {"v": 1})}, now=LATER)

    assert told(user) == {"v": 1}


@pytest.fixture
def seven(ladder) -> list[int]:
    """Seven teachers with figures, of whom those in between are of another pathway, too."""
    users = [User.objects.create(username=f"teacher-{i}").pk for i in range(7)]
    course.publish(a_definition(sections=(a_section("elsewhere"),)), block=f"{BLOCK}2")
    here, there = models.PathwayBlock.objects.order_by("pk")
    for pathway, some in ((here, users), (there, users[2:5])):
        figures.save_figures(pathway.pk, {user: ("2026-10", {"v": 1}) for user in some}, now=NOW)
    return users


def batches(at_once: int, after: int = 0) -> list[list[int]]:
    pathway = models.PathwayBlock.objects.order_by("pk")[0]
    return [[row.user_id for row in rows] for rows in figures.in_batches(pathway.pk, at_once=at_once, after=after)]


@pytest.mark.parametrize("at_once", [1, 3, 7, 8])
def test_figures_come_in_batches_by_user_each_once(seven, at_once):
    found = batches(at_once)

    assert [user for some in found for user in some] == seven
    assert max(map(len, found)) <= at_once


def test_batches_begin_after_a_user(seven):
    assert batches(2, after=seven[3]) == [[seven[4], seven[5]], [seven[6]]]
    assert batches(2, after=seven[6]) == []


def test_whoever_is_forgotten_while_a_batch_is_read_ends_nothing(seven):
    found = []
    for rows in figures.in_batches(models.PathwayBlock.objects.order_by("pk")[0].pk, at_once=2):
        models.Figures.objects.filter(user_id__in=seven[:2]).delete()
        found += [row.user_id for row in rows]

    assert found == seven[2:]
