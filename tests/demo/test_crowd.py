"""The demo's five hundred: real records from which all else follows, the same every time."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from demo.course import course_with
from demo.crowd import SIZE, SMALLEST, group_of, groups, learners
from pd_personalize_xblock.records import models
from tests.requests import committed


@pytest.fixture
def crowd(db: None) -> None:
    """The demo as ``make demo`` leaves it."""
    with committed():
        call_command("demo_load", verbosity=0)
        call_command("demo_crowd", verbosity=0)


def test_nothing_of_theirs_has_to_be_rebuilt_and_a_second_time_changes_nothing(crowd: None) -> None:
    said = StringIO()
    call_command("pd_personalize_rebuild", check=True, stdout=said)
    assert "0 differences" in said.getvalue()

    before = models.Attempt.objects.count(), models.Snapshot.objects.get().pk
    call_command("demo_crowd", verbosity=0)

    assert (models.Attempt.objects.count(), models.Snapshot.objects.get().pk) == before
    assert models.Figures.objects.count() == SIZE
    everybody = models.SnapshotPage.objects.get(cohort="", track="", month="").document
    assert everybody["teachers"] == SIZE
    assert all(counts["growth"] for counts in everybody["competencies"].values())
    assert everybody["overrides"]["higher"]
    assert not models.SnapshotPage.objects.filter(cohort=SMALLEST[0]).exists()


def test_five_hundred_are_in_six_cohorts_one_of_them_too_small_to_show() -> None:
    cohorts = Counter(group_of(number)[0] for number in range(SIZE))

    assert (SIZE, len(cohorts), cohorts[SMALLEST[0]]) == (500, 6, 7)
    with pytest.raises(ValueError, match="there are 500"):
        group_of(SIZE)


def test_they_take_the_first_course_alone(crowd: None) -> None:
    other = course_with("digcompedu")
    assert other is not None

    assert len(groups(str(other.key))) == len(learners(str(other.key))) == 3
