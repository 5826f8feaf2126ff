"""Random snapshots, attacked as in the tests: ``python -m bench.small_groups --tables 1500 --seed 1``.

Each snapshot has up to five cohorts, three tracks, six months and an attribute of up to five values, often one track
and no cohorts; groups of all sizes, some of them empty, or each cohort with one track. Tried on what is shown of the
groups and of the attribute: every pair of queries of which one lies in the other, every line, and all sums with any
factors, again after each count found to be 0. Prints what was shown, and every leak; exit status 1 if there is one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from time import process_time

import numpy as np

from pd_personalize_xblock.domain.suppression import LEAST, Counts, Flags, released, with_margins
from tests.domain.attacks import cells, computable, indicators, small_lines

SIZES = (
    (0, 0, 0, 1, 2, 5, 9, 10, 11, 14, 30),
    (0, 0, 0, 0, 1, 2, 4, 9, 12),
    (0, 1, 3, 8, 12, 20, 35, 60, 110),
)
MOST = (5, 3, 6, 5)
"""Values of cohort, track, month and attribute."""


def a_snapshot(rng: np.random.Generator) -> Counts:
    """Return the counts of a random snapshot, without margins."""
    shape = [int(rng.integers(1, most + 1)) for most in MOST[:-1]] + [int(rng.integers(2, MOST[-1] + 1))]
    if rng.random() < 0.3:
        shape[1] = 1
        shape[0] = shape[0] if rng.random() < 0.5 else 1
    if rng.random() < 0.5:
        inner = rng.choice(SIZES[rng.integers(len(SIZES))], shape)
    else:
        inner = _drawn(rng, shape, teachers=int(rng.choice((60, 150, 500, 2000))))
    if rng.random() < 0.25:
        inner = inner * (np.arange(shape[0])[:, None] % shape[1] == np.arange(shape[1]))[:, :, None, None]
    if rng.random() < 0.25:
        inner = inner * (np.arange(shape[0])[:, None] % shape[2] <= np.arange(shape[2]))[:, None, :, None]
    return np.asarray(inner, dtype=np.int64)


def _drawn(rng: np.random.Generator, shape: list[int], *, teachers: int) -> Counts:
    """Return so many teachers, each value of a dimension rarer than the one before it; some groups lack a value."""
    shares = [np.arange(1.0, size + 1) ** -rng.choice((0.0, 0.5, 1.0, 2.0)) for size in shape]
    chance = np.einsum("a,b,c,d->abcd", *shares)
    chance = chance * (rng.random(shape) < rng.choice((0.6, 0.9, 1.0)))
    return rng.poisson(teachers * chance / max(chance.sum(), 1e-9))


def leaks(counts: Counts, shown: Flags) -> list[str]:
    """Return a line for everything that an attack on one table finds."""
    found = [f"{one} and {other} differ by a few" for one, other in small_differences(counts, shown)]
    found += [f"the line along {axis} at {cell} withholds a few" for axis, cell in small_lines(counts, shown, LEAST)]
    found += [f"{one}{f', taken from {two},' if two else ''} can be computed" for one, two in computable(counts, shown)]
    return found


def small_differences(counts: Counts, shown: Flags) -> list[tuple[object, object]]:
    """Return the shown queries that are small, and the pairs of which one lies in the other and is nearly as large."""
    names, inside = cells(counts.shape), indicators(counts.shape)[shown.reshape(-1)]
    names = [name for name in names if shown[name]]
    people = counts[tuple(slice(1, None) for _ in counts.shape)].reshape(-1)
    both = (inside * people) @ inside.T
    size = both.diagonal()
    small = (both == np.minimum(size, size[:, None])) & (both > 0)
    small &= (np.abs(size - size[:, None]) < LEAST) & (size != size[:, None])
    pairs = [(names[one], names[other]) for one, other in np.argwhere(np.triu(small))]
    return [*pairs, *((names[at], names[at]) for at in np.flatnonzero((size > 0) & (size < LEAST)))]


def attacked(counts: Counts, tally: Counter[str]) -> list[str]:
    """Return what leaks from what is released of the groups and of the attribute, and add to the tally."""
    groups = released(counts[..., 0])
    shown = released(counts, within=groups)
    pages = np.broadcast_to(groups[..., None], shown.shape)[..., 1:]
    few = (counts[..., 1:] > 0) & (counts[..., 1:] < LEAST)
    tally["queries"] += groups.size
    tally["pages"] += int(groups.sum())
    tally["counts on pages"] += int(pages.sum())
    tally["of 1 to 9"] += int((pages & few).sum())
    tally["withheld"] += int((pages & ~shown[..., 1:]).sum())
    return leaks(counts[..., 0], groups) + leaks(counts, shown)


def main() -> int:
    """Attack the tables one after the other, each with a seed of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally: Counter[str] = Counter()
    leaking, began = 0, process_time()
    for number in range(options.tables):
        found = attacked(with_margins(a_snapshot(np.random.default_rng([options.seed, number]))), tally)
        leaking += bool(found)
        for leak in found:
            print(f"table {number}: {leak}", flush=True)
    print(f"{options.tables} tables, {leaking} with a leak; {process_time() - began:.0f} s of CPU")
    print(", ".join(f"{name}: {count:,}" for name, count in tally.items()))
    return 1 if leaking else 0


if __name__ == "__main__":
    sys.exit(main())
