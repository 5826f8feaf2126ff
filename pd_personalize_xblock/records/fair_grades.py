"""Graded work in sections that a teacher is exempt from: full marks, where the author says so.

What should be is computed from the records and compared with the grade book; only differences are written,
because each of them has the platform grade the course again. So it can run at any time, twice, or late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import ExemptGrades
from pd_personalize_xblock.domain.pathway import SectionState
from pd_personalize_xblock.platform import grades
from pd_personalize_xblock.platform.grades import Entry
from pd_personalize_xblock.service import Version

from . import api, models, versions

TEACHERS_AT_ONCE = 100


@dataclass(frozen=True)
class Generous:
    """A pathway whose author gives full marks, and which sections each subsection (usage key) is part of."""

    pathway_id: int
    block_key: str
    in_force: Version
    sections: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Claims:
    """The subsections (usage keys) that count in full for one teacher, and those that may go on doing so."""

    full: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Synced:
    """How many subsections of teachers were handed to the platform to give full marks, or to take ours back."""

    given: int = 0
    taken_back: int = 0


def sync_grades(block_key: str, user_ids: Collection[int] | None = None) -> Synced:
    """Bring teachers' grades in line with what they are exempt from, in the whole course of a pathway block.

    The course, because another pathway may speak about the same subsection. Without ``user_ids``: everybody
    on record in the pathway, and everybody with full marks of ours. Does nothing where there is no grade book
    or its grades are frozen.
    """
    course_key = grades.course_of(block_key)
    if not grades.are_available() or not course_key or grades.are_frozen(course_key):
        return Synced()
    generous = list(_generous_pathways(course_key))
    edited_at = grades.graded_subsections(course_key) if generous else {}
    given = taken_back = 0
    users = sorted(_everybody(block_key, course_key) if user_ids is None else set(user_ids))
    for first in range(0, len(users), TEACHERS_AT_ONCE):
        some = users[first : first + TEACHERS_AT_ONCE]
        for user_id, (give, back) in _differences(course_key, generous, edited_at, some):
            grades.set_full_marks(course_key, user_id, give=give, take_back=back)
            given, taken_back = given + len(give), taken_back + len(back)
    return Synced(given, taken_back)


def _everybody(block_key: str, course_key: str) -> set[int]:
    pathway_id = models.PathwayBlock.objects.filter(block_key=block_key).values_list("pk", flat=True).first()
    known = api.known_users(pathway_id) if pathway_id is not None else []
    return {*known, *grades.users_with_full_marks(course_key)}


def _generous_pathways(course_key: str) -> Iterator[Generous]:
    here = models.PathwayBlock.objects.filter(course_key=course_key, removed_at=None).order_by("pk")
    for pathway_id, block_key, version_hash in here.values_list("pk", "block_key", "in_force__hash"):
        version = versions.get_version(version_hash)
        if version.definition.rules.exempt_grades is ExemptGrades.FULL_MARKS:
            yield Generous(pathway_id, block_key, version, _sections_by_subsection(pathway_id))


def _sections_by_subsection(pathway_id: int) -> dict[str, frozenset[str]]:
    parts = models.SectionPart.objects.filter(pathway_id=pathway_id).order_by()
    found: dict[str, set[str]] = defaultdict(set)
    for subsection, section_id in parts.values_list("subsection_key", "section_id").distinct():
        found[subsection].add(section_id)
    return {subsection: frozenset(sections) for subsection, sections in found.items()}


Steps = tuple[frozenset[str], frozenset[str]]
"""The subsections to give full marks in, and those to take ours back in."""


def _differences(
    course_key: str, generous: list[Generous], edited_at: dict[str, datetime | None], user_ids: Collection[int]
) -> Iterator[tuple[int, Steps]]:
    """Yield the users whose grades are not as they should be, with what to change."""
    claims = {user_id: _claims(generous, user_id, edited_at.keys()) for user_id in user_ids}
    wanted = frozenset().union(*(claim.full for claim in claims.values()))
    entries = grades.entries_of(course_key, user_ids, wanted)
    for user_id, claim in claims.items():
        mine = {key: entry for (owner, key), entry in entries.items() if owner == user_id}
        give = frozenset(key for key in claim.full if _is_missing(mine.get(key), edited_at[key]))
        back = frozenset(key for key, entry in mine.items() if _is_ours(entry) and _is_undue(key, entry, claim))
        if give or back:
            yield user_id, (give - back, back)


def _claims(generous: list[Generous], user_id: int, graded: Collection[str]) -> Claims:
    """What a teacher's records give: only what every section that a subsection is part of gives."""
    full: set[str] = set()
    kept: set[str] = set()
    refused: set[str] = set()
    for pathway in generous:
        exempt, passed = _exempt_and_passed(pathway, user_id)
        for key, sections in pathway.sections.items():
            if sections <= exempt:
                full.add(key)
            elif sections <= exempt | passed:
                kept.add(key)
            else:
                refused.add(key)
    right = frozenset(graded) - refused
    return Claims(full=right & (full - kept), kept=right & kept)


def _exempt_and_passed(pathway: Generous, user_id: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the sections a teacher is exempt from, and those that would be so had the teacher not mastered them.

    Work in an exempt section must not cost the full marks it already has.
    """
    learner = api.Learner(pathway.pathway_id, pathway.block_key, user_id, pathway.in_force)
    record = learner.load()
    if record.is_empty:
        return frozenset(), frozenset()
    found = service.pathway_of(record, pathway.in_force)
    exempt = frozenset(section_id for section_id, state in found.states.items() if state is SectionState.EXEMPT)
    passed = frozenset(
        section.id
        for section in pathway.in_force.definition.sections
        if found.states[section.id] is SectionState.MASTERED and section.level <= found.start[section.competency]
    )
    return exempt, passed


def _is_ours(entry: Entry) -> bool:
    return entry.overridden_by == grades.SYSTEM


def _is_missing(entry: Entry | None, edited_at: datetime | None) -> bool:
    """Whether full marks are to be given, or given anew because the points have changed."""
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
    if key not in claim.full and key not in claim.kept:
        return True
    return bool(entry.possible) and entry.earned >= entry.possible
