"""The correlations that an author, or a calibration, gives."""

from __future__ import annotations

import pytest

from pd_personalize_xblock.domain.correlations import Correlations, Pair


@pytest.mark.parametrize("elsewhere", [0, 0.0])
def test_a_pair_keeps_its_correlation_also_where_the_others_are_whole_numbers(elsewhere):
    correlations = Correlations(elsewhere, elsewhere, (Pair("goals", "feedback", 0.45),))

    matrix = correlations.matrix({"goals": None, "feedback": None})

    assert matrix.tolist() == [[1, 0.45], [0.45, 1]]
