"""Every method on every person: without reserved items, and with each rotation of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from typing import Any, NamedTuple, TypeVar

import numpy as np

from .beliefs import log_losses
from .methods import METHODS, SEPARATE_SITTINGS, SHARED_HISTORIES
from .study import Array, Study

PEOPLE_AT_ONCE = 100

Task = TypeVar("Task")
Result = TypeVar("Result")
Context = TypeVar("Context")
_contexts: list[Any] = []
"""What this worker process works on."""


class Run(NamedTuple):
    """One piece of work: a method on some people; ``rotation`` is None where nothing is reserved."""

    method: str
    rotation: int | None
    lengths: tuple[int, ...]
    people: slice
    seed: int


class Marks(NamedTuple):
    """A method at one length: ``log_loss`` (N, reserved answers) and ``ability`` (N, D) with none."""

    log_loss: Array
    ability: Array


def measure(
    study: Study, *, methods: Sequence[str], lengths: Sequence[int], seed: int, jobs: int, one_sitting: bool
) -> dict[tuple[str, int], Marks]:
    """Return every method's marks at every length, by ``jobs`` processes.

    With ``one_sitting`` all lengths are measured on the way of the longest, also where the choice may depend on
    what is left.
    """
    rotations = (None, *range(study.rotations))
    parts = [
        Run(method, rotation, sitting, people, seed)
        for method in methods
        for sitting in _sittings(method, lengths, one_sitting)
        for rotation, people in product(rotations, _groups(method, len(study.answers)))
    ]
    found: dict[tuple[str, int, int | None], list[Array]] = {}
    for part, arrays in zip(parts, spread(study, _work, parts, jobs=jobs), strict=True):
        for length, array in zip(part.lengths, arrays, strict=True):
            found.setdefault((part.method, length, part.rotation), []).append(array)
    whole = {key: np.concatenate(arrays) for key, arrays in found.items()}
    return {
        (method, length): Marks(
            np.concatenate([whole[method, length, rotation] for rotation in rotations[1:]], axis=1),
            whole[method, length, None],
        )
        for method, length in product(methods, lengths)
    }


def _sittings(method: str, lengths: Sequence[int], one_sitting: bool) -> list[tuple[int, ...]]:
    if method in SEPARATE_SITTINGS and not one_sitting:
        return [(length,) for length in lengths]
    return [tuple(lengths)]


def _groups(method: str, people: int) -> list[slice]:
    at_once = people if method in SHARED_HISTORIES else PEOPLE_AT_ONCE
    return [slice(start, min(start + at_once, people)) for start in range(0, people, at_once)]


def _work(study: Study, run: Run) -> list[Array]:
    """Return, per length, the log-losses of the reserved answers or, where none is, the abilities."""
    reserved = () if run.rotation is None else study.reserved(run.rotation)
    beliefs = METHODS[run.method](study, run.people, reserved=reserved, lengths=run.lengths, seed=run.seed)
    if run.rotation is None:
        return [belief.ability for belief in beliefs]
    return [log_losses(study, run.people, belief, reserved) for belief in beliefs]


def spread(
    context: Context, function: Callable[[Context, Task], Result], tasks: Iterable[Task], *, jobs: int
) -> Iterator[Result]:
    """Yield ``function(context, task)`` for each of ``tasks``, in their order; every process gets the context once."""
    tasks = list(tasks)
    if jobs == 1:
        yield from _reported((function(context, task) for task in tasks), len(tasks))
        return
    with ProcessPoolExecutor(jobs, initializer=_contexts.append, initargs=(context,)) as pool:
        yield from _reported(pool.map(_in_worker, [function] * len(tasks), tasks), len(tasks))


def _in_worker(function: Callable[[Any, Task], Result], task: Task) -> Result:
    return function(_contexts[-1], task)


def _reported(results: Iterable[Result], total: int) -> Iterator[Result]:
    """Pass results on, and say how far it is where a person looks on."""
    for done, result in enumerate(results, start=1):
        if sys.stderr.isatty():
            print(f"\r{done} of {total}", end="" if done < total else "\n", file=sys.stderr, flush=True)
        yield result
