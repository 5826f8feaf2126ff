"""The command: see the package."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import bench.calibration
from bench.spi.study import BadFile, load_study

from .asking import CHOICES
from .judging import Difference, Setting, differences, measure, parts_of, summary


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 2 if a file or an option is no good."""
    options = _parser().parse_args(arguments)
    try:
        setting = _setting(options)
    except (BadFile, OSError) as problem:
        print(f"bench.calibration: {problem}", file=sys.stderr)
        return 2
    marks = measure(setting, sizes=options.sizes, subsamples=options.subsamples, jobs=options.jobs)
    parts = parts_of(setting.judged)
    _print(summary(marks, parts), differences(marks, parts, seed=options.seed), as_json=options.json)
    return 0


def _setting(options: argparse.Namespace) -> Setting:
    """Read the files: those to fit to are all rows before the first that is judged."""
    if options.first_row <= max(options.sizes):
        raise BadFile(f"to fit to {max(options.sizes)} rows, the first row that is judged must come after them")
    files = options.responses, options.items
    learning = load_study(*files, first_row=1, last_row=options.first_row - 1)
    judged = load_study(*files, first_row=options.first_row, last_row=options.last_row)
    most = len(judged.items) - len(judged.scales)
    if not 1 <= options.questions <= most:
        raise BadFile(f"from 1 to {most} questions can be asked while one item of each scale is reserved")
    set_aside = tuple(filter(None, options.set_aside.split(",")))
    unknown = [scale for scale in set_aside if scale not in judged.scales]
    if unknown or len(set_aside) == len(judged.scales):
        raise BadFile(f"there is no scale {unknown[0]!r} to set aside" if unknown else "some scale has to be left")
    return Setting(learning, judged, options.questions, options.seed, options.choice, set_aside)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.calibration",
        description=bench.calibration.__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--responses", type=Path, required=True, help="CSV: a header of item ids, a row per person")
    parser.add_argument("--items", type=Path, required=True, help="JSON: scales, items with parameters, correlation")
    parser.add_argument("--first-row", type=int, default=2001, help="judged; counted from 1 after the header")
    parser.add_argument("--last-row", type=int, default=3000)
    parser.add_argument("--sizes", type=_sizes, default=(100, 200, 500), help="how many people to fit to: 100,200")
    parser.add_argument("--subsamples", type=int, default=5, help="drawn samples of each size")
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--choice", choices=tuple(CHOICES), default="variance", help="who chooses the questions")
    parser.add_argument("--set-aside", default="", help="scales, joined by commas, that a second agreement leaves out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes; one per core by default")
    parser.add_argument("--json", action="store_true", help="print one JSON object only")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected numbers such as 100,200, got {text!r}") from None
    if sizes[0] < 1:
        raise argparse.ArgumentTypeError(f"there has to be somebody to fit to, got {sizes[0]}")
    return sizes


def _print(rows: list[dict[str, str | int | float]], found: Sequence[Difference], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"marks": rows, "differences": [d._asdict() for d in found]}, indent=1))
        return
    print(
        f"{'judged on':12}{'people':>7}  {'fitted to':12}{'parameters':20}{'log-loss':>9}{'exact':>8}{'elsewhere':>11}"
    )
    for row in rows:
        print(
            "{rows:12}{size:7}  {samples:12}{method:20}{log_loss:9.4f}{exact:8.4f}{exact_elsewhere:11.4f}".format(**row)
        )
    for d in found:
        print(
            f"{d.rows}, {d.size} people, {d.samples}, {d.yardstick}: {d.method} minus {d.against}: "
            f"{d.difference:+.4f} ({d.low:+.4f} to {d.high:+.4f})"
        )


if __name__ == "__main__":
    sys.exit(main())
