"""The LMS's grade book: what a teacher earned."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from django.apps import apps
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
