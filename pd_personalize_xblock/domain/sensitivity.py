"""What would change a placement: every single answer that, given otherwise, would have moved the level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .average import average_of
from .definition import Scoring
from .diagnostic import Answers, scored_answers
from .estimation import ItemBank, Scored, median_level
from .joint import propagate

BATCH = 256


@dataclass(frozen=True)
class Change:
    """Had ``item`` been answered with ``category``, the level would have been ``level``."""

    item_id: str
    category: int
    level: int


def what_would_change(bank: ItemBank, answers: Mapping[str, Answers], competency: str) -> tuple[Change, ...]:
    """Return every single changed answer that moves the level of ``competency``, by scoring again.

    In item id order, then by category. Answers about other competencies are tried too: through
    correlation they can tip a close call. Without enough answers of its own a competency has no
    level to move, and nothing is returned.
    """
    own = answers[competency]
    if not bank.has_own_evidence(competency, own.scored):
        return ()
    if bank.definition.rules.scoring is Scoring.AVERAGE:
        return _by_average(bank, own.scored)
    scored = scored_answers(answers)
    now = median_level(bank.posterior(scored).of(competency).p_level)
    tried = [
        (item_id, category)
        for item_id, given in scored
        for category in range(len(bank.log_likelihoods[item_id]))
        if category != given
    ]
    levels = _levels_with(bank, scored, tried, competency)
    return tuple(Change(*one, level) for one, level in zip(tried, levels, strict=True) if level != now)


def _levels_with(bank: ItemBank, scored: Scored, tried: list[tuple[str, int]], competency: str) -> list[int]:
    """The level of a competency after each single change, many of them scored at once."""
    owners = {item_id: bank.competencies[bank.definition.item(item_id).competency] for item_id, _ in scored}
    answered = sorted(set(owners.values()))
    row = {owner: i for i, owner in enumerate(answered)}
    as_given = np.zeros((len(answered), len(bank.grid.points)))
    for item_id, category in scored:
        as_given[row[owners[item_id]]] += bank.log_likelihoods[item_id][category]
    given = dict(scored)
    levels: list[int] = []
    for start in range(0, len(tried), BATCH):
        some = tried[start : start + BATCH]
        stacked = np.repeat(as_given[None], len(some), axis=0)
        for i, (item_id, category) in enumerate(some):
            table = bank.log_likelihoods[item_id]
            stacked[i, row[owners[item_id]]] += table[category] - table[given[item_id]]
        joint = propagate(
            bank.grid.points, stacked, answered=answered, mean=bank.prior_mean, covariance=bank.prior_covariance
        )
        masses = bank.grid.level_masses(joint.density[:, bank.competencies[competency]])
        levels += [median_level(one) for one in (masses / masses.sum(axis=1, keepdims=True)).tolist()]
    return levels


def _by_average(bank: ItemBank, scored: Scored) -> tuple[Change, ...]:
    now = average_of(bank.definition, scored).level
    return tuple(
        Change(item_id, category, level)
        for at, (item_id, given) in enumerate(scored)
        for category in range(bank.definition.item(item_id).top_category + 1)
        if category != given
        and (level := average_of(bank.definition, (*scored[:at], (item_id, category), *scored[at + 1 :])).level) != now
    )
