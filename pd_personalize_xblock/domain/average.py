"""Placing by plain averages: the same questions for everybody, and no model behind the level.

For authors who must be able to work out a placement by hand. It knows no standard error and no
probability of a level.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from .definition import Definition
from .estimation import DECIMALS, Scored
from .items import Item


@dataclass(frozen=True)
class Average:
    """The mean of a competency's answers, each rescaled to 0..1, and the level it lies in.

    ``half_step`` is half of what the average moves when one answer moves by its smallest step: a
    cut as near as that makes the level borderline with ``borderline_with``.
    """

    value: float
    level: int
    borderline_with: int | None
    half_step: float


def average_of(definition: Definition, scored: Scored) -> Average:
    """Return the average of one competency's scored answers, of which there is at least one."""
    items = {item_id: definition.item(item_id) for item_id, _ in scored}
    value = sum(category / items[item_id].top_category for item_id, category in scored) / len(scored)
    half_step = min(0.5 / item.top_category for item in items.values()) / len(scored)
    cuts = definition.average_cuts
    level = bisect_right(cuts, round(value, DECIMALS))
    return Average(
        round(value, DECIMALS), level, _close_neighbour(cuts, value, level, half_step), round(half_step, DECIMALS)
    )


def _close_neighbour(cuts: tuple[float, ...], value: float, level: int, half_step: float) -> int | None:
    """The nearer neighbouring level, if the cut to it is within half a step."""
    below = [(value - cuts[level - 1], level - 1)] if level > 0 else []
    above = [(cuts[level] - value, level + 1)] if level < len(cuts) else []
    distance, neighbour = min(below + above)
    return neighbour if round(distance - half_step, DECIMALS) <= 0 else None


def fixed_form(definition: Definition) -> tuple[str, ...]:
    """Return the ids of the questions everybody gets: in turns about each competency, in the author's order.

    As many rounds as fit the sitting's questions and minutes; an item that no longer fits gives
    way to the next of its competency.
    """
    rules = definition.rules
    left = {c: [item for item in definition.items if item.competency == c] for c in definition.measured_competencies}
    form: list[Item] = []
    while any(left.values()) and len(form) < rules.max_questions:
        for competency in left:
            time_left = rules.max_minutes - sum(item.expected_minutes for item in form)
            fits = [item for item in left[competency] if item.expected_minutes <= time_left + 1e-9 or not form]
            if fits and len(form) < rules.max_questions:
                form.append(fits[0])
            left[competency] = fits[1:]
    return tuple(item.id for item in form)


def next_of_form(definition: Definition, asked: Collection[str]) -> Item | None:
    """Return the first question of the form that was not asked yet."""
    return next((definition.item(item_id) for item_id in fixed_form(definition) if item_id not in asked), None)
