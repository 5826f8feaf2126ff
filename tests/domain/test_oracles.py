"""The engine against other packages, and against brute-force integration of the joint posterior.

Probabilities and information against mirt stand in ``test_irt``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from catsim import irt as catsim
from hypothesis import given, settings
from hypothesis import strategies as st
from mirt import fscores
from mirt.cat import CATEngine, MaxItemsStop
from mirt.models.polytomous import GradedResponseModel

from pd_personalize_xblock.domain.framework import Scale
from pd_personalize_xblock.domain.irt import GradedItem, category_probabilities, information
from pd_personalize_xblock.domain.joint import propagate

from .parts import a_bank
from .strategies import as_authored, graded_items, many, some

STANDARD = Scale((-0.8, 0.0, 0.8), prior_mean=0.0, prior_sd=1.0)
ENOUGH_QUADRATURE_POINTS = 201
"""Of mirt's."""
STRONG = (
    GradedItem("q0", 2.9, (-2.4, -1.6, -1.2, -0.3, 0.9)),
    GradedItem("q1", 3.2, (-2.5, -1.8, -1.3, -0.5, 0.6)),
    GradedItem("q2", 3.0, (-1.5, 0.1)),
)
POINTS = np.linspace(-5.5, 5.5, 221)
few = settings(some, max_examples=15)
abilities = st.floats(-5, 5)
two_categories = graded_items(most=3.0).filter(lambda item: len(item.thresholds) == 1)
"""With and without a guessing floor."""


@st.composite
def answered_items(draw, items, *, most=6):
    """A few items, and a category for each."""
    drawn = draw(st.lists(items, min_size=1, max_size=most))
    named = [GradedItem(f"q{i}", item.discrimination, item.thresholds, item.guessing) for i, item in enumerate(drawn)]
    return [(item, draw(st.integers(0, len(item.thresholds)))) for item in named]


def own_posterior(given):
    """What the product makes of answers about one competency: mean and SD."""
    items = [as_authored(item.id, item) for item, _ in given]
    bank = a_bank(*items, scale=STANDARD)
    found = bank.posterior(tuple(sorted((item.id, category) for item, category in given))).of("goals")
    return found.ability, found.standard_error


@many
@given(two_categories, abilities)
def test_two_categories_agree_with_catsim(item, ability):
    a, b, c = item.discrimination, item.thresholds[0], item.guessing

    right, carried = category_probabilities(item, ability)[1], information(item, ability)

    assert right == pytest.approx(catsim.icc(ability, a, b, c), abs=1e-12)
    assert carried == pytest.approx(catsim.inf(ability, a, b, c), rel=1e-9, abs=1e-12)


def adaptivetesting(name: str) -> Any:
    """Return one of its estimators' functions; the one that the oldest numpy allows lacks some."""
    estimators = pytest.importorskip("adaptivetesting.math.estimators")
    return getattr(estimators, name, None) or pytest.skip(f"this adaptivetesting has no {name}")


@many
@given(two_categories, abilities)
def test_two_categories_agree_with_adaptivetesting(item, ability):
    probability_y1, item_information_function = map(adaptivetesting, ("probability_y1", "item_information_function"))
    parameters = [np.array([p]) for p in (item.discrimination, item.thresholds[0], item.guessing, 1.0)]

    right, carried = category_probabilities(item, ability)[1], information(item, ability)

    assert right == pytest.approx(float(probability_y1(np.array([ability]), *parameters)), abs=1e-12)
    theirs = float(item_information_function(np.array([ability]), *parameters))
    assert carried == pytest.approx(theirs, rel=1e-4, abs=1e-5)  # they differentiate by small steps


@few
@given(answered_items(two_categories))
def test_mean_and_sd_after_two_category_items_agree_with_adaptivetesting(given):
    from adaptivetesting.models import TestItem as AdaptiveItem

    ExpectedAPosteriori, NormalPrior = map(adaptivetesting, ("ExpectedAPosteriori", "NormalPrior"))  # noqa: N806
    items = []
    for item, _ in given:
        theirs = AdaptiveItem()
        theirs.a, theirs.b, theirs.c = item.discrimination, item.thresholds[0], item.guessing
        items.append(theirs)
    oracle = ExpectedAPosteriori([category for _, category in given], items, NormalPrior(0, 1))

    mean, sd = own_posterior(given)

    assert mean == pytest.approx(oracle.get_estimation(), abs=1e-4)
    assert sd == pytest.approx(oracle.get_standard_error(oracle.get_estimation()), abs=1e-4)


@some
@given(answered_items(graded_items(most=3.0).filter(lambda item: not item.guessing)))
def test_mean_and_sd_agree_with_mirt(given):
    model = _in_mirt([item for item, _ in given])

    mean, sd = own_posterior(given)

    answers = np.array([[category for _, category in given]])
    theirs = fscores(model, answers, method="EAP", n_quadpts=ENOUGH_QUADRATURE_POINTS)
    assert mean == pytest.approx(theirs.theta.item(), abs=1e-3)
    assert sd == pytest.approx(theirs.standard_error.item(), abs=1e-3)


def test_estimates_agree_with_mirts_adaptive_engine_after_every_answer():
    categories = dict.fromkeys(STRONG[:2], 3) | {STRONG[2]: 1}
    given = []
    for state, item in _administered(ENOUGH_QUADRATURE_POINTS, categories):
        given.append((item, categories[item]))

        found = own_posterior(given)

        assert found == pytest.approx((state.theta, state.standard_error), abs=1e-4)


def test_mirts_adaptive_engine_is_off_with_its_default_quadrature():
    categories = dict.fromkeys(STRONG[:2], 3) | {STRONG[2]: 1}
    *_, (state, _) = _administered(21, categories)

    _, sd = own_posterior(list(categories.items()))

    assert abs(state.standard_error - sd) > 0.005


def _administered(quadrature_points, categories):
    """Yield their state after each answer, and which item it was to."""
    items = list(categories)
    engine = CATEngine(_in_mirt(items), stopping_rule=MaxItemsStop(len(items)), n_quadpts=quadrature_points)
    for _ in items:
        item = items[engine.get_current_state().next_item]
        yield engine.administer_item(categories[item]), item


def _in_mirt(items):
    """Their model with these parameters; there is no public way to say that given ones are fit for use."""
    steps = max(len(item.thresholds) for item in items)
    model = GradedResponseModel(n_items=len(items), n_categories=[len(item.thresholds) + 1 for item in items])
    padded = [[*item.thresholds, *[0.0] * (steps - len(item.thresholds))] for item in items]
    model.set_parameters(discrimination=np.array([item.discrimination for item in items]), thresholds=np.array(padded))
    model._is_fitted = True
    return model


def random_answers(rng, *, guessing=False):
    """Up to four answers about one competency, to items with an a of up to 3."""
    answers = []
    for _ in range(rng.integers(0, 5)):
        steps = 1 if guessing else rng.integers(1, 5)
        thresholds = tuple(np.sort(rng.uniform(-2, 2, steps)) + 0.01 * np.arange(steps))
        item = GradedItem("q", rng.choice([3.0, rng.uniform(0.3, 3)]), thresholds, 0.25 if guessing else 0.0)
        answers.append((item, rng.integers(0, steps + 1)))
    return answers


def log_likelihood(answers, points):
    """Of the answers about one competency, at some abilities."""
    return sum((np.log(category_probabilities(item, points)[k]) for item, k in answers), np.zeros_like(points))


def by_brute_force(answers, covariance, *, step):
    """Mean and SD of every competency, integrating over all of them at once."""
    points = np.arange(-5.5, 5.5 + step / 2, step)
    axes = np.meshgrid(*[points] * len(answers), indexing="ij", sparse=True)
    precision = np.linalg.inv(covariance)
    log_density = sum(log_likelihood(own, axis) for own, axis in zip(answers, axes, strict=True))
    for i, j in np.ndindex(precision.shape):
        log_density = log_density - 0.5 * precision[i, j] * axes[i] * axes[j]
    weights = np.exp(log_density - log_density.max())
    weights /= weights.sum()
    others = [tuple(k for k in range(len(axes)) if k != i) for i in range(len(axes))]
    margins = [weights.sum(axis=axis) for axis in others]
    means = np.array([margin @ points for margin in margins])
    return means, np.sqrt([margin @ (points - mean) ** 2 for margin, mean in zip(margins, means, strict=True)])


def by_propagation(answers, covariance):
    """The same by the engine."""
    likelihoods = np.array([[log_likelihood(own, POINTS) for own in answers]])
    everything, zero = range(len(answers)), np.zeros(len(answers))
    joint = propagate(POINTS, likelihoods, answered=everything, mean=zero, covariance=covariance)
    assert joint.converged.all()
    return joint.mean[0], np.sqrt(joint.variance[0])


def equally_correlated(competencies, correlation, rng):
    """A correlation matrix; every second draw or so has negative ones."""
    signs = rng.choice([-1, 1], competencies)
    matrix = correlation * np.outer(signs, signs)
    np.fill_diagonal(matrix, 1.0)
    return matrix


@pytest.mark.parametrize("correlation", [0.3, 0.6, 0.9])
@pytest.mark.parametrize(("competencies", "draws", "step"), [(2, 150, 0.05), (3, 40, 0.15)])
def test_the_joint_posterior_agrees_with_brute_force_integration(competencies, draws, step, correlation):
    rng = np.random.default_rng([competencies, round(correlation * 10)])
    for _ in range(draws):
        covariance = equally_correlated(competencies, correlation, rng)
        answers = [random_answers(rng) for _ in range(competencies)]

        mean, sd = by_propagation(answers, covariance)

        true_mean, true_sd = by_brute_force(answers, covariance, step=step)
        assert mean == pytest.approx(true_mean, abs=0.02)
        assert sd == pytest.approx(true_sd, abs=0.02)


@pytest.mark.parametrize("correlation", [0.3, 0.6, 0.9])
def test_the_joint_posterior_agrees_with_brute_force_also_where_answers_may_be_guessed(correlation):
    rng = np.random.default_rng(round(correlation * 10))
    for _ in range(60):
        covariance = equally_correlated(2, correlation, rng)
        answers = [random_answers(rng, guessing=True), random_answers(rng)]

        mean, sd = by_propagation(answers, covariance)

        true_mean, true_sd = by_brute_force(answers, covariance, step=0.05)
        assert mean == pytest.approx(true_mean, abs=0.02)
        assert sd == pytest.approx(true_sd, abs=0.02)


def test_a_right_answer_that_may_be_a_guess_makes_a_related_competency_less_certain_too():
    covariance = np.array([[1, 0.9], [0.9, 1]])
    answers = [[(GradedItem("q", 2.7, (1.3,), guessing=0.25), 1)], []]

    _, sd = by_propagation(answers, covariance)

    assert sd[1] > 1
    assert sd == pytest.approx(by_brute_force(answers, covariance, step=0.05)[1], abs=0.02)


@some
@given(st.lists(answered_items(graded_items(most=3.0), most=4), min_size=2, max_size=3))
def test_without_correlation_every_estimate_is_that_of_its_own_answers_to_1e_9(given):
    answers = [[(item, category) for item, category in own] for own in given]
    ordinary = []
    for own in answers:
        log_density = log_likelihood(own, POINTS) - POINTS**2 / 2
        weights = [math.exp(value - max(log_density)) for value in log_density]
        mean = sum(x * w for x, w in zip(POINTS, weights, strict=True)) / sum(weights)
        variance = sum((x - mean) ** 2 * w for x, w in zip(POINTS, weights, strict=True)) / sum(weights)
        ordinary.append((mean, math.sqrt(variance)))

    mean, sd = by_propagation(answers, np.eye(len(answers)))

    assert mean == pytest.approx([m for m, _ in ordinary], abs=1e-9)
    assert sd == pytest.approx([s for _, s in ordinary], abs=1e-9)
