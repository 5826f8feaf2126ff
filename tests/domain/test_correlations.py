"""How strongly competencies go together, and what cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from pd_personalize_xblock.domain.correlations import Correlations, Pair
from pd_personalize_xblock.domain.errors import InvalidDefinition
from tests.builders import a_competency, a_framework

DOMAINS = {"goals": "planning", "questioning": "planning", "feedback": "acting", "talk": None, "order": None}


def test_the_matrix_knows_domains_and_single_pairs():
    matrix = Correlations(0.6, 0.4, (Pair("goals", "feedback", -0.1),)).matrix(DOMAINS)

    assert matrix.diagonal().tolist() == [1, 1, 1, 1, 1]
    assert (matrix == matrix.T).all()
    assert matrix[0, 1] == 0.6
    assert matrix[0, 2] == -0.1
    assert matrix[1, 2] == 0.4
    assert matrix[3, 4] == 0.4  # no domain is no common domain


def test_pairs_of_competencies_that_are_gone_are_passed_over():
    matrix = Correlations(0.5, 0.3, (Pair("goals", "gone", 0.9),)).matrix({"goals": None, "talk": None})

    assert matrix.tolist() == [[1, 0.3], [0.3, 1]]


def test_a_framework_without_competencies_has_an_empty_matrix():
    assert Correlations().matrix({}).shape == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"within": 1.0}, "within a domain must be from -0.95 to 0.95, got 1.0"),
        ({"between": float("nan")}, "between domains must be from -0.95 to 0.95, got nan"),
        ({"between": float("inf")}, "between domains must be from -0.95 to 0.95, got inf"),
        ({"pairs": (Pair("a", "b", -0.96),)}, "of a and b must be from -0.95 to 0.95, got -0.96"),
        ({"pairs": (Pair("a", "a", 0.5),)}, "a is paired with itself"),
        ({"pairs": (Pair("a", "b", 0.5), Pair("b", "a", 0.4))}, "b and a are paired twice"),
    ],
)
def test_impossible_correlations_are_refused_by_name_and_value(wrong, message):
    with pytest.raises(InvalidDefinition, match=message):
        Correlations(**wrong)


@pytest.mark.parametrize(
    "correlations",
    [
        Correlations(-0.9, -0.9),
        Correlations(0.0, 0.0, (Pair("a", "b", 0.9), Pair("b", "c", 0.9), Pair("a", "c", -0.9))),
    ],
)
def test_a_matrix_that_is_not_positive_definite_is_refused_when_the_framework_is_made(correlations):
    competencies = [a_competency(id) for id in ("a", "b", "c")]

    with pytest.raises(InvalidDefinition, match=r"not positive definite \(its smallest eigenvalue is -"):
        a_framework(competencies=competencies, correlations=correlations)


def test_the_defaults_are_positive_definite_for_any_number_of_competencies():
    for count in (1, 2, 22, 100):
        domains = {f"c{i}": f"d{i % 5}" for i in range(count)}

        assert np.linalg.eigvalsh(Correlations().matrix(domains)).min() > 0.1


@pytest.mark.parametrize("elsewhere", [0, 0.0])
def test_a_pair_keeps_its_correlation_where_the_rest_is_written_as_whole_numbers(elsewhere):
    matrix = Correlations(elsewhere, elsewhere, (Pair("goals", "feedback", 0.45),)).matrix(dict.fromkeys(DOMAINS))

    assert matrix[0, 2] == 0.45
