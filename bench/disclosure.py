"""What it costs to decide which counts of a snapshot may be shown, and how many stay: ``python -m bench.disclosure``.

A course of 100,000 teachers, 200 cohorts, 4 tracks, 24 months; an attribute of seven values, and one of four of
which one is common. *Mixed*: cohorts, tracks and months have nothing to do with each other. *In order*: each cohort
has one track and about one month.
"""

from __future__ import annotations

from time import process_time

import numpy as np

from pd_personalize_xblock.domain.suppression import LEAST, released, with_margins

TEACHERS, SHAPE = 100_000, (200, 4, 24)


def falling(values: int, steepness: float) -> np.ndarray:
    """Return shares that fall from the first value to the last."""
    shares = np.arange(1.0, values + 1) ** -steepness
    return shares / shares.sum()


def a_course(values: int, steepness: float, *, in_order: bool) -> np.ndarray:
    """Return the counts of a random course, without margins."""
    rng = np.random.default_rng(1)
    cohorts, tracks, months = SHAPE
    cohort = rng.choice(cohorts, TEACHERS, p=falling(cohorts, 0.7))
    track, month = rng.choice(tracks, TEACHERS, p=falling(tracks, 0.7)), rng.integers(0, months, TEACHERS)
    if in_order:
        late = (rng.random(TEACHERS) < 0.1) * rng.integers(0, 3, TEACHERS)
        track, month = cohort % tracks, (cohort * months // cohorts + late) % months
    counts = np.zeros((*SHAPE, values), dtype=np.int64)
    np.add.at(counts, (cohort, track, month, rng.choice(values, TEACHERS, p=falling(values, steepness))), 1)
    return counts


def main() -> None:
    """Print a line for each kind of course and attribute: CPU seconds, and what is shown of what has ten teachers."""
    for in_order in (False, True):
        for values, steepness in ((7, 0.7), (4, 3)):
            counts = with_margins(a_course(values, steepness, in_order=in_order))
            began = process_time()
            groups = released(counts[..., 0])
            between = process_time()
            shown = released(counts, within=groups)
            ended = process_time()
            large = counts >= LEAST
            kept = {
                "all": (0, 0, 0),
                "by cohort": (slice(1, None), 0, 0),
                "by month": (0, 0, slice(1, None)),
                "by cohort and month": (slice(1, None), 0, slice(1, None)),
            }
            print(f"{'in order' if in_order else 'mixed'}, {values} values: groups {between - began:.2f} s,", end=" ")
            print(f"attribute {ended - between:.2f} s; shown", end=" ")
            parts = ((name, (*at, slice(1, None))) for name, at in kept.items())
            print(", ".join(f"{name} {(shown & large)[at].sum() / large[at].sum():.0%}" for name, at in parts))


if __name__ == "__main__":
    main()
