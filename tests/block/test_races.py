"""Two browsers at once: both have read the record before either has written."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from pd_personalize_xblock.records import api, models, store

from .browser import BLOCK, answer_to


@pytest.fixture
def reads_stale(monkeypatch, teacher):
    """A block of requests that read the record as it is when the block begins."""

    @contextmanager
    def stale():
        learner = api.find_learner(str(BLOCK), teacher.user_id)
        sitting, record = learner.load_sitting(), learner.load()
        with monkeypatch.context() as patch:
            patch.setattr(store, "load_sitting", lambda *ids: sitting)
            patch.setattr(store, "load", lambda *ids: record)
            yield

    return stale


def on_record() -> list[tuple[int, str]]:
    return list(models.Entry.objects.order_by("sequence").values_list("sequence", "option"))


def test_of_two_answers_at_once_the_second_is_refused(teacher, reads_stale):
    page = teacher.begin().body

    with reads_stale():
        first = teacher.answer("1", page)
        second = teacher.answer("2", page)

    assert (first.status, second.status) == (200, 409)
    assert second.body == {"error": "another answer came in meanwhile"}
    assert second.published == []
    assert on_record() == [(0, "1")]


def test_of_two_starts_at_once_the_second_is_refused(teacher, reads_stale):
    teacher.open()

    with reads_stale():
        assert [teacher.post("begin").status for _ in range(2)] == [200, 409]

    assert models.Attempt.objects.count() == 1


def test_an_answer_that_comes_in_after_the_end_is_refused(teacher, reads_stale):
    page = teacher.answer("1", teacher.begin().body).body

    with reads_stale():
        assert teacher.post("finish").status == 200
        late = teacher.answer("2", page)

    assert (late.status, late.body) == (409, {"error": "these questions have ended meanwhile"})
    assert on_record() == [(0, "1")]


def test_an_end_that_does_not_know_the_last_answer_is_refused(teacher, reads_stale):
    page = teacher.answer("1", teacher.begin().body).body

    with reads_stale():
        assert teacher.post("answer", **answer_to(page, "2")).status == 200
        end = teacher.post("finish")

    assert (end.status, end.body) == (409, {"error": "another answer came in meanwhile"})
    assert models.Attempt.objects.get().status == "under_way"
    assert not models.Placement.objects.exists()
    assert teacher.post("finish").status == 200


def test_of_two_ends_at_once_one_counts(teacher, reads_stale):
    teacher.answer("1", teacher.begin().body)

    with reads_stale():
        assert [teacher.post("finish").status, teacher.post("skip").status] == [200, 409]

    assert models.Attempt.objects.get().status == "finished"
