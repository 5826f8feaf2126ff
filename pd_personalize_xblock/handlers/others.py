"""What passes between a teacher and other people, and what course staff and the LMS's own tools ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from .. import staffroom
from ..domain.words import gettext_noop
from ..http import NotAllowed, NotNow, Payload, Reply, action_handler, json_handler, take_flag
from ..platform import background, hosts, leaders
from .ground import Ground


class Others(Ground):
    """Colleagues, coaches, leaders and course staff; each action says to whom it is open."""

    @action_handler
    def together(self, payload: Payload, action: str) -> Reply:
        """Do what a teacher decides about other people: one of ``together.ACTIONS``."""
        learner = self._only_the_teacher()
        from .. import together

        here = together.Here(learner, self._course_key, self._now())
        return self._reply(together.answer(here, action, payload))

    @action_handler
    def lead(self, payload: Payload, action: str) -> Reply:
        """Show many teachers, or one, to whom that is open: one of ``leading.ACTIONS``."""
        return self._lead(action, payload)

    @json_handler
    def staff_find(self, payload: Payload) -> Reply:
        """Look a teacher up by username or e-mail address."""
        self._require_staff()
        return self._lead("teacher", payload)

    @json_handler
    def sign_off(self, payload: Payload) -> Reply:
        """Keep a coach's word about a teacher's section or level, or take it back."""
        self._require_staff()
        return self._lead("sign", payload)

    @json_handler
    def skip_all(self, payload: Payload) -> Reply:
        """Say how many teachers have not begun; once that is ``confirmed``, let them start at the beginning."""
        self._require_staff()
        confirmed = take_flag(payload, "confirmed")
        waiting = self._staff().waiting(self._block_key, self._course_key).count()
        if not confirmed or not waiting:
            return staffroom.start_question(waiting)
        from ..records.staff_tasks import let_everybody_start

        if not background.at_once(let_everybody_start, self._block_key, self._course_key):
            raise NotNow(_("They could not be started now. Please try again in a minute."))
        return staffroom.start_answer(waiting)

    def clear_student_state(self, *, user_id: str, item_id: str, **context: Any) -> None:
        """Forget a teacher (an anonymous id) whose state staff delete; the block here is nobody's."""
        self._records()
        from ..records import forgetting

        forgetting.forget_anonymous(user_id, block_key=item_id)

    def generate_report_data(
        self, user_state_iterator: Iterable[Any], limit_responses: int | None = None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (username, columns) for the problem-response report: levels and section states, nothing else."""
        if not leaders.staff_see_teachers():
            return
        usernames = (state.username for state in user_state_iterator)
        yield from self._staff().report(self._block_key, usernames, limit=limit_responses)

    def _lead(self, action: str, payload: Payload) -> Reply:
        """Do what is asked about other people, for whoever it is open to."""
        self._require_themself()
        if not self._user_id:
            raise NotAllowed(gettext_noop("sign in first"))
        self._records()
        from .. import leading

        stand = leading.Stand(self._block_key, self._course_key, self._user_id, self._role(), self._now())
        return leading.answer(stand, action, payload)

    def _who_lets_look(self) -> list[dict[str, str]]:
        """The teachers who let whoever looks at this page look at theirs. One query where nobody does."""
        if hosts.is_masquerade(self) or hosts.is_studio(self.runtime) or not self._user_id:
            return []
        from ..leading import one_teacher

        return one_teacher.coach_rows(self._block_key, self._course_key, self._user_id)
