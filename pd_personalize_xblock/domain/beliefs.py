"""What can be believed of many teachers' abilities, and of each answer from all the others of its teacher.

Which questions a teacher met depends on what the teacher answered, so that answers cannot be held against totals
or against whoever else met the same question. They are held against what the teacher's *other* answers lead one
to expect, with its uncertainty: the posterior takes in what was asked and what was not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .answer_log import AnswerLog
from .definition import Definition
from .irt import SMALLEST_PROBABILITY, Array, GradedItem, category_probabilities
from .items import graded
from .joint import Joint, moments, propagate, tilted
from .suppression import LEAST

BATCH = 400
"""Teachers at a time: what bounds the memory."""
POINTS = 101
REACH_SDS = 5.0
LEAST_KNOWN = 0.2
SAMPLED = 1000
"""Teachers of each group, evenly spaced, that say what the group is like."""
ROUNDS = 3
"""Steps towards what a group of teachers is like; the first goes most of the way."""


@dataclass(frozen=True, eq=False)
class Curves:
    """The items of a definition on a coarse grid of abilities ``points`` (G,), in logits.

    ``log_chances`` (I, K, G) is log P(category), ``chances`` (I, K, G) the same without the log, 0 beyond an
    item's categories; ``score`` and ``square`` (I, G) are the expected category and its square; ``rise`` (I, G)
    is by how much the first goes up per logit. ``owner`` (I,) is each item's competency, ``top`` (I,) its highest
    category.
    """

    points: Array
    log_chances: Array
    chances: Array
    score: Array
    square: Array
    rise: Array
    owner: NDArray[np.int_]
    top: NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class Prior:
    """What abilities are before anything is answered: ``mean`` and ``sd`` (D,) in logits, ``correlations`` (D, D)."""

    mean: Array
    sd: Array
    correlations: Array

    @property
    def covariance(self) -> Array:
        """Logits squared (D, D)."""
        matrix: Array = self.correlations * np.outer(self.sd, self.sd)
        return matrix


@dataclass(frozen=True, eq=False)
class Abilities:
    """Of N teachers in D competencies: posterior ``mean``, ``error`` and ``median`` (N, D), in logits.

    ``own_error`` (N, D) is the standard error by the answers about the competency alone; ``answers`` (N, D) counts
    these, the scored ones.
    """

    mean: Array
    error: Array
    median: Array
    own_error: Array
    answers: NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class Expected:
    """Of every answer (R,), from its teacher's other answers: NaN for answers that are not scored.

    ``ability`` is the posterior mean (logits); ``score``, ``variance`` are those of the category to come; ``rise``
    is by how much the score would go up if the question were a logit easier. ``categories`` (I, K) sums the
    chances of each category up over all who answered.
    """

    ability: Array
    score: Array
    variance: Array
    rise: Array
    categories: Array


def curves_of(definition: Definition) -> Curves:
    """Tabulate a definition's items on a grid of abilities."""
    scale = definition.framework.scale
    points = np.linspace(-REACH_SDS, REACH_SDS, POINTS) * scale.prior_sd + scale.prior_mean
    models = [graded(item, scale) for item in definition.items]
    place = {id: d for d, id in enumerate(definition.placed_competencies)}
    most = max((len(model.thresholds) + 1 for model in models), default=1)
    chances = np.stack([_padded(model, points, most) for model in models]) if models else np.zeros((0, 1, len(points)))
    steps = np.arange(most, dtype=float)
    score = np.einsum("k,ikg->ig", steps, chances)
    return Curves(
        points=points,
        log_chances=np.log(np.maximum(chances, SMALLEST_PROBABILITY)),
        chances=chances,
        score=score,
        square=np.einsum("k,ikg->ig", steps**2, chances),
        rise=np.gradient(score, points, axis=1),
        owner=np.array([place[item.competency] for item in definition.items], dtype=int),
        top=np.array([len(model.thresholds) for model in models], dtype=int),
    )


def scoring_prior(definition: Definition) -> Prior:
    """Return the prior that placements are made with."""
    scale, size = definition.framework.scale, len(definition.placed_competencies)
    return Prior(np.full(size, scale.prior_mean), np.full(size, scale.prior_sd), definition.correlation_matrix)


def abilities(
    log: AnswerLog, curves: Curves, priors: Sequence[Prior], prior_of: NDArray[np.int_], skipped: Sequence[int] = ()
) -> Abilities:
    """Estimate every teacher in every competency; ``prior_of`` (N,) says which of ``priors`` a teacher has.

    The answers to the items ``skipped`` count for nothing.
    """
    shape = (log.teachers, len(priors[0].mean))
    mean, error, median, alone = np.zeros((4, *shape))
    answers = np.zeros(shape, dtype=int)
    for rows, first, own in _batches(log, curves, shape[1], skipped):
        who = prior_of[first : first + len(own)]
        for p in np.unique(who):
            span = first + np.flatnonzero(who == p)
            joint = _posterior(curves, own[who == p], priors[p])
            mean[span], error[span] = joint.mean, np.sqrt(joint.variance)
            median[span] = _medians(curves.points, joint.density)
            by_itself = tilted(
                curves.points, own[who == p], np.broadcast_to(priors[p].mean, joint.mean.shape), priors[p].sd ** 2
            )
            alone[span] = np.sqrt(moments(curves.points, by_itself)[1])
        counted = rows[~np.isin(log.item[rows], list(skipped))]
        np.add.at(answers, (log.teacher[counted], curves.owner[log.item[counted]]), 1)
    return Abilities(mean, error, median, alone, answers)


def population(
    log: AnswerLog, curves: Curves, prior: Prior, group_of: NDArray[np.int_], skipped: Sequence[int] = ()
) -> tuple[Prior, ...]:
    """Return what the teachers of each group are like; ``group_of`` (N,) is 0, 1, ... without gaps.

    EM over the means and SDs, competency by competency, with the correlations of ``prior``. The first step for the
    means is lengthened: under a normal prior the mean of the estimates falls short by just the share of the
    variance that the answers have left.
    """
    groups = range(int(group_of.max(initial=0)) + 1)
    log, group_of = _sampled(log, group_of)
    found: tuple[Prior, ...] = (prior,) * len(groups)
    for step in range(ROUNDS):
        estimates = abilities(log, curves, found, group_of, skipped)
        found = tuple(_moved(estimates, found[g], group_of == g, lengthened=step == 0) for g in groups)
    return found


def expectations(
    log: AnswerLog, curves: Curves, priors: Sequence[Prior], prior_of: NDArray[np.int_], skipped: Sequence[int] = ()
) -> Expected:
    """Return what to expect of every answer; ``prior_of`` (N,) says which of ``priors`` a teacher has.

    The items ``skipped`` are held against the others and say nothing themselves.
    """
    size = len(log.teacher)
    ability, score, variance, rise = np.full((4, size), np.nan)
    categories = np.zeros(curves.chances.shape[:2])
    for rows, first, own in _batches(log, curves, len(priors[0].mean), skipped):
        who = prior_of[first : first + len(own)]
        cavity = np.zeros((2, *own.shape[:2]))
        for p in np.unique(who):
            joint = _posterior(curves, own[who == p], priors[p])
            cavity[0, who == p], cavity[1, who == p] = joint.others_mean, joint.others_variance
        density = _without(log, curves, rows, first, own, cavity, skipped)
        item = log.item[rows]
        ability[rows] = density @ curves.points
        score[rows] = np.einsum("rg,rg->r", density, curves.score[item])
        variance[rows] = np.einsum("rg,rg->r", density, curves.square[item]) - score[rows] ** 2
        rise[rows] = np.einsum("rg,rg->r", density, curves.rise[item])
        np.add.at(categories, item, np.einsum("rg,rkg->rk", density, curves.chances[item]))
    return Expected(ability, score, variance, rise, categories)


def _sampled(log: AnswerLog, group_of: NDArray[np.int_]) -> tuple[AnswerLog, NDArray[np.int_]]:
    """The answers of some teachers of each group, who are numbered anew."""
    members = (np.flatnonzero(group_of == g) for g in np.unique(group_of))
    spaced = (who[np.linspace(0, len(who) - 1, min(len(who), SAMPLED)).astype(int)] for who in members)
    kept = np.sort(np.concatenate([*spaced, np.zeros(0, dtype=int)]))
    rows = np.flatnonzero(np.isin(log.teacher, kept))
    columns = {name: getattr(log, name)[rows] for name in ("item", "category", "option", "seconds")}
    number = np.searchsorted(kept, log.teacher[rows]).astype(np.int32)
    return replace(log, teachers=len(kept), teacher=number, groups=log.groups[kept], **columns), group_of[kept]


def _moved(estimates: Abilities, prior: Prior, among: NDArray[np.bool_], *, lengthened: bool) -> Prior:
    """One step of EM for the teachers ``among`` (N,) all."""
    mean, sd = prior.mean.copy(), prior.sd.copy()
    for d in range(len(mean)):
        who = among & (estimates.answers[:, d] > 0)
        if who.sum() < LEAST:
            continue
        left = float((estimates.error[who, d] ** 2).mean())
        known = max(1 - left / prior.sd[d] ** 2, LEAST_KNOWN) if lengthened else 1.0
        mean[d] += (estimates.mean[who, d].mean() - prior.mean[d]) / known
        sd[d] = math.sqrt(float(estimates.mean[who, d].var()) + left)
    return Prior(mean, sd, prior.correlations)


def _padded(model: GradedItem, points: Array, most: int) -> Array:
    chances = np.zeros((most, len(points)))
    chances[: len(model.thresholds) + 1] = category_probabilities(model, points)
    return chances


def _batches(
    log: AnswerLog, curves: Curves, competencies: int, skipped: Sequence[int]
) -> Iterator[tuple[NDArray[np.int_], int, Array]]:
    """Yield the scored rows of some teachers, the first of these, and their log-likelihoods (B, D, G)."""
    scored = np.flatnonzero(log.scored)
    counts = ~np.isin(log.item, list(skipped))
    for first in range(0, log.teachers, BATCH):
        last = min(first + BATCH, log.teachers)
        start, end = np.searchsorted(log.teacher[scored], [first, last])
        rows = scored[start:end]
        own = np.zeros((last - first, competencies, len(curves.points)))
        used = rows[counts[rows]]
        item = log.item[used]
        np.add.at(own, (log.teacher[used] - first, curves.owner[item]), curves.log_chances[item, log.category[used]])
        yield rows, first, own


def _posterior(curves: Curves, own: Array, prior: Prior) -> Joint:
    """The joint posterior; competencies that nobody here was asked about are left to the prior's correlations."""
    answered = np.flatnonzero(own.any(axis=(0, 2))).tolist()
    return propagate(curves.points, own[:, answered], answered=answered, mean=prior.mean, covariance=prior.covariance)


def _without(
    log: AnswerLog,
    curves: Curves,
    rows: NDArray[np.int_],
    first: int,
    own: Array,
    cavity: Array,
    skipped: Sequence[int],
) -> Array:
    """The density (rows, G) of the ability behind each answer, without that answer."""
    item, teacher = log.item[rows], log.teacher[rows] - first
    place = (teacher, curves.owner[item])
    itself = curves.log_chances[item, log.category[rows]] * ~np.isin(item, list(skipped))[:, None]
    return tilted(curves.points, own[place] - itself, cavity[0][place], cavity[1][place])


def _medians(points: Array, density: Array) -> Array:
    """Where half of each density (..., G) lies below; between points by a straight line."""
    step = points[1] - points[0]
    below = np.cumsum(density, axis=-1) - density / 2  # mass below each point
    after = np.clip((below < 0.5).sum(axis=-1), 1, len(points) - 1)
    low, high = (np.take_along_axis(below, (after - back)[..., None], axis=-1)[..., 0] for back in (1, 0))
    share = (0.5 - low) / np.maximum(high - low, SMALLEST_PROBABILITY)
    median: Array = points[after - 1] + share * step
    return median
