"""mirt's adaptive engine, one per scale: what somebody would build with it who has several scales.

mirt measures one scale at a time and does not say which scale comes next: here the one whose estimate has the
largest standard error, and of equals the one whose next item carries the most information. The engine chooses the
item and estimates; the density for predicting reserved answers, which it does not tell, is computed on our grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from pd_personalize_xblock.domain.irt import GradedItem, information

from .beliefs import Belief, after
from .study import Study

QUADRATURE_POINTS = 121
"""Enough for four decimals; with mirt's default of 21, estimates after five answers are off by up to .03."""


class State(NamedTuple):
    """An engine after some answers: the position of the item it asks next (None: no more), and its estimate.

    The largest ``urgency`` comes next: whether there is something to ask, how uncertain the ability is, and how
    much the next item tells about it.
    """

    item: int | None
    ability: float
    urgency: tuple[bool, float, float]


@lru_cache(maxsize=256)
def engine(items: tuple[GradedItem, ...], *, quadrature_points: int = QUADRATURE_POINTS) -> Any:
    """Return a ``CATEngine`` over ``items`` with mirt's own defaults, but for precision; only length stops it."""
    from mirt.cat import CATEngine, MaxItemsStop
    from mirt.models.polytomous import GradedResponseModel

    steps = max(len(item.thresholds) for item in items)
    model = GradedResponseModel(n_items=len(items), n_categories=[len(item.thresholds) + 1 for item in items])
    model.set_parameters(
        discrimination=np.array([item.discrimination for item in items]),
        thresholds=np.array([[*item.thresholds, *[0.0] * (steps - len(item.thresholds))] for item in items]),
    )
    model._is_fitted = True  # there is no public way to say so of given parameters
    return CATEngine(model, stopping_rule=MaxItemsStop(len(items)), n_quadpts=quadrature_points)


@cache
def state(items: tuple[GradedItem, ...], answers: tuple[int, ...]) -> State:
    """Return where the engine of a scale is after ``answers``, in the order it asked for them.

    Remembered: few items have few possible histories, and a thousand people share them.
    """
    if not items:
        return State(None, 0.0, (False, 1.0, 0.0))
    cat = engine(items)
    cat.reset()
    now = cat.get_current_state()
    for answer in answers:
        now = cat.administer_item(answer)
    standard_error = round(now.standard_error, 9) if answers else 1.0
    told = 0.0 if now.next_item is None else float(information(items[now.next_item], now.theta))
    return State(now.next_item, now.theta, (now.next_item is not None, standard_error, told))


class Scale:
    """One person's test of one scale; ``state`` is where it is."""

    def __init__(self, study: Study, items: Sequence[int]) -> None:
        self._positions = tuple(items)
        self._items = tuple(study.items[i] for i in items)
        self._answers: tuple[int, ...] = ()
        self.state = state(self._items, ())

    @property
    def next_item(self) -> int:
        """The position in the study of the item it asks next; there has to be one."""
        return self._positions[self.state.item or 0]

    def take(self, answer: int) -> None:
        """Go on from the answer to it."""
        self._answers += (answer,)
        self.state = state(self._items, self._answers)


def mirt_per_scale(
    study: Study, people: slice, *, reserved: tuple[int, ...], lengths: Sequence[int], seed: int
) -> list[Belief]:
    """Return mirt's estimates after each of ``lengths`` questions; nothing in it is random."""
    asked: list[list[int]] = []
    abilities: dict[int, list[list[float]]] = {length: [] for length in lengths}
    for row in range(*people.indices(len(study.answers))):
        scales = [Scale(study, [i for i in items if i not in reserved]) for items in study.items_of]
        asked.append([])
        for length in range(1, max(lengths) + 1):
            scale = max(scales, key=lambda scale: scale.state.urgency)
            asked[-1].append(scale.next_item)
            scale.take(int(study.answers[row, scale.next_item]))
            if length in abilities:
                abilities[length].append([each.state.ability for each in scales])
    beliefs = [after(study, people, np.array(asked)[:, :length], correlated=False) for length in lengths]
    return [
        belief._replace(ability=np.array(abilities[length])) for belief, length in zip(beliefs, lengths, strict=True)
    ]
