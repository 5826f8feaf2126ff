"""Questions, minutes and accuracy of one sitting with each example framework.

At several stopping rules; when the items are worse than written (discriminations x 0.7 and thresholds up to 0.4 logits
off); and when competencies go together otherwise than assumed. ``python -m bench.stopping --teachers 300 --seed 1``;
what it prints stands in decisions 4 and 9.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from importlib import resources
from statistics import mean

from pd_personalize_xblock.domain.correlations import Correlations
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.simulation import Truth, simulate
from pd_personalize_xblock.formats.schema import load_definition

STOP_PROBABILITIES = (0.6, 0.7, 0.8, 0.9)
EXAMPLES = ("formative-starter", "digcompedu")
AS_WRITTEN = Truth()
WORSE = Truth(discrimination_factor=0.7, threshold_shift=0.4)
UNRELATED = Correlations(within=0.0, between=0.0)


def example(name: str) -> Definition:
    """Return an example framework."""
    text = resources.files("pd_personalize_xblock").joinpath("examples", f"{name}.json").read_text("utf-8")
    return load_definition(json.loads(text))


def line(definition: Definition, truth: Truth, *, teachers: int, seed: int) -> str:
    """Return the figures of one simulation."""
    found = simulate(ItemBank(definition), teachers=teachers, seed=seed, truth=truth)
    placed, everything = found.measured, found.all
    return (
        f"{mean(found.questions):5.1f} questions {mean(found.minutes):5.1f} minutes, "
        f"placed {placed.placements / everything.placements:5.1%}: exact {placed.exact:.3f}, "
        f"within one {placed.within_one:.3f}, too high {placed.too_high:.3f}"
    )


def main() -> None:
    """Print one line per example framework, stopping rule and truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teachers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = vars(parser.parse_args())
    for name in EXAMPLES:
        definition = example(name)
        print(f"{name:18} as written    : {line(definition, AS_WRITTEN, **options)}", flush=True)
        print(f"{name:18} worse items   : {line(definition, WORSE, **options)}", flush=True)
        apart = replace(definition, framework=replace(definition.framework, correlations=UNRELATED))
        print(f"{name:18} unrelated     : {line(definition, Truth(correlations=UNRELATED), **options)}", flush=True)
        print(f"{name:18} each by itself: {line(apart, Truth(correlations=Correlations()), **options)}", flush=True)
        for probability in STOP_PROBABILITIES:
            stopping = replace(definition, rules=replace(definition.rules, stop_probability=probability))
            print(f"{name:18} stop at P {probability:.2f}: {line(stopping, AS_WRITTEN, **options)}", flush=True)


if __name__ == "__main__":
    main()
