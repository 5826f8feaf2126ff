"""What a teacher decides, as a page tells it: goals, the log, what fits into some minutes, another diagnostic."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format

from ..domain.allowed import retake_of
from ..domain.definition import Definition
from ..domain.fitting import best_fit, shortest
from ..domain.goals import LearnerGoal
from ..domain.learner import Choice, LearnerRecord
from ..rendering import plain
from .common import Links, Look, Page, moment, whole_minutes
from .pathway import Told, section_link


def goal_part(definition: Definition, goal: LearnerGoal, look: Look) -> Page:
    """A goal, how far it is, and whether its day has gone by everywhere."""
    steps = goal.way.sections if goal.way else ()
    return {
        "level": goal.level,
        "level_name": plain(definition.framework.levels[goal.level].name),
        "due": goal.due.isoformat() if goal.due else "",
        "due_text": _day(goal.due),
        "is_past": goal.due is not None and goal.due < (look.now - timedelta(hours=12)).date(),
        "is_reached": goal.is_reached,
        "has_way": goal.way is not None,
        "sections": len(steps),
        "minutes": whole_minutes(sum(step.minutes for step in steps)),
    }


def log_part(definition: Definition, record: LearnerRecord) -> list[Page]:
    """Everything a teacher decided, newest first: why, and what undoing the last of a kind would lead to.

    ``number`` counts their decisions from 0, oldest first: by it a reason is deleted.
    """
    rows, last = list[Page](), dict[tuple[str, str], tuple[Choice, Page]]()
    for number, choice in enumerate(record.choices):
        about = (choice.kind.value, choice.competency)
        before, row_before = last.get(about, (None, {}))
        row_before["can_undo"] = False
        rows.append({"number": number, **_decision(definition, choice, before)})
        last[about] = (choice, rows[-1])
    return rows[::-1]


def _decision(definition: Definition, choice: Choice, before: Choice | None) -> Page:
    known = definition.competencies_by_id.get(choice.competency)
    top = definition.framework.top_level
    return {
        "when": moment(choice.made_at),
        "kind": choice.kind.value,
        "competency": choice.competency,
        "competency_name": plain(known.name) if known else choice.competency,
        "level": choice.level,
        "level_name": "" if choice.level is None else plain(definition.framework.levels[min(choice.level, top)].name),
        "due_text": _day(choice.due),
        "reason": choice.reason,
        "can_undo": known is not None and (choice.level, choice.due) != _was(before),
        "undo_level": _was(before)[0],
        "undo_due": before.due.isoformat() if before and before.due else "",
    }


def _was(before: Choice | None) -> tuple[int | None, date | None]:
    return (before.level, before.due) if before else (None, None)


def plan_part(told: Told, links: Links, minutes: int) -> Page:
    """What fits best into some minutes, of what is open and asked for."""
    now = told.now
    chosen = best_fit(now, minutes, goals=told.ranks)
    least = shortest(now)
    return {
        "minutes": minutes,
        "sections": [section_link(s, links) | {"serves_goal": s.id in told.ranks} for s in chosen],
        "total": sum(whole_minutes(section.minutes) for section in chosen),
        "shortest": None if least is None else section_link(least, links),
    }


def retake_part(definition: Definition, record: LearnerRecord, look: Look) -> Page:
    """Whether the questions about everything may be asked anew, and if not, why."""
    retake = retake_of(definition.rules, record, now=look.now)
    return {
        "is_allowed": retake.is_allowed,
        "left": retake.left,
        "free_from": moment(retake.free_from) if retake.free_from and retake.left != 0 else "",
    }


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
