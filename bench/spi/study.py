"""The two files: real answers, and the parameters and correlations that were fitted to others."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pd_personalize_xblock.domain.irt import GradedItem

Array = NDArray[np.float64]
Indices = NDArray[np.int_]

CUTS = (-0.8, 0.0, 0.8)
"""Where levels begin, on the scale on which the population is N(0, 1)."""
SMALLEST_EIGENVALUE = 1e-6


class BadFile(ValueError):
    """A file, or the part of it asked for, cannot be used; the message names the file and the place."""


@dataclass(frozen=True, eq=False)
class Study:
    """N people's answers to I items of D scales.

    ``scale_of`` (I,) is the position of each item's scale in ``scales``; ``correlation`` (D, D) is that of the
    scales' abilities, each N(0, 1); ``answers`` (N, I) are categories; ``first_row`` is the row, counted from 1
    after the header, of the first person.
    """

    scales: tuple[str, ...]
    items: tuple[GradedItem, ...]
    scale_of: Indices
    correlation: Array
    answers: Indices
    first_row: int

    @cached_property
    def items_of(self) -> tuple[tuple[int, ...], ...]:
        """Per scale, its items' positions, in the order of the file."""
        return tuple(tuple(map(int, np.flatnonzero(self.scale_of == d))) for d in range(len(self.scales)))

    @property
    def rotations(self) -> int:
        """How often an item of each scale is reserved until each was: the largest number of items of a scale."""
        return max(map(len, self.items_of))

    def reserved(self, rotation: int) -> tuple[int, ...]:
        """Return the items reserved in ``rotation`` (from 0): one of each scale that has so many."""
        return tuple(items[rotation] for items in self.items_of if rotation < len(items))


def load_study(responses: Path, parameters: Path, *, first_row: int, last_row: int) -> Study:
    """Read both files; raise BadFile. Rows are counted from 1 after the header, and both ends are included."""
    study = load_parameters(parameters)
    if not 1 <= first_row <= last_row:
        raise BadFile(f"rows {first_row} to {last_row}: the first must be 1 or more and not after the last")
    answers = _read_answers(responses, study.items, first_row=first_row, last_row=last_row)
    return replace(study, answers=answers, first_row=first_row)


def load_parameters(path: Path) -> Study:
    """Read the JSON alone: a study of nobody. Raise BadFile."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        scales = tuple(map(str, document["scales"]))
        entries = [(_item(entry), str(entry["scale"])) for entry in document["items"]]
        correlation = np.array(document["correlation"], dtype=float)
    except KeyError as missing:
        raise BadFile(f"{path.name}: {missing} is missing") from None
    except (TypeError, ValueError) as problem:
        raise BadFile(f"{path.name}: {problem}") from None
    _check_names(path.name, scales, entries)
    _check_correlation(path.name, correlation, len(scales))
    items = tuple(item for item, _ in entries)
    scale_of = np.array([scales.index(scale) for _, scale in entries])
    return Study(scales, items, scale_of, correlation, np.empty((0, len(items)), dtype=int), 1)


def _item(entry: dict[str, Any]) -> GradedItem:
    return GradedItem(str(entry["id"]), float(entry["discrimination"]), tuple(map(float, entry["thresholds"])))


def _check_names(file: str, scales: tuple[str, ...], entries: list[tuple[GradedItem, str]]) -> None:
    for what, names in (("scale", scales), ("item", [item.id for item, _ in entries])):
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise BadFile(f"{file}: the {what} {twice[0]} is there twice")
    for item, scale in entries:
        if scale not in scales:
            raise BadFile(f"{file}: item {item.id} is of the scale {scale}, which is not among the scales")
    empty = sorted(set(scales) - {scale for _, scale in entries})
    if empty or not scales:
        raise BadFile(f"{file}: the scale {empty[0]} has no items" if empty else f"{file}: there are no scales")


def _check_correlation(file: str, correlation: Array, scales: int) -> None:
    if correlation.shape != (scales, scales):
        raise BadFile(f"{file}: the correlation of {scales} scales has the shape {correlation.shape}")
    if not (np.isfinite(correlation).all() and np.allclose(correlation, correlation.T)):
        raise BadFile(f"{file}: the correlation must be finite and symmetric")
    if not np.allclose(correlation.diagonal(), 1):
        raise BadFile(f"{file}: the diagonal of the correlation must be 1")
    smallest = float(np.linalg.eigvalsh(correlation).min())
    if smallest < SMALLEST_EIGENVALUE:
        raise BadFile(f"{file}: the correlation is not positive definite (its smallest eigenvalue is {smallest:.3g})")


def _read_answers(path: Path, items: tuple[GradedItem, ...], *, first_row: int, last_row: int) -> Indices:
    """Return the categories (N, I) of the rows asked for, in the items' order; other columns are passed over."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        rows = list(islice(reader, first_row - 1, last_row))
    if len(rows) < last_row - first_row + 1:
        raise BadFile(f"{path.name}: rows {first_row} to {last_row} were asked for, and there are not so many")
    missing = [item.id for item in items if item.id not in header]
    if missing:
        raise BadFile(f"{path.name}: there is no column {missing[0]}")
    columns = [(header.index(item.id), item) for item in items]
    return np.array([_categories(path.name, first_row + i, row, columns) for i, row in enumerate(rows)])


def _categories(file: str, number: int, row: list[str], columns: list[tuple[int, GradedItem]]) -> list[int]:
    found = []
    for column, item in columns:
        answer = row[column].strip() if column < len(row) else ""
        if answer not in map(str, range(len(item.thresholds) + 1)):
            raise BadFile(
                f"{file}: row {number}, column {item.id}: expected a category 0 to {len(item.thresholds)}, "
                f"got {answer[:20]!r}"
            )
        found.append(int(answer))
    return found
