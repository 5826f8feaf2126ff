"""From answers to posteriors, for many people at once, and from posteriors to predicted answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from pd_personalize_xblock.domain.irt import SMALLEST_PROBABILITY, GradedItem, category_probabilities
from pd_personalize_xblock.domain.joint import propagate

from .study import Array, Indices, Study

POINTS = np.linspace(-4.5, 4.5, 181)
"""The abilities (logits) at which fixed forms are scored."""


class Belief(NamedTuple):
    """What N people's answers say about D scales.

    ``ability`` (N, D) are the posterior means; ``density`` (N, D, G) sums to 1 over ``points`` (G,), in logits.
    """

    points: Array
    ability: Array
    density: Array


def after(study: Study, people: slice, asked: Indices, *, correlated: bool) -> Belief:
    """Return what people's answers to the items they were ``asked`` (N, questions) say."""
    answers = study.answers[people]
    log_likelihood = np.zeros((len(answers), len(study.scales), len(POINTS)))
    was_asked = np.zeros(answers.shape, dtype=bool)
    np.put_along_axis(was_asked, asked, True, axis=1)
    for i in np.flatnonzero(was_asked.any(axis=0)):
        rows = was_asked[:, i]
        table = np.log(probabilities(study.items[i], tuple(POINTS)))
        log_likelihood[rows, study.scale_of[i]] += table[answers[rows, i]]
    scales = len(study.scales)
    covariance = study.correlation if correlated else np.eye(scales)
    joint = propagate(POINTS, log_likelihood, answered=range(scales), mean=np.zeros(scales), covariance=covariance)
    return Belief(POINTS, joint.mean, joint.density)


@cache
def probabilities(item: GradedItem, points: tuple[float, ...]) -> Array:
    """Return P(category) of ``item``, one row per category, at ``points`` (logits)."""
    return np.maximum(category_probabilities(item, points), SMALLEST_PROBABILITY)


def predictions(study: Study, belief: Belief, reserved: Sequence[int]) -> list[Array]:
    """Return, per reserved item, the probabilities (N, categories) of its answers.

    Those at an ability, weighed with the posterior density of the item's own scale.
    """
    points = tuple(belief.points)
    return [belief.density[:, study.scale_of[i]] @ probabilities(study.items[i], points).T for i in reserved]


def log_losses(study: Study, people: slice, belief: Belief, reserved: Sequence[int]) -> Array:
    """Return -log P (N, reserved items) of the answers that were really given."""
    predicted = predictions(study, belief, reserved)
    rows = np.arange(len(belief.ability))
    right = [table[rows, study.answers[people, i]] for table, i in zip(predicted, reserved, strict=True)]
    return -np.log(np.stack(right, axis=1))
