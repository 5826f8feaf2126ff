"""What the domain refuses, and why. Only the edges turn these into HTTP or exit codes."""

from __future__ import annotations


class DomainError(ValueError):
    """Something that cannot be; the message names it in one sentence."""


class InvalidDefinition(DomainError):
    """A part of a definition that makes no sense by itself."""


class UnknownReference(DomainError):
    """An id or option that the definition in hand does not contain."""


class NotYours(DomainError):
    """Something that somebody else decides."""


class OutOfTurn(DomainError):
    """A request that made sense earlier, or will later, but not now."""
