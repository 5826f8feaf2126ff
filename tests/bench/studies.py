"""A study small enough to work out by hand, as files, and its yardsticks in plain Python."""

from __future__ import annotations

import csv
import json
import math
import random
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

PARAMETERS: dict[str, Any] = {
    "scales": ["calm", "bold", "kind"],
    "items": [
        {"id": "calm.1", "scale": "calm", "discrimination": 1.4, "thresholds": [-1.0, 0.2, 1.1]},
        {"id": "bold.1", "scale": "bold", "discrimination": 0.9, "thresholds": [0.3]},
        {"id": "calm.2", "scale": "calm", "discrimination": 2.1, "thresholds": [-0.4, 0.9]},
        {"id": "bold.2", "scale": "bold", "discrimination": 1.8, "thresholds": [-1.2, -0.1, 0.8]},
        {"id": "bold.3", "scale": "bold", "discrimination": 1.2, "thresholds": [-0.5, 0.5]},
        {"id": "kind.1", "scale": "kind", "discrimination": 1.6, "thresholds": [-0.7, 0.1]},
        {"id": "kind.2", "scale": "kind", "discrimination": 1.1, "thresholds": [0.0, 1.0]},
    ],
    "correlation": [[1.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 1.0]],
}
STRONGEST_FIRST = ("calm.2", "bold.2", "kind.1", "calm.1", "bold.3", "kind.2", "bold.1")
CUTS = (-0.8, 0.0, 0.8)
COARSE = [-5 + 0.25 * i for i in range(41)]

Answers = Mapping[str, int]
ITEMS = {item["id"]: item for item in PARAMETERS["items"]}


def written(folder: Path, *, rows: int = 30, **changed: Any) -> tuple[Path, Path]:
    """Write both files, with ``rows`` people who answer at random; return the paths of the CSV and the JSON."""
    rng = random.Random(7)
    responses, parameters = folder / "responses.csv", folder / "items.json"
    with responses.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["person", *reversed(ITEMS)])
        for row in range(1, rows + 1):
            table.writerow([f"p{row}", *(rng.randint(0, len(item["thresholds"])) for item in reversed(ITEMS.values()))])
    parameters.write_text(json.dumps(PARAMETERS | changed), encoding="utf-8")
    return responses, parameters


def read(responses: Path, *, first_row: int, last_row: int) -> list[Answers]:
    """Return the answers of people, by item id."""
    with responses.open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))[first_row - 1 : last_row]
    return [{item: int(person[item]) for item in ITEMS} for person in people]


def chance(item: str, category: int, ability: float) -> float:
    """P(category), as a difference of two cumulative curves."""
    thresholds = ITEMS[item]["thresholds"]

    def at_least(k: int) -> float:
        if k in (0, len(thresholds) + 1):
            return 1.0 if k == 0 else 0.0
        return 1 / (1 + math.exp(-ITEMS[item]["discrimination"] * (ability - thresholds[k - 1])))

    return at_least(category) - at_least(category + 1)


def posterior(answers: Answers, asked: Sequence[str], scale: str) -> list[tuple[float, float]]:
    """(ability, weight), weights summing to 1, of one scale by its own answers."""
    points = [-6 + 0.02 * i for i in range(601)]
    own = [item for item in asked if ITEMS[item]["scale"] == scale]
    weights = [math.exp(-0.5 * x * x) * math.prod(chance(item, answers[item], x) for item in own) for x in points]
    return [(x, weight / sum(weights)) for x, weight in zip(points, weights, strict=True)]


def joint_posterior(answers: Answers, asked: Sequence[str], scale: str, precision: Any) -> list[tuple[float, float]]:
    """The same by the answers about all three scales, which are as correlated as ``precision``'s inverse."""
    scales = PARAMETERS["scales"]
    likelihood = {
        name: [math.prod(chance(i, answers[i], x) for i in asked if ITEMS[i]["scale"] == name) for x in COARSE]
        for name in scales
    }
    sums = [0.0] * len(COARSE)
    for nodes in product(range(len(COARSE)), repeat=3):
        x = [COARSE[node] for node in nodes]
        distance = sum(precision[i][j] * x[i] * x[j] for i in range(3) for j in range(3))
        weight = math.exp(-0.5 * distance) * math.prod(
            likelihood[name][node] for name, node in zip(scales, nodes, strict=True)
        )
        sums[nodes[scales.index(scale)]] += weight
    return [(x, weight / sum(sums)) for x, weight in zip(COARSE, sums, strict=True)]


def mean(density: Sequence[tuple[float, float]]) -> float:
    """The EAP estimate."""
    return sum(x * weight for x, weight in density)


def level(ability: float) -> int:
    """How many cuts an ability has reached, rounded to 1e-6."""
    return sum(round(ability, 6) >= cut for cut in CUTS)


def log_loss(people: Sequence[Answers], length: int) -> float:
    """Of the strongest-first form: every item reserved once, with those of the same position on other scales."""
    by_scale = [[item for item in ITEMS if ITEMS[item]["scale"] == scale] for scale in PARAMETERS["scales"]]
    losses = []
    for rotation in range(3):
        reserved = [items[rotation] for items in by_scale if rotation < len(items)]
        asked = in_rounds([item for item in STRONGEST_FIRST if item not in reserved])[:length]
        for answers, item in product(people, reserved):
            density = posterior(answers, asked, ITEMS[item]["scale"])
            losses.append(-math.log(sum(weight * chance(item, answers[item], x) for x, weight in density)))
    return sum(losses) / len(losses)


def in_rounds(items: Sequence[str]) -> list[str]:
    """Items that come strongest first within their scale: one of each per round, strongest first there too."""
    seen: dict[str, int] = {}
    rounds = {}
    for item in items:
        scale = ITEMS[item]["scale"]
        seen[scale] = rounds[item] = seen.get(scale, 0) + 1
    return sorted(items, key=lambda item: (rounds[item], -ITEMS[item]["discrimination"]))
