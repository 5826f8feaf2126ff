"""Pooling: what a bank's items have in common is learnt, and every item leans on it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pd_personalize_xblock.domain.calibration import calibrate
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.item_fit import (
    Curves,
    Population,
    Strengths,
    category_chances,
    fit_item,
    information_about,
    on_authors_scale,
)
from pd_personalize_xblock.domain.items import graded
from pd_personalize_xblock.domain.pooling import Seen, authors, bank_of, prior_of, unseen
from tests.builders import a_choice, a_competency, a_definition, a_rubric

from .calibrating import a_diagnostic, abilities, answers, distance, everything, log_distance

AUTHOR = GradedItem("goals-0", 1.5, (-1.0, 0.0, 1.0))
OFF = np.array([0.3, 0.2, -0.4, 0.2])
"""In log a and b: the middle threshold is too low for those around it."""
SURE, UNSURE = np.eye(4) * 1e6, np.zeros((4, 4))
DEFINITION = a_diagnostic()
AUTHORS = {item.id: graded(item, DEFINITION.framework.scale) for item in DEFINITION.items}


def settled(items, strengths=None, rounds=50):
    strengths = strengths or Strengths()
    bank = unseen([item.author for item in items], strengths)
    for _ in range(rounds):
        bank = bank_of(items, bank, strengths)
    return bank[len(items[0].author.thresholds)]


def seen(off, information=SURE, author=AUTHOR):
    return Seen(author, authors(author) + off, information)


def scattered(count, sd, off=OFF):
    rng = np.random.default_rng(1)
    return [seen(off + rng.normal(0, sd, 4)) for _ in range(count)]


class TestWhatIsCommon:
    def test_many_items_that_are_off_in_the_same_way_show_which_way(self):
        common = settled(scattered(200, 0.1))

        middle_against_ends = common.shift[2] - (common.shift[1] + common.shift[3]) / 2
        assert middle_against_ends == pytest.approx(-0.6, abs=0.03)

    def test_many_items_show_how_much_items_differ(self):
        common = settled(scattered(500, 0.2, off=np.zeros(4)))

        assert np.sqrt(common.covariance.diagonal()) == pytest.approx(np.full(4, 0.2), abs=0.06)

    def test_easier_items_everywhere_are_left_to_the_population(self):
        common = settled(scattered(200, 0.1, off=np.array([0.0, -1.0, -1.0, -1.0])))

        assert common.shift[1:].mean() == pytest.approx(0.0, abs=1e-9)

    def test_thresholds_farther_apart_that_tell_less_are_left_to_the_population(self):
        stretch = 0.4 * np.array([-1.0, -1.0, 0.0, 1.0])

        common = settled(scattered(200, 0.01, off=stretch))

        assert common.shift == pytest.approx(np.zeros(4), abs=0.1)

    def test_items_that_nobody_answered_leave_the_authors_priors_as_they_are(self):
        items = [seen(np.zeros(4), UNSURE) for _ in range(20)]

        common = settled(items)

        assert common.shift == pytest.approx(np.zeros(4))
        assert common.covariance == pytest.approx(Strengths().covariance(3))

    def test_one_item_says_little_about_all(self):
        common = settled([seen(OFF)])

        assert np.abs(common.shift).max() < np.abs(OFF).max()
        assert common.covariance == pytest.approx(Strengths().covariance(3), abs=0.1)

    def test_each_kind_of_item_has_its_own(self):
        choice = GradedItem("goals-keyed", 1.0, (0.0,))
        items = [*scattered(30, 0.1), Seen(choice, np.array([0.5, 0.5]), np.eye(2) * 1e6)]

        bank = bank_of(items, unseen([AUTHOR, choice], Strengths()), Strengths())

        assert {m: common.shift.shape for m, common in bank.items()} == {3: (4,), 1: (2,)}
        assert bank[1].shift == pytest.approx(np.zeros(2))

    def test_an_item_is_expected_where_its_own_author_put_it_and_the_bank_is_off(self):
        bank = {3: settled(scattered(50, 0.1))}
        other = GradedItem("goals-1", 0.7, (-2.0, 0.5, 0.6))

        prior = prior_of(other, bank)

        assert prior.mean - bank[3].shift == pytest.approx([math.log(0.7), -2.0, 0.5, 0.6])


def test_information_is_what_the_slopes_lose_around_the_best_parameters():
    curves, population = Curves(0.4, np.array([-0.8, 0.1, 1.2])), Population(0.5, 1.6)
    points = np.linspace(-4, 4, 81)
    counts = category_chances(curves, 0.0, points) * np.exp(-(points**2) / 2)

    found = information_about(curves, 0.0, counts, points, population)

    assert found == pytest.approx(-second_slopes(curves, counts, points, population), rel=1e-3, abs=1e-3)


def second_slopes(curves, counts, points, population, step=1e-3):
    """Of the log-likelihood by log a and b on the author's scale, from central differences."""
    centre = on_authors_scale(curves, population)

    def log_likelihood(at):
        moved = Curves(at[0] + math.log(population.sd), (at[1:] - population.mean) / population.sd)
        return float((counts * np.log(category_chances(moved, 0.0, points))).sum())

    ways = np.eye(len(centre)) * step
    return np.array(
        [
            [
                sum(s * t * log_likelihood(centre + s * one + t * other) for s in (1, -1) for t in (1, -1))
                / (4 * step**2)
                for other in ways
            ]
            for one in ways
        ]
    )


def test_an_item_without_answers_is_where_the_prior_has_it():
    bank = {3: settled(scattered(50, 0.1))}
    population = Population(0.5, 1.6)
    prior = prior_of(AUTHOR, bank)

    found = fit_item(
        np.zeros((4, 81)),
        np.linspace(-4, 4, 81),
        start=Curves(0.0, np.array([-1.0, 0.0, 1.0])),
        guessing=0.0,
        prior=prior,
        population=population,
        gap_answers=1.0,
    )

    assert on_authors_scale(found, population) == pytest.approx(prior.mean, abs=1e-3)


def off_like_all_others(author, rng):
    """An item as it really is, where all are off the author's in the same way and hardly any from the others."""
    thresholds = np.array(author.thresholds) + np.array([-0.2, 0.4, -0.1]) + rng.normal(0, 0.1)
    return GradedItem(author.id, author.discrimination * rng.lognormal(0, 0.1), tuple(thresholds.tolist()))


class TestCalibration:
    def test_items_that_are_alike_are_found_better_by_leaning_on_each_other(self):
        definition = a_diagnostic(rubrics=6)
        authors_items = {item.id: graded(item, definition.framework.scale) for item in definition.items}
        rng = np.random.default_rng(7)
        real = {id: off_like_all_others(author, rng) for id, author in authors_items.items()}
        given = answers(definition, real, abilities(60, rng), rng, everything(definition))

        leaning, alone = (
            {item.id: item.after for item in calibrate(definition, given, strengths=strengths).items}
            for strengths in (Strengths(), Strengths(items=1e6))
        )

        assert distance(leaning, real) < 0.95 * distance(alone, real)
        assert log_distance(leaning, real) < 0.95 * log_distance(alone, real)

    @pytest.mark.parametrize("chosen", [{0, 1, 2, 3}, {0, 3}, {2}])
    def test_a_bank_of_one_item_can_be_calibrated(self, chosen):
        definition = a_definition(competencies=[a_competency("goals")], items=(a_rubric("goals-0"),), sections=())
        given = {f"{n}": {"goals-0": sorted(chosen)[n % len(chosen)]} for n in range(60)}

        found = calibrate(definition, given)

        (item,) = found.items
        assert found.converged
        assert 0.2 < item.after.discrimination < 8
        assert min(np.diff(item.after.thresholds)) > 0.005

    def test_a_bank_of_two_category_items_can_be_calibrated(self):
        items = tuple(a_choice(f"goals-{i}", "goals") for i in range(3))
        definition = a_definition(competencies=[a_competency("goals")], items=items, sections=())
        given = {f"{n}": {f"goals-{i}": int((n * (i + 2)) % 7 > 2) for i in range(3)} for n in range(60)}

        found = calibrate(definition, given)

        assert found.converged
        assert all(np.isfinite((item.after.discrimination, *item.after.thresholds)).all() for item in found.items)

    def test_items_with_parameters_of_their_own_keep_them_apart(self):
        rng = np.random.default_rng(8)
        own = {
            id: GradedItem(id, author.discrimination * factor, tuple(b + move for b in author.thresholds))
            for (id, author), factor, move in zip(
                AUTHORS.items(), rng.lognormal(0, 0.5, 15), rng.normal(0, 1, 15), strict=True
            )
        }
        definition = a_diagnostic()
        tuned = a_definition(
            framework=definition.framework,
            items=tuple(
                replace(item, discrimination=own[item.id].discrimination, thresholds=own[item.id].thresholds)
                for item in definition.items
            ),
            sections=(),
        )
        given = answers(tuned, own, abilities(200, rng), rng, everything(tuned))

        found = {item.id: item.after for item in calibrate(tuned, given).items}

        assert distance(found, own) < 0.3
        assert log_distance(found, own) < 0.25
