"""Who does something for a pathway just now, so that two who ask at once have it done once. In Django's cache."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache


def take(what: str, block_key: str, seconds: int) -> bool:
    """Take something upon oneself for so long; False where somebody has."""
    return bool(cache.add(_key(what, block_key), True, seconds))


def give_back(what: str, block_key: str) -> None:
    """Let it be done again."""
    cache.delete(_key(what, block_key))


def _key(what: str, block_key: str) -> str:
    """Return a key of a length and of characters that every cache takes, whatever the block's."""
    return f"pd_personalize.{what}.{sha256(block_key.encode()).hexdigest()}"
