"""Branch and bound for the cheapest sections that open one, or that bring a competency to a level."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .definition import Definition, Section
from .framework import Prerequisite
from .pathway import (
    SectionState,
    Standing,
    accessible_among,
    attained_levels,
    holds,
    is_completed,
    pathway_for,
    prerequisites_between,
    rounds_of_work,
    with_mastered,
)


@dataclass(frozen=True)
class Open:
    """Make a section accessible."""

    section: str


@dataclass(frozen=True)
class Master:
    """Do a section's work."""

    section: str


@dataclass(frozen=True)
class Attain:
    """Bring a competency to a level by course work."""

    competency: str
    level: int


@dataclass(frozen=True)
class Complete:
    """Do the work of one level that has sections."""

    competency: str
    level: int


@dataclass(frozen=True)
class Satisfy:
    """Make a prerequisite hold."""

    prerequisite: Prerequisite


Goal = Open | Master | Attain | Complete | Satisfy
Way = tuple[Goal, ...]
"""Goals that together fulfil another; a goal may have several ways, or none."""


@dataclass(frozen=True)
class _Node:
    """What was decided so far: ``choices`` are goals with several ways of which none is taken yet."""

    choices: frozenset[Goal] = frozenset()
    fulfilled: frozenset[Goal] = frozenset()
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """Sections that open one, if any were found; ``is_cheapest`` if all ways were compared."""

    sections: frozenset[str] | None
    is_cheapest: bool


def is_fulfilled(definition: Definition, standing: Standing, target: Goal) -> bool:
    """Whether a section is accessible, or a competency at a level, to a teacher."""
    match target:
        case Open(section):
            return bool(accessible_among(definition, standing, (section,)))
        case Attain(competency, level):
            return attained_levels(definition, standing)[competency] >= level
    raise TypeError(f"no way is looked for to {target}")


class CheapestWay:
    """An AND-OR search from held sections back to what is accessible to one teacher now."""

    def __init__(self, definition: Definition, standing: Standing) -> None:
        self.definition = definition
        self.standing = standing
        self._attained = attained_levels(definition, standing)
        self._states = pathway_for(definition, standing).states
        self._ways = cache(self._ways_to)
        self._forced = cache(self._forced_by)
        self._choices_after = cache(self._choices_that_follow)
        self._rank = cache(self._ranked)
        self.rounds = cache(self._rounds_of)
        self._ways_dearest_first = cache(self._sorted_ways)
        self._minutes = {section.id: section.minutes for section in definition.sections}

    def count_choices(self, target: Goal) -> int:
        """Return how many goals on the way to ``target`` can be fulfilled in more than one way that leads anywhere."""
        seen: set[Goal] = set()
        pending = [*self._choices_in((target,))]
        while pending:
            goal = pending.pop()
            if goal not in seen:
                seen.add(goal)
                pending += self._choices_after(goal) - seen
        return len(seen)

    def _choices_in(self, way: Way) -> frozenset[Goal]:
        return frozenset(choice for goal in way if (forced := self._forced(goal)) for choice in forced.choices)

    def _choices_that_follow(self, goal: Goal) -> frozenset[Goal]:
        return frozenset(choice for way in self._ways(goal) for choice in self._choices_in(way))

    def find(self, target: Goal, *, max_steps: int) -> Found:
        """Return the cheapest sections that fulfil ``target``, or the best that ``max_steps`` choices led to."""
        best: frozenset[str] | None = None
        best_price = (math.inf, 0)
        stack = [node for node in (self._taken(_Node(), (target,)),) if node is not None]
        for _ in range(max_steps):
            if not stack:
                return Found(best, is_cheapest=best is not None)
            node = stack.pop()
            price = self._price(node.sections)
            if price >= best_price:
                continue
            if node.choices:
                stack += self._branches(node)
            elif self._is_way(node.sections, target):
                best, best_price = node.sections, price
        return Found(best, is_cheapest=False)

    def _rounds_of(self, sections: frozenset[str]) -> tuple[frozenset[str], ...]:
        """Return what of ``sections`` can be mastered first, and then, and so on."""
        return tuple(rounds_of_work(self.definition, self.standing, sections))

    def _is_way(self, sections: frozenset[str], target: Goal) -> bool:
        """Whether ``sections`` can all be mastered, each once it is accessible, and then fulfil the target.

        What goes round in a circle (each of two sections waiting for the other) fails here.
        """
        after = with_mastered(self.standing, frozenset().union(*self.rounds(sections)))
        return sections <= after.mastered and is_fulfilled(self.definition, after, target)

    def _visible_minutes(self, way: Way) -> float:
        return sum(self.definition.section(goal.section).minutes for goal in way if isinstance(goal, Master))

    def _ranked(self, choice: Goal) -> tuple[int, str]:
        return len(self._ways(choice)), repr(choice)

    def _sorted_ways(self, goal: Goal) -> list[Way]:
        return sorted(self._ways(goal), key=self._visible_minutes, reverse=True)

    def _branches(self, node: _Node) -> Iterator[_Node]:
        """Take the choice with the fewest ways. The way that looks cheapest comes last, and so is tried first."""
        goal = min(node.choices, key=self._rank)
        rest = _Node(node.choices - {goal}, node.fulfilled | {goal}, node.sections)
        for way in self._ways_dearest_first(goal):
            taken = self._taken(rest, way)
            if taken is not None:
                yield taken

    def _taken(self, node: _Node, way: Way) -> _Node | None:
        """Return what a way adds to a node, with all that follows without a choice; None if it leads nowhere."""
        for goal in way:
            forced = self._forced(goal)
            if forced is None:
                return None
            fulfilled = node.fulfilled | forced.fulfilled
            choices = (node.choices | forced.choices) - node.fulfilled
            node = _Node(choices, fulfilled, node.sections | forced.sections)
        return node

    def _forced_by(self, goal: Goal) -> _Node | None:
        """Return what a goal needs whatever is chosen; None if it needs what no way leads to."""
        choices, fulfilled, pending = set[Goal](), set[Goal](), [goal]
        while pending:
            needed = pending.pop()
            ways = self._ways(needed)
            if not ways:
                return None
            if len(ways) > 1:
                choices.add(needed)
            elif needed not in fulfilled:
                fulfilled.add(needed)
                pending += ways[0]
        sections = frozenset(each.section for each in fulfilled if isinstance(each, Master))
        return _Node(frozenset(choices), frozenset(fulfilled), sections)

    def _price(self, sections: frozenset[str]) -> tuple[float, int]:
        """Minutes, then count; ``fsum`` gives the same in any order."""
        return round(math.fsum(map(self._minutes.__getitem__, sections)), 6), len(sections)

    def _ways_to(self, goal: Goal) -> tuple[Way, ...]:
        match goal:
            case Master(section):
                return ((Open(section),),)
            case Satisfy(prerequisite):
                return tuple((Attain(a.competency, a.level),) for a in prerequisite.any_of)
            case Attain(competency, level):
                return self._ways_to_attain(competency, level)
            case Complete(competency, level):
                return self._ways_to_complete(competency, level)
            case Open(section):
                return self._ways_to_open(self.definition.section(section))

    def _ways_to_attain(self, competency: str, level: int) -> tuple[Way, ...]:
        """Complete every level with sections up to the first one at or above ``level``."""
        attained = self._attained[competency]
        if attained >= level:
            return ((),)
        levels = [
            above
            for above in range(attained + 1, self.definition.framework.top_level + 1)
            if (competency, above) in self.definition.sections_by_level
        ]
        last = next((above for above in levels if above >= level), None)
        if last is None:
            return ()
        return (tuple(Complete(competency, above) for above in levels if above <= last),)

    def _ways_to_complete(self, competency: str, level: int) -> tuple[Way, ...]:
        """All the core sections of a level or, where there are none, any one elective."""
        sections = self.definition.sections_by_level[competency, level]
        mastered = self.standing.mastered
        if is_completed(sections, mastered):
            return ((),)
        core = tuple(Master(s.id) for s in sections if not s.elective and s.id not in mastered)
        return (core,) if core else tuple((Master(s.id),) for s in sections)

    def _ways_to_open(self, section: Section) -> tuple[Way, ...]:
        """Usually one way: the work before it and its prerequisites.

        A section that opened under an earlier definition can lead past prerequisites: completing
        its level is then another way in, for an elective even to the rest of that level.
        """
        if self._states[section.id] is not SectionState.HELD:
            return ((),)
        attained = self._attained[section.competency]
        ways = [self._way_in(section, attained)]
        for level in range(attained + 1, section.level + section.elective):
            if self._is_entered(section.competency, level):
                step = Attain(section.competency, level)
                ways.append((step, *self._way_in(section, level)))
        return tuple(dict.fromkeys(ways))

    def _way_in(self, section: Section, attained: int) -> Way:
        """What a section needs of a teacher who has ``attained`` its competency so far."""
        competency = self.definition.competency(section.competency)
        work = tuple(
            Master(before.id)
            for before in self.definition.sections_between(competency.id, attained, section.level)
            if not before.elective and before.id not in self.standing.mastered
        )
        unmet = tuple(
            Satisfy(prerequisite)
            for prerequisite in prerequisites_between(competency, attained, section.level)
            if not self._holds(prerequisite)
        )
        return work + unmet

    def _holds(self, prerequisite: Prerequisite) -> bool:
        return holds(prerequisite, self._attained, self.standing.out_of_role)

    def _is_entered(self, competency: str, level: int) -> bool:
        """Whether a level above the attained one has sections, some accessible already."""
        sections = self.definition.sections_by_level.get((competency, level), ())
        return any(self._states[section.id] is not SectionState.HELD for section in sections)
