"""What is saved, and that it comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.diagnostic import Response
from pd_personalize_xblock.domain.errors import OutOfTurn
from pd_personalize_xblock.domain.learner import Attempt, LearnerRecord
from pd_personalize_xblock.records import forgetting, models, store

from ..builders import a_definition, a_section
from . import course
from .strategies import beginnings, records

EMPTY = LearnerRecord()
TRUTH = (models.Attempt, models.Entry, models.Choice, models.Evidence, models.SignOff, models.Opening)
TRUTH += (models.Remark,)
quickly = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def versions() -> tuple[str, ...]:
    """The hashes of two definition versions, the second in force."""
    for title in ("First", "Second"):
        course.publish(a_definition(title=title))
    return tuple(models.DefinitionVersion.objects.order_by("pk").values_list("hash", flat=True))


@pytest.fixture
def pathway(versions) -> int:
    return models.PathwayBlock.objects.get().pk


def forget(user) -> None:
    for model in TRUTH[::-1]:
        model.objects.all().delete()


@given(data=st.data())
@quickly
def test_whatever_is_saved_comes_back_equal(user, versions, pathway, data):
    forget(user)
    record = data.draw(records(versions))

    store.save(pathway, user.pk, EMPTY, record, now=course.NOW)

    assert store.load(pathway, user.pk) == record
    assert store.load_sitting(pathway, user.pk).attempts == record.attempts


@given(data=st.data())
@quickly
def test_saving_adds_what_is_new_and_leaves_every_earlier_row_as_it_was(user, versions, pathway, data):
    forget(user)
    whole = data.draw(records(versions))
    before = data.draw(beginnings(whole))
    store.save(pathway, user.pk, EMPTY, before, now=course.NOW)
    rows = {model: list(model.objects.order_by("pk").values()) for model in TRUTH}

    store.save(pathway, user.pk, before, whole, now=course.LATER)

    assert store.load(pathway, user.pk) == whole
    for model, earlier in rows.items():
        later = {row["id"]: row for row in model.objects.values()}
        for row in earlier:
            ended = {"status", "ended_at"} if model is models.Attempt and row["status"] == "under_way" else set()
            assert {k: v for k, v in row.items() if k not in ended} == {
                k: v for k, v in later[row["id"]].items() if k not in ended
            }


@given(data=st.data())
@quickly
def test_a_reason_taken_away_is_gone_and_nothing_else_of_any_choice(user, versions, pathway, data):
    forget(user)
    record = data.draw(records(versions).filter(lambda record: record.choices))
    store.save(pathway, user.pk, EMPTY, record, now=course.NOW)
    gone = data.draw(st.integers(0, len(record.choices) - 1))
    choices = [replace(choice, reason="") if i == gone else choice for i, choice in enumerate(record.choices)]

    forgetting.forget_words(pathway, user.pk, what="choice", number=gone)

    assert store.load(pathway, user.pk) == replace(record, choices=tuple(choices))


def test_saving_nothing_new_writes_nothing(user, pathway, versions):
    record = LearnerRecord(attempts=(Attempt(1, versions[0], "seed", course.NOW),))
    store.save(pathway, user.pk, EMPTY, record, now=course.NOW)

    with CaptureQueriesContext(connection) as captured:
        store.save(pathway, user.pk, record, record, now=course.LATER)

    assert [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]] == []


def test_teachers_and_pathways_keep_apart(user, colleague, pathway, versions):
    course.publish(a_definition(sections=(a_section("elsewhere"),)), block=f"{course.BLOCK}2")
    other = models.PathwayBlock.objects.exclude(pk=pathway).get().pk
    record = LearnerRecord(attempts=(Attempt(1, versions[0], "seed", course.NOW),))

    store.save(pathway, user.pk, EMPTY, record, now=course.NOW)

    assert store.load(pathway, colleague.pk) == store.load(other, user.pk) == EMPTY


def test_a_second_entry_under_one_number_is_refused_and_nothing_of_it_stays(user, pathway, versions):
    before = LearnerRecord(attempts=(Attempt(1, versions[0], "seed", course.NOW),))
    store.save(pathway, user.pk, EMPTY, before, now=course.NOW)
    first, second = (
        LearnerRecord(attempts=(replace(before.attempts[0], entries=(Response(0, "rubric", option, 0),)),))
        for option in ("0", "1")
    )
    store.save(pathway, user.pk, before, first, now=course.NOW)

    with pytest.raises(OutOfTurn, match="another answer came in meanwhile"):
        store.save(pathway, user.pk, before, second, now=course.NOW)

    assert store.load(pathway, user.pk) == first


def test_loading_takes_eight_queries_however_much_there_is(user, pathway, ladder, django_assert_num_queries):
    for level in range(3):
        course.sit(user, {"goals-rubric": level, "feedback-rubric": level})
        course.choose(user, "goals", level)

    with django_assert_num_queries(8):
        assert len(store.load(pathway, user.pk).attempts) == 3
    with django_assert_num_queries(2):
        store.load_sitting(pathway, user.pk)
