"""The health of a diagnostic: how well its questions measure, and what to rewrite first.

From the first sittings of its own teachers, of whom each met only some of the questions. See decision 33 for
which figures, and why these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .answer_log import AnswerLog
from .beliefs import Curves, abilities, curves_of, expectations, population, scoring_prior
from .competency_health import CompetencyHealth, competencies_health
from .concerns import Concern, concerns, is_noticeable, levels_off_surely, logits_of_a_level
from .definition import Definition
from .group_health import GroupsHealth, groups_health, large_groups
from .item_health import ItemHealth, items_health
from .sitting_health import SittingsHealth, sittings_health
from .suppression import LEAST

MISLEADING_SLOPE = 0.2
NOTHING_OF_SITTINGS, NO_GROUPS = SittingsHealth(), GroupsHealth()


@dataclass(frozen=True)
class Health:
    """What ``teachers`` answers say of a definition; with fewer than ten teachers there is nothing but their number."""

    teachers: int
    items: tuple[ItemHealth, ...] = ()
    competencies: tuple[CompetencyHealth, ...] = ()
    sittings: SittingsHealth = NOTHING_OF_SITTINGS
    groups: GroupsHealth = NO_GROUPS
    concerns: tuple[Concern, ...] = ()


def health(definition: Definition, log: AnswerLog) -> Health:
    """Return the health of a definition by a log of its answers."""
    if log.teachers < LEAST:
        return Health(0)
    curves = curves_of(definition)
    everybody = np.zeros(log.teachers, dtype=int)
    placed = abilities(log, curves, (scoring_prior(definition),), everybody)
    competencies = competencies_health(definition, log, curves, placed)
    items, misleading = _items(definition, log, curves)
    sittings = sittings_health(definition, log)
    groups = _groups(definition, log, curves, misleading)
    found = concerns(definition, items, competencies, sittings, groups)
    return Health(log.teachers, items, competencies, sittings, groups, found)


def _items(definition: Definition, log: AnswerLog, curves: Curves) -> tuple[tuple[ItemHealth, ...], tuple[int, ...]]:
    """The items, held against each other; and those that mislead, which the others are not held against.

    A reversed item makes the others of its competency look bad, and one off its level makes them look off the other
    way: so these are set aside, and all are looked at again.
    """
    everybody = np.zeros(log.teachers, dtype=int)
    misleading: tuple[int, ...] = ()
    for _ in range(2):
        priors = population(log, curves, scoring_prior(definition), everybody, misleading)
        expected = expectations(log, curves, priors, everybody, misleading)
        items = items_health(definition, log, curves, expected)
        found = _misleading(definition, items)
        if found == misleading:
            break
        misleading = found
    return items, misleading


def _misleading(definition: Definition, items: tuple[ItemHealth, ...]) -> tuple[int, ...]:
    """Return the positions of the items that mislead: reversed, by chance, and the furthest off in each competency."""
    by_chance = {i for i, item in enumerate(items) if item.slope and item.slope.highest() < MISLEADING_SLOPE}
    level_logits = logits_of_a_level(definition)
    furthest: dict[str, tuple[float, int]] = {}
    for i, item in enumerate(items):
        competency, levels = definition.item(item.item_id).competency, levels_off_surely(item, level_logits)
        if levels and i not in by_chance:
            furthest[competency] = max((levels, i), furthest.get(competency, (0.0, i)))
    return tuple(sorted(by_chance | {i for _, i in furthest.values()}))


def _groups(definition: Definition, log: AnswerLog, curves: Curves, misleading: tuple[int, ...]) -> GroupsHealth:
    """The groups, each with what it is like on the whole as its prior; all who are in none are one more.

    An unfair item makes the others seem unfair the other way: the surest one is set aside, and all are looked at again.
    """
    large = large_groups(log)
    if not len(large):
        return NO_GROUPS
    place = np.full(len(log.group_names) + 1, len(large))
    place[large] = np.arange(len(large))
    prior_of = place[log.groups]
    for _ in range(2):
        priors = population(log, curves, scoring_prior(definition), prior_of, misleading)
        found = groups_health(log, curves, expectations(log, curves, priors, prior_of, misleading))
        unfair = next((log.item_ids.index(one.item_id) for one in found.differences if is_noticeable(one)), None)
        if unfair is None or unfair in misleading:
            break
        misleading = (*misleading, unfair)
    return found
