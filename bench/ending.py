"""What the end of one sitting costs: writing the placement, the whole handler, and what is left to a worker."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

from . import sitters
from .figures import Figure

SITTINGS = 9


def measure(where: str) -> list[Figure]:
    """Sittings that end: what writing the placement takes, the whole handler, and what it leaves to a worker.

    SQLite works in this very process, so that CPU is all that it costs; of another database it is elapsed time.
    """
    from django.contrib.auth.models import User
    from django.db import connection

    ended, waited, written = [], [], []
    for number in range(SITTINGS):
        user, _ = User.objects.get_or_create(username=f"late-{where[:6]}-{number}-{time.monotonic_ns()}")
        sitter, rng = sitters.Sitter(user.pk, random.Random(number)), random.Random(number)
        page = sitter.post("begin")
        while page["screen"] == "question":
            page = sitter.post("answer", **sitters.answer_to(page, rng))
        times: list[float] = []
        with connection.execute_wrapper(_timing(times)), _writing() as spent:
            sitter.request("finish")
        sitter.work_off()
        ended.append(sitter)
        written += spent
        waited.append(sum(times) * 1000)
    cpu, elapsed = (median(each) for each in zip(*written, strict=True))
    return [
        Figure(f"writing one placement in {where}, CPU", cpu, "ms", 25, f"median of {SITTINGS}"),
        Figure("the same, elapsed", elapsed, "ms", None if connection.vendor == "sqlite" else 25),
        Figure(
            "the whole handler `finish`, CPU",
            median(sitter.spent["finish"][-1] for sitter in ended),
            "ms",
        ),
        Figure("its statements, elapsed", median(waited), "ms", None, f"{len(times)} statements"),
        Figure("what a worker does after it, CPU", median(sitter.spent["worker"][-1] for sitter in ended), "ms"),
    ]


@contextmanager
def _writing() -> Iterator[list[tuple[float, float]]]:
    """Within it, what is spent from a decision about a record until all is written: CPU and elapsed, in ms.

    That is the record, what it opens, section states, gates and figures.
    """
    from pd_personalize_xblock.records import api

    act, spent = api.act, []

    def watched_act(learner: Any, decide: Callable[[Any], Any], **how: Any) -> Any:
        began = at = 0.0

        def decide_first(record: Any) -> Any:
            nonlocal began, at
            outcome = decide(record)
            began, at = time.process_time(), time.monotonic()
            return outcome

        outcome = act(learner, decide_first, **how)
        spent.append(((time.process_time() - began) * 1000, (time.monotonic() - at) * 1000))
        return outcome

    with patch.object(api, "act", watched_act):
        yield spent


def _timing(times: list[float]) -> Callable[..., Any]:
    def timing(execute: Any, *args: Any) -> Any:
        began = time.monotonic()
        try:
            return execute(*args)
        finally:
            times.append(time.monotonic() - began)

    return timing
