"""Who fits parameters to few answers, and how."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from bench.spi.product import as_definition
from bench.spi.study import Array, Indices, Study
from pd_personalize_xblock.domain.calibration import Calibration, calibrate
from pd_personalize_xblock.domain.correlations import DEFAULT_BETWEEN
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.item_fit import Population

STANDARD = Population(0.0, 1.0)
DISCRIMINATION = 1.5
REACH_LOGITS = 1.5
EMPTY_GAP_LOGITS = 0.1
EMPTY_END_LOGITS = 1.0
DISCRIMINATION_RANGE = (0.05, 8.0)

Items = tuple[GradedItem, ...]
Fit = Callable[[Study], Items]
"""From a study of the people to fit to, to its items with other parameters."""


def made_up(study: Study) -> Items:
    """Return equal items: what there is before anybody has answered."""
    return tuple(
        GradedItem(item.id, DISCRIMINATION, tuple(np.linspace(-REACH_LOGITS, REACH_LOGITS, len(item.thresholds))))
        if len(item.thresholds) > 1
        else GradedItem(item.id, DISCRIMINATION, (0.0,))
        for item in study.items
    )


def product(study: Study) -> Items:
    """Return what the product's calibration finds, put where the people fitted to have mean 0 and SD 1."""
    found = _calibrated(study, None)
    people = [found.populations[study.scales[d]] for d in study.scale_of]
    return tuple(
        replace(
            item.after,
            discrimination=item.after.discrimination * sd,
            thresholds=tuple((b - mean) / sd for b in item.after.thresholds),
        )
        for item, (mean, sd) in zip(found.items, people, strict=True)
    )


def product_told(study: Study) -> Items:
    """Return what the product's calibration finds when it is told that the people are N(0, 1)."""
    return tuple(item.after for item in _calibrated(study, STANDARD).items)


def _calibrated(study: Study, population: Population | None) -> Calibration:
    """Calibrate all scales at once, from made-up items and the product's own default correlation."""
    scales = len(study.scales)
    correlation = np.full((scales, scales), DEFAULT_BETWEEN) + (1 - DEFAULT_BETWEEN) * np.eye(scales)
    author = replace(study, items=made_up(study), correlation=correlation)
    definition = as_definition(author, reserved=(), correlated=True, questions=len(study.items))
    ids = [item.id for item in study.items]
    responses = {f"{n:06}": dict(zip(ids, map(int, row), strict=True)) for n, row in enumerate(study.answers)}
    return calibrate(definition, responses, population=population)


def girth(study: Study) -> Items:
    """Return what girth's ``grm_mml`` finds: each scale by itself, without priors."""
    from girth import grm_mml

    found: dict[int, GradedItem] = {}
    for items in study.items_of:
        own = list(items)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = grm_mml(study.answers[:, own].T.copy())
        for i, a, b in zip(own, result["Discrimination"], result["Difficulty"], strict=True):
            thresholds = with_empty_categories(study.answers[:, i], b, len(study.items[i].thresholds))
            found[i] = GradedItem(study.items[i].id, float(np.clip(a, *DISCRIMINATION_RANGE)), thresholds)
    return tuple(found[i] for i in range(len(study.items)))


def with_empty_categories(answers: Indices, found: Array, thresholds: int) -> tuple[float, ...]:
    """Give girth's thresholds, which are between the categories that occur, to all categories.

    A category nobody chose would get no chance at all, and an answer in it an infinite loss: between others it gets
    a tenth of a logit, at an end a whole one. Measured to be kind to girth.
    """
    seen = np.unique(answers)
    known = found[: len(seen) - 1]
    filled: list[float] = []
    for k in range(1, thresholds + 1):
        place = int(np.searchsorted(seen, k))
        if place == 0:
            wanted = known[0] - EMPTY_END_LOGITS * (seen[0] - k + 1)
        elif place == len(seen):
            wanted = known[-1] + EMPTY_END_LOGITS * (k - seen[-1])
        else:
            wanted = known[place - 1]
        filled.append(float(max(wanted, filled[-1] + EMPTY_GAP_LOGITS) if filled else wanted))
    return tuple(filled)


OURS, TOLD = "calibrated", "calibrated, N(0, 1)"
GIRTH, EQUAL = "girth, no priors", "made up, equal"
FITS: Mapping[str, Fit] = {OURS: product, TOLD: product_told, GIRTH: girth, EQUAL: made_up}
