"""The joint posterior of correlated abilities, by expectation propagation.

Abilities are multivariate normal before anything is answered. What was answered about one
competency is kept exactly, on a grid; to the others it speaks through a normal site whose moments
match (Minka 2001). With correlation 0 nothing is passed on, and the result is one-dimensional EAP.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MAX_SWEEPS = 50
TOLERANCE_LOGITS = 1e-9
SMALLEST_DAMPING = 1 / 16
SMALLEST_VARIANCE = 1e-12
MOST_DOUBT = 0.5
"""The share of the prior's precision that answers may take away, all together: below 1 the posterior is proper."""


class Joint(NamedTuple):
    """The posterior of N teachers in D competencies, on a grid of G abilities (logits).

    ``density`` (N, D, G) sums to 1 over the grid; ``mean`` and ``variance`` (N, D) are its moments;
    ``covariance`` (N, D, D) is that of the normal approximation. ``others_mean`` and
    ``others_variance`` (N, D) are what everything but a competency's own answers says about it.
    ``converged`` (N,) is False where the sites did not settle: see :func:`propagate`.
    """

    density: Array
    mean: Array
    variance: Array
    covariance: Array
    others_mean: Array
    others_variance: Array
    converged: NDArray[np.bool_]


class Sites(NamedTuple):
    """What answers add to a normal density, as natural parameters around the prior mean."""

    precision: Array
    shift: Array


def propagate(
    points: Array, log_likelihood: Array, *, answered: Sequence[int], mean: Array, covariance: Array
) -> Joint:
    """Return the posterior after answers with ``log_likelihood`` (N, A, G) on equidistant ``points`` (G,).

    ``answered`` are the A competencies they belong to, out of the D of the prior ``mean`` (D,) and
    ``covariance`` (D, D). Sites are updated all at once, damped as soon as they swing, at most 50
    times, until no moment changes by more than 1e-9. A right answer that may be a guess can have a
    site of negative precision: see :func:`_within_reason`. A teacher whose sites do not settle gets
    the estimates that each competency's own answers give.
    """
    teachers, size = len(log_likelihood), len(points)
    index = np.asarray(answered, dtype=int)
    own = np.zeros((teachers, len(mean), size))
    own[:, index] = log_likelihood
    sites, converged = _settle(points, log_likelihood, mean[index], covariance[np.ix_(index, index)])
    joint, others_mean, others_variance = _combine(covariance, index, sites)
    others_mean += mean
    density = tilted(points, own, others_mean, others_variance)
    return Joint(density, *moments(points, density), joint, others_mean, others_variance, converged)


def tilted(points: Array, log_likelihood: Array, mean: Array, variance: Array) -> Array:
    """Return normal densities times likelihoods at ``points``, summing to 1 over the last axis."""
    distance = points - mean[..., None]
    log_density = log_likelihood - distance * distance * (0.5 / variance)[..., None]
    log_density -= log_density.max(axis=-1, keepdims=True)
    density: Array = np.exp(log_density)
    density /= density.sum(axis=-1, keepdims=True)
    return density


def moments(points: Array, density: Array) -> tuple[Array, Array]:
    """Return mean and variance of densities that sum to 1 over the last axis."""
    mean = density @ points
    variance = density @ (points * points) - mean * mean
    return mean, np.maximum(variance, SMALLEST_VARIANCE)


def _settle(points: Array, log_likelihood: Array, mean: Array, covariance: Array) -> tuple[Sites, NDArray[np.bool_]]:
    """Update the sites of the answered competencies until they hold still; those that do not are emptied."""
    teachers, competencies, _ = log_likelihood.shape
    everything = np.arange(competencies)
    sites = Sites(np.zeros((teachers, competencies)), np.zeros((teachers, competencies)))
    others_mean, others_variance = (
        np.broadcast_to(prior, sites.shift.shape) for prior in (mean, covariance.diagonal())
    )
    damping = np.ones((teachers, 1))
    last, change = None, np.full(teachers, np.inf)
    for _ in range(MAX_SWEEPS if competencies else 0):
        found = np.stack(moments(points, tilted(points, log_likelihood, others_mean, others_variance)))
        if last is not None:
            before, change = change, np.abs(found - last).max(axis=(0, 2))
            if (change <= TOLERANCE_LOGITS).all():
                break
            damping = np.clip(np.where((change > before)[:, None], damping / 2, damping * 2), SMALLEST_DAMPING, 1.0)
        last = found
        wanted = _matching(found[0] - mean, found[1], others_mean - mean, others_variance, covariance.diagonal())
        sites = Sites(*(old + damping * (new - old) for old, new in zip(sites, wanted, strict=True)))
        _, others_mean, others_variance = _combine(covariance, everything, sites)
        others_mean = others_mean + mean
    converged = change <= TOLERANCE_LOGITS if competencies else np.ones(teachers, dtype=bool)
    return Sites(*(np.where(converged[:, None], site, 0.0) for site in sites)), converged


def _matching(mean: Array, variance: Array, others_mean: Array, others_variance: Array, prior: Array) -> Sites:
    """Return the sites that turn what the others say into the moments found, as far as is within reason."""
    precision = _within_reason(1 / variance - 1 / others_variance, prior)
    return Sites(precision, mean * (precision + 1 / others_variance) - others_mean / others_variance)


def _within_reason(precision: Array, prior: Array) -> Array:
    """Return precisions (N, D) of which the negative ones are weakened until together they leave a proper posterior.

    ``prior`` (D,) are variances. A negative precision takes away from what the prior knows; with T = -min(precision, 0)
    the posterior is proper if the trace of C T is below 1, whatever the correlations in C.
    """
    doubt = (np.maximum(-precision, 0.0) * prior).sum(axis=-1, keepdims=True)
    return np.where(precision < 0, precision * (MOST_DOUBT / np.maximum(doubt, MOST_DOUBT)), precision)


def _combine(covariance: Array, answered: NDArray[np.int_], sites: Sites) -> tuple[Array, Array, Array]:
    """Return the normal posterior's covariance, and per competency what the others say: mean, variance.

    Means are around the prior's. Everything goes through B = J + S C S with S the roots of the
    precisions' sizes and J their signs (Rasmussen & Williams 2006, section 3.6.3, where J is I).
    """
    signs, roots = np.where(sites.precision < 0, -1.0, 1.0), np.sqrt(np.abs(sites.precision))
    spread = roots[..., None] * covariance[answered]
    b_inverse = np.linalg.inv(signs[..., None] * np.eye(len(answered)) + spread[..., answered] * roots[:, None, :])
    posterior = covariance - spread.swapaxes(-1, -2) @ b_inverse @ spread
    mean = (posterior[..., answered] @ sites.shift[..., None])[..., 0]
    variance = posterior.diagonal(axis1=-2, axis2=-1)
    kept, shift = np.ones_like(mean), np.zeros_like(mean)
    kept[:, answered] = signs * b_inverse.diagonal(axis1=-2, axis2=-1)
    shift[:, answered] = sites.shift
    return posterior, (mean - variance * shift) / kept, variance / kept
