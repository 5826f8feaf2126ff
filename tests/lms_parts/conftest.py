"""The course, the teachers and the definition of the records' tests, with milestones switched on and cold caches."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from edx_django_utils.cache import RequestCache

from ..records.conftest import _course, colleague, ladder, user  # noqa: F401


@pytest.fixture(autouse=True)
def _cold_caches(settings):
    settings.FEATURES = {**getattr(settings, "FEATURES", {}), "MILESTONES_APP": True}
    cache.clear()
    RequestCache.clear_all_namespaces()
    yield
    cache.clear()
    RequestCache.clear_all_namespaces()


@pytest.fixture
def next_request():
    """Forget what a request remembers."""
    return RequestCache.clear_all_namespaces
