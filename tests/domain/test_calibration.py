"""Calibration: the answers say how items work, where there are enough of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pd_personalize_xblock.domain.calibration import TooFewResponses, calibrate, calibrated, presentable
from pd_personalize_xblock.domain.correlations import Correlations, Pair
from pd_personalize_xblock.domain.errors import DomainError, UnknownReference
from pd_personalize_xblock.domain.item_fit import Population, Strengths
from pd_personalize_xblock.domain.items import graded
from tests.builders import a_choice, a_competency, a_definition, a_rubric

from .calibrating import a_diagnostic, abilities, answers, different, distance, everything, log_distance

DEFINITION = a_diagnostic()
AUTHORS = {item.id: graded(item, DEFINITION.framework.scale) for item in DEFINITION.items}


@pytest.fixture(scope="module")
def real():
    return different(DEFINITION, np.random.default_rng(1))


@pytest.fixture(scope="module")
def given(real):
    rng = np.random.default_rng(2)
    return answers(DEFINITION, real, abilities(300, rng), rng, everything(DEFINITION))


@pytest.fixture(scope="module")
def found(given):
    return calibrate(DEFINITION, given)


def after(calibration):
    return {item.id: item.after for item in calibration.items}


def test_what_was_fitted_is_nearer_to_the_truth_than_the_author_was(found, real):
    assert found.converged
    assert distance(after(found), real) < 0.6 * distance(AUTHORS, real)
    assert log_distance(after(found), real) < 0.6 * log_distance(AUTHORS, real)


def test_correlations_are_nearer_to_the_truth_and_between_it_and_the_authors(found):
    pairs = found.correlation_matrix[np.triu_indices(3, 1)]

    assert (pairs > 0.35).all()
    assert abs(pairs.mean() - 0.6) < 0.15


def test_with_the_same_answers_the_result_is_the_same_whatever_their_order(found, given):
    backwards = {teacher: dict(reversed(own.items())) for teacher, own in reversed(given.items())}

    again = calibrate(DEFINITION, backwards)

    assert again.items == found.items
    assert (again.correlation_matrix == found.correlation_matrix).all()


def test_a_definition_takes_on_what_was_learnt_and_nothing_else(found):
    new = calibrated(DEFINITION, found)

    assert {item.id: graded(item, new.framework.scale) for item in new.items} == after(found)
    assert np.allclose(new.framework.correlation_matrix, found.correlation_matrix, atol=5e-4)
    assert new.framework.scale == DEFINITION.framework.scale
    assert replace(new, items=DEFINITION.items, framework=DEFINITION.framework) == DEFINITION


def test_it_can_be_calibrated_again(found, given):
    new = calibrated(DEFINITION, found)

    again = calibrated(new, calibrate(new, given))

    assert again.framework.scale == DEFINITION.framework.scale


def test_where_the_teachers_are_is_told_and_leaves_the_scoring_prior_alone():
    rng = np.random.default_rng(3)
    given = answers(DEFINITION, AUTHORS, abilities(300, rng, mean=1.5, sd=1.0), rng, everything(DEFINITION))

    found = calibrate(DEFINITION, given)

    for mean, sd in found.populations.values():
        assert mean == pytest.approx(1.5, abs=0.35)
        assert sd == pytest.approx(1.0, abs=0.3)
    assert distance(after(found), AUTHORS) < 0.35
    assert calibrated(DEFINITION, found).framework.scale == DEFINITION.framework.scale


def test_a_given_population_is_taken_as_it_is(given):
    found = calibrate(DEFINITION, given, population=Population(0.0, 1.5))

    assert set(found.populations.values()) == {Population(0.0, 1.5)}


def test_without_answers_in_the_fit_the_authors_parameters_come_out():
    one = {"teacher": {"goals-0": 2}}

    found = calibrate(DEFINITION, one, minimum=0, strengths=Strengths(0.01, 0.01))

    for item in found.items:
        assert item.after.thresholds == pytest.approx(item.before.thresholds, abs=0.03)
        assert item.after.discrimination == pytest.approx(item.before.discrimination, abs=0.05)


def test_an_item_with_too_few_responses_keeps_its_parameters_to_the_last_bit(given):
    thinned = {
        teacher: {id: category for id, category in own.items() if id != "goals-0" or n < 49}
        for n, (teacher, own) in enumerate(given.items())
    }

    found = calibrate(DEFINITION, thinned)

    kept = {item.id: item for item in found.items if item.is_kept}
    assert set(kept) == {"goals-0"}
    assert (kept["goals-0"].responses, kept["goals-0"].after) == (49, AUTHORS["goals-0"])
    assert calibrated(DEFINITION, found).item("goals-0") == DEFINITION.item("goals-0")


def test_it_is_refused_only_if_every_item_has_too_few(given):
    few = dict(list(given.items())[:49])

    with pytest.raises(TooFewResponses, match=r"no item has the 50 responses that it takes; .* is 49"):
        calibrate(DEFINITION, few)
    with pytest.raises(TooFewResponses):
        calibrate(DEFINITION, {}, minimum=0)
    assert calibrate(DEFINITION, few, minimum=49).teachers == 49


def test_answers_that_an_item_does_not_have_are_refused():
    with pytest.raises(UnknownReference, match="nobody"):
        calibrate(DEFINITION, {"teacher": {"nobody": 1}}, minimum=1)
    with pytest.raises(DomainError, match="item goals-0 has no category 4"):
        calibrate(DEFINITION, {"teacher": {"goals-0": 4}}, minimum=1)


@pytest.mark.parametrize("chosen", [(0,), (3,), (1,), (0, 3), (0, 1, 3), (1, 2)])
def test_categories_that_nobody_chose_keep_a_chance(given, chosen):
    changed = {
        teacher: own | {"goals-0": min(chosen, key=lambda k, own=own: abs(k - own["goals-0"]))}
        for teacher, own in given.items()
    }

    item = after(calibrate(DEFINITION, changed))["goals-0"]

    assert np.isfinite((item.discrimination, *item.thresholds)).all()
    assert item.discrimination > 0
    assert min(np.diff(item.thresholds)) > 0.005


def test_guessing_stays_where_the_author_put_it():
    keyed = a_choice("goals-keyed", "goals", guessing=0.2)
    definition = a_definition(competencies=[a_competency("goals")], items=(a_rubric("goals-0"), keyed), sections=())
    given = {f"{n}": {"goals-0": n % 4, "goals-keyed": int(n % 4 > 1)} for n in range(60)}

    new = calibrated(definition, calibrate(definition, given)).item("goals-keyed")

    assert new.guessing == 0.2
    assert new.thresholds != graded(keyed, definition.framework.scale).thresholds


class TestCorrelations:
    def test_few_teachers_change_little(self, real):
        rng = np.random.default_rng(5)
        given = answers(DEFINITION, real, abilities(60, rng, correlation=0.9), rng, everything(DEFINITION))

        few = calibrate(DEFINITION, given)
        firm = calibrate(DEFINITION, given, strengths=Strengths(teachers=1000))

        distances = [np.abs(c.correlation_matrix - DEFINITION.framework.correlation_matrix).max() for c in (few, firm)]
        assert distances[1] < 0.06 < distances[0] < 0.6

    def test_a_competency_nobody_was_asked_about_stays_where_it_was(self, given):
        definition = a_diagnostic(correlations=Correlations(pairs=(Pair("goals", "feedback", -0.2),)))
        silent = {
            teacher: {id: k for id, k in own.items() if not id.startswith("goals")} for teacher, own in given.items()
        }

        found = calibrate(definition, silent)

        assert found.correlation_matrix[1, 0] == pytest.approx(-0.2, abs=0.25)
        assert "goals" not in found.populations
        assert np.linalg.eigvalsh(calibrated(definition, found).framework.correlation_matrix).min() > 0

    @pytest.mark.parametrize("correlation", [0.999, 1.0, -0.99])
    def test_what_is_too_strong_is_weakened(self, correlation):
        matrix = np.array([[1, correlation], [correlation, 1]])

        shown = presentable(matrix)

        assert 0.94 <= abs(shown[0, 1]) <= 0.95
        assert np.linalg.eigvalsh(shown).min() > 0.01

    def test_what_is_sound_is_only_rounded(self):
        assert presentable(np.array([[1, 0.12345], [0.12345, 1]]))[0, 1] == 0.123
