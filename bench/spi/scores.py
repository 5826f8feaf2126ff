"""The yardsticks, and how sure a difference on them is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from .beliefs import after
from .methods import FIXED, OWN
from .running import Marks
from .study import CUTS, Array, Indices, Study

YARDSTICKS = ("log_loss", "exact", "within_one", "r")
LOWER_IS_BETTER = frozenset({"log_loss"})
CENTRAL = 0.95
DECIMALS = 6


class PerPerson(NamedTuple):
    """What one method at one length means for each person; yardsticks are made of their sums.

    ``log_loss``, ``exact`` and ``within_one`` (N,) are means over a person's reserved answers, or scales;
    ``moments`` (N, 5) are the sums over scales of x, y, x^2, y^2 and xy, of estimates x and full-form estimates y.
    """

    log_loss: Array
    exact: Array
    within_one: Array
    moments: Array
    scales: int

    def yardsticks(self, weights: Array) -> Array:
        """Return the four yardsticks (R, 4) with each of R sets of ``weights`` (R, N), which sum to N."""
        people = weights.shape[1]
        simple = [weights @ values / people for values in self[:3]]
        x, y, xx, yy, xy = (weights @ self.moments / (people * self.scales)).T
        return np.stack([*simple, (xy - x * y) / np.sqrt((xx - x * x) * (yy - y * y))], axis=-1)


class Difference(NamedTuple):
    """The product's own minus the best fixed form, with the interval that holds 95 % of the resamples."""

    questions: int
    yardstick: str
    best_fixed: str
    difference: float
    low: float
    high: float


def full_form(study: Study) -> Array:
    """Return the EAP estimates (N, D) from all answers, each scale by itself."""
    everyone, everything = slice(0, len(study.answers)), np.arange(len(study.items))
    asked = np.broadcast_to(everything, study.answers.shape)
    return after(study, everyone, asked, correlated=False).ability


def per_person(marks: Marks, full: Array) -> PerPerson:
    """Compare with the full form's estimates (N, D)."""
    apart = np.abs(levels(marks.ability) - levels(full))
    x, y = marks.ability, full
    moments = np.stack([part.sum(axis=1) for part in (x, y, x * x, y * y, x * y)], axis=1)
    return PerPerson(
        marks.log_loss.mean(axis=1), (apart == 0).mean(axis=1), (apart <= 1).mean(axis=1), moments, full.shape[1]
    )


def levels(ability: Array) -> Indices:
    """Return the level of each ability (logits); a cut belongs to the higher one.

    Rounded as the product does before it decides: nothing asked is an ability of 0, on a cut, and not of -1e-17.
    """
    return np.searchsorted(np.array(CUTS), np.round(ability, DECIMALS), side="right")


def summary(scored: Mapping[tuple[str, int], PerPerson]) -> list[dict[str, str | int | float]]:
    """Return one entry per method and length, in the form that ``--json`` prints."""
    rows: list[dict[str, str | int | float]] = []
    for (method, questions), person in scored.items():
        values = person.yardsticks(np.ones((1, len(person.exact))))[0]
        named = dict(zip(YARDSTICKS, (round(float(value), 5) for value in values), strict=True))
        rows.append({"method": method, "questions": questions, **named})
    return rows


def against_best_fixed(scored: Mapping[tuple[str, int], PerPerson], *, resamples: int, seed: int) -> list[Difference]:
    """Return the product's own minus the best fixed form at each length, by a bootstrap over people.

    Both see the same resamples. Nothing, unless the product's own and a fixed form were measured.
    """
    found = []
    for questions in sorted({length for method, length in scored if method == OWN}):
        fixed = {
            method: person
            for (method, length), person in scored.items()
            if length == questions and method.startswith(FIXED)
        }
        found += _differences(questions, scored[OWN, questions], fixed, resamples=resamples, seed=seed)
    return found


def _differences(
    questions: int, own: PerPerson, fixed: Mapping[str, PerPerson], *, resamples: int, seed: int
) -> list[Difference]:
    people = len(own.exact)
    drawn = np.random.default_rng(seed).multinomial(people, np.full(people, 1 / people), size=resamples)
    weights = np.vstack([np.ones((1, people)), drawn])
    ours, theirs = own.yardsticks(weights), {method: person.yardsticks(weights) for method, person in fixed.items()}
    found = []
    for column, yardstick in enumerate(YARDSTICKS if fixed else ()):
        sign = -1 if yardstick in LOWER_IS_BETTER else 1
        best = max(theirs, key=lambda method: sign * theirs[method][0, column])
        gap, *resampled = ours[:, column] - theirs[best][:, column]
        low, high = np.quantile(resampled, [(1 - CENTRAL) / 2, (1 + CENTRAL) / 2])
        found.append(Difference(questions, yardstick, best, float(gap), float(low), float(high)))
    return found
