"""Marks in a file: a long measurement can be made in parts, and reported for any rows that it covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from .methods import METHODS
from .running import Marks
from .study import BadFile, Study

FIRST_ROW = "first_row"
SEPARATOR = "|"


def keep(path: Path, marks: Mapping[tuple[str, int], Marks], study: Study) -> None:
    """Write the marks of the study's people to a file of numpy's ``npz`` form."""
    arrays = {
        SEPARATOR.join((method, str(length), what)): array
        for (method, length), mark in marks.items()
        for what, array in mark._asdict().items()
    }
    with path.open("wb") as file:
        np.savez_compressed(file, **{FIRST_ROW: np.array(study.first_row)}, **arrays)


def recall(paths: Sequence[Path], study: Study) -> dict[tuple[str, int], Marks]:
    """Return the marks in files, of the study's people only; of two for the same, the later file's. Raise BadFile."""
    found: dict[tuple[str, int], Marks] = {}
    for path in paths:
        found |= _read(path, study)
    order = list(METHODS)
    return dict(sorted(found.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1])))


def _read(path: Path, study: Study) -> dict[tuple[str, int], Marks]:
    try:
        with np.load(path) as kept:
            arrays = dict(kept)
        start = study.first_row - int(arrays.pop(FIRST_ROW))
    except (ValueError, KeyError):
        raise BadFile(f"{path.name}: not a file that --keep wrote") from None
    people = slice(start, start + len(study.answers))
    keys = {tuple(name.split(SEPARATOR)[:2]) for name in arrays}
    marks = {
        (method, int(length)): Marks(*(arrays[SEPARATOR.join((method, length, part))] for part in Marks._fields))
        for method, length in keys
    }
    for mark in marks.values():
        if start < 0 or people.stop > len(mark.ability) or mark.log_loss.shape[1] != len(study.items):
            raise BadFile(f"{path.name}: it does not hold all rows asked for, or is of other items")
    return {key: Marks(mark.log_loss[people], mark.ability[people]) for key, mark in marks.items()}
