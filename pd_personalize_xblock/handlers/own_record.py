"""A teacher's own record: to see, to take along, to print, and to take words back from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .. import views
from ..domain.learner import LearnerRecord
from ..formats.sheets import sheet
from ..http import Download, Payload, Reply, json_handler, reading_handler, take_number, take_one_of
from ..platform import people
from ..rendering import render
from .teaching import Teaching

if TYPE_CHECKING:
    from ..records.api import Learner


class OwnRecord(Teaching):
    """Open to the teacher alone: nobody who looks as them gets any of it."""

    @json_handler
    def record(self, payload: Payload) -> Reply:
        """Reply with the screen about the record: what can be had of it, what can be deleted, who sees what."""
        return self._record_screen(self._only_the_teacher())

    @json_handler
    def forget_words(self, payload: Payload) -> Reply:
        """Delete what the teacher once wrote, that it was written stays; reply with the ``screen`` they are on."""
        learner = self._only_the_teacher()
        screen = take_one_of({"screen": "record", **payload}, "screen", ("record", "result"))
        learner.forget_words(take_one_of(payload, "what", tuple(self._records().WORDS)), take_number(payload, "number"))
        return self._record_screen(learner) if screen == "record" else self._reply(self._student_page())

    @reading_handler
    def record_json(self) -> Download:
        """Hand over everything that is kept, for other programs."""
        text = json.dumps(self._record_document(), ensure_ascii=False, indent=2)
        return Download("application/json", text, "my-record.json")

    @reading_handler
    def record_csv(self) -> Download:
        """Hand over the same as a spreadsheet, a row for each fact."""
        rows = views.record_rows(self._record_document())
        return Download("text/csv", sheet(views.row_header(), rows), "my-record.csv")

    @reading_handler
    def record_page(self) -> Download:
        """Show what was done, with hours, dates and signatures, as a page to print."""
        learner = self._only_the_teacher()
        record = learner.load()
        page = views.print_page(record, learner.in_force, self._owner(learner, record), self._now())
        return Download("text/html", render("record_print.html", {"page": page}))

    def _record_document(self) -> dict[str, Any]:
        learner = self._only_the_teacher()
        record = learner.load()
        from .. import together

        now = self._now()
        document = views.record_document(record, learner.in_force, self._owner(learner, record), now=now)
        return document | together.kept(together.Here(learner, self._course_key, now))

    def _record_screen(self, learner: Learner) -> Reply:
        record = learner.load()
        downloads = {name: self.runtime.handler_url(self, f"record_{name}") for name in ("page", "json", "csv")}
        owner = self._owner(learner, record)
        return self._reply(views.record_page(record, learner.in_force, owner, downloads, self._now()))

    def _owner(self, learner: Learner, record: LearnerRecord) -> views.Owner:
        signers = {word.signed_by for word in record.sign_offs if word.signed_by is not None}
        return views.Owner(
            user_id=learner.user_id,
            pathway=self._block_key,
            course=self._course_key,
            names=people.names_of(signers | {learner.user_id}),
            answered_at=learner.answer_times(),
            version_by_hash=self._records().get_version,
        )
