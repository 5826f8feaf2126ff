"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation


@pytest.fixture(autouse=True)
def _cold_cache() -> Iterator[None]:
    """No test sees what another one cached: its database is another one."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page that was asked for in another language leaves that language behind in its thread."""
    yield
    translation.deactivate()


@receiver(post_migrate)
def _relationship_types(sender: Any, **kwargs: Any) -> None:
    """What a migration of edx-milestones wrote is there again after a test that empties all tables."""
    if sender.label == "milestones":
        types = sender.get_model("MilestoneRelationshipType").objects
        for name in ("requires", "fulfills"):
            types.get_or_create(name=name, defaults={"active": True})
