"""Whether the product's probabilities mean what they say: of what it calls 70 % sure, 70 % should be so.

``python -m bench.honesty --seed 1`` simulates teachers of the example frameworks, or of the scales of ``--items JSON``,
whose true levels are known. With ``--responses CSV`` too, its predictions of real people's reserved answers are judged
(see :mod:`bench.spi`). Expected calibration error: the mean distance between a probability and how often it came true,
over 10 equal bins of probability. Exit status 1 if one is above .03.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.estimation import ItemBank, median_level
from pd_personalize_xblock.formats.schema import load_definition

from .simulated import draw_teacher
from .spi.beliefs import predictions
from .spi.methods import METHODS, OWN
from .spi.product import as_definition, endless, posterior_after, sit
from .spi.running import PEOPLE_AT_ONCE, spread
from .spi.study import Array, BadFile, Study, load_parameters, load_study

AT_MOST = 0.03
BINS = 10
LENGTHS = (20, 40, 81)
EXAMPLES = ("formative-starter", "digcompedu")
TEACHERS_AT_ONCE = 20


class Line(NamedTuple):
    """One figure: an expected calibration error over so many ``judged`` probabilities."""

    what: str
    questions: int
    judged: int
    error: float


class Simulation(NamedTuple):
    """One piece of work: teachers ``first`` and on, at so many questions."""

    questions: int
    first: int
    teachers: int
    seed: int


class Prediction(NamedTuple):
    """One piece of work: real people's reserved answers in one rotation."""

    questions: int
    rotation: int
    first: int
    seed: int


def expected_calibration_error(probability: Array, came_true: Array) -> float:
    """Return the mean distance of probabilities from how often they came true (both flat), over equal-width bins."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    said = np.bincount(bins, probability, BINS)
    happened = np.bincount(bins, came_true, BINS)
    return float(np.abs(said - happened).sum() / len(probability))


def simulated(name: str, definition: Definition, *, placements: int, seed: int, jobs: int) -> list[Line]:
    """Return the errors of P(level) over at least so many ``placements`` of simulated teachers, at each length."""
    teachers = math.ceil(placements / len(definition.framework.competencies))
    lines = []
    for questions in sorted({min(length, len(definition.items)) for length in LENGTHS}):
        starts = range(0, teachers, TEACHERS_AT_ONCE)
        tasks = [Simulation(questions, first, min(TEACHERS_AT_ONCE, teachers - first), seed) for first in starts]
        parts = list(spread(definition, _simulate, tasks, jobs=jobs))
        p_level, true = (np.concatenate(part) for part in zip(*parts, strict=True))
        lines += _level_lines(name, questions, p_level, true)
    return lines


def _level_lines(name: str, questions: int, p_level: Array, true: Array) -> list[Line]:
    """Judge P(level) (placements, levels) of the level placed at, and of every level."""
    placed = np.array([median_level(row) for row in p_level.tolist()])
    rows = np.arange(len(true))
    of_placed = expected_calibration_error(p_level[rows, placed], (placed == true).astype(float))
    is_true = np.arange(p_level.shape[1]) == true[:, None]
    of_all = expected_calibration_error(p_level.ravel(), is_true.ravel().astype(float))
    return [
        Line(f"{name}: P(the level placed at)", questions, len(true), of_placed),
        Line(f"{name}: P(level), all levels", questions, p_level.size, of_all),
    ]


def _simulate(definition: Definition, task: Simulation) -> tuple[Array, Array]:
    """Return P(level) (placements, levels) and the true levels (placements,) of some teachers."""
    bank = _bank(definition, task.questions)
    p_level, true = [], []
    for number in range(task.first, task.first + task.teachers):
        teacher = draw_teacher(bank, np.random.default_rng([task.seed, number]))
        seed = f"{task.seed}:{number}"
        *_, responses = sit(bank, teacher.categories, questions=task.questions, seed=seed)
        p_level.append(posterior_after(bank, responses).p_level)
        true.append(teacher.levels)
    return np.concatenate(p_level), np.concatenate(true)


@lru_cache(maxsize=8)
def _bank(definition: Definition, questions: int) -> ItemBank:
    return ItemBank(replace(definition, rules=endless(questions), sections=()))


def predicted(study: Study, *, seed: int, jobs: int) -> list[Line]:
    """Return the errors of the category probabilities of reserved items, each item reserved once, at each length."""
    most = len(study.items) - len(study.reserved(0))
    lines = []
    for questions in sorted({min(length, most) for length in LENGTHS}):
        starts = range(0, len(study.answers), PEOPLE_AT_ONCE)
        tasks = [Prediction(questions, r, first, seed) for r in range(study.rotations) for first in starts]
        probability, came_true = np.concatenate(list(spread(study, _predict, tasks, jobs=jobs)), axis=1)
        error = expected_calibration_error(probability, came_true)
        lines.append(Line("real answers: P(category) of reserved items", questions, len(probability), error))
    return lines


def _predict(study: Study, task: Prediction) -> Array:
    """Return every probability of a category, and whether (0, 1) it was the answer: (2, probabilities)."""
    people, reserved = slice(task.first, task.first + PEOPLE_AT_ONCE), study.reserved(task.rotation)
    (belief,) = METHODS[OWN](study, people, reserved=reserved, lengths=(task.questions,), seed=task.seed)
    pairs = [
        (table, np.arange(table.shape[1]) == study.answers[people, i][:, None])
        for i, table in zip(reserved, predictions(study, belief, reserved), strict=True)
    ]
    return np.array([np.concatenate([part.ravel() for part in side]) for side in zip(*pairs, strict=True)], dtype=float)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if an error is too large, 2 if a file is no good."""
    options = _parser().parse_args(arguments)
    try:
        lines = _measure(options)
    except (BadFile, OSError) as problem:
        print(f"bench.honesty: {problem}", file=sys.stderr)
        return 2
    for line in lines:
        verdict = "met" if line.error <= AT_MOST else "MISSED"
        print(f"{line.what:50}{line.questions:4} questions{line.judged:9} judged  ECE {line.error:.4f}  {verdict}")
    return int(any(line.error > AT_MOST for line in lines))


def _measure(options: argparse.Namespace) -> list[Line]:
    how = {"seed": options.seed, "jobs": options.jobs}
    lines = []
    for name, definition in _definitions(options.items):
        lines += simulated(name, definition, placements=options.placements, **how)
    if options.items and options.responses:
        rows = {"first_row": options.first_row, "last_row": options.last_row}
        lines += predicted(load_study(options.responses, options.items, **rows), **how)
    return lines


def _definitions(items: Path | None) -> list[tuple[str, Definition]]:
    if items:
        study = load_parameters(items)
        return [(items.stem, as_definition(study, reserved=(), correlated=True, questions=max(LENGTHS)))]
    examples = resources.files("pd_personalize_xblock").joinpath("examples")
    texts = [examples.joinpath(f"{name}.json").read_text("utf-8") for name in EXAMPLES]
    return [(name, load_definition(json.loads(text))) for name, text in zip(EXAMPLES, texts, strict=True)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.honesty", description=__doc__)
    parser.add_argument("--items", type=Path, help="JSON as of bench.spi; without it, the example frameworks")
    parser.add_argument("--responses", type=Path, help="CSV as of bench.spi: judge predictions of real answers too")
    parser.add_argument("--first-row", type=int, default=1)
    parser.add_argument("--last-row", type=int, default=1)
    parser.add_argument("--placements", type=int, default=20_000, help="at least so many per length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes; one per core by default")
    return parser


if __name__ == "__main__":
    sys.exit(main())
