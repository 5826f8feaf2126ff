"""Which screen a teacher sees."""

from __future__ import annotations

from collections.abc import Callable

from .. import service
from ..domain.learner import AttemptStatus, LearnerRecord
from .common import Links, Look, Page
from .growth import growth_part
from .questions import intro_page, sitting_page
from .remarks import add_remarks
from .result import result_page


def page_of(
    record: LearnerRecord,
    in_force: service.Version,
    links: Links,
    look: Look,
    *,
    version_by_hash: Callable[[str], service.Version],
) -> Page:
    """Return the start, the question on offer, or the pathway, whichever a teacher has come to.

    ``version_by_hash`` gives the version that a sitting uses. Where the page is not for the teacher's own eyes
    (``is_own``), what they said of their own accord is not on it.
    """
    attempt = record.attempt
    if attempt is None:
        return intro_page(in_force)
    if attempt.status is AttemptStatus.UNDER_WAY:
        return sitting_page(version_by_hash(attempt.definition_hash), attempt, is_retake=len(record.attempts) > 1)
    last = record.last_finished
    left = service.what_is_left(version_by_hash(last.definition_hash), last) if last else None
    page = result_page(in_force, record, links, look, left=left)
    if look.is_own:
        page |= {"growth": growth_part(in_force, record, version_by_hash), "has_record": True}
        add_remarks(page, record, look.now)
    return page
