"""What the author's rules leave to a teacher's own word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .definition import Definition, Rules, StartHigher
from .learner import ChoiceKind, LearnerRecord, latest_receipts, standing_of
from .pathway import attained_levels
from .placement import CompetencyPlacement

UNDOABLE = 2
"""The choice in force and the one before it: what was allowed when it was made may be chosen again."""


def highest_starts(definition: Definition, record: LearnerRecord) -> dict[str, int]:
    """Return per competency the highest level at which a teacher may choose to start.

    What is shown without any choice is always free, and so are the last two choices, under whatever rules
    they were made.
    """
    top, rule = definition.framework.top_level, definition.rules.start_higher
    if rule is StartHigher.ANYONE:
        return {competency.id: top for competency in definition.framework.competencies}
    others = tuple(choice for choice in record.choices if choice.kind is not ChoiceKind.START)
    shown = attained_levels(definition, standing_of(definition, replace(record, choices=others)))
    receipts = latest_receipts(record.placements)
    highest = {}
    for competency, level in shown.items():
        placed = receipts[competency][1] if competency in receipts else None
        by_rule = _one_up(placed) if rule is StartHigher.BORDERLINE else 0
        highest[competency] = min(top, max(level, by_rule, *_chosen(record, competency)))
    return highest


def _one_up(placed: CompetencyPlacement | None) -> int:
    """The level above a placement that is close to it or rests on too few answers; else the placement's own."""
    if placed is None:
        return 1
    is_close = placed.borderline_with is not None and placed.borderline_with > placed.level
    return placed.level + (is_close or not placed.is_measured)


def _chosen(record: LearnerRecord, competency: str) -> list[int]:
    made = [c.level for c in record.choices if c.kind is ChoiceKind.START and c.competency == competency]
    return [level for level in made[-UNDOABLE:] if level is not None] or [0]


@dataclass(frozen=True)
class Retake:
    """Whether a new whole diagnostic may begin: ``left`` (None: no limit), not before ``free_from`` (None: now)."""

    left: int | None = None
    free_from: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether it may begin now."""
        return self.left != 0 and self.free_from is None


def retake_of(rules: Rules, record: LearnerRecord, *, now: datetime) -> Retake:
    """Return what the rules say of another whole diagnostic; before the first is finished, nothing.

    One that ended at a time still to come was written by a wrong clock: nobody waits for that.
    """
    last = record.last_finished
    if last is None or last.ended_at is None:
        return Retake()
    left = None if rules.retakes is None else max(0, rules.retakes + 1 - record.whole_diagnostics)
    free_from = last.ended_at + timedelta(days=rules.retake_after_days)
    must_wait = rules.retake_after_days > 0 and last.ended_at <= now < free_from
    return Retake(left, free_from if must_wait else None)
