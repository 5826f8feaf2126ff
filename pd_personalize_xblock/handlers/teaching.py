"""What a teacher does: the questions, their own decisions, and what they say of their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .. import deeds, service, views
from ..domain.errors import OutOfTurn, UnknownReference
from ..domain.fitting import MOST_MINUTES
from ..domain.learner import Attempt, AttemptStatus
from ..domain.words import gettext_noop, message_of
from ..http import NotAllowed, Payload, Reply, json_handler, take_number, take_text
from ..platform import events, hosts
from ..platform.words import in_words
from .ground import Ground

if TYPE_CHECKING:
    from ..records.api import Learner


class Teaching(Ground):
    """Each takes a payload and replies with the screen that comes next."""

    @json_handler
    def view(self, payload: Payload) -> Reply:
        """Reply with the screen as it stands: for a browser that lost track."""
        return self._reply(self._student_page())

    @json_handler
    def begin(self, payload: Payload) -> Reply:
        """Start the questions, or go on with them. (In a course, ``start`` is the date a block opens.)"""
        return self._do("begin", payload)

    @json_handler
    def refine(self, payload: Payload) -> Reply:
        """Go on from the last finished questions with those that it did not ask."""
        return self._do("refine", payload)

    @json_handler
    def recheck(self, payload: Payload) -> Reply:
        """Ask a few fresh questions about one competency, which can only raise its level."""
        return self._do("recheck", payload)

    @json_handler
    def explain(self, payload: Payload) -> Reply:
        """Say what would change one level, and what the mirror shows. Nothing is written."""
        learner, competency = self._only_the_teacher(), take_text(payload, "competency")
        record = learner.load()
        placement = views.placement_behind(record, competency)
        if placement is None:
            raise UnknownReference(
                gettext_noop("there is no placement in %(competency)s", competency=repr(competency[:80]))
            )
        version = self._records().get_version(placement.definition_hash)
        explanation = service.explain(placement, version, competency)
        explained = views.Explained(competency, placement, version, explanation)
        return self._reply(self._page(learner, record, explained))

    @json_handler
    def answer(self, payload: Payload) -> Reply:
        """Take down the answer to the question on offer."""
        return self._do("answer", payload)

    @json_handler
    def back(self, payload: Payload) -> Reply:
        """Withdraw the last answer."""
        return self._do("back", payload)

    @json_handler
    def finish(self, payload: Payload) -> Reply:
        """End the questions and place the teacher."""
        return self._do("finish", payload)

    @json_handler
    def skip(self, payload: Payload) -> Reply:
        """End the questions without their answers: start at the beginning, or keep what there was before."""
        return self._do("skip", payload)

    @json_handler
    def choose(self, payload: Payload) -> Reply:
        """Keep the teacher's decision: another start, what is in their role, a goal."""
        return self._do("choose", payload)

    @json_handler
    def plan(self, payload: Payload) -> Reply:
        """Say what fits into the minutes that the teacher has. Nothing is written."""
        minutes = take_number(payload, "minutes", highest=MOST_MINUTES)
        learner = self._learner()
        return self._reply(self._page(learner, learner.load(), minutes=minutes))

    @json_handler
    def note(self, payload: Payload) -> Reply:
        """Take the teacher's word that an outside opportunity is done."""
        return self._do("note", payload)

    @json_handler
    def remark(self, payload: Payload) -> Reply:
        """Keep what a teacher says about a section that is done: tried in class, its relevance, words about it."""
        return self._do("remark", payload)

    @json_handler
    def look_back(self, payload: Payload) -> Reply:
        """Keep where a teacher, after a second time, says they were the first time."""
        return self._do("look_back", payload)

    def _student_page(self) -> views.Page:
        if not self._user_id:
            return views.message_page(self.display_name, _("Sign in to find out where you start."))
        only_looks = hosts.is_masquerade(self)
        if not only_looks and not hosts.is_studio(self.runtime):
            self._records().publish(self._block_key, self._course_key, self.definition)
        try:
            learner = self._learner()
        except UnknownReference:
            return views.message_page(self.display_name, _("This is not ready yet. Please come back later."))
        except NotAllowed as refused:
            return views.message_page(self.display_name, in_words(message_of(refused)))
        if only_looks:
            return self._page(learner, learner.load())
        outcome = self._records().settle(learner, now=self._now())
        self._follow_up(learner, outcome)
        return self._page(learner, outcome.record)

    def _do(self, name: str, payload: Payload) -> Reply:
        """Read, load, decide, save, open gates, tell, reply."""
        self._require_themself()
        learner, deed, now = self._learner(), deeds.READERS[name](payload), self._now()
        scene = deeds.Scene(learner.in_force, self._version_of, learner.seed, now)
        sitting_only = name in deeds.SITTING_ONLY
        outcome = self._records().act(learner, lambda record: deed(record, scene), sitting_only=sitting_only, now=now)
        self._follow_up(learner, outcome)
        return self._reply(self._page(learner, outcome.record))

    def _follow_up(self, learner: Learner, outcome: service.Outcome) -> None:
        """Tell what happened, keep the summary for the LMS's own tools, complete the unit.

        The summary is written last: where it is behind, something stopped half way, and the unit
        is completed now.
        """
        events.emit_all(
            outcome.events,
            pathway=learner.block_key,
            emit=lambda name, data: self.runtime.publish(self, name, data),
        )
        summary = service.summary_of(outcome.record, self.summary)
        if summary is None or summary == self.summary:
            return
        self.summary = summary
        if summary["status"] != AttemptStatus.UNDER_WAY.value:
            self.runtime.publish(self, "completion", {"completion": 1.0})

    def _version_of(self, attempt: Attempt | None) -> service.Version:
        if attempt is None:
            raise OutOfTurn(gettext_noop("no questions are under way"))
        return self._records().get_version(attempt.definition_hash)
