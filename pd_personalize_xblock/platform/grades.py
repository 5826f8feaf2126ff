"""The LMS's grade book: what a teacher earned, and full marks for what a teacher need not do.

Full marks are overrides of the platform's own grade-override API under a ``system`` of our own. The platform
replaces anybody's override without asking and cannot bring a replaced one back, so whose it is is looked at
under a lock first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

SYSTEM = "pd_personalize"
"""Marks the overrides of the grade book that are ours; all others are somebody else's word."""

KEYS_PER_QUERY = 500
POINTS = ("earned_graded", "possible_graded", "earned_all", "possible_all")


def are_available() -> bool:
    """Whether this process has the grade book: the LMS does, Studio and the demo do not."""
    return apps.is_installed("lms.djangoapps.grades")


def earned_points(
    course_key: str, subsections: Collection[str], user_ids: Collection[int]
) -> dict[int, dict[str, tuple[float, float]]]:
    """Return the earned and possible points of users' own work, by user and subsection (usage key).

    The graded points; all points where nothing is graded. A correction by the staff counts in place of
    the work it corrects; full marks that we gave do not count. What was neither attempted nor corrected
    is left out. Two queries per 500 users or subsections at most.
    """
    if not are_available():
        return {}
    from lms.djangoapps.grades.models import PersistentSubsectionGrade

    found: dict[int, dict[str, tuple[float, float]]] = {}
    for keys in _chunks([UsageKey.from_string(key) for key in subsections]):
        for users in _chunks(list(user_ids)):
            grades = PersistentSubsectionGrade.objects.filter(
                course_id=CourseKey.from_string(course_key), user_id__in=users, usage_key__in=keys
            )
            for grade in grades.select_related("override"):
                override = _override_of_others(grade)
                if override is not None or grade.first_attempted is not None:
                    found.setdefault(grade.user_id, {})[str(grade.full_usage_key)] = _points(grade, override)
    return found


@dataclass(frozen=True)
class Entry:
    """A line of the grade book: one user's graded work in one subsection.

    ``earned`` and ``possible`` are the points of the user's own work, as last computed, for the course as it was
    edited at ``edited_at``; ``overridden_by`` the system of an override, "" for one that names none, None without
    one; ``is_full`` whether the override gives exactly the possible points.
    """

    earned: float
    possible: float
    edited_at: datetime | None
    overridden_by: str | None = None
    is_full: bool = False


def course_of(block_key: str) -> str:
    """Return the course key of a block's usage key; empty where it has none, as in a bare workbench."""
    try:
        return str(UsageKey.from_string(block_key).context_key)
    except InvalidKeyError:
        return ""


def are_frozen(course_key: str) -> bool:
    """Whether the course's grades no longer follow anything: some time after its end, where the operator says so."""
    from lms.djangoapps.grades.grade_utils import are_grades_frozen

    return bool(are_grades_frozen(CourseKey.from_string(course_key)))


def graded_subsections(course_key: str) -> dict[str, datetime | None]:
    """Return the subsections (usage keys) with graded work for anybody, each with when it was last edited."""
    from lms.djangoapps.grades.context import graded_subsections_for_course
    from lms.djangoapps.grades.scores import possibly_scored
    from openedx.core.djangoapps.content.block_structure.api import get_course_in_cache

    course = get_course_in_cache(CourseKey.from_string(course_key))
    return {
        str(subsection.location): getattr(subsection, "subtree_edited_on", None)
        for subsection in graded_subsections_for_course(course)
        if any(
            getattr(course[key], "has_score", False)
            for key in course.post_order_traversal(filter_func=possibly_scored, start_node=subsection.location)
        )
    }


def entries_of(
    course_key: str, user_ids: Collection[int], subsections: Collection[str]
) -> dict[tuple[int, str], Entry]:
    """Return the lines of some users about some subsections, and every line with full marks that we gave.

    By (user, subsection), in one query per 500 users or subsections.
    """
    from lms.djangoapps.grades.models import PersistentSubsectionGrade

    found = {}
    for keys in _chunks([UsageKey.from_string(key) for key in subsections]) if subsections else [[]]:
        for users in _chunks(list(user_ids)):
            grades = PersistentSubsectionGrade.objects.filter(
                Q(usage_key__in=keys) | Q(override__system=SYSTEM),
                course_id=CourseKey.from_string(course_key),
                user_id__in=users,
            )
            found |= {(g.user_id, str(g.full_usage_key)): _entry(g) for g in grades.select_related("override")}
    return found


def users_with_full_marks(course_key: str) -> set[int]:
    """Return everybody with full marks that we gave in a course."""
    from lms.djangoapps.grades.models import PersistentSubsectionGradeOverride

    ours = PersistentSubsectionGradeOverride.objects.filter(
        grade__course_id=CourseKey.from_string(course_key), system=SYSTEM
    )
    return set(ours.values_list("grade__user_id", flat=True).distinct())


def set_full_marks(course_key: str, user_id: int, *, give: Collection[str], take_back: Collection[str]) -> None:
    """Give and take back full marks in some subsections (usage keys); every change has the platform regrade the course.

    What the course does not show to this user now is passed over: the platform cannot grade it. What others
    have overridden stays theirs. Nothing happens for a user whose account is gone.
    """
    from django.contrib.auth import get_user_model
    from lms.djangoapps.grades.api import SubsectionGradeFactory, course_data
    from lms.djangoapps.grades.models import PersistentSubsectionGradeOverride

    key = CourseKey.from_string(course_key)
    user = get_user_model().objects.filter(pk=user_id).first()
    if user is None:
        return
    course = course_data.CourseData(user, course_key=key)
    factory = SubsectionGradeFactory(user, course_data=course)
    # The platform's copy for this request may be older than what another process wrote.
    PersistentSubsectionGradeOverride.clear_prefetched_overrides_for_learner(user_id, key)
    for subsection in map(UsageKey.from_string, sorted(give)):
        if subsection in course.structure:
            _give(user, factory, course.structure[subsection])
    for subsection in map(UsageKey.from_string, sorted(take_back)):
        _take_back(user_id, subsection, regrade=subsection in course.structure)


def _give(user: Any, factory: Any, subsection: Any) -> None:
    """Compute the points afresh, as the course is now, and override them if they are less than full."""
    from lms.djangoapps.grades.api import override_subsection_grade
    from lms.djangoapps.grades.models import PersistentSubsectionGrade

    grade, key = factory.update(subsection, persist_grade=False), subsection.location
    if not 0 <= grade.graded_total.earned < grade.graded_total.possible:
        _take_back(user.pk, key, regrade=True)
        return
    mine = PersistentSubsectionGrade.objects.filter(user_id=user.pk, course_id=key.course_key, usage_key=key)
    row = mine.first()
    if row is None or _basis(row) != (
        grade.all_total.possible,
        grade.graded_total.possible,
        grade.subtree_edited_timestamp,
    ):
        grade.update_or_create_model(user, force_update_subsections=True)
    with transaction.atomic():
        entry = _entry(mine.select_for_update().get())
        if entry.overridden_by not in (None, SYSTEM) or entry.is_full:
            return
        row = mine.get()
        override_subsection_grade(
            user.pk,
            key.course_key,
            key,
            earned_all=row.possible_all,
            earned_graded=row.possible_graded,
            feature=SYSTEM,
            comment=_("Full marks: your pathway shows that you are past this section."),
        )


def _basis(row: Any) -> tuple[float, float, datetime | None]:
    return row.possible_all, row.possible_graded, row.subtree_edited_timestamp


def _take_back(user_id: int, subsection: UsageKey, *, regrade: bool) -> None:
    """Remove our override. Without ``regrade`` only that: the platform could not grade what it does not show,
    and would throw the course's cache away in trying."""
    from lms.djangoapps.grades.api import undo_override_subsection_grade
    from lms.djangoapps.grades.models import PersistentSubsectionGradeOverride

    with transaction.atomic():
        # Looked up by our own system first: the platform would undo an override that names no system, too.
        ours = PersistentSubsectionGradeOverride.objects.select_for_update().filter(
            grade__user_id=user_id,
            grade__course_id=subsection.course_key,
            grade__usage_key=subsection,
            system=SYSTEM,
        )
        override = ours.first()
        if override is None:
            return
        if regrade:
            undo_override_subsection_grade(user_id, subsection.course_key, subsection, feature=SYSTEM)
        else:
            override.delete()


def _entry(grade: Any) -> Entry:
    override = getattr(grade, "override", None)
    return Entry(
        earned=grade.earned_graded,
        possible=grade.possible_graded,
        edited_at=grade.subtree_edited_timestamp,
        overridden_by=None if override is None else override.system or "",
        is_full=override is not None
        and all(
            getattr(override, f"{part}_{points}_override") == getattr(grade, f"possible_{points}")
            for part in ("earned", "possible")
            for points in ("graded", "all")
        ),
    )


def users_with_any(course_key: str, subsections: Collection[str]) -> frozenset[int]:
    """Return the users who have attempted anything that gives points in the subsections (usage keys)."""
    if not are_available() or not subsections:
        return frozenset()
    from lms.djangoapps.grades.models import PersistentSubsectionGrade

    return frozenset(
        user
        for keys in _chunks([UsageKey.from_string(key) for key in subsections])
        for user in PersistentSubsectionGrade.objects.filter(
            course_id=CourseKey.from_string(course_key), usage_key__in=keys, first_attempted__isnull=False
        ).values_list("user_id", flat=True)
    )


def _override_of_others(grade: Any) -> Any | None:
    override = getattr(grade, "override", None)
    return None if override is None or override.system == SYSTEM else override


def _points(grade: Any, override: Any | None) -> tuple[float, float]:
    """Return (earned, possible); an override's empty fields leave the grade's own."""
    corrected = {name: getattr(override, f"{name}_override", None) for name in POINTS}
    values = {name: getattr(grade, name) if value is None else value for name, value in corrected.items()}
    graded = values["earned_graded"], values["possible_graded"]
    return graded if graded[1] else (values["earned_all"], values["possible_all"])


def _chunks(values: Sequence[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while chunk := list(islice(rest, KEYS_PER_QUERY)):
        yield chunk
