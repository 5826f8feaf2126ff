"""What to rewrite first: what stands out by more than chance makes of it, the worst first.

A concern is raised only where the whole interval around a figure lies beyond what sound questions show, so that
many questions looked at together raise no alarm by chance alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .competency_health import CompetencyHealth
from .definition import Definition
from .group_health import GroupDifference, GroupsHealth
from .item_health import Interval, ItemHealth
from .items import Item
from .shown import lowest_likely
from .sitting_health import SittingsHealth

LEAST_ANSWERS = 50
WEAK_SLOPE = 0.4
LEAST_OFF_LEVELS = 0.6
"""Of the mean distance between two cuts."""
LEAST_MISFIT = 0.15
LEAST_MISFIT_Z = 5.0
MOST_NOT_SURE = 0.15
MOST_NOT_IN_ROLE = 0.2
LEAST_EXPECTED = 8.0
SLOW = 1.5
"""Times the minutes that the author names."""
MOST_AT_TOP = 0.5
MOST_ALL_HIGHEST = 0.35
LEAST_RELIABILITY = 0.5
MOST_MOVED = 0.1
MOST_SAME_INSIDE = 0.05
MOST_SAME_PLACE = 0.2
LEAST_GROUP_DIFFERENCE = 0.05
NOTICEABLE_GROUP_DIFFERENCE = 0.1


class ConcernKind(StrEnum):
    """What is wrong, by how much it spoils, the worst first."""

    REVERSED = "reversed"
    """Who is able otherwise does worse here."""
    GROUP = "group"
    """One group does better or worse than others who are as able."""
    WEAK = "weak"
    """Answers hardly go along with the others about the same."""
    LEVEL = "level"
    """Easier or harder than its level says, by more than half a level."""
    MISFIT = "misfit"
    """Answers come out otherwise than expected at some abilities."""
    SAME_PLACE = "same_place"
    """Many teachers always choose the same place."""
    NOT_SURE = "not_sure"
    NOT_IN_ROLE = "not_in_role"
    NEVER_CHOSEN = "never_chosen"
    """Nobody chooses a statement that some would be expected to."""
    CEILING = "ceiling"
    FLOOR = "floor"
    RELIABILITY = "reliability"
    CUT = "cut"
    """Many teachers lie just beside where a level begins."""
    SLOW = "slow"


WEIGHT = {kind: len(ConcernKind) - place for place, kind in enumerate(ConcernKind)}


@dataclass(frozen=True)
class Concern:
    """Something to look at. ``about`` is an item's id or a competency's, empty for the sittings as a whole.

    ``weight`` ranks it; ``values`` are the figures that its sentence needs.
    """

    kind: ConcernKind
    about: str
    weight: float
    values: Mapping[str, float | int | str]


def concerns(
    definition: Definition,
    items: tuple[ItemHealth, ...],
    competencies: tuple[CompetencyHealth, ...],
    sittings: SittingsHealth,
    groups: GroupsHealth,
) -> tuple[Concern, ...]:
    """Return all that stands out, the worst first."""
    level_logits = logits_of_a_level(definition)
    of_competencies = [concern for one in competencies for concern in _about_competency(one)]
    found = [
        *(concern for item in items for concern in _about_item(definition.item(item.item_id), item, level_logits)),
        *of_competencies,
        *_about_sittings(sittings, are_at_an_end=_are_at_an_end(competencies, of_competencies)),
        *_about_groups(groups),
    ]
    return tuple(sorted(found, key=lambda concern: (-concern.weight, concern.about)))


def logits_of_a_level(definition: Definition) -> float:
    """Return the mean distance between two cuts."""
    cuts = definition.framework.scale.cuts
    return (cuts[-1] - cuts[0]) / (len(cuts) - 1) if len(cuts) > 1 else 1.0


def levels_off_surely(item: ItemHealth, level_logits: float) -> float:
    """Return by how many levels at least an item is easier or harder than written; 0 where that is no concern."""
    if item.easier is None or (item.answered or 0) < LEAST_ANSWERS:
        return 0.0
    levels = _beyond(item.easier) / level_logits
    return levels if levels > LEAST_OFF_LEVELS else 0.0


def _concern(kind: ConcernKind, about: str, strength: float, **values: float | int | str) -> Concern:
    """``strength`` (0..1) ranks within a kind, and a little beyond."""
    return Concern(kind, about, round(WEIGHT[kind] + 2 * min(max(strength, 0.0), 1.0), 3), values)


def _about_item(author: Item, item: ItemHealth, level_logits: float) -> Iterator[Concern]:
    answered = item.answered or 0
    if answered >= LEAST_ANSWERS:
        worst = _about_answers(item, answered, level_logits)
        if worst is not None:
            yield worst
        if worst is None or worst.kind is not ConcernKind.REVERSED:
            yield from _never_chosen(item)
    if item.asked is None:
        return
    for kind, part, most in (
        (ConcernKind.NOT_SURE, item.not_sure, MOST_NOT_SURE),
        (ConcernKind.NOT_IN_ROLE, item.not_in_role, MOST_NOT_IN_ROLE),
    ):
        if part is not None and lowest_likely(round(part * item.asked), item.asked) > most:
            yield _concern(kind, item.item_id, part, share=part, asked=item.asked)
    yield from _slow(author, item)


def _about_answers(item: ItemHealth, answered: int, level_logits: float) -> Concern | None:
    """The one worst thing that the answers show: what follows from it is not said again.

    Telling teachers apart better than expected is no fault, though it fits badly.
    """
    id, slope, off = item.item_id, item.slope, item.easier
    if slope is not None and slope.highest() < 0:
        return _concern(ConcernKind.REVERSED, id, -slope.value, slope=slope.value, answered=answered)
    if slope is not None and slope.highest() < WEAK_SLOPE:
        return _concern(ConcernKind.WEAK, id, 1 - slope.value, slope=slope.value, answered=answered)
    if off is not None and levels_off_surely(item, level_logits):
        levels = off.value / level_logits
        return _concern(ConcernKind.LEVEL, id, abs(levels) / 2, levels=levels, answered=answered)
    misfit, is_sharp = item.misfit or 0.0, slope is not None and slope.lowest() > 1
    if not is_sharp and misfit > LEAST_MISFIT and (item.misfit_z or 0.0) > LEAST_MISFIT_Z:
        return _concern(ConcernKind.MISFIT, id, 2 * misfit, misfit=misfit, answered=answered)
    return None


def _beyond(off: Interval) -> float:
    """How far from 0 it is at least."""
    return max(off.lowest(), -off.highest())


def _never_chosen(item: ItemHealth) -> Iterator[Concern]:
    missing = {k: expected for k, expected in (item.never_chosen or {}).items() if expected >= LEAST_EXPECTED}
    if missing and item.answered:
        category, expected = max(missing.items(), key=lambda pair: pair[1])
        strength = expected / item.answered
        values = {"category": category, "expected": expected, "answered": item.answered}
        yield _concern(ConcernKind.NEVER_CHOSEN, item.item_id, strength, **values)


def _slow(author: Item, item: ItemHealth) -> Iterator[Concern]:
    allowed = author.expected_minutes * 60
    if item.seconds is not None and item.seconds.lowest > SLOW * allowed:
        seconds = item.seconds.median
        yield _concern(ConcernKind.SLOW, author.id, seconds / allowed / 10, seconds=seconds, allowed=allowed)


def _about_competency(one: CompetencyHealth) -> Iterator[Concern]:
    id, answered, measured = one.competency, one.answered or 0, one.measured or 0
    if answered < LEAST_ANSWERS:
        return
    for kind, at_end, all_end in (
        (ConcernKind.CEILING, one.at_top, one.all_highest),
        (ConcernKind.FLOOR, one.at_bottom, one.all_lowest),
    ):
        if _surely(at_end, measured, MOST_AT_TOP) or _surely(all_end, answered, MOST_ALL_HIGHEST):
            values = {"at_end": -1.0 if at_end is None else at_end, "all_end": -1.0 if all_end is None else all_end}
            yield _concern(kind, id, max(values.values()), **values)
    if one.reliability is not None and one.reliability < LEAST_RELIABILITY:
        yield _concern(ConcernKind.RELIABILITY, id, 1 - one.reliability, reliability=one.reliability)
    for cut in one.cuts:
        moved = cut.moved[0]
        if _surely(moved, measured, MOST_MOVED):
            yield _concern(ConcernKind.CUT, id, moved or 0.0, level=cut.level, share=moved or 0.0)


def _are_at_an_end(competencies: Iterable[CompetencyHealth], found: Iterable[Concern]) -> bool:
    """Whether nearly all are at the top, or at the bottom, in at least half of the competencies that can tell."""
    ends = {concern.about for concern in found if concern.kind in (ConcernKind.CEILING, ConcernKind.FLOOR)}
    can_tell = sum((one.answered or 0) >= LEAST_ANSWERS for one in competencies)
    return bool(ends) and 2 * len(ends) >= can_tell


def _about_sittings(sittings: SittingsHealth, *, are_at_an_end: bool) -> Iterator[Concern]:
    """Who is at the top in everything always chooses the last place: that follows from a ceiling, which is said."""
    same, inside, n = sittings.same_place, sittings.same_inside, sittings.looked_at or 0
    same_anywhere = not are_at_an_end and _surely(same, n, MOST_SAME_PLACE)
    if n >= LEAST_ANSWERS and (same_anywhere or _surely(inside, n, MOST_SAME_INSIDE)):
        shown = max(same or 0.0, inside or 0.0)
        yield _concern(ConcernKind.SAME_PLACE, "", shown, share=shown, teachers=n)


def is_noticeable(one: GroupDifference) -> bool:
    """Whether a group surely fares otherwise than expected, and by enough to matter."""
    surely = max(one.difference.lowest(3.29), -one.difference.highest(3.29))
    enough = abs(one.difference.value) >= NOTICEABLE_GROUP_DIFFERENCE
    return one.is_enough and enough and surely >= LEAST_GROUP_DIFFERENCE


def _about_groups(groups: GroupsHealth) -> Iterator[Concern]:
    """Each item once, with the group that differs most."""
    seen: set[str] = set()
    for one in filter(is_noticeable, groups.differences):
        if one.item_id not in seen:
            seen.add(one.item_id)
            value = one.difference.value
            values = {"difference": value, "answers": one.answers, "others": one.others}
            yield _concern(ConcernKind.GROUP, one.item_id, 2 * abs(value), group=one.group, **values)


def _surely(part: float | None, of: int, most: float) -> bool:
    return part is not None and lowest_likely(round(part * of), of) > most
