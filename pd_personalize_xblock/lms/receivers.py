"""Signals of the LMS that a pathway listens to."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from pd_personalize_xblock.platform import events
from pd_personalize_xblock.records import api


def completion_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A block was completed: once that is committed, see what it opens.

    Whatever goes wrong then is logged and must not fail the teacher's own request.
    """
    if kwargs.get("raw") or instance.completion < 1.0:
        return
    user_id, block_key = instance.user_id, str(instance.block_key)
    transaction.on_commit(lambda: follow_up(user_id, block_key), robust=True)


def follow_up(user_id: int, block_key: str) -> None:
    """Record a completion for the sections it is part of, and tell what happened."""
    for pathway, outcome in api.record_completion(user_id, block_key, now=now()):
        events.emit_all(outcome.events, pathway=pathway, emit=events.track)
