"""A site without pages of ours, as Studio is."""

from __future__ import annotations

urlpatterns: list[object] = []
