"""The runs on the report on questions: what they count, from one seed."""

from __future__ import annotations

from bench.health import SIX, _alarms, _faults, _found, _six
from pd_personalize_xblock.domain.concerns import ConcernKind
from pd_personalize_xblock.domain.health import health


def test_a_planted_fault_that_is_first_and_alone_counts_as_found():
    drawn, about = _faults()[ConcernKind.REVERSED]

    line = _found([health(SIX, drawn(5))], ConcernKind.REVERSED, about)

    assert line == "first in 1 of 1 runs, whole in 1; beside it nothing"


def test_a_concern_about_something_else_counts_as_raised_beside_it():
    drawn, _ = _faults()[ConcernKind.REVERSED]

    line = _found([health(SIX, drawn(5))], ConcernKind.SLOW, {"goals-third"})

    assert line == "first in 0 of 1 runs, whole in 0; beside it {'reversed': 1}"


def test_a_fault_in_what_should_be_sound_counts_as_an_alarm():
    drawn, _ = _faults()[ConcernKind.REVERSED]

    line = _alarms([health(SIX, _six(5)), health(SIX, drawn(5))])

    assert line.startswith("1 of 2 runs, 1 concerns in 36 questions {'reversed': 1}")


def test_the_same_seed_gives_the_same_answers():
    first, again = _six(7, teachers=30), _six(7, teachers=30)

    assert (first.category == again.category).all()
    assert first.group_names == ("Evening", "Morning")
