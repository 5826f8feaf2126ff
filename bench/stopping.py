"""How many questions a sitting asks, and how often it places rightly, at several stopping rules.

Synthetic teachers answer as the model predicts, from abilities drawn from the prior:
``python -m bench.stopping --teachers 300 --seed 1``. What it prints stands in decision 0004.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_right
from dataclasses import replace
from importlib import resources
from itertools import accumulate

from pd_personalize_xblock.domain.diagnostic import Response, next_item
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.irt import category_probabilities
from pd_personalize_xblock.domain.placement import place
from pd_personalize_xblock.formats.schema import load_definition

STOP_PROBABILITIES = (0.6, 0.7, 0.8, 0.9)


def simulate(bank: ItemBank, *, rng: random.Random, seed: str) -> tuple[int, float, list[int]]:
    """Take one synthetic teacher through a sitting: questions, minutes, levels placed above the true ones."""
    framework = bank.definition.framework
    scale = framework.scale
    ability = {c.id: rng.gauss(scale.prior_mean, scale.prior_sd) for c in framework.competencies}
    responses: list[Response] = []
    minutes = 0.0
    while (item := next_item(bank, responses, seed=seed)) is not None:
        cumulative = list(accumulate(category_probabilities(bank.graded[item.id], ability[item.competency])))
        category = min(bisect_right(cumulative, rng.random()), item.top_category)
        responses.append(Response(len(responses), item.id, "", category))
        minutes += item.expected_minutes
    placed = place(bank, responses, attempt=1, definition_hash="").levels
    return len(responses), minutes, [placed[c] - bisect_right(scale.cuts, ability[c]) for c in ability]


def main() -> None:
    """Print one line per example framework and stopping rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teachers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name in ("formative-starter", "digcompedu"):
        text = resources.files("pd_personalize_xblock").joinpath("examples", f"{name}.json").read_text("utf-8")
        definition = load_definition(json.loads(text))
        for probability in STOP_PROBABILITIES:
            rules = replace(definition.rules, stop_probability=probability)
            bank = ItemBank(replace(definition, rules=rules))
            rng = random.Random(options.seed)
            sittings = [simulate(bank, rng=rng, seed=str(i)) for i in range(options.teachers)]
            errors = [error for _, _, teacher in sittings for error in teacher]
            print(
                f"{name:18} stop at P(level) {probability:.2f}: "
                f"{sum(s[0] for s in sittings) / len(sittings):5.1f} questions "
                f"{sum(s[1] for s in sittings) / len(sittings):5.1f} minutes, "
                f"exact {sum(e == 0 for e in errors) / len(errors):.3f}, "
                f"within one {sum(abs(e) <= 1 for e in errors) / len(errors):.3f}, "
                f"too high {sum(e > 0 for e in errors) / len(errors):.3f}"
            )


if __name__ == "__main__":
    main()
