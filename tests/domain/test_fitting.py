"""Which sections fit into the minutes that a teacher has."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.fitting import best_fit, minutes_shown, shortest

from .parts import core
from .strategies import many


def of(*minutes):
    """Sections of so many minutes, s0, s1, ..."""
    return [core(f"s{i}", "goals", 1, minutes=float(each)) for i, each in enumerate(minutes)]


def ids(sections):
    return [section.id for section in sections]


def worth(chosen, goals):
    """What a set is chosen by: minutes that serve a goal, all minutes, few sections."""
    lengths = [minutes_shown(section.minutes) for section in chosen]
    served = sum(length for section, length in zip(chosen, lengths, strict=True) if section.id in goals)
    return served, sum(lengths), -len(chosen)


@many
@given(st.lists(st.integers(1, 40), max_size=7), st.integers(0, 90), st.frozensets(st.sampled_from(["s0", "s1", "s4"])))
@example([30, 20, 25], 45, frozenset())
def test_no_other_set_that_fits_is_better(minutes, left, goals):
    sections = of(*minutes)

    chosen = best_fit(sections, left, goals=goals)

    fitting = [
        each
        for size in range(len(sections) + 1)
        for each in combinations(sections, size)
        if sum(minutes_shown(section.minutes) for section in each) <= left
    ]
    assert worth(chosen, goals) == max(worth(each, goals) for each in fitting)


def test_what_fills_the_time_is_chosen_rather_than_what_comes_first():
    assert ids(best_fit(of(30, 20, 25), 45)) == ["s1", "s2"]


def test_what_serves_a_goal_comes_before_a_better_filled_hour():
    assert ids(best_fit(of(30, 20, 25), 45, goals={"s0"})) == ["s0"]


def test_of_two_that_are_as_good_the_earlier_one_is_chosen():
    assert ids(best_fit(of(30, 30), 45)) == ["s0"]


def test_one_long_section_is_chosen_rather_than_two_short_ones():
    assert ids(best_fit(of(15, 15, 30), 30)) == ["s2"]


def test_where_nothing_fits_the_shortest_is_named():
    sections = of(50, 20, 20)

    assert best_fit(sections, 15) == ()
    assert shortest(sections).id == "s1"
    assert shortest([]) is None
