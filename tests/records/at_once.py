"""Several at once, each with a connection of its own, stopped at the places where it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import connection

SECONDS = 60
"""How long anybody waits for anybody: a test that hangs has failed."""


def in_a_thread(pool: ThreadPoolExecutor, work: Callable[[], object]) -> Future:
    def run() -> object:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def together(*works: Callable[[], object]) -> list[object]:
    """Do all at once; return what each returned, or the error it ended with."""
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [in_a_thread(pool, work) for work in works]
    return [future.exception(SECONDS) or future.result() for future in futures]


class Halt:
    """Stops the first call of a function, after it has done its work or before, until it is let go."""

    def __init__(self, patch: pytest.MonkeyPatch, owner: object, name: str, *, before: bool = False) -> None:
        self.reached, self._go = Event(), Event()
        self._first = iter((True,))
        real = getattr(owner, name)

        def halted(*args: Any, **named: Any) -> object:
            is_first = next(self._first, False)
            if is_first and before:
                self._wait()
            found = real(*args, **named)
            if is_first and not before:
                self._wait()
            return found

        patch.setattr(owner, name, halted)

    def _wait(self) -> None:
        self.reached.set()
        assert self._go.wait(SECONDS)

    @contextmanager
    def of(self, work: Callable[[], object]) -> Iterator[None]:
        """While ``work`` stands at this place, do what is in the block; then let it go on to its end."""
        with ThreadPoolExecutor(1) as pool:
            future = in_a_thread(pool, work)
            try:
                while not self.reached.wait(0.05):
                    assert not future.done(), f"ended without coming here: {future.exception()}"
                yield
            finally:
                self._go.set()
        future.result(SECONDS)
