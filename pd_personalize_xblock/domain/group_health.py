"""Whether a question is harder for one group of teachers than for others who are as able.

Teachers are matched by what their other answers say of their ability, with what their own group is like as the
prior. Without that, short sittings would be drawn to one common mean, and a group that is more able on the whole
would seem favoured by every question (regression correction: Shealy & Stout 1993).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .answer_log import AnswerLog
from .beliefs import Curves, Expected
from .irt import Array
from .item_health import Interval
from .suppression import LEAST

ENOUGH = 100
"""Teachers in each group before a difference is called one."""
MOST_GROUPS = 10
MOST_KEPT = 40


@dataclass(frozen=True)
class GroupDifference:
    """How a group fares in an item against all other teachers who are as able.

    ``difference`` is in shares of the item's highest score, positive where the group does better than expected.
    ``answers`` and ``others`` are how many it rests on; ``is_enough`` where both are a hundred or more.
    """

    item_id: str
    group: str
    answers: int
    others: int
    difference: Interval

    @property
    def is_enough(self) -> bool:
        """Whether there are answers enough to say anything."""
        return min(self.answers, self.others) >= ENOUGH


@dataclass(frozen=True)
class GroupsHealth:
    """``differences`` are the most noticeable first, at most forty; ``compared`` counts all that were looked at.

    ``groups`` has the number of teachers in each group that has at least ten, the largest at most ten.
    """

    groups: tuple[tuple[str, int], ...] = ()
    compared: int = 0
    differences: tuple[GroupDifference, ...] = ()


def large_groups(log: AnswerLog) -> NDArray[np.int_]:
    """Return the positions of the groups that are compared: the largest, of those with at least ten teachers."""
    sizes = np.bincount(log.groups[log.groups >= 0], minlength=len(log.group_names))
    order = np.argsort(-sizes, kind="stable")[:MOST_GROUPS]
    kept: NDArray[np.int_] = order[sizes[order] >= LEAST]
    return kept if len(kept) > 1 else kept[:0]


def groups_health(log: AnswerLog, curves: Curves, expected: Expected) -> GroupsHealth:
    """Compare each large group with all other teachers, item by item; of two that are everybody only the larger."""
    large = large_groups(log)
    group = log.groups[log.teacher]
    residual = (log.category - expected.score) / curves.top[log.item]
    is_halved = len(large) == 2 and bool(np.isin(log.groups, large).all())
    found = []
    for i, item_id in enumerate(log.item_ids):
        rows = np.flatnonzero((log.item == i) & log.scored)
        for g in large[:1] if is_halved else large:
            inside = group[rows] == g
            differs = _difference(residual[rows][inside], residual[rows][~inside])
            if differs is not None:
                n = int(inside.sum())
                found.append(GroupDifference(item_id, log.group_names[g], n, len(rows) - n, differs))
    found.sort(key=lambda d: (-d.is_enough, -abs(d.difference.value) / max(d.difference.error, 1e-9)))
    sizes = np.bincount(log.groups[log.groups >= 0], minlength=len(log.group_names))
    return GroupsHealth(tuple((log.group_names[g], int(sizes[g])) for g in large), len(found), tuple(found[:MOST_KEPT]))


def _difference(some: Array, others: Array) -> Interval | None:
    """The difference of mean residuals: Dorans & Kulick's (1986) standardised difference without strata."""
    if min(len(some), len(others)) < LEAST:
        return None
    error = math.sqrt(float(some.var(ddof=1)) / len(some) + float(others.var(ddof=1)) / len(others))
    return Interval(float(some.mean() - others.mean()), error)
