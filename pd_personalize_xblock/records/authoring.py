"""What an author is told of a draft: all that is wrong with it, and whether it is what teachers meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pd_personalize_xblock.domain.definition import Definition, Mode
from pd_personalize_xblock.formats.problems import FormatProblem, for_author
from pd_personalize_xblock.platform import readiness

from . import versions
from .course_checks import course_problems
from .models import PathwayBlock


class DraftStatus(StrEnum):
    """What teachers of a pathway block meet."""

    NOTHING = "nothing"
    THIS = "this"
    ANOTHER = "another"


@dataclass(frozen=True)
class DraftReport:
    """A draft in its course. ``definition`` is None while its format has errors; ``missing`` is what the site lacks."""

    definition: Definition | None
    problems: tuple[FormatProblem, ...]
    in_force: DraftStatus
    since: datetime | None
    missing: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it may come into force."""
        return self.definition is not None and all(problem.is_warning for problem in self.problems)


def look_at(block_key: str, course_key: str, text: str) -> DraftReport:
    """Report on the JSON text of an author's draft."""
    draft = versions.read_draft(text)
    row = PathwayBlock.objects.filter(block_key=block_key).values_list("in_force__hash", "in_force_since").first()
    hash_in_force, since = row or (None, None)
    return DraftReport(
        definition=draft.definition,
        problems=(*draft.problems, *_in_course(draft.definition, block_key, course_key)),
        in_force=_which(hash_in_force, draft.hash),
        since=since,
        missing=site_lacks(text),
    )


def site_lacks(text: str) -> tuple[str, ...]:
    """Return what this site lacks to hold and open the sections of a draft, in its author's words."""
    definition = versions.read_draft(text).definition
    may_hold = definition is None or definition.rules.mode is Mode.FIRM
    return tuple(readiness.missing_for_author(is_firm=may_hold))


def _in_course(definition: Definition | None, block_key: str, course_key: str) -> list[FormatProblem]:
    if definition is None:
        return []
    return for_author(course_problems(definition, block_key=block_key, course_key=course_key))


def _which(hash_in_force: str | None, hash: str) -> DraftStatus:
    if hash_in_force is None:
        return DraftStatus.NOTHING
    return DraftStatus.THIS if hash_in_force == hash else DraftStatus.ANOTHER
