"""Before and now: which sittings are compared, in which competencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pd_personalize_xblock.domain.growth import growth_of, may_look_back, whole_sittings
from pd_personalize_xblock.domain.learner import Attempt, AttemptStatus, LearnerRecord, PlacedLevels
from pd_personalize_xblock.domain.placement import CompetencyPlacement, Placement, PlacementStatus
from pd_personalize_xblock.domain.remarks import Remark, RemarkKind

NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)


def a_placed(competency, level, status=PlacementStatus.MEASURED):
    """What a sitting found in one competency."""
    return CompetencyPlacement(
        *(competency, status, level, level, None, 0.0, 0.5, (), (0.0,), 0.0, None, None, True, (), 0, 0)
    )


def a_record(*sittings, remarks=()):
    """A record of finished sittings; each is its levels by competency and what more there is to say of it."""
    attempts, placements = [], []
    for number, (levels, fields) in enumerate(sittings, start=1):
        ended = NOW + timedelta(days=number)
        made = Attempt(number, "hash", "", NOW, status=AttemptStatus.FINISHED, ended_at=ended)
        attempts.append(replace(made, **fields))
        if attempts[-1].status is AttemptStatus.FINISHED:
            found = {c: a_placed(c, *(v if isinstance(v, tuple) else (v,))) for c, v in levels.items()}
            placements.append(Placement(number, "hash", "2", found))
    return LearnerRecord(attempts=tuple(attempts), placements=tuple(placements), remarks=tuple(remarks))


def levels_of(record):
    return {each.competency: (each.before.level, each.now.level) for each in growth_of(record)}


def test_the_first_whole_sitting_is_compared_with_the_last():
    record = a_record(({"goals": 0}, {}), ({"goals": 3}, {}), ({"goals": 2}, {}))

    assert levels_of(record) == {"goals": (0, 2)}


def test_one_sitting_is_nothing_to_compare():
    assert growth_of(a_record(({"goals": 2}, {}))) == ()


def test_a_sitting_that_went_on_belongs_to_the_one_it_went_on_from():
    record = a_record(({"goals": 0}, {}), ({"goals": 1}, {"refines": 1}), ({"goals": 2}, {}))

    assert [[a.number for a in chain] for chain in whole_sittings(record)] == [[1, 2], [3]]
    assert levels_of(record) == {"goals": (1, 2)}
    assert growth_of(a_record(({"goals": 0}, {}), ({"goals": 1}, {"refines": 1}))) == ()


def test_a_recheck_is_no_whole_sitting():
    """It can only raise a level, so it would always show growth."""
    record = a_record(({"goals": 0}, {}), ({"goals": 3}, {"competency": "goals"}))

    assert growth_of(record) == ()


def test_a_sitting_that_was_left_is_not_compared():
    assert growth_of(a_record(({"goals": 0}, {}), ({"goals": 3}, {"status": AttemptStatus.SKIPPED}))) == ()


@pytest.mark.parametrize("status", [status for status in PlacementStatus if status is not PlacementStatus.MEASURED])
def test_what_was_not_measured_both_times_is_not_compared(status):
    record = a_record(({"goals": 0, "feedback": (0, status)}, {}), ({"goals": 1, "feedback": 2}, {}))

    assert levels_of(record) == {"goals": (0, 1)}


def test_placements_without_receipts_are_nothing_to_compare():
    record = a_record(({"goals": 0}, {}), ({"goals": 1}, {}))
    bare = tuple(PlacedLevels(each.attempt, each.levels) for each in record.placements)

    assert growth_of(replace(record, placements=bare)) == ()


def test_a_teacher_looks_back_from_the_last_whole_sitting():
    sittings = (({"goals": 0}, {}), ({"goals": 1}, {}), ({"goals": 1}, {"refines": 2}))

    assert may_look_back(a_record(*sittings)) == 2
    assert may_look_back(a_record(sittings[0])) is None


def test_the_last_look_back_after_the_last_sitting_counts():
    def looked(attempt, value):
        return Remark(RemarkKind.LOOK_BACK, "goals", NOW, value=value, attempt=attempt)

    sittings = (({"goals": 2}, {}), ({"goals": 2}, {}), ({"goals": 3}, {}))
    before = a_record(*sittings, remarks=(looked(2, 1),))
    after = replace(before, remarks=(*before.remarks, looked(3, 1), looked(3, 0)))

    assert growth_of(before)[0].then is None
    assert growth_of(after)[0].then == 0
