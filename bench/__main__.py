"""Every benchmark: ``python -m bench`` prints the figures and writes them to ``bench/RESULTS.md``.

Exit status 1 if a target is missed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import assets, cohort, frameworks, gating, handling, importing, machine, sitters
from .figures import Figure

RESULTS = Path(__file__).parent / "RESULTS.md"
BY_HAND = "\n## Run by hand\n"
"""Where what takes too long for every run begins; it is kept as it is."""
HEADER = """# Benchmarks

Measured by `make bench` (`python -m bench`), which writes this file. CPU time is `time.process_time`: user and
system, not waiting. The framework is *Digital competence for educators*: 22 competencies, 6 levels, 131 items,
115 sections. The rows of 2,000 teachers are those of `bench.cohort` in a small course, by the limits of a full one,
which is run by hand: see below.
"""


def main() -> int:
    """Measure, print, write."""
    figures = [*importing.measure(), *frameworks.measure(), *assets.measure()]
    with sitters.demo():
        figures += [*handling.measure(), *gating.measure()]
    figures += cohort.measure_small()
    missed = [figure for figure in figures if figure.is_missed]
    for figure in figures:
        what, value, target, verdict = figure.columns
        print(f"{value:>10}  {what}{f': {verdict}, {target}' if target else ''}")
    _, by_hand, kept = RESULTS.read_text(encoding="utf-8").partition(BY_HAND)
    RESULTS.write_text(as_markdown(figures) + by_hand + kept, encoding="utf-8")
    return 1 if missed else 0


def as_markdown(figures: list[Figure]) -> str:
    """Return the machine and a table."""
    head = [("measured", "figure", "target", ""), ("---", "--:", "---", "---")]
    table = [f"| {' | '.join(row)} |" for row in (*head, *(figure.columns for figure in figures))]
    where = [f"- {line}" for line in machine.describe()]
    return "\n".join([HEADER, *where, "", *table, ""])


if __name__ == "__main__":
    sys.exit(main())
