"""The attack on random snapshots: it finds what a threshold alone gives away, and nothing in what is released."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from bench.small_groups import a_snapshot, attacked, leaks, main
from pd_personalize_xblock.domain.suppression import LEAST, with_margins

HIDDEN = np.array([[20, 30], [12, 5]])


def test_a_count_hidden_alone_is_found():
    counts = with_margins(HIDDEN)

    found = leaks(counts, (counts >= LEAST) | (counts == 0))

    assert "(2, 2) can be computed" in found
    assert "(0, 1) and (1, 1) differ by a few" not in found
    assert len([leak for leak in found if "withholds a few" in leak]) == 2


def test_two_queries_that_differ_by_a_few_are_found_though_neither_is_in_the_name_of_the_other():
    counts = with_margins(np.array([[40, 3], [0, 50]]))
    shown = np.zeros(counts.shape, dtype=bool)
    shown[1, 0] = shown[0, 1] = True

    assert "(0, 1) and (1, 0) differ by a few" in leaks(counts, shown)


@pytest.mark.parametrize("number", range(12))
def test_nothing_leaks_from_what_is_released(number):
    tally: Counter[str] = Counter()

    found = attacked(with_margins(a_snapshot(np.random.default_rng([9, number]))), tally)

    assert found == []
    assert tally["queries"] > 0


def test_the_run_says_how_many_tables_leak(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["small_groups", "--tables", "3", "--seed", "4"])

    assert main() == 0
    assert "3 tables, 0 with a leak" in capsys.readouterr().out
