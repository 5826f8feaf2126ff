"""What the teachers who answered are like: a nuisance of calibration, which the scoring prior never learns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .irt import Array, GradedItem
from .item_fit import Curves, Population, Strengths, standardised
from .joint import Joint

LOG_SD_BOUNDS = (math.log(0.2), math.log(5.0))


class FittedItem(NamedTuple):
    """An item as its author has it, and as fitted on the standard scale."""

    author: GradedItem
    curves: Curves


class Sums(NamedTuple):
    """The inner products of 1, thresholds found (x) and the author's (y), weighed by how firmly the latter hold.

    ``gaps`` counts the distances between thresholds, ``gap_ratio`` sums them up as shares of the author's.
    """

    one: float
    x: float
    y: float
    xx: float
    xy: float
    yy: float
    gaps: float
    gap_ratio: float


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


def shift_of(joint: Joint, correlations: Array, held: Array, pull: Array) -> Array:
    """Return by how much (D,) the abilities lie off the mean 0 that they should have, given what holds the items.

    ``held`` (D,) is how firmly, ``pull`` (D,) in which direction, by the fitted items' distances
    from the author's; both are 0 where the population's mean is free to follow. Moving items and
    people together is what plain EM needs many steps for (Liu, Rubin & Wu 1998, parameter expansion).
    """
    precision = len(joint.mean) * np.linalg.inv(correlations)
    shift: Array = np.linalg.solve(precision + np.diag(held), precision @ joint.mean.mean(axis=0) + pull)
    return shift


def spread_of(joint: Joint) -> Array:
    """Return the SD (D,) of the abilities, which should be 1."""
    variance = joint.mean.var(axis=0) + joint.variance.mean(axis=0)
    spread: Array = np.sqrt(variance)
    return spread


def hold_of(item: FittedItem, population: Population, strengths: Strengths) -> tuple[float, float]:
    """Return how firmly an item is held where its author put it, and how it is pulled there (standard scale)."""
    precision = strengths.threshold_precision(len(item.author.thresholds)) * population.sd**2
    distance = item.curves.thresholds - standardised(item.author, population).thresholds
    return float(precision.sum()), float((precision @ distance).sum())


def population_of(items: Sequence[FittedItem], *, expected: Population, strengths: Strengths) -> Population:
    """Return the mean and SD that make the items of one competency most like the author's. Needs scipy.

    The most probable under loose priors around ``expected``: the mean with its SD, log SD with SD 1.
    """
    from scipy.optimize import minimize_scalar  # the optional extra [calibration]

    sums = _sums(items, strengths)
    logs = np.array([item.curves.log_discrimination - math.log(item.author.discrimination) for item in items])

    def best_mean(sd: float) -> float:
        return (sums.y - sd * sums.x + expected.mean / expected.sd**2) / (sums.one + 1 / expected.sd**2)

    def loss(log_sd: float) -> float:
        sd = math.exp(log_sd)
        mean = best_mean(sd)
        distance = mean * (mean * sums.one + 2 * (sd * sums.x - sums.y)) + sd * (sd * sums.xx - 2 * sums.xy) + sums.yy
        a_distance = float(((logs - log_sd) ** 2).sum()) / strengths.log_discrimination_sd**2
        prior = (log_sd - math.log(expected.sd)) ** 2 + ((mean - expected.mean) / expected.sd) ** 2
        gaps = strengths.gap_answers * (sd * sums.gap_ratio - sums.gaps * log_sd)
        return (distance + a_distance + prior) / 2 + gaps

    sd = math.exp(minimize_scalar(loss, bounds=LOG_SD_BOUNDS, method="bounded", options={"xatol": 1e-6}).x)
    return Population(best_mean(sd), sd)


def _sums(items: Sequence[FittedItem], strengths: Strengths) -> Sums:
    total = np.zeros(len(Sums._fields))
    for item in items:
        x, y = item.curves.thresholds, np.array(item.author.thresholds)
        precision = strengths.threshold_precision(len(y))
        px, py = precision @ x, precision @ y
        ratios = np.diff(x) / np.diff(y)
        total += np.array([precision.sum(), px.sum(), py.sum(), x @ px, x @ py, y @ py, len(ratios), ratios.sum()])
    return Sums(*total.tolist())
