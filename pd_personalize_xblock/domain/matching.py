"""Who could learn from whom: pairs of teachers by strength and need, and of those at the same step.

A teacher needs, in a competency, the next level of it: one that a goal of theirs names, or that an open or next
section leads to. A colleague is strong there who has that level. Best are two who each have what the other needs; then
one-way help; then two whose next section is the same.

Pairs are dealt in rounds. In each, everybody gets at most one, the best first, and among equally good ones those go
first who have fewest. So nobody has a second match while somebody who could be paired with a person still free
has none. A maximum-weight matching would find a few more pairs in a round; what a round misses the next one deals, and
the greedy rule is one that a teacher can be told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from .definition import Definition
from .learner import ChoiceKind, LearnerRecord, choices_in_force, standing_of
from .pathway import SectionState, pathway_for

LEAST_POOL = 3
"""Fewer than these cannot be matched without each knowing at once who the other is."""
MOST_MATCHES = 3
"""Suggestions that a teacher has at one time."""


class Kind(StrEnum):
    """Why two teachers are matched, the best first."""

    MUTUAL = "mutual"
    ONE_WAY = "one_way"
    SAME_STEP = "same_step"


RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Seeker:
    """A teacher who looks for colleagues.

    ``has`` are attained levels by competency, ``needs`` the level to reach next, the most pressing first; ``step`` is
    the id of the section that comes next.
    """

    user_id: int
    has: Mapping[str, int] = field(default_factory=dict)
    needs: Mapping[str, int] = field(default_factory=dict)
    step: str = ""


@dataclass(frozen=True)
class Match:
    """Two teachers, the lower user id first. ``first_learns`` is a competency in which the second is strong, or empty.

    ``step`` is the section of two at the same step.
    """

    kind: Kind
    first: int
    second: int
    first_learns: str = ""
    second_learns: str = ""
    step: str = ""

    def __post_init__(self) -> None:
        if self.first >= self.second:
            raise ValueError(f"a match is of two teachers, the lower id first, got {self.first} and {self.second}")


Pair = tuple[int, int]


def seeker_of(definition: Definition, record: LearnerRecord, user_id: int) -> Seeker:
    """Return what a teacher has and needs, by their record."""
    standing = standing_of(definition, record)
    pathway = pathway_for(definition, standing)
    asked = definition.competencies_by_id.keys() - standing.out_of_role
    needs: dict[str, int] = {}
    for choice in choices_in_force(record.choices, ChoiceKind.GOAL):
        if choice.competency in asked and (choice.level or 0) > pathway.attained[choice.competency]:
            needs[choice.competency] = pathway.attained[choice.competency] + 1
    open_ones = [
        section
        for section in definition.sections
        if pathway.states[section.id] is SectionState.OPEN and section.id in pathway.required
    ]
    for section in open_ones:
        if section.competency in asked and section.level > pathway.attained[section.competency]:
            needs.setdefault(section.competency, section.level)
    first = next(iter(open_ones), None)
    return Seeker(user_id, dict(pathway.attained), needs, first.id if first else "")


def match_of(one: Seeker, other: Seeker) -> Match | None:
    """Return the best reason to bring two teachers together; None where there is none. The order does not matter."""
    if one.user_id == other.user_id:
        return None
    first, second = (one, other) if one.user_id < other.user_id else (other, one)
    learns, teaches = _learns(first, second), _learns(second, first)
    pair = (first.user_id, second.user_id)
    if learns and teaches:
        return Match(Kind.MUTUAL, *pair, first_learns=learns, second_learns=teaches)
    if learns or teaches:
        return Match(Kind.ONE_WAY, *pair, first_learns=learns, second_learns=teaches)
    if first.step and first.step == second.step:
        return Match(Kind.SAME_STEP, *pair, step=first.step)
    return None


def _learns(one: Seeker, other: Seeker) -> str:
    """The most pressing need of ``one`` in which ``other`` is strong; empty if there is none."""
    return next((c for c, level in one.needs.items() if other.has.get(c, 0) >= level > one.has.get(c, 0)), "")


def suggest(
    seekers: Iterable[Seeker], *, known: Collection[Pair] = (), loads: Mapping[int, int] | None = None
) -> tuple[Match, ...]:
    """Return new matches among those who look for colleagues, best first; the same input gives the same answer.

    ``known`` pairs were matched before and are not again. ``loads`` counts the matches that somebody has already:
    nobody gets more than ``MOST_MATCHES`` in all.
    """
    pool = sorted({seeker.user_id: seeker for seeker in seekers}.values(), key=lambda seeker: seeker.user_id)
    if len(pool) < LEAST_POOL:
        return ()
    found = (match_of(one, other) for one, other in combinations(pool, 2))
    before = frozenset(known)
    left = [match for match in found if match is not None and (match.first, match.second) not in before]
    has = dict.fromkeys((seeker.user_id for seeker in pool), 0) | dict(loads or {})
    made: list[Match] = []
    while chosen := _round(left, has):
        made += chosen
        dealt = frozenset(chosen)
        left = [match for match in left if match not in dealt]
    return tuple(made)


def _round(left: Sequence[Match], has: dict[int, int]) -> list[Match]:
    """Deal at most one match to each of those who have fewest, and to whom they can be paired with."""
    open_ones = [each for each in left if max(has[each.first], has[each.second]) < MOST_MATCHES]
    taken: set[int] = set()
    chosen = []
    for match in sorted(open_ones, key=lambda each: _order(each, has)):
        if taken.isdisjoint((match.first, match.second)):
            taken |= {match.first, match.second}
            chosen.append(match)
    for match in chosen:
        has[match.first] += 1
        has[match.second] += 1
    return chosen


def _order(match: Match, has: Mapping[int, int]) -> tuple[int, int, int, str]:
    """Those who have fewest first, then the better reason; ties by a number that favours no early account."""
    loads = has[match.first], has[match.second]
    lot = hashlib.sha256(f"{match.first}|{match.second}".encode()).hexdigest()
    return min(loads), RANK[match.kind], max(loads), lot
