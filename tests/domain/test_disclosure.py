"""What the cohort view may show: nobody works out a group of one to nine teachers, whichever queries they combine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.disclosure import Release, Table, release
from pd_personalize_xblock.domain.suppression import LEAST, released, with_margins

from .attacks import computable, small_lines, small_pairs

thorough = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
CROWD = (0, 0, 0, 1, 2, 5, 9, 10, 11, 14, 30)
FEW = (0, 0, 0, 0, 1, 2, 4, 9, 12)


@st.composite
def snapshots(draw, sizes=CROWD):
    """Counts by cohort, track, month and value; in some each cohort has one track, or its own months."""
    shape = tuple(draw(st.integers(low, high)) for low, high in ((1, 4), (1, 3), (1, 3), (2, 4)))
    sized = st.lists(st.sampled_from(sizes), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))
    inner = np.array(draw(sized), dtype=np.int64).reshape(shape)
    if draw(st.booleans()):
        inner *= (np.arange(shape[0])[:, None] % shape[1] == np.arange(shape[1]))[:, :, None, None]
    if draw(st.booleans()):
        inner *= (np.arange(shape[0])[:, None] % shape[2] <= np.arange(shape[2]))[:, None, :, None]
    return inner


# A withheld group whose other corners were known to lack a value, though no cell said so with a 0.
LACKING = """
18 1 2 0 0 8 18 0 4 4 0 1 2 0 0 1 0 0 3 0 0 11 0 3 6 0 0
186 7 26 192 9 65 0 1 16 27 0 2 45 1 0 0 0 0 50 2 5 122 3 8 34 1 8
177 0 35 220 19 107 199 4 24 22 0 5 94 1 5 18 0 0 68 0 11 163 2 15 42 0 7
22 1 7 76 1 10 0 0 2 2 0 0 0 0 0 0 0 0 8 0 0 17 0 2 8 0 0
"""
LACKING_COUNTS = np.array(LACKING.split(), dtype=np.int64).reshape(4, 3, 3, 3)

# One track, a cohort and a month with three teachers, and others beside it that lack one of the two values.
ONE_TRACK = np.array(
    [
        [[[40, 20], [3, 0], [60, 0], [40, 0]]],
        [[[12, 12], [40, 3], [0, 40], [0, 12]]],
        [[[12, 60], [12, 40], [40, 0], [12, 40]]],
    ]
)


def drawn(seed, shape):
    """A snapshot of one seed, thin in places."""
    rng = np.random.default_rng(seed)
    return rng.poisson(6, shape) * (rng.random(shape) < 0.7) * (rng.random(shape[:3]) < 0.7)[..., None]


def both_released(inner):
    """The release of the groups and of the attribute, with their counts."""
    counts = with_margins(inner)
    groups = released(counts[..., 0])
    return counts, groups, released(counts, within=groups)


def people_of(inner):
    """One tuple a teacher: the position on each axis."""
    return [cell for cell in np.ndindex(*inner.shape) for _ in range(inner[cell])]


def a_snapshot(*, small=30):
    """Three cohorts, two tracks, two months, three values; everything is large but the first cohort."""
    inner = np.full((3, 2, 2, 3), 30)
    inner[0] = small
    return inner


@thorough
@given(snapshots(FEW))
@example(np.array([[[[10, 0]], [[0, 5]], [[0, 12]]]]))
@example(np.array([[[[0, 20], [0, 0]], [[0, 3], [40, 0]]]]))
def test_no_two_queries_differ_by_a_few_teachers(inner):
    _, _, shown = both_released(inner)

    assert small_pairs(people_of(inner), shown, LEAST) == []


@thorough
@given(snapshots())
@example(drawn(3, (4, 2, 3, 4)))
@example(drawn(4, (1, 3, 3, 2)))
@example(LACKING_COUNTS)
@example(ONE_TRACK)
@example(ONE_TRACK.swapaxes(0, 1))
@example(np.array([[[[1, 0, 0], [0, 9, 0]], [[9, 0, 1], [1, 0, 0]], [[0, 0, 10], [0, 1, 9]]]]))
def test_no_sum_of_what_is_shown_gives_a_withheld_count_of_an_attribute(inner):
    counts, _, shown = both_released(inner)

    assert list(computable(counts, shown)) == []


@thorough
@given(snapshots())
def test_no_sum_of_what_is_shown_gives_a_withheld_group(inner):
    counts, groups, _ = both_released(inner)

    assert list(computable(counts[..., 0], groups)) == []


@thorough
@given(snapshots())
def test_what_is_withheld_of_one_line_is_at_least_ten_teachers_together(inner):
    counts, _, shown = both_released(inner)

    assert small_lines(counts, shown, LEAST) == []


@thorough
@given(snapshots())
def test_an_attribute_shows_the_groups_that_were_released_and_no_finer_ones(inner):
    _, groups, shown = both_released(inner)

    assert (shown[..., 0] == groups).all()
    assert not (shown & ~groups[..., None] & (with_margins(inner) > 0)).any()


@pytest.mark.parametrize("lacking", [0.0, 0.2, 0.4])
@pytest.mark.parametrize("seed", range(6))
def test_two_attributes_together_give_no_more_sums_than_each_alone(seed, lacking):
    rng = np.random.default_rng(seed)
    joint = rng.poisson(4, (3, 2, 2, 2, 2))
    joint *= (rng.random((3, 2, 2, 2, 1)) >= lacking) & (rng.random((3, 2, 2, 1, 2)) >= lacking)
    counts, groups = with_margins(joint), released(with_margins(joint.sum(axis=(3, 4))))
    shown = np.zeros(counts.shape, dtype=bool)
    shown[..., 0] = released(counts[..., 0], within=groups)
    shown[..., 0, :] |= released(counts[..., 0, :], within=groups)
    withheld_anyway = np.zeros_like(shown)
    withheld_anyway[..., 1:, 1:] = True

    found = [pair for pair in computable(counts, shown) if not any(c and withheld_anyway[c] for c in pair)]

    assert found == []


def test_the_attack_finds_a_count_withheld_alone():
    counts = with_margins(np.array([[12, 30], [30, 5]]))
    shown = counts >= LEAST

    assert ((2, 2), None) in list(computable(counts, shown))


def test_the_attack_finds_two_queries_that_differ_by_one_teacher():
    inner = np.array([[12, 0], [0, 1]])

    assert ((0, 0), (0, 1)) in small_pairs(people_of(inner), with_margins(inner) >= 10, LEAST)


def test_nothing_is_withheld_where_all_is_large():
    _, groups, shown = both_released(a_snapshot())

    assert groups.all()
    assert shown.all()


def test_a_small_cohort_hides_itself_and_the_smallest_beside_it():
    inner = a_snapshot()
    inner[0] = 0
    inner[0, :, :, 0] = 2
    inner[1] = 25

    _, groups, shown = both_released(inner)

    assert not groups[1:3].any()
    assert groups[0].all()
    assert groups[3].all()
    assert shown[0].all()
    assert shown[3].all()


def test_a_small_group_on_the_only_track_costs_hardly_more_than_the_groups_withheld_with_it():
    _, groups, shown = both_released(ONE_TRACK)

    on_pages = groups[:, 0, :, None] & np.ones(3, dtype=bool)
    assert (~groups[:, 0]).sum() == 4
    assert (on_pages & ~shown[:, 0]).sum() == 4
    assert shown[:, 0, 0].all()


@pytest.mark.parametrize("seed", range(20))
def test_a_course_with_one_track_and_no_cohorts_shows_each_level_of_the_whole_course(seed):
    rng = np.random.default_rng(seed)
    inner = rng.multinomial(500, rng.dirichlet(np.full(36, 2.0))).reshape(1, 1, 9, 4)

    counts, groups, shown = both_released(inner)

    assert groups[0, 0, 0]
    assert (counts[0, 0, 0] >= LEAST).all()
    assert shown[0, 0, 0].all()


def test_an_empty_course_is_shown_as_empty():
    _, groups, shown = both_released(np.zeros((2, 2, 2, 3), dtype=np.int64))

    assert groups.all()
    assert shown.all()


def test_a_course_of_nine_shows_nothing_but_that_some_values_do_not_occur():
    inner = np.zeros((2, 1, 1, 2), dtype=np.int64)
    inner[0, 0, 0, 0] = 9

    _, groups, shown = both_released(inner)

    assert not groups.any()
    assert not shown.any()


def test_a_value_nobody_has_is_shown_as_0_in_every_shown_group():
    inner = a_snapshot()
    inner[..., 2] = 0

    _, _, shown = both_released(inner)

    assert shown[..., 3].all()


@thorough
@given(st.permutations(range(3)), st.permutations(range(2)))
def test_the_order_of_cohorts_and_values_changes_nothing(cohorts, values):
    inner = np.array([4, 60, 90, 130, 170, 210])[:, None, None].repeat(2, 1).reshape(3, 2, 1, 2)
    inner = inner + np.arange(12).reshape(3, 2, 1, 2) ** 2
    _, _, shown = both_released(inner)

    _, _, turned = both_released(inner[list(cohorts)][..., list(values)])

    again = shown[[0, *(c + 1 for c in cohorts)]][..., [0, *(v + 1 for v in values)]]
    assert (turned == again).all()


# names and refusals


TABLE = Table((("north", "south"), ("open",), ("2026-09", "none")))


def a_release(people) -> Release:
    return release(TABLE, TABLE.counted(people))


def test_a_query_names_values_or_leaves_them_open():
    groups = a_release([("north", "open", "2026-09")] * 12 + [("south", "open", "none")] * 15)

    assert groups.count((None, None, None)) == 27
    assert groups.count(("north", None, None)) == 12
    assert groups.row(("north", None)) == (12, 0)


def test_a_withheld_count_is_none():
    groups = a_release([("north", "open", "2026-09")] * 12 + [("south", "open", "none")] * 5)

    assert groups.count(("south", None, None)) is None
    assert groups.count(("north", None, None)) is None


def test_an_attribute_is_released_within_its_groups():
    people = [("north", "open", "2026-09")] * 24 + [("south", "open", "none")] * 30
    levels = Table((*TABLE.dimensions, ("0", "1")))
    placed = [(*person, str(number % 2)) for number, person in enumerate(people)]

    found = release(levels, levels.counted(placed), within=a_release(people))

    assert found.row(("north", None, None)) == (12, 12)


def test_a_course_without_teachers_counts_0():
    assert a_release([]).count((None, None, None)) == 0


@pytest.mark.parametrize("values", [(), ("a", "a")])
def test_a_dimension_has_values_that_differ(values):
    with pytest.raises(ValueError, match="must be given, and differ"):
        Table((values,))


def test_a_query_for_an_unknown_value_is_refused():
    with pytest.raises(LookupError, match="'west'"):
        a_release([]).count(("west", None, None))


def test_a_query_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="3 values or None, got 1"):
        a_release([]).count(("north",))


def test_a_teacher_with_an_unknown_value_is_refused():
    with pytest.raises(LookupError, match="'west'"):
        TABLE.counted([("west", "open", "none")])


def test_counts_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="shape"):
        release(TABLE, np.zeros((2, 2, 2), dtype=np.int64))


def test_an_attribute_of_other_teachers_than_the_groups_is_refused():
    levels = Table((*TABLE.dimensions, ("0", "1")))

    with pytest.raises(ValueError, match="the same teachers"):
        release(levels, levels.counted([("north", "open", "none", "0")]), within=a_release([]))
