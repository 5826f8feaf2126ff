"""Graded work in sections that a teacher is exempt from: full marks, where the author says so.

What should be is computed from the records and compared with the grade book; only differences are written,
because each of them has the platform grade the course again. So it can run at any time, twice, or late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import ExemptGrades
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.domain.pathway import SectionState
from pd_personalize_xblock.platform import grades
from pd_personalize_xblock.platform.grades import Entry

from . import many, models, versions
from .versions import InForce

TEACHERS_AT_ONCE = 100


@dataclass(frozen=True)
class Claims:
    """The subsections (usage keys) that count in full for one teacher, and those that may go on doing so."""

    full: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Synced:
    """In how many subsections, all teachers together, full marks were to be given or ours to be taken back."""

    given: int = 0
    taken_back: int = 0


def sync_grades(block_key: str, user_ids: Collection[int] | None = None) -> Synced:
    """Bring teachers' grades in line with what they are exempt from, in the whole course of a pathway block.

    The course, because another pathway may speak about the same subsection. Without ``user_ids``: everybody
    whom it may concern. Does nothing where there is no grade book or its grades are frozen.
    """
    course_key = grades.course_of(block_key)
    if not grades.are_available() or not course_key or grades.are_frozen(course_key):
        return Synced()
    generous = _generous_pathways(course_key)
    edited_at = grades.graded_subsections(course_key) if generous else {}
    given = taken_back = 0
    for some in _in_batches(_concerned(course_key, generous) if user_ids is None else user_ids):
        for user_id, give, back in _differences(course_key, generous, edited_at, some):
            grades.set_full_marks(course_key, user_id, give=give, take_back=back)
            given, taken_back = given + len(give), taken_back + len(back)
    return Synced(given, taken_back)


def batches(block_key: str) -> Iterator[list[int]]:
    """Yield everybody whom a sync of a pathway block may concern, some user ids at a time."""
    course_key = grades.course_of(block_key)
    if grades.are_available() and course_key:
        yield from _in_batches(_concerned(course_key, _generous_pathways(course_key)))


def _in_batches(user_ids: Collection[int]) -> Iterator[list[int]]:
    users = sorted(set(user_ids))
    for first in range(0, len(users), TEACHERS_AT_ONCE):
        yield users[first : first + TEACHERS_AT_ONCE]


def _concerned(course_key: str, generous: list[InForce]) -> set[int]:
    """Everybody with something on record where full marks are given, and everybody who has some of ours."""
    known = (many.known_users(course.pathway.pk) for course in generous)
    return grades.users_with_full_marks(course_key).union(*known)


def _generous_pathways(course_key: str) -> list[InForce]:
    """The pathways of a course whose authors give full marks; those that leave grades alone have no say."""
    here = models.PathwayBlock.objects.filter(course_key=course_key, removed_at=None).order_by("pk")
    return [
        versions.in_force(block_key)
        for block_key, version_hash in here.values_list("block_key", "in_force__hash")
        if versions.get_version(version_hash).definition.rules.exempt_grades is ExemptGrades.FULL_MARKS
    ]


Difference = tuple[int, frozenset[str], frozenset[str]]
"""A user id, the subsections to give full marks in, and those to take ours back in."""


def _differences(
    course_key: str, generous: list[InForce], edited_at: Mapping[str, datetime | None], user_ids: Collection[int]
) -> Iterator[Difference]:
    """Yield the users whose grades are not as they should be, with what to change."""
    claims = _claims(generous, edited_at.keys(), user_ids)
    wanted = frozenset[str]().union(*(claim.full for claim in claims.values()))
    lines: dict[int, dict[str, Entry]] = defaultdict(dict)
    for (user_id, key), entry in grades.entries_of(course_key, user_ids, wanted).items():
        lines[user_id][key] = entry
    for user_id, claim in claims.items():
        mine = lines[user_id]
        back = frozenset(key for key, entry in mine.items() if _is_ours(entry) and _is_undue(key, entry, claim))
        give = frozenset(key for key in claim.full if _is_missing(mine.get(key), edited_at[key])) - back
        if give or back:
            yield user_id, give, back


def _claims(generous: list[InForce], graded: Collection[str], user_ids: Collection[int]) -> dict[int, Claims]:
    """What teachers' records give: of a subsection only what all sections give that it is part of."""
    full: dict[int, set[str]] = defaultdict(set)
    kept: dict[int, set[str]] = defaultdict(set)
    refused: dict[int, set[str]] = defaultdict(set)
    for course in generous:
        for user_id, record in many.load(course.pathway.pk, user_ids).items():
            exempt, passed = _exempt_and_passed(course, record)
            for section_id, keys in course.parts.subsections.items():
                claim = full if section_id in exempt else kept if section_id in passed else refused
                claim[user_id] |= keys
    return {
        user: Claims(
            full=frozenset(graded) & full[user] - kept[user] - refused[user],
            kept=frozenset(graded) & kept[user] - refused[user],
        )
        for user in user_ids
    }


def _exempt_and_passed(course: InForce, record: LearnerRecord) -> tuple[frozenset[str], frozenset[str]]:
    """Return the sections a teacher is exempt from, and those that would be so had the teacher not mastered them.

    Work in an exempt section must not cost the full marks it already has.
    """
    if record.is_empty:
        return frozenset(), frozenset()
    pathway = service.pathway_of(record, course.version)
    exempt = frozenset(section_id for section_id, state in pathway.states.items() if state is SectionState.EXEMPT)
    passed = frozenset(
        section.id
        for section in course.definition.sections
        if pathway.states[section.id] is SectionState.MASTERED and section.level <= pathway.start[section.competency]
    )
    return exempt, passed


def _is_ours(entry: Entry) -> bool:
    return entry.overridden_by == grades.SYSTEM


def _is_missing(entry: Entry | None, edited_at: datetime | None) -> bool:
    """Whether full marks are to be given, or given anew because the points may have changed."""
    if entry is None:
        return True
    is_current = entry.edited_at == edited_at
    if _is_ours(entry):
        return not (entry.is_full and is_current)
    if entry.overridden_by is not None or (is_current and not entry.possible):
        return False
    return entry.earned < entry.possible or not entry.possible


def _is_undue(key: str, entry: Entry, claim: Claims) -> bool:
    """Whether full marks of ours are to go: not exempt any more, or the teacher's own work is as good."""
    is_claimed = key in claim.full or key in claim.kept
    return not is_claimed or (entry.possible > 0 and entry.earned >= entry.possible)
