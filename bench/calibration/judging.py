"""Fits on the people who are not judged, marks of those who are, and how sure a difference is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from bench.spi.beliefs import log_losses
from bench.spi.running import spread
from bench.spi.scores import full_form, levels
from bench.spi.study import Array, Study

from .asking import CHOICES
from .contestants import EQUAL, FITS, GIRTH, OURS, TOLD

YARDSTICKS = ("log_loss", "exact", "exact_elsewhere")
FIRST, FIRST_ROWS = 0, "first rows"
"""The sample that is the first rows; the others are drawn."""
RESAMPLES = 1000


class Task(NamedTuple):
    """One contestant, fitted to one sample of ``size`` people; 0 where there is nothing to fit."""

    method: str
    size: int
    sample: int


class Setting(NamedTuple):
    """The study of those to fit to and of those to judge on, and how."""

    learning: Study
    judged: Study
    questions: int
    seed: int
    choice: str
    set_aside: tuple[str, ...] = ()


class Marks(NamedTuple):
    """Log-loss and agreement of each person judged (N,): means over scales, the last without those set aside."""

    log_loss: Array
    exact: Array
    exact_elsewhere: Array


class Difference(NamedTuple):
    """A method minus another, with the interval that holds 95 % of the resamples."""

    rows: str
    size: int
    samples: str
    yardstick: str
    method: str
    against: str
    difference: float
    low: float
    high: float


def measure(setting: Setting, *, sizes: Sequence[int], subsamples: int, jobs: int) -> dict[Task, Marks]:
    """Return the marks of every contestant, fitted to every sample, by ``jobs`` processes."""
    tasks = [Task(EQUAL, 0, FIRST)] + [
        Task(method, size, sample)
        for size in sorted(sizes, reverse=True)
        for method in (OURS, TOLD, GIRTH)
        for sample in range(FIRST, subsamples + 1)
    ]
    return dict(zip(tasks, spread(setting, _work, tasks, jobs=jobs), strict=True))


def _work(setting: Setting, task: Task) -> Marks:
    learning = replace(setting.learning, answers=setting.learning.answers[_rows(setting, task)])
    reserved = weakest(setting.judged)
    study = replace(setting.judged, items=FITS[task.method](learning))
    believed = CHOICES[setting.choice](study, reserved=reserved, questions=setting.questions, seed=setting.seed)
    exact = levels(believed.ability) == levels(full_form(setting.judged))
    elsewhere = [d for d, scale in enumerate(study.scales) if scale not in setting.set_aside]
    losses = log_losses(study, slice(0, len(study.answers)), believed, reserved)
    return Marks(losses.mean(axis=1), exact.mean(axis=1), exact[:, elsewhere].mean(axis=1))


def _rows(setting: Setting, task: Task) -> Array:
    """The people a task fits to."""
    if task.sample == FIRST:
        return np.arange(task.size)
    rng = np.random.default_rng([setting.seed, task.size, task.sample])
    return np.sort(rng.choice(len(setting.learning.answers), task.size, replace=False))


def weakest(study: Study) -> tuple[int, ...]:
    """Return the item of each scale that tells least, by the parameters of the file."""
    return tuple(min(items, key=lambda i: study.items[i].discrimination) for items in study.items_of)


def parts_of(study: Study) -> dict[str, slice]:
    """Return the two halves of those who are judged, and all of them, under the rows they are."""
    people, first = len(study.answers), study.first_row
    bounds = [(0, people // 2), (people // 2, people), (0, people)]
    return {f"{first + low}-{first + high - 1}": slice(low, high) for low, high in bounds}


def samples_of(marks: dict[Task, Marks], method: str, size: int) -> dict[str, list[Marks]]:
    """Return a contestant's marks by what it was fitted to: the first rows, or drawn ones."""
    own = {task.sample: mark for task, mark in marks.items() if task.method == method and task.size == size}
    drawn = [mark for sample, mark in own.items() if sample != FIRST]
    return {FIRST_ROWS: [own[FIRST]]} | ({"drawn": drawn} if drawn else {})


def summary(marks: dict[Task, Marks], parts: dict[str, slice]) -> list[dict[str, str | int | float]]:
    """Return one entry per part, size, contestant and kind of sample: means over people and samples."""
    return [
        {
            "rows": rows,
            "size": size,
            "samples": samples,
            "method": method,
            **{y: round(float(np.mean([getattr(mark, y)[part] for mark in own])), 5) for y in YARDSTICKS},
        }
        for rows, part in parts.items()
        for method, size in sorted({(task.method, task.size) for task in marks}, key=lambda pair: pair[::-1])
        for samples, own in samples_of(marks, method, size).items()
    ]


def differences(marks: dict[Task, Marks], parts: dict[str, slice], *, seed: int) -> list[Difference]:
    """Return the product's calibration minus girth and minus made-up items, by a bootstrap over people.

    Several samples of one size are averaged first, for each person.
    """
    found = []
    sizes = sorted({task.size for task in marks if task.method == OURS})
    pairs = ((OURS, GIRTH), (TOLD, GIRTH), (OURS, EQUAL))
    for (rows, part), size, (method, against) in product(parts.items(), sizes, pairs):
        people = part.stop - part.start
        drawn = np.random.default_rng(seed).multinomial(people, np.full(people, 1 / people), size=RESAMPLES) / people
        theirs = samples_of(marks, against, 0 if against == EQUAL else size)
        for (samples, own), yardstick in product(samples_of(marks, method, size).items(), YARDSTICKS):
            gap = (_mean(own, yardstick) - _mean(theirs.get(samples, theirs[FIRST_ROWS]), yardstick))[part]
            low, high = np.quantile(drawn @ gap, [0.025, 0.975])
            found.append(
                Difference(rows, size, samples, yardstick, method, against, *map(float, (gap.mean(), low, high)))
            )
    return found


def _mean(marks: Sequence[Marks], yardstick: str) -> Array:
    """Per person, the mean over samples."""
    mean: Array = np.mean([getattr(mark, yardstick) for mark in marks], axis=0)
    return mean
