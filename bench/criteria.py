"""By what to choose the next question: ``python -m bench.criteria --responses CSV --items JSON --last-row 2200``.

The files and yardsticks are those of :mod:`bench.spi`, correlated, with the last item of each scale reserved for the
log-loss. Criteria: the saving of level loss, the information (of the abilities' spread), and the product's blend of
both; each alone, and with content balance: only scales that were asked least may be asked. What it prints stands in
decision 9.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from pd_personalize_xblock.domain.estimation import ItemBank, Posterior, Scored
from pd_personalize_xblock.domain.irt import category_probabilities
from pd_personalize_xblock.domain.selection import Gain, expected_gains, lasting_weight

from .spi.product import compiled
from .spi.scores import full_form, levels
from .spi.study import BadFile, Study, load_study

Worth = Callable[[Gain, float, float], float]
"""Of a gain, with the share of the sitting that is left, and what information is worth to its end."""
CRITERIA: dict[str, Worth] = {
    "level loss": lambda gain, left, lasting: gain.loss + 1e-6 * gain.information,
    "information": lambda gain, left, lasting: gain.information,
    "both": Gain.worth,
}
LENGTHS = (20, 40, 81)


def sit(bank: ItemBank, answers: dict[str, int], worth: Worth, *, balanced: bool, questions: int) -> list[Posterior]:
    """Return what is believed after each question of one person's sitting."""
    scored: Scored = ()
    asked: Counter[str] = Counter()
    found = []
    lasting = lasting_weight(questions=questions, competencies=len(bank.definition.measured_competencies))
    for number in range(questions):
        gains = expected_gains(bank, bank.posterior(scored))
        left = {id: gain for id, gain in gains.items() if id not in dict(scored)}
        if balanced:
            fewest = min(asked[bank.definition.item(id).competency] for id in left)
            left = {id: gain for id, gain in left.items() if asked[bank.definition.item(id).competency] == fewest}
        chosen = max(left, key=lambda id: worth(left[id], 1 - number / questions, lasting))
        asked[bank.definition.item(chosen).competency] += 1
        scored = tuple(sorted((*scored, (chosen, answers[chosen]))))
        found.append(bank.posterior(scored))
    return found


def measure(study: Study, criterion: str, *, balanced: bool, questions: int) -> str:
    """Return log-loss, exact and within-one agreement of one way to choose at one length."""
    full, ids, last = full_form(study), [item.id for item in study.items], study.rotations - 1
    losses, apart = [], []
    for row, answers in enumerate(study.answers):
        given = dict(zip(ids, map(int, answers), strict=True))
        for reserved in ((), study.reserved(last)):
            bank = compiled(study, reserved=reserved, correlated=True, questions=questions)
            final = sit(bank, given, CRITERIA[criterion], balanced=balanced, questions=questions)[-1]
            if reserved:
                losses += _losses(study, bank, final, reserved, answers)
            else:
                apart.append(np.abs(levels(final.ability) - levels(full[row])))
    found = np.array(apart)
    return f"{np.mean(losses):.3f} {np.mean(found == 0):.3f} {np.mean(found <= 1):.3f}"


def _losses(
    study: Study, bank: ItemBank, final: Posterior, reserved: Sequence[int], answers: np.ndarray
) -> list[float]:
    """-log P of each reserved item's real answer."""
    chances = []
    for item in reserved:
        table = category_probabilities(study.items[item], bank.grid.points)
        chances.append(float(table[answers[item]] @ final.density[study.scale_of[item]]))
    return [-float(np.log(chance)) for chance in chances]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.criteria", description=__doc__)
    parser.add_argument("--responses", type=Path, required=True)
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("--first-row", type=int, default=2001)
    parser.add_argument("--last-row", type=int, default=2200)
    options = parser.parse_args(arguments)
    try:
        study = load_study(options.responses, options.items, first_row=options.first_row, last_row=options.last_row)
    except (BadFile, OSError) as problem:
        print(f"bench.criteria: {problem}", file=sys.stderr)
        return 2
    print(f"{'log-loss, exact, within one':28}" + "".join(f"{f'{n} questions':>24}" for n in LENGTHS))
    for criterion in CRITERIA:
        for balanced in (False, True):
            cells = (measure(study, criterion, balanced=balanced, questions=n) for n in LENGTHS)
            label = f"{criterion}{', balanced' if balanced else ''}"
            print(f"{label:28}" + "".join(f"{cell:>24}" for cell in cells), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
