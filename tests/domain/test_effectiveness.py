"""What growth goes with a section: intervals as scipy has them, and nothing about fewer than ten."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pd_personalize_xblock.domain.effectiveness import Tally, TwiceMeasured, growth_by_section, student_quantile
from pd_personalize_xblock.domain.pathway import SectionState

from ..builders import a_definition

DEFINITION = a_definition()
DID = "goals-1"


def effectiveness(definition, teachers):
    tally = Tally(definition)
    for teacher in teachers:
        tally.add(teacher)
    return growth_by_section(tally)


def measured(before, after, *, did=False, states=None):
    return TwiceMeasured(
        before={"goals": before},
        after={"goals": after},
        mastered_between={"goals": frozenset({DID})} if did else {},
        states=states or {},
    )


def two_groups(rng, did=40, others=60, extra=0.5):
    starts = rng.normal(-0.5, 1, did), rng.normal(0.5, 1, others)
    grown = rng.normal(0.3 + extra, 0.6, did), rng.normal(0.3, 0.9, others)
    teachers = [measured(b, b + g, did=True) for b, g in zip(starts[0], grown[0], strict=True)]
    teachers += [measured(b, b + g) for b, g in zip(starts[1], grown[1], strict=True)]
    return teachers, starts, grown


def test_the_difference_and_its_interval_are_welchs():
    teachers, starts, grown = two_groups(np.random.default_rng(1))

    row = effectiveness(DEFINITION, teachers)[0]

    interval = stats.ttest_ind(*grown, equal_var=False).confidence_interval(0.95)
    assert (row.difference.low, row.difference.high) == pytest.approx((interval.low, interval.high), abs=1e-3)
    assert row.did.mean == pytest.approx(grown[0].mean())
    assert row.others.n == 60
    assert row.began_apart == pytest.approx(starts[0].mean() - starts[1].mean())


@pytest.mark.parametrize("freedom", [9, 12, 20.5, 60, 1000])
def test_students_quantile_is_scipys(freedom):
    assert student_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-3)


def test_nineteen_in_twenty_intervals_hold_the_difference_that_there_is():
    rng = np.random.default_rng(2)

    rows = [effectiveness(DEFINITION, two_groups(rng, extra=0.5)[0])[0] for _ in range(400)]

    held = sum(row.difference.low <= 0.5 <= row.difference.high for row in rows)
    assert 0.92 <= held / 400 <= 0.98


def test_with_fewer_than_ten_on_a_side_there_is_no_comparison():
    rng = np.random.default_rng(3)

    few_others = effectiveness(DEFINITION, two_groups(rng, others=9)[0])[0]
    few_did = effectiveness(DEFINITION, two_groups(rng, did=9)[0])

    assert (few_others.others, few_others.difference, few_others.began_apart) == (None, None, None)
    assert few_others.did.n == 40
    assert few_did == ()


def test_whoever_did_it_before_the_first_measurement_is_on_neither_side():
    teachers, *_ = two_groups(np.random.default_rng(4))
    earlier = [measured(2.0, 2.0, states={DID: SectionState.MASTERED.value}) for _ in range(50)]
    exempt = [measured(2.0, 2.1, states={DID: SectionState.EXEMPT.value}) for _ in range(5)]

    row = effectiveness(DEFINITION, [*teachers, *earlier, *exempt])[0]

    assert (row.did.n, row.others.n) == (40, 65)


def test_whoever_was_measured_once_counts_for_nothing():
    teachers, *_ = two_groups(np.random.default_rng(5))
    once = TwiceMeasured(before={"goals": 0.0}, after={}, mastered_between={}, states={})

    assert effectiveness(DEFINITION, [*teachers, once]) == effectiveness(DEFINITION, teachers)


def test_a_small_side_is_said_to_be_small():
    rng = np.random.default_rng(6)

    assert effectiveness(DEFINITION, two_groups(rng, did=29)[0])[0].rests_on_few
    assert not effectiveness(DEFINITION, two_groups(rng, did=30)[0])[0].rests_on_few
