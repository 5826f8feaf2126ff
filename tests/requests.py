"""What a request does besides replying."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.test import TestCase


def committed() -> AbstractContextManager[object]:
    """Commit what is done in here when it is done: background work then follows, as after a request."""
    return TestCase.captureOnCommitCallbacks(execute=True)
