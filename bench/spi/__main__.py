"""The command: see the package."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import bench.spi

from .kept import keep, recall
from .methods import METHODS
from .printing import Row, as_json, as_markdown, as_text, differences_as_markdown, differences_as_text
from .running import Marks, measure
from .scores import Difference, against_best_fixed, full_form, per_person, summary
from .study import BadFile, Study, load_study

RESAMPLES = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 2 if a file or an option is no good."""
    options = _parser().parse_args(arguments)
    try:
        study = load_study(options.responses, options.items, first_row=options.first_row, last_row=options.last_row)
        marks = recall(options.recall, study) if options.recall else _measured(study, options)
    except (BadFile, OSError) as problem:
        print(f"bench.spi: {problem}", file=sys.stderr)
        return 2
    if options.keep:
        keep(options.keep, marks, study)
    full = full_form(study)
    scored = {key: per_person(mark, full) for key, mark in marks.items()}
    differences = against_best_fixed(scored, resamples=options.resamples, seed=options.seed)
    _print(summary(scored), differences, options)
    if options.bootstrap:
        options.bootstrap.write_text(json.dumps([d._asdict() for d in differences], indent=1) + "\n", encoding="utf-8")
    return 0


def _measured(study: Study, options: argparse.Namespace) -> dict[tuple[str, int], Marks]:
    _check_lengths(study, options.lengths)
    return measure(
        study,
        methods=options.methods,
        lengths=options.lengths,
        seed=options.seed,
        jobs=options.jobs,
        one_sitting=options.one_sitting,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.spi", description=bench.spi.__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--responses", type=Path, required=True, help="CSV: a header of item ids, a row per person")
    parser.add_argument("--items", type=Path, required=True, help="JSON: scales, items with parameters, correlation")
    parser.add_argument("--first-row", type=int, default=1, help="counted from 1 after the header")
    parser.add_argument("--last-row", type=int, required=True)
    parser.add_argument("--lengths", type=_lengths, default=(20, 27, 40, 54, 81), help="numbers of questions: 20,40")
    parser.add_argument(
        "--methods", type=_methods, default=tuple(METHODS), help="names, joined by commas without a space"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes; one per core by default")
    parser.add_argument("--one-sitting", action="store_true", help="measure the lengths on the way of the longest")
    parser.add_argument("--keep", type=Path, help="write every person's marks to this .npz file")
    parser.add_argument("--recall", type=Path, nargs="+", help="measure nothing: report the rows from kept files")
    parser.add_argument("--json", action="store_true", help="print a JSON list only")
    parser.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="of people, for the intervals")
    parser.add_argument("--bootstrap", type=Path, help="write the differences and their intervals to this JSON file")
    return parser


def _lengths(text: str) -> tuple[int, ...]:
    try:
        lengths = sorted({int(part) for part in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected numbers such as 20,40, got {text!r}") from None
    if lengths[0] < 1:
        raise argparse.ArgumentTypeError(f"at least one question has to be asked, got {lengths[0]}")
    return tuple(lengths)


def _methods(text: str) -> tuple[str, ...]:
    """Split at the commas that no space follows: those with one are parts of names."""
    wanted = re.split(r",(?! )", text)
    unknown = [name for name in wanted if name not in METHODS]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no method {unknown[0]!r}; there are: {'; '.join(METHODS)}")
    return tuple(name for name in METHODS if name in wanted)


def _check_lengths(study: Study, lengths: Sequence[int]) -> None:
    most = len(study.items) - max(len(study.reserved(rotation)) for rotation in range(study.rotations))
    if max(lengths) > most:
        raise BadFile(f"at most {most} questions can be asked while one item of each scale is reserved")


def _print(rows: list[Row], differences: Sequence[Difference], options: argparse.Namespace) -> None:
    """Print the figures and intervals; with ``--json``, those go where they do not disturb a reader of the list."""
    if options.markdown:
        print(as_markdown(rows), differences_as_markdown(differences) if differences else "", sep="\n\n")
        return
    print(as_json(rows) if options.json else as_text(rows))
    if differences:
        print(differences_as_text(differences), file=sys.stderr if options.json else sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
