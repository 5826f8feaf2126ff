"""What the teachers who answered are like: a nuisance of calibration, which the scoring prior never learns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .irt import Array
from .item_fit import Curves, Population, Prior, Strengths
from .joint import Joint

LOG_SD_BOUNDS = (math.log(0.2), math.log(5.0))


class Expected(NamedTuple):
    """The population before any answer, and how loosely: the SDs of its mean (logits) and of its log SD."""

    population: Population
    mean_sd: float
    log_sd_sd: float


class FittedItem(NamedTuple):
    """An item as it was expected on the author's scale, and as fitted on the standard scale."""

    prior: Prior
    curves: Curves


def correlations_of(joint: Joint, authors: Array, strengths: Strengths) -> Array:
    """Return how abilities go together, as if ``strengths.teachers`` more had shown the author's correlations.

    The mode under an inverse Wishart prior: always positive definite, and a pair that few answers
    bear on stays where the author put it.
    """
    mean = joint.mean - joint.mean.mean(axis=0)
    together = joint.covariance.sum(axis=0) + mean.T @ mean + strengths.teachers * authors
    together = (together + together.T) / 2  # else rounding errors grow from step to step
    spread = np.sqrt(together.diagonal())
    correlations: Array = together / np.outer(spread, spread)
    return correlations


def off_standard(joint: Joint) -> tuple[Array, Array]:
    """Return the mean and the SD (D,) of the abilities, which should be 0 and 1."""
    spread: Array = np.sqrt(joint.mean.var(axis=0) + joint.variance.mean(axis=0))
    return joint.mean.mean(axis=0), spread


def population_of(items: Sequence[FittedItem], expected: Expected, *, gap_answers: float) -> Population:
    """Return the mean and SD that make the items of one competency most like what was expected. Needs scipy.

    The most probable under normal priors for the mean and the log SD. ``apart`` (4, 4) has how far the
    items then lie from where they are expected, as a square in 1, mean, SD and log SD.
    """
    from scipy.optimize import minimize_scalar  # the optional extra [calibration]

    apart = np.sum([_apart(item) for item in items], axis=0)
    ratios = np.concatenate([np.diff(item.curves.thresholds) / np.diff(item.prior.mean[1:]) for item in items])
    firmly = 1 / expected.mean_sd**2

    def best_mean(log_sd: float) -> float:
        pull = apart[1] @ [1.0, 0.0, math.exp(log_sd), log_sd]
        return float((firmly * expected.population.mean - pull) / (firmly + apart[1, 1]))

    def loss(log_sd: float) -> float:
        mean, sd = best_mean(log_sd), math.exp(log_sd)
        far = np.array([1.0, mean, sd, log_sd])
        prior = firmly * (mean - expected.population.mean) ** 2
        prior += ((log_sd - math.log(expected.population.sd)) / expected.log_sd_sd) ** 2
        gaps = gap_answers * (sd * float(ratios.sum()) - len(ratios) * log_sd)
        return (float(far @ apart @ far) + prior) / 2 + gaps

    log_sd = float(minimize_scalar(loss, bounds=LOG_SD_BOUNDS, method="bounded", options={"xatol": 1e-6}).x)
    return Population(best_mean(log_sd), math.exp(log_sd))


def _apart(item: FittedItem) -> Array:
    """How far an item lies from where it is expected: products (4, 4) of what 1, mean, SD and log SD add to it."""
    b = item.curves.thresholds
    nothing = np.zeros_like(b)
    as_fitted = np.array([item.curves.log_discrimination, *nothing])
    adds = np.stack([as_fitted - item.prior.mean, [0.0, *nothing + 1], [0.0, *b], [-1.0, *nothing]])
    products: Array = adds @ item.prior.precision @ adds.T
    return products
