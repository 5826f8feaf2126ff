"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
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
