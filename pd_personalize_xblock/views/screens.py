"""Which screen a teacher sees."""

from __future__ import annotations

from collections.abc import Callable

from .. import service
from ..domain.learner import AttemptStatus, LearnerRecord
from .common import Explained, Links, Page
from .questions import intro_page, sitting_page
from .result import result_page


def page_of(
    record: LearnerRecord,
    in_force: service.Version,
    links: Links,
    *,
    version_by_hash: Callable[[str], service.Version],
    explained: Explained | None = None,
) -> Page:
    """Return the start, the question on offer, or the pathway, whichever a teacher has come to.

    ``version_by_hash`` gives the version that a sitting uses.
    """
    attempt = record.attempt
    if attempt is None:
        return intro_page(in_force)
    if attempt.status is AttemptStatus.UNDER_WAY:
        return sitting_page(version_by_hash(attempt.definition_hash), attempt, is_retake=len(record.attempts) > 1)
    last = record.last_finished
    left = service.what_is_left(version_by_hash(last.definition_hash), last) if last else None
    return result_page(in_force, record, links, left=left, explained=explained)
