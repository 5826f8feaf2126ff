"""Where an author works: one block in its course."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..domain.errors import UnknownReference
from ..domain.words import gettext_noop, message_of
from ..platform import hosts
from ..platform.words import in_words


@dataclass(frozen=True)
class Desk:
    """An author's block. ``find_records`` returns the records' functions, or raises RecordsMissing."""

    block: Any
    find_records: Callable[[], Any]
    _reports: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def block_key(self) -> str:
        """The block's usage key."""
        return str(self.block.scope_ids.usage_id)

    @property
    def course_key(self) -> str:
        """The course's key; empty in a bare workbench, where a block has no course."""
        return str(getattr(self.block.scope_ids.usage_id, "context_key", ""))

    @property
    def base(self) -> str:
        """A name of what is saved: it changes with every save that changes anything."""
        saved = (self.block.definition, self.block.display_name, self.block.unread_olx)
        return hashlib.sha256("\0".join(saved).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def look_at(self, text: str) -> Any:
        """Return the records' report on a draft of this course; what a page asks twice is looked at once."""
        if text not in self._reports:
            self._reports[text] = self.find_records().look_at(self.block_key, self.course_key, text)
        return self._reports[text]

    def offer(self) -> Any:
        """Return the calibrated version that waits for the author, or None."""
        try:
            return self.find_records().find_offer(self.block_key, self.block.definition)
        except hosts.RecordsMissing:
            return None

    def health(self) -> tuple[Any, Any]:
        """Return the report on how the questions work, and when it was made; (None, None) without one."""
        try:
            return self.find_records().latest_health(self.block_key) or (None, None)
        except hosts.RecordsMissing:
            return None, None

    def missing(self) -> tuple[str, ...]:
        """Return what this site lacks to hold and open sections, in the author's words."""
        try:
            return tuple(self.find_records().site_lacks(self.block.definition))
        except hosts.RecordsMissing as missing:
            return (in_words(message_of(missing)),)

    def teachers_under_way(self) -> int:
        """Return how many teachers have anything on record here."""
        try:
            return int(self.find_records().teachers_under_way(self.block_key))
        except hosts.RecordsMissing:
            return 0

    def taken_over(self) -> str:
        """Return the text of the draft as calibrated by its own responders; raise UnknownReference."""
        offer = self.offer()
        if offer is None:
            raise UnknownReference(gettext_noop("there is no calibrated version to take over"))
        return str(offer.text)
