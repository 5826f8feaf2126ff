"""What many teachers answered in their first sittings, as columns: a few bytes for each answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .definition import Definition
from .diagnostic import Response
from .irt import Array
from .items import NOT_SURE

UNSURE, NOT_IN_ROLE = -1, -2
"""What stands for a category where the answer says nothing about ability."""
LONGEST_GAP_SECONDS = 300.0
"""Whoever takes longer has done something else meanwhile."""

Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class AnswerLog:
    """R answers of N teachers, teacher by teacher, in the order they were given.

    ``teacher`` (R,) is 0..N-1; ``item`` (R,) the position in ``item_ids``; ``category`` (R,) a scored step,
    ``UNSURE`` or ``NOT_IN_ROLE``; ``option`` (R,) the position of the option chosen, -1 without one; ``seconds``
    (R,) from the moment before, NaN where that is unknown or longer than five minutes. ``groups`` (N,) is each
    teacher's position in ``group_names``, -1 without a group.
    """

    item_ids: tuple[str, ...]
    teachers: int
    teacher: Ints
    item: Ints
    category: Ints
    option: Ints
    seconds: Array
    group_names: tuple[str, ...]
    groups: Ints

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Which answers say something about ability (R,)."""
        return self.category >= 0


@dataclass
class LogBuilder:
    """Takes sittings one by one and gives a log: it holds columns, never whole records."""

    definition: Definition
    _place: dict[str, int] = field(init=False)
    _rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    _seconds: list[float] = field(default_factory=list)
    _groups: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._place = {item.id: i for i, item in enumerate(self.definition.items)}

    @property
    def teachers(self) -> int:
        """How many teachers were taken in."""
        return len(self._groups)

    def add(self, responses: Iterable[tuple[Response, float | None]], *, group: str | None = None) -> None:
        """Take a teacher's responses, each with its seconds; items that the definition does not have are left out.

        A teacher of whom nothing is left counts nowhere.
        """
        known = [(r, seconds) for r, seconds in responses if r.item_id in self._place]
        if not known:
            return
        teacher = len(self._groups)
        self._groups.append(group)
        for response, seconds in known:
            self._rows.append((teacher, self._place[response.item_id], _category(response), _option(response)))
            in_time = seconds is not None and 0 <= seconds <= LONGEST_GAP_SECONDS
            self._seconds.append(seconds if in_time and seconds is not None else np.nan)

    def log(self) -> AnswerLog:
        """Return what was taken in."""
        columns = np.array(self._rows, dtype=np.int32).reshape(-1, 4)
        names = tuple(sorted({group for group in self._groups if group is not None}))
        place: Mapping[str | None, int] = {name: i for i, name in enumerate(names)}
        return AnswerLog(
            item_ids=tuple(self._place),
            teachers=self.teachers,
            teacher=columns[:, 0],
            item=columns[:, 1],
            category=columns[:, 2],
            option=columns[:, 3],
            seconds=np.array(self._seconds, dtype=float),
            group_names=names,
            groups=np.array([place.get(group, -1) for group in self._groups], dtype=np.int32),
        )


def _category(response: Response) -> int:
    if response.category is not None:
        return response.category
    return UNSURE if response.option == NOT_SURE else NOT_IN_ROLE


def _option(response: Response) -> int:
    return int(response.option) if response.category is not None and response.option.isdigit() else -1
