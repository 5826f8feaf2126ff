"""What the author's editor asks for."""

from __future__ import annotations

from .. import studio
from ..domain.errors import UnknownReference
from ..domain.words import gettext_noop
from ..http import NotAllowed, Payload, Reply, action_handler
from ..platform import hosts
from .ground import Ground


class Authoring(Ground):
    """One handler, whose actions are functions in ``studio``."""

    @action_handler
    def author(self, payload: Payload, action: str) -> Reply:
        """Do what the editor asks for: one of ``studio.ACTIONS``."""
        self._require_studio()
        if action not in studio.ACTIONS:
            raise UnknownReference(gettext_noop("there is no action %(action)s", action=repr(action[:40])))
        return studio.ACTIONS[action](self._desk(), payload)

    def _desk(self) -> studio.Desk:
        """The author's desk; one for this page, which Studio asks for the view and for ``validate``."""
        if "_own_desk" not in self.__dict__:
            self._own_desk = studio.Desk(self, self._records)
        return self._own_desk

    def _require_studio(self) -> None:
        """Refuse whoever may not write this course: Studio itself lets everybody with an account reach handlers."""
        if not hosts.is_studio(self.runtime):
            raise NotAllowed(gettext_noop("this is for authors, in Studio"))
        if not hosts.may_author(self):
            raise NotAllowed(gettext_noop("this is for the authors of this course"))
