"""Handing work to Celery: after the commit, once, and without waiting for a broker that is down."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from kombu.exceptions import OperationalError

from pd_personalize_xblock.platform import background

from ..requests import committed


class Task:
    """A task that notes what it is given; ``is_down`` while there is no broker."""

    name = "task"

    def __init__(self) -> None:
        self.sent: list[tuple[object, ...]] = []
        self.tries = 0
        self.is_down = False

    def apply_async(self, args: tuple[object, ...], *, retry: bool) -> None:
        self.tries += 1
        if self.is_down:
            raise OperationalError("connection refused")
        self.sent.append(args)


@pytest.fixture
def task() -> Task:
    return Task()


def test_nothing_is_sent_before_the_commit(task):
    with committed():
        background.later(task, 1)
        assert task.sent == []

    assert task.sent == [(1,)]


def test_the_same_work_is_sent_once_a_request_and_other_work_besides(task):
    with committed():
        for number in (1, 2, 1, 1):
            background.once_later(task, number)

    assert sorted(task.sent) == [(1,), (2,)]


def test_the_next_request_sends_again(task):
    for _ in range(2):
        with committed():
            background.once_later(task, 1)

    assert task.sent == [(1,), (1,)]


def test_a_broker_that_is_down_fails_nobody_and_is_logged(task, caplog):
    task.is_down = True

    with committed():
        background.later(task, 1)

    assert "task(1,) is left to the next sync" in caplog.text


def test_all_that_is_dropped_while_the_broker_is_down_is_logged(task, caplog):
    caplog.set_level("INFO")
    task.is_down = True

    with committed():
        for number in (1, 2, 3):
            background.later(task, number)

    assert [f"task({number},) is left" in caplog.text for number in (1, 2, 3)] == [True] * 3
    assert task.tries == 1


def test_whoever_asks_for_work_at_once_hears_whether_it_was_taken(task):
    assert background.at_once(task, 1) is True
    assert task.sent == [(1,)]

    task.is_down = True

    assert background.at_once(task, 2) is background.at_once(task, 3) is False
    assert task.tries == 2


def test_outside_a_transaction_every_call_sends(task, monkeypatch):
    monkeypatch.setattr(background.transaction, "on_commit", lambda send, robust: send())
    for _ in range(2):
        background.once_later(task, 1)

    assert task.sent == [(1,), (1,)]


def test_a_broker_that_is_down_is_waited_for_once_and_tried_again_later(task):
    task.is_down = True
    for _ in range(5):
        with committed():
            background.once_later(task, 1)
    assert task.tries == 1

    cache.clear()  # half a minute later
    task.is_down = False
    with committed():
        background.once_later(task, 1)

    assert task.sent == [(1,)]
