"""A teacher's own goals: what they put first, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .definition import Definition
from .explain import Routes, WayThere
from .learner import Choice, ChoiceKind, choices_in_force
from .pathway import Pathway


@dataclass(frozen=True)
class LearnerGoal:
    """A level that a teacher wants to reach in a competency, by a day if they named one.

    ``way`` are the sections that lead there, prerequisites included: None where no course work does, empty
    once it ``is_reached``.
    """

    competency: str
    level: int
    due: date | None
    is_reached: bool
    way: WayThere | None


def goals_of(definition: Definition, choices: Iterable[Choice], pathway: Pathway, routes: Routes) -> list[LearnerGoal]:
    """Return the goals in force with their ways: those with a day first, the earliest leading, then as they were set.

    A goal in a competency that is gone, or out of the teacher's role, says nothing.
    """
    in_force = sorted(choices_in_force(choices, ChoiceKind.GOAL), key=lambda c: (c.due or date.max, c.made_at))
    asked = definition.competencies_by_id.keys() - routes.standing.out_of_role
    return [_goal(choice, definition, pathway, routes) for choice in in_force if choice.competency in asked]


def _goal(choice: Choice, definition: Definition, pathway: Pathway, routes: Routes) -> LearnerGoal:
    competency, level = choice.competency, min(choice.level or 0, definition.framework.top_level)
    is_reached = pathway.attained[competency] >= level
    return LearnerGoal(competency, level, choice.due, is_reached, routes.to_level(competency, level))


def ranks_by_goal(goals: Sequence[LearnerGoal]) -> dict[str, int]:
    """Return, for every section on the way to a goal, the place of the first goal that it serves."""
    ranks: dict[str, int] = {}
    for place, goal in enumerate(goals):
        for section in goal.way.sections if goal.way else ():
            ranks.setdefault(section.id, place)
    return ranks
