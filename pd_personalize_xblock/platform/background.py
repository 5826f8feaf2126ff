"""Work that the platform's Celery does, once what a request wrote is committed."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, transaction
from edx_django_utils.cache import RequestCache

log = logging.getLogger(__name__)

BESIDE_ANOTHER = (OperationalError, IntegrityError)
RETRIED = {"autoretry_for": BESIDE_ANOTHER, "retry_backoff": True, "max_retries": 5, "ignore_result": True}
"""For every task. Two at the same rows: the database lets one go first. Or one removes what the other refers to."""

PENDING = "pd_personalize.pending"
BROKER_IS_DOWN = "pd_personalize.broker_is_down"
SECONDS_BEFORE_NEXT_TRY = 30


def later(task: Any, *args: object) -> None:
    """Hand a Celery task its work once this transaction is committed.

    A broker that is down is logged and fails nobody's request: whoever looks at their pathway
    next, and every sync, makes good what did not happen.
    """
    transaction.on_commit(lambda: _send(task, args), robust=True)


def at_once(task: Any, *args: object) -> bool:
    """Hand a Celery task its work now and return whether the broker took it.

    For work that somebody asked for in so many words and that needs nothing this request writes:
    whoever asked can be told that it does not begin.
    """
    return _send(task, args)


def once_later(task: Any, *args: object) -> None:
    """Like :func:`later`, and only once for the same work in a transaction; outside one, once for every call."""
    pending: set[object] = RequestCache(PENDING).data.setdefault("work", set())
    work = (task.name, args)
    pending.add(work)

    def send_once() -> None:
        if work in pending:
            pending.discard(work)
            _send(task, args)

    transaction.on_commit(send_once, robust=True)


def _send(task: Any, args: tuple[object, ...]) -> bool:
    """Send a task and return whether that went well.

    Where the broker did not answer just now, spare this request the seconds of waiting for it.
    """
    if cache.get(BROKER_IS_DOWN):
        log.info("the message broker did not answer just now: %s%r is left to the next sync", task.name, args)
        return False
    from kombu.exceptions import OperationalError as BrokerError  # nothing that a block's own import should pay for

    try:
        task.apply_async(args=args, retry=False, **_queue())
    except BrokerError:
        cache.set(BROKER_IS_DOWN, True, SECONDS_BEFORE_NEXT_TRY)
        log.exception("the message broker does not answer: %s%r is left to the next sync", task.name, args)
        return False
    return True


def reaches_lms() -> bool:
    """Whether what this process of Studio hands over is done by the LMS's workers."""
    return bool(_queue())


def _queue() -> dict[str, str]:
    """From Studio to the LMS's workers, where Studio knows their queue: they have the grade book, Studio's have not."""
    if getattr(settings, "SERVICE_VARIANT", "") != "cms":
        return {}
    queue = next((name for name in getattr(settings, "CELERY_QUEUES", ()) if ".lms." in name), None)
    return {} if queue is None else {"queue": queue}
