"""Forty adaptive questions for many people at once: a stand-in for the product's own choice, which takes one by one.

``by_variance`` asks what is expected to take away most variance, through the correlation that of other scales too.
``--choice product`` lets the product choose instead: it decides more levels rightly, and takes a minute per 500 people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.spi.beliefs import Belief, after, probabilities
from bench.spi.product import adaptive
from bench.spi.study import Array, Indices, Study
from pd_personalize_xblock.domain.joint import moments, tilted

POINTS = np.linspace(-4.5, 4.5, 73)


def believed_by_variance(study: Study, *, reserved: tuple[int, ...], questions: int, seed: int) -> Belief:
    """Return what is believed after so many questions chosen by variance. Nothing is drawn, so no seed is used."""
    asked = by_variance(study, reserved=reserved, questions=questions)
    return after(study, slice(0, len(study.answers)), asked, correlated=True)


def believed_by_product(study: Study, *, reserved: tuple[int, ...], questions: int, seed: int) -> Belief:
    """Return what the product believes after a sitting of so many questions that it chose."""
    everyone = slice(0, len(study.answers))
    return adaptive(study, everyone, reserved=reserved, lengths=(questions,), seed=seed, correlated=True)[0]


CHOICES = {"variance": believed_by_variance, "product": believed_by_product}


def by_variance(study: Study, *, reserved: Sequence[int], questions: int) -> Indices:
    """Return the items (N, questions) that everybody is asked, none of them ``reserved``."""
    people, crowd = np.arange(len(study.answers)), _Crowd(study, reserved)
    asked = np.empty((len(people), questions), dtype=int)
    for step in range(questions):
        asked[:, step] = crowd.best_items()
        crowd.answer(asked[:, step], study.answers[people, asked[:, step]])
    return asked


class _Crowd:
    """N people on their way through the questions: normal sites around exact likelihoods, as in ``domain.joint``.

    Only the site that an answer belongs to is brought up to date; the posterior that is judged is not this one.
    """

    def __init__(self, study: Study, reserved: Sequence[int]) -> None:
        people, scales = len(study.answers), len(study.scales)
        self.scale_of = study.scale_of
        self.people = np.arange(people)
        self.chances = [probabilities(item, tuple(POINTS)) for item in study.items]
        self.free = np.ones((people, len(study.items)), dtype=bool)
        self.free[:, list(reserved)] = False
        self.own = np.zeros((people, scales, len(POINTS)))
        self.precision, self.shift, self.mean = np.zeros((3, people, scales))
        self.covariance = np.repeat(study.correlation[None], people, axis=0)

    def others(self) -> tuple[Array, Array]:
        """What everything but a scale's own answers says about it: mean and variance (N, D)."""
        variance = self.covariance.diagonal(axis1=1, axis2=2)
        others = variance / (1 - self.precision * variance)
        return others * (self.mean / variance - self.shift), others

    def best_items(self) -> Indices:
        """The item for each person that is expected to take away most variance, over all scales."""
        density = tilted(POINTS, self.own, *self.others())
        _, variance = moments(POINTS, density)
        own = self.covariance.diagonal(axis1=1, axis2=2)
        reach = (self.covariance**2).sum(axis=2) / own**2
        saved = np.full(self.free.shape, -np.inf)
        for i in np.flatnonzero(self.free.any(axis=0)):
            d, chances = self.scale_of[i], self.chances[i].T
            chance, first, second = (density[:, d] @ (chances * POINTS[:, None] ** power) for power in (0, 1, 2))
            saved[:, i] = (variance[:, d] - (second - first**2 / chance).sum(axis=1)) * reach[:, d]
        best: Indices = np.where(self.free, saved, -np.inf).argmax(axis=1)
        return best

    def answer(self, items: Indices, categories: Indices) -> None:
        """Take in one answer of each person."""
        d, rows = self.scale_of[items], self.people
        self.free[rows, items] = False
        for i in np.unique(items):
            mine = rows[items == i]
            self.own[mine, self.scale_of[i]] += np.log(self.chances[i])[categories[mine]]
        mean, variance = (part[rows, d] for part in self.others())
        found_mean, found_variance = moments(POINTS, tilted(POINTS, self.own[rows, d], mean, variance))
        precision = np.maximum(1 / found_variance - 1 / variance, 0)
        added = precision - self.precision[rows, d]
        self.precision[rows, d] = precision
        self.shift[rows, d] = found_mean * (precision + 1 / variance) - mean / variance
        column = self.covariance[rows, :, d]
        share = added / (1 + added * column[rows, d])
        self.covariance -= share[:, None, None] * column[:, :, None] * column[:, None, :]
        self.mean = (self.covariance @ self.shift[..., None])[..., 0]
