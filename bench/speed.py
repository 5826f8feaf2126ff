"""What one answer costs to score, and the next question to choose: ``python -m bench.speed --items JSON``.

The file is that of :mod:`bench.spi`. CPU time, medians; mirt and catsim beside it in the same run, who treat all items
as one dimension. Exit status 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.diagnostic import Response, answers_by_competency, next_item
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.sensitivity import what_would_change

from .figures import Figure
from .simulated import Teacher, draw_teacher
from .spi.mirt_cat import QUADRATURE_POINTS, engine
from .spi.product import as_definition, sit
from .spi.study import BadFile, load_parameters

ANSWERS = 40
TEACHERS = 15
COMPILATIONS = 5
MIRT_DEFAULT_POINTS = 21


def measure(items: Path, *, seed: int) -> list[Figure]:
    """Let simulated teachers sit, in the product and in the others; raise BadFile."""
    study = load_parameters(items)
    answers = min(ANSWERS, len(study.items) - 1)
    definition = as_definition(study, reserved=(), correlated=True, questions=answers + 1)
    bank = ItemBank(definition)
    teachers = [draw_teacher(bank, np.random.default_rng([seed, number])) for number in range(TEACHERS)]
    size = f"{len(study.scales)} competencies, {len(study.items)} items"
    return [
        *_of_product(definition, teachers, answers, size),
        *_of_others(study.items, teachers, answers),
    ]


def milliseconds(function: Callable[[], object]) -> float:
    """Return the CPU time of one call."""
    started = time.process_time()
    function()
    return (time.process_time() - started) * 1000


def _of_product(definition: Definition, teachers: Sequence[Teacher], answers: int, size: str) -> list[Figure]:
    compiling = [milliseconds(lambda: ItemBank(definition)) for _ in range(COMPILATIONS)]
    bank = ItemBank(definition)
    sittings = [list(sit(bank, t.categories, questions=answers, seed=str(i))) for i, t in enumerate(teachers)]
    steps = list(_steps(ItemBank(definition), sittings))
    rebuilding = [milliseconds(lambda last=last: next_item(bank, last, seed="0")) for last in _fresh(bank, sittings)]
    note = f"median of {len(steps)}; {size}"
    return [
        Figure("the product: score one answer and choose the next, CPU", median(steps), "ms", 3, note),
        Figure(
            f"the product: a state of {answers} answers from nothing, next question included, CPU",
            median(rebuilding),
            "ms",
            20,
            f"median of {len(rebuilding)}",
        ),
        _of_changes(bank, sittings, answers),
        Figure("the product: compile the definition, CPU", median(compiling), "ms", None, f"median of {COMPILATIONS}"),
    ]


def _of_changes(bank: ItemBank, sittings: Sequence[Sequence[tuple[Response, ...]]], answers: int) -> Figure:
    """For the competency with the most answers, each teacher once."""
    spent = []
    for sitting in sittings:
        given = answers_by_competency(bank, sitting[-1])
        most = max(given, key=lambda competency: len(given[competency].scored))
        spent.append(milliseconds(lambda given=given, most=most: what_would_change(bank, given, most)))
    what = f"the product: what would change a level, {answers} answers, CPU"
    return Figure(what, median(spent), "ms", 300, f"median of {len(spent)}")


def _steps(bank: ItemBank, sittings: Sequence[Sequence[tuple[Response, ...]]]) -> Iterator[float]:
    """Yield what each answer costs to a bank that has seen the sitting so far; the first teacher only warms up."""
    for number, sitting in enumerate(sittings):
        next_item(bank, (), seed=str(number))
        for responses in sitting:
            spent = milliseconds(lambda seen=responses, seed=str(number): next_item(bank, seen, seed=seed))
            if number:
                yield spent


def _fresh(bank: ItemBank, sittings: Sequence[Sequence[tuple[Response, ...]]]) -> Iterator[tuple[Response, ...]]:
    """Yield full states, each to a bank that remembers no posterior."""
    for sitting in sittings:
        for cached in (bank.posterior, bank.own_estimate):
            cached.cache_clear()
        yield sitting[-1]


def _of_others(items: Sequence[GradedItem], teachers: Sequence[Teacher], answers: int) -> list[Figure]:
    found = []
    for points in (MIRT_DEFAULT_POINTS, QUADRATURE_POINTS):
        cat = engine(tuple(items), quadrature_points=points)
        spent = [ms for teacher in teachers for ms in _mirt_steps(cat, items, teacher, answers)]
        note = f"median of {len(spent)}; one dimension, {points} quadrature points"
        found.append(Figure("mirt's CATEngine: the same, CPU", median(spent), "ms", None, note))
    spent = [ms for teacher in teachers for ms in _catsim_steps(items, teacher, answers)]
    note = f"median of {len(spent)}; one dimension, two categories, maximum likelihood"
    return [*found, Figure("catsim: the same, CPU", median(spent), "ms", None, note)]


def _mirt_steps(cat: Any, items: Sequence[GradedItem], teacher: Teacher, answers: int) -> Iterator[float]:
    cat.reset()
    now = cat.get_current_state()
    for _ in range(answers):
        answer = teacher.categories[items[now.next_item].id]
        started = time.process_time()
        now = cat.administer_item(answer)
        yield (time.process_time() - started) * 1000


def _catsim_steps(items: Sequence[GradedItem], teacher: Teacher, answers: int) -> Iterator[float]:
    """Two categories are all it has: each item is cut at its middle threshold."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.item_bank import ItemBank as CatsimBank
    from catsim.selection import MaxInfoSelector

    middles = [len(item.thresholds) // 2 for item in items]
    rows = [(item.discrimination, item.thresholds[middle], 0, 1) for item, middle in zip(items, middles, strict=True)]
    bank, selector, estimator = (
        CatsimBank(np.array(rows), validate=False),
        MaxInfoSelector(),
        NumericalSearchEstimator(),
    )
    now = {"item_bank": bank, "est_theta": 0.0}
    asked, given = [selector.select(**now, administered_items=[])], []
    for _ in range(answers):
        given.append(teacher.categories[items[asked[-1]].id] > middles[asked[-1]])
        started = time.process_time()
        now["est_theta"] = estimator.estimate(**now, administered_items=asked, response_vector=given)
        asked.append(selector.select(**now, administered_items=asked))
        yield (time.process_time() - started) * 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--items", type=Path, required=True, help="JSON as of bench.spi")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        figures = measure(options.items, seed=options.seed)
    except (BadFile, OSError) as problem:
        print(f"bench.speed: {problem}", file=sys.stderr)
        return 2
    for figure in figures:
        what, _, target, verdict = figure.columns
        print(f"{figure.value:8.2f} ms  {what}{f': {verdict}, {target}' if target else ''}")
    return int(any(figure.is_missed for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
