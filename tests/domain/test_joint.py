"""Correlated abilities: what holds for every answer sheet, and what happens at the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain import joint
from pd_personalize_xblock.domain.correlations import Correlations, Pair
from pd_personalize_xblock.domain.irt import category_probabilities
from tests.builders import a_rubric

from .parts import a_bank, keyed
from .strategies import as_authored, graded_items, many, some

THREE = ("goals", "feedback", "talk")
IDS = tuple(f"{c}-{i}" for c in THREE for i in range(3))


@st.composite
def answer_sheets(draw, *, most=5.0, least_answers=1):
    """A bank of three competencies that go together somehow, and scored answers to some of it."""
    correlation = st.sampled_from((-0.4, 0.0, 0.3, 0.6, 0.9))
    items = [as_authored(id, draw(graded_items(most=most)), id.partition("-")[0]) for id in IDS]
    bank = a_bank(*items, competencies=THREE, correlations=Correlations(draw(correlation), draw(correlation)))
    chosen = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=least_answers))
    return bank, tuple((id, draw(st.integers(0, len(bank.graded[id].thresholds)))) for id in sorted(chosen))


@many
@given(answer_sheets(most=10.0, least_answers=0))
def test_every_number_is_finite_and_every_chance_adds_up(sheet):
    bank, scored = sheet

    posterior = bank.posterior(scored)

    assert np.isfinite(posterior.ability).all()
    assert (posterior.standard_error > 0).all()
    assert posterior.p_level.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-9)
    assert posterior.p_level.min() >= 0
    assert posterior.density.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-9)


@many
@given(answer_sheets(), st.data())
def test_raising_one_answer_never_lowers_the_ability_in_its_own_competency(sheet, data):
    bank, scored = sheet
    at = data.draw(st.integers(0, len(scored) - 1))
    item_id, category = scored[at]
    raised = (*scored[:at], (item_id, min(category + 1, len(bank.graded[item_id].thresholds))), *scored[at + 1 :])
    own = bank.competencies[item_id.partition("-")[0]]

    before, after = bank.posterior(scored), bank.posterior(raised)

    assert after.ability[own] >= before.ability[own] - 1e-6


@some
@given(st.lists(st.integers(1, 2), min_size=len(IDS), max_size=len(IDS)))
def test_what_others_say_is_what_they_would_say_without_own_answers(categories):
    bank = a_bank(*(a_rubric(id, id.partition("-")[0]) for id in IDS), competencies=THREE)
    scored = tuple(sorted(zip(IDS, categories, strict=True)))
    alone = tuple(answer for answer in scored if not answer[0].startswith("goals"))

    with_own, without = bank.posterior(scored), bank.posterior(alone)

    assert with_own.others[0] == pytest.approx(without.ability[0], abs=0.02)
    assert with_own.others_error[0] == pytest.approx(without.standard_error[0], abs=0.02)


@some
@given(answer_sheets(least_answers=4))
def test_level_probabilities_are_those_of_a_grid_of_1201_points_however_much_the_others_say(sheet):
    bank, scored = sheet

    posterior = bank.posterior(scored)

    for i, competency in enumerate(THREE):
        own = tuple(answer for answer in scored if answer[0].startswith(competency))
        fine = on_a_fine_grid(bank, own, mean=posterior.others[i], sd=posterior.others_error[i])
        assert posterior.p_level[i] == pytest.approx(fine, abs=1e-3)


def on_a_fine_grid(bank, scored, *, mean, sd):
    """P(level) by own answers and a normal density, summed over 1,201 slices of its width, and one more at each cut."""
    scale = bank.definition.framework.scale
    edges = np.union1d(np.linspace(mean - 6 * sd, mean + 6 * sd, 1202), scale.cuts)
    middles, widths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    density = widths * np.exp(-0.5 * ((middles - mean) / sd) ** 2)
    for item_id, category in scored:
        density *= category_probabilities(bank.graded[item_id], middles)[category]
    return np.bincount(np.searchsorted(scale.cuts, middles), density, len(scale.cuts) + 1) / density.sum()


@some
@given(answer_sheets())
@example((a_bank(*(a_rubric(id, id.partition("-")[0]) for id in IDS), competencies=THREE), ()))
def test_more_answers_about_one_competency_never_widen_another_without_guessing(sheet):
    bank, scored = sheet
    if any(bank.graded[item_id].guessing for item_id, _ in scored):
        return

    posterior = bank.posterior(scored)

    assert (posterior.others_error <= 2.0 + 1e-9).all()


@pytest.mark.parametrize("correlation", [0.4, 0.6, 0.95])
@pytest.mark.parametrize("competencies", [2, 6, 30])
@pytest.mark.parametrize("all_right", [True, False])
def test_ever_so_many_answers_that_may_be_guesses_settle_on_a_proper_posterior(competencies, correlation, all_right):
    posterior = after_guesses(
        (int(all_right or i > 0) for i in range(competencies)), a=1.5, b=2.5, guessing=0.25, correlation=correlation
    )

    assert posterior.converged
    assert np.linalg.eigvalsh(posterior.covariance).min() > 0
    assert (posterior.others_error <= 2 * math.sqrt(2)).all()


@pytest.mark.parametrize(("b", "guessing", "competencies"), [(7.0, 0.02, 4), (5.0, 0.25, 10)])
def test_answers_that_can_hardly_be_anything_but_guesses_settle_too(b, guessing, competencies):
    posterior = after_guesses([1] * competencies, a=3.0, b=b, guessing=guessing, correlation=0.4)

    assert posterior.converged
    assert np.linalg.eigvalsh(posterior.covariance).min() > 0


def after_guesses(answers, *, a, b, guessing, correlation):
    """What is believed after one answer about each competency."""
    answered = {f"c{i:02}-q": answer for i, answer in enumerate(answers)}
    items = (keyed(id, a=a, b=b, guessing=guessing, competency=id.partition("-")[0]) for id in answered)
    correlations = Correlations(correlation, correlation)
    bank = a_bank(*items, competencies=[id.partition("-")[0] for id in answered], correlations=correlations)
    return bank.posterior(tuple(sorted(answered.items())))


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.95])
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(dict.fromkeys(IDS, 0), id="all lowest"),
        pytest.param(dict.fromkeys(IDS, 3), id="all highest"),
        pytest.param({"goals-0": 2}, id="one answer"),
        pytest.param({}, id="none, as when all are not sure"),
        pytest.param({id: 3 * (i % 2) for i, id in enumerate(IDS)}, id="contradictory"),
    ],
)
def test_answer_sheets_at_the_edges_give_sensible_estimates(answers, correlation):
    bank = a_bank(
        *(a_rubric(id, id.partition("-")[0]) for id in IDS),
        competencies=THREE,
        correlations=Correlations(correlation, correlation),
    )

    posterior = bank.posterior(tuple(sorted(answers.items())))

    assert posterior.converged
    assert (np.abs(posterior.ability) < 5).all()
    assert (posterior.standard_error < 2.01).all()
    if set(answers.values()) == {0}:
        assert (posterior.ability < -1).all()
    if set(answers.values()) == {3}:
        assert (posterior.ability > 1).all()


@pytest.mark.parametrize("discrimination", [1e-6, 1e-2, 10.0, 1e3, 1e6])
@pytest.mark.parametrize("threshold", [-20.0, 0.0, 20.0])
@pytest.mark.parametrize("guessing", [0.0, 0.5])
def test_items_at_the_edges_give_finite_estimates_that_are_settled_or_flagged(discrimination, threshold, guessing):
    items = (keyed(id, a=discrimination, b=threshold, guessing=guessing, competency=id.partition("-")[0]) for id in IDS)
    bank = a_bank(*items, competencies=THREE, correlations=Correlations(0.9, 0.9))

    for answer in (0, 1):
        posterior = bank.posterior(tuple((id, answer) for id in IDS))

        assert np.isfinite(posterior.ability).all()
        assert (np.abs(posterior.ability) <= 11.1).all()
        assert np.isfinite(posterior.standard_error).all()
        assert posterior.converged or are_their_own(bank, posterior, tuple((id, answer) for id in IDS))


def are_their_own(bank, posterior, scored):
    """Whether every competency is estimated by its own answers alone."""
    own = [bank.own_estimate(tuple(answer for answer in scored if answer[0].startswith(c))) for c in THREE]
    return [posterior.of(c).p_level for c in THREE] == [pytest.approx(o.p_level, abs=1e-12) for o in own]


def test_where_the_sites_do_not_settle_each_competency_stands_for_itself_and_it_is_said(monkeypatch):
    bank = a_bank(*(a_rubric(id, id.partition("-")[0]) for id in IDS), competencies=THREE)
    scored = tuple((id, i % 4) for i, id in enumerate(IDS))
    monkeypatch.setattr(joint, "MAX_SWEEPS", 2)

    posterior = bank.posterior(scored)

    assert not posterior.converged
    for competency in THREE:
        own = bank.own_estimate(tuple(answer for answer in scored if answer[0].startswith(competency)))
        assert posterior.of(competency).p_level == pytest.approx(own.p_level, abs=1e-12)


def test_each_teacher_of_a_batch_is_estimated_as_by_themselves():
    bank = a_bank(*(a_rubric(id, id.partition("-")[0]) for id in IDS), competencies=THREE)
    sheets = [tuple((id, (i * k) % 4) for i, id in enumerate(IDS)) for k in range(1, 6)]
    stacked = np.array(
        [[sum(bank.log_likelihoods[id][k] for id, k in sheet if id.startswith(c)) for c in THREE] for sheet in sheets]
    )

    together = joint.propagate(
        bank.grid.points, stacked, answered=(0, 1, 2), mean=bank.prior_mean, covariance=bank.prior_covariance
    )

    for i, sheet in enumerate(sheets):
        assert together.mean[i] == pytest.approx(bank.posterior(sheet).ability, abs=1e-8)


def test_a_strong_pair_passes_more_on_than_a_weak_one():
    pairs = (Pair("goals", "feedback", 0.9), Pair("goals", "talk", 0.1))
    bank = a_bank(
        *(a_rubric(id, id.partition("-")[0]) for id in IDS), competencies=THREE, correlations=Correlations(0, 0, pairs)
    )

    goals, feedback, talk = bank.posterior((("goals-0", 3), ("goals-1", 3))).ability

    assert goals > feedback > talk > 0
    assert feedback == pytest.approx(0.9 * goals, abs=0.01)
    assert talk == pytest.approx(0.1 * goals, abs=0.01)
    assert math.isclose(bank.posterior(()).ability[0], 0, abs_tol=1e-9)
