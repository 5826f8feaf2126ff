"""Work that the platform's Celery does, once what a request wrote is committed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from edx_django_utils.cache import RequestCache

PENDING = "pd_personalize.pending"


def later(task: Any, *args: object) -> None:
    """Hand a Celery task its work once this transaction is committed.

    A broker that is down is logged and fails nobody's request: whoever looks at their pathway
    next, and every sync, makes good what did not happen.
    """

    def send() -> None:  # Django logs a failure by the function's name: a partial has none
        task.apply_async(args=args, retry=False)

    transaction.on_commit(send, robust=True)


def once_later(task: Any, *args: object) -> None:
    """Like :func:`later`, and only once for the same work, however often a request asks for it."""
    pending: set[object] = RequestCache(PENDING).data.setdefault("work", set())
    work = (task.name, args)
    pending.add(work)

    def send_once() -> None:
        if work in pending:
            pending.discard(work)
            task.apply_async(args=args, retry=False)

    transaction.on_commit(send_once, robust=True)
