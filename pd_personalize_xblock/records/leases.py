"""Who does something for a pathway just now, so that two who ask at once have it done once. In Django's cache."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache


def take(what: str, whom: str, seconds: float) -> bool:
    """Take something upon oneself for so long; False where somebody has. ``whom``: a block's key, or any other name."""
    return bool(cache.add(_key(what, whom), True, seconds))


def give_back(what: str, whom: str) -> None:
    """Let it be done again."""
    cache.delete(_key(what, whom))


def _key(what: str, whom: str) -> str:
    """Return a key of a length and of characters that every cache takes, whatever the name."""
    return f"pd_personalize.{what}.{sha256(whom.encode()).hexdigest()}"
