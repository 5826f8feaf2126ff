"""A grade book of plain rows in place of the LMS's. It does as it is told: nobody's override is safe from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from pd_personalize_xblock.platform import grades
from pd_personalize_xblock.platform.grades import Entry

from .course import NOW, subsection

POINTS = 4.0


@dataclass
class GradeBook:
    """``graded``: the points of each graded subsection, and when it was edited; ``lines``: what users have in it."""

    graded: dict[str, tuple[float, datetime]] = field(default_factory=dict)
    lines: dict[tuple[int, str], Entry] = field(default_factory=dict)
    frozen: bool = False
    changes: list[tuple[str, int, str]] = field(default_factory=list)

    def has(self, *block_ids: str, points: float = POINTS, edited_at: datetime = NOW) -> None:
        """Put graded work into subsections."""
        self.graded |= {subsection(block_id): (points, edited_at) for block_id in block_ids}

    def earns(self, user_id: int, block_id: str, earned: float) -> None:
        """Have a user's own work graded."""
        key = subsection(block_id)
        possible, edited_at = self.graded[key]
        line = self.lines.get((user_id, key), Entry(0, possible, edited_at))
        self.lines[user_id, key] = replace(line, earned=earned, possible=possible, edited_at=edited_at)

    def corrects(self, user_id: int, block_id: str, system: str = "GRADEBOOK") -> None:
        """Have somebody else override a grade."""
        key = subsection(block_id)
        possible, edited_at = self.graded[key]
        line = self.lines.get((user_id, key), Entry(0, possible, edited_at))
        self.lines[user_id, key] = replace(line, overridden_by=system, is_full=False)

    def full(self, user_id: int) -> set[str]:
        """The block ids of the subsections where a user has full marks of ours."""
        return {
            key.rpartition("@")[2]
            for (owner, key), line in self.lines.items()
            if owner == user_id and line.overridden_by == grades.SYSTEM
        }

    # In place of the functions of platform.grades

    def are_available(self) -> bool:
        return True

    def are_frozen(self, course_key: str) -> bool:
        return self.frozen

    def graded_subsections(self, course_key: str) -> dict[str, datetime]:
        return {key: edited_at for key, (_, edited_at) in self.graded.items()}

    def entries_of(self, course_key: str, user_ids: Collection[int], subsections: Collection[str]) -> dict:
        return {
            (user, key): line
            for (user, key), line in self.lines.items()
            if user in user_ids and (key in subsections or line.overridden_by == grades.SYSTEM)
        }

    def earned_points(
        self, course_key: str, subsections: Collection[str], user_ids: Collection[int]
    ) -> dict[int, dict[str, tuple[float, float]]]:
        found: dict[int, dict[str, tuple[float, float]]] = {}
        for (user, key), line in self.lines.items():
            if user in user_ids and key in subsections and line.overridden_by is None:
                found.setdefault(user, {})[key] = (line.earned, line.possible)
        return found

    def users_with_any(self, course_key: str, subsections: Collection[str]) -> frozenset[int]:
        return frozenset(user for user, key in self.lines if key in subsections)

    def users_with_full_marks(self, course_key: str) -> set[int]:
        return {user for (user, _), line in self.lines.items() if line.overridden_by == grades.SYSTEM}

    def set_full_marks(
        self, course_key: str, user_id: int, *, give: Collection[str], take_back: Collection[str]
    ) -> None:
        for key in give:
            possible, edited_at = self.graded[key]
            line = self.lines.get((user_id, key), Entry(0, possible, edited_at))
            self.lines[user_id, key] = replace(
                line, possible=possible, edited_at=edited_at, overridden_by=grades.SYSTEM, is_full=True
            )
            self.changes.append(("give", user_id, key))
        for key in take_back:
            self.lines[user_id, key] = replace(self.lines[user_id, key], overridden_by=None, is_full=False)
            self.changes.append(("take back", user_id, key))
