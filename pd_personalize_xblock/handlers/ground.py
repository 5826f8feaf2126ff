"""What every handler stands on: who asks, about which block, at what time, and what they may."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.timezone import now as current_time
from xblock.core import XBlock

from .. import views
from ..domain.learner import LearnerRecord
from ..domain.words import gettext_noop
from ..fragments import dom_id
from ..http import NotAllowed, Reply
from ..platform import hosts, leaders
from ..rendering import render

if TYPE_CHECKING:
    from ..records.api import Learner


class Ground(XBlock):
    """The block as its handlers know it; ``block.PdPersonalizeXBlock`` has the fields."""

    @property
    def _user_id(self) -> int | None:
        """The teacher's user id; None for somebody who is not signed in, or a runtime without real users."""
        user_id = str(self.scope_ids.user_id or "")
        return int(user_id) if user_id.isascii() and user_id.isdigit() else None

    @property
    def _block_key(self) -> str:
        return str(self.scope_ids.usage_id)

    @property
    def _course_key(self) -> str:
        """The course's key; empty in a bare workbench, where a block has no course."""
        return str(getattr(self.scope_ids.usage_id, "context_key", ""))

    def _now(self) -> datetime:
        return current_time()

    def _learner(self) -> Learner:
        if hosts.is_masquerade(self) and not leaders.staff_see_teachers():
            raise NotAllowed(
                gettext_noop("on this site nobody looks at the pathway as a teacher, whose consent it needs")
            )
        if not self._user_id:
            raise NotAllowed(gettext_noop("sign in first"))
        return self._records().find_learner(self._block_key, self._user_id)

    def _only_the_teacher(self) -> Learner:
        """Return the teacher who asks; whoever only looks as one of them is refused."""
        if hosts.is_masquerade(self):
            raise NotAllowed(
                gettext_noop("you are looking at the course as somebody else: this is for the teacher's own eyes")
            )
        return self._learner()

    def _role(self) -> Any:
        """What whoever looks, as themself, is to the course: a ``leading.Role``."""
        from .. import leading

        if not self._user_id or hosts.is_studio(self.runtime) or hosts.is_masquerade(self):
            return leading.Role.NEITHER
        return leading.role_of(self._user_id, self._course_key, is_staff=hosts.is_course_staff(self))

    def _require_themself(self) -> None:
        """Refuse whoever looks as somebody else: what they do would be kept as done by that person, or for them."""
        if hosts.is_masquerade(self):
            raise NotAllowed(gettext_noop("you are looking at the course as somebody else: nothing is saved"))

    def _require_staff(self) -> int:
        """Return the user id of the course staff who asks."""
        self._require_themself()
        if not self._user_id or not hosts.is_course_staff(self):
            raise NotAllowed(gettext_noop("this is for course staff"))
        return self._user_id

    def _records(self) -> Any:
        """The records app, imported late: models need a running Django, and the app to be installed."""
        if not apps.is_installed("pd_personalize_xblock.records"):
            raise hosts.RecordsMissing
        from ..records import api

        return api

    def _staff(self) -> Any:
        """What the records do for course staff, imported as late."""
        self._records()
        from ..records import staff

        return staff

    def _page(
        self,
        learner: Learner,
        record: LearnerRecord,
        explained: views.Explained | None = None,
        minutes: int | None = None,
    ) -> views.Page:
        links, look = self._links(), self._look(minutes=minutes, explained=explained)
        return views.page_of(record, learner.in_force, links, look, version_by_hash=self._records().get_version)

    def _look(self, **asked: Any) -> views.Look:
        return views.Look(now=self._now(), is_own=not hosts.is_masquerade(self), **asked)

    def _links(self) -> views.Links:
        return views.Links(to_block=lambda block: hosts.link_to_block(self._course_key, block))

    def _reply(self, page: views.Page) -> Reply:
        return page | {"html": render("screen.html", {"page": page, "block_id": dom_id(self)})}
