"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _cold_cache() -> Iterator[None]:
    """No test sees what another one cached: its database is another one."""
    cache.clear()
    yield
    cache.clear()
