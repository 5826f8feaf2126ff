"""Bringing teachers up to date: the work that the platform has on record, the version in force, the gates.

The same for one teacher who opens the unit, for one whose work was just finished, and for everybody:
it starts from what the platform and the records say now, never from what a signal said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import ExemptGrades, MasteryBy
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.platform import background, completion, enrolment, gates, grades
from pd_personalize_xblock.service import Outcome

from . import figures, forgetting, grade_tasks, many
from .versions import InForce


@dataclass(frozen=True)
class Work:
    """What the platform knows of a teacher's work.

    ``shares`` (0..1): per section, what is done of it by its own rule. ``begun``: the sections in
    which anything is done.
    """

    shares: Mapping[str, float]
    begun: frozenset[str]


NO_WORK = Work({}, frozenset())


@dataclass(frozen=True)
class CaughtUp:
    """What is new, per teacher: the outcome, section states, the subsections let into, and whose figures changed."""

    outcomes: Mapping[int, Outcome]
    states: Mapping[int, many.StateChanges]
    let_in: Mapping[int, frozenset[str]]
    counted: frozenset[int] = frozenset()

    @property
    def changed(self) -> frozenset[int]:
        """The users about whom anything is new."""
        with_events = (user for user, outcome in self.outcomes.items() if outcome.events)
        return frozenset({*self.states, *self.let_in, *self.counted, *with_events})

    @property
    def is_nothing(self) -> bool:
        """Whether everybody was up to date."""
        return not self.changed


LOOKS = 10
"""Two is the rule; more only where others write about the same teachers again and again."""


def bring_up(
    course_now: Callable[[], InForce], user_ids: Collection[int], *, now: datetime, write: bool = True
) -> Iterator[CaughtUp]:
    """Catch up, then again for those who were not up to date, until nothing is new; yield every time.

    The second look is for what others wrote while the first one worked: another task for the same
    teacher, a choice, another version. What it wrote about somebody who was forgotten meanwhile is taken
    back, and nothing else.
    """
    course = course_now()
    records = many.load(course.pathway.pk, user_ids)
    for _ in range(LOOKS):
        found = catch_up(course, records, now=now, write=write)
        yield found
        read = {user: records[user] for user in found.changed}
        if not (read and write):
            return
        forgetting.let_finish(course.pathway)
        course, records = course_now(), many.load(course.pathway.pk, read)
        forgotten = [user for user in read if _was_forgotten(read[user], records[user])]
        for user in forgotten:
            forgetting.take_back(user, course.pathway, written_at=now)
        left = many.load(course.pathway.pk, forgotten)
        records = {user: left.get(user, record) for user, record in records.items()}
        records = {user: record for user, record in records.items() if user not in left or not record.is_empty}
        if not records:
            return


def _was_forgotten(before: LearnerRecord, after: LearnerRecord) -> bool:
    """Whether nothing is left of what was on record. Records are only added to, unless a teacher is forgotten."""
    deeds = ("choices", "evidence", "sign_offs", "openings")
    begun = {attempt.started_at for attempt in before.attempts} & {attempt.started_at for attempt in after.attempts}
    kept = any(set(getattr(before, name)) & set(getattr(after, name)) for name in deeds)
    return not (before.is_empty or begun or kept)


def catch_up(course: InForce, records: Mapping[int, LearnerRecord], *, now: datetime, write: bool = True) -> CaughtUp:
    """Bring teachers up to date; without ``write`` only say what would change.

    Queries do not grow with teachers. Written in this order, so that whatever stops half way is made
    good by the next time: what is recorded, who is let in, section states, figures.
    """
    work = work_of(course, records)
    shut = course.held.keys() - course.newly_held
    outcomes = {}
    for user, record in records.items():
        done = work.get(user, NO_WORK)
        outcomes[user] = service.catch_up(
            record,
            course.version,
            shares=done.shares,
            keep_open=done.begun & course.newly_held,
            shut=shut,
            now=now,
        )
    changed = {u: (records[u], outcome.record) for u, outcome in outcomes.items() if outcome.record != records[u]}
    if write and changed:
        many.add(course.pathway.pk, changed)
    after = {user: outcome.record for user, outcome in outcomes.items() if not outcome.record.is_empty}
    new = open_gates(course, after, now=now, write=write)
    return CaughtUp(outcomes, new.states, new.let_in, new.counted)


@dataclass(frozen=True)
class Followed:
    """What followed from records: section states that changed, subsections let into, and whose figures changed."""

    states: Mapping[int, many.StateChanges]
    let_in: Mapping[int, frozenset[str]]
    counted: frozenset[int]


def open_gates(course: InForce, records: Mapping[int, LearnerRecord], *, now: datetime, write: bool = True) -> Followed:
    """Let teachers into all that is accessible to them, then write down section states and what is counted of them.

    Returns what was new.
    """
    if not records:
        return Followed({}, {}, frozenset())
    pathways = {user: service.pathway_of(record, course.version) for user, record in records.items()}
    wanted = {user: _subsections(course, pathway.accessible) for user, pathway in pathways.items()}
    granted = gates.granted_subsections(course.pathway.block_key, records) if any(wanted.values()) else {}
    let_in = {user: keys - granted.get(user, frozenset()) for user, keys in wanted.items()}
    let_in = {user: keys for user, keys in let_in.items() if keys}
    states = many.changed_states(course.pathway.pk, pathways)
    if write and let_in:
        gates.grant(course.pathway.block_key, let_in, now=now)
    if write and states:
        many.save_states(course.pathway.pk, states)
        regrade(course, states)
    counted = figures.changed_figures(course, records, pathways)
    if write and counted:
        figures.save_figures(course.pathway.pk, counted, now=now)
    return Followed(states, let_in, frozenset(counted))


def regrade(course: InForce, user_ids: Collection[int]) -> None:
    """Have graded work follow what teachers are exempt from, where the author says that it counts in full."""
    if course.definition.rules.exempt_grades is ExemptGrades.FULL_MARKS and grades.are_available():
        background.later(grade_tasks.sync_grades_task, course.pathway.block_key, sorted(user_ids))


def _subsections(course: InForce, accessible: Collection[str]) -> frozenset[str]:
    """Return the held subsections (usage keys) that accessible sections open."""
    return frozenset(key for section, keys in course.held.items() if section in accessible for key in keys)


def work_of(course: InForce, user_ids: Collection[int]) -> dict[int, Work]:
    """Return what the platform has on record of teachers' work; who has done nothing is left out."""
    completed, graded = _completed_shares(course, user_ids), _graded_shares(course, user_ids)
    attempted = _attempted_sections(course, user_ids)
    found = {}
    for user in completed.keys() | graded.keys() | attempted.keys():
        done, earned = completed.get(user, {}), graded.get(user, {})
        shares = {section: share for section, share in done.items() if _is_by(course, section, MasteryBy.COMPLETION)}
        begun = frozenset({*done, *earned, *attempted.get(user, ())})
        found[user] = Work(shares | earned, begun & course.definition.sections_by_id.keys())
    return found


def workers(course: InForce) -> frozenset[int]:
    """Return the users who take the course and have completed, or attempted, anything in the sections."""
    key = course.pathway.course_key
    found = completion.users_with_any(key, _all(course.parts.blocks.values()))
    return enrolment.enrolled(key, found | grades.users_with_any(key, _scored(course, course.newly_held)))


def work_in_new_sections(course: InForce) -> dict[int, int]:
    """Return, per user with any, how many blocks are completed in sections that are not held yet."""
    blocks = [course.parts.blocks.get(section, frozenset()) for section in course.newly_held]
    counts = completion.counts(course.pathway.course_key, _all(blocks))
    return {user: counts[user] for user in enrolment.enrolled(course.pathway.course_key, counts)}


def _attempted_sections(course: InForce, user_ids: Collection[int]) -> dict[int, set[str]]:
    """Per user the sections that are not held yet in which anything that gives points was attempted."""
    keys = _scored(course, course.newly_held)
    points = grades.earned_points(course.pathway.course_key, keys, user_ids) if keys else {}
    return {
        user: {
            section for section in course.newly_held if course.parts.scored.get(section, frozenset()) & earned.keys()
        }
        for user, earned in points.items()
    }


def _scored(course: InForce, sections: Collection[str]) -> frozenset[str]:
    return _all(course.parts.scored.get(section, frozenset()) for section in sections)


def _completed_shares(course: InForce, user_ids: Collection[int]) -> dict[int, dict[str, float]]:
    """Per user and section, the share (above 0) of its completable blocks that is completed."""
    blocks = course.parts.blocks
    sections_of: dict[str, list[str]] = defaultdict(list)
    for section, keys in blocks.items():
        for key in keys:
            sections_of[key].append(section)
    done = completion.completed_blocks(course.pathway.course_key, sections_of.keys(), user_ids=user_ids)
    found = {}
    for user, keys in done.items():
        counts: dict[str, int] = defaultdict(int)
        for key in keys:
            for section in sections_of[key]:
                counts[section] += 1
        found[user] = {section: count / len(blocks[section]) for section, count in counts.items()}
    return found


def _graded_shares(course: InForce, user_ids: Collection[int]) -> dict[int, dict[str, float]]:
    """Per user and section that is mastered by grade, the share of its points that is earned, where attempted."""
    sections = {
        section: keys
        for section, keys in course.parts.scored.items()
        if keys and _is_by(course, section, MasteryBy.GRADE)
    }
    if not sections:
        return {}
    points = grades.earned_points(course.pathway.course_key, _all(sections.values()), user_ids)
    found = {}
    for user, earned in points.items():
        possible = {
            section: sum(earned[key][1] for key in keys) for section, keys in sections.items() if keys <= earned.keys()
        }
        found[user] = {
            section: sum(earned[key][0] for key in sections[section]) / total
            for section, total in possible.items()
            if total > 0
        }
    return found


def _is_by(course: InForce, section_id: str, by: MasteryBy) -> bool:
    section = course.definition.sections_by_id.get(section_id)
    return section is not None and section.mastered_by.by is by


def _all(groups: Iterable[Collection[str]]) -> frozenset[str]:
    return frozenset(key for keys in groups for key in keys)
