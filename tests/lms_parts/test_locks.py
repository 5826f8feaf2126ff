"""What is read of the platform's locks."""

from __future__ import annotations

import pytest
from milestones.models import CourseContentMilestone, Milestone, UserMilestone

from pd_personalize_xblock.platform import gates, locks
from pd_personalize_xblock.platform.locks import Lock

from ..records import course
from .fakes import hold_otherwise

HELD = frozenset(course.subsection(f"{c}-{i}") for c in ("goals", "feedback") for i in (2, 3))


@pytest.fixture(autouse=True)
def _ladder(ladder):
    """Levels 2 and 3 of two competencies are held."""


def held_subsections(course_key, user_id):
    """The subsections that pathways of ours hold shut for a user."""
    return frozenset(lock.subsection for lock in locks.locks_of(course_key, user_id) if lock.pathway)


def test_what_is_not_granted_is_held(user):
    assert held_subsections(course.COURSE, user.pk) == HELD


def test_what_is_granted_is_not_held_for_that_teacher(user, colleague):
    gates.grant(course.BLOCK, {user.pk: [course.subsection("goals-2")]}, now=course.NOW)

    assert held_subsections(course.COURSE, user.pk) == HELD - {course.subsection("goals-2")}
    assert held_subsections(course.COURSE, colleague.pk) == HELD


def test_a_grant_that_was_taken_back_holds_again(user):
    gates.grant(course.BLOCK, {user.pk: HELD}, now=course.NOW)
    UserMilestone.objects.update(active=False)

    assert held_subsections(course.COURSE, user.pk) == HELD


def test_a_link_that_was_closed_holds_nothing(user):
    CourseContentMilestone.objects.update(active=False)

    assert held_subsections(course.COURSE, user.pk) == frozenset()


def test_a_link_holds_though_its_milestone_sleeps_as_the_platform_has_it(user):
    Milestone.objects.update(active=False)

    assert held_subsections(course.COURSE, user.pk) == HELD


def test_everything_with_a_lock_is_held_for_nobody_in_particular():
    assert held_subsections(course.COURSE, None) == HELD


def test_another_course_holds_nothing(user):
    assert held_subsections("course-v1:Org+Another+Run", user.pk) == frozenset()


def test_what_others_hold_is_not_ours(user):
    hold_otherwise("goals-1")
    hold_otherwise("goals-2")
    both = [lock for lock in locks.locks_of(course.COURSE, user.pk) if lock.subsection == course.subsection("goals-2")]

    assert held_subsections(course.COURSE, user.pk) == HELD
    assert both == [Lock(course.subsection("goals-2"), course.BLOCK), Lock(course.subsection("goals-2"), "")]


def test_an_entrance_exam_is_not_ours(user):
    hold_otherwise("goals-1", namespace=f"{course.COURSE}.entrance_exams")

    assert held_subsections(course.COURSE, user.pk) == HELD


def test_what_unlocks_is_no_lock(user):
    hold_otherwise("goals-1", namespace=gates.namespace_of(course.BLOCK), relation="fulfills")

    assert held_subsections(course.COURSE, user.pk) == HELD


def test_nothing_is_held_or_asked_where_the_platform_has_no_milestones(user, settings, django_assert_num_queries):
    settings.FEATURES = {"MILESTONES_APP": False}

    with django_assert_num_queries(0):
        assert held_subsections(course.COURSE, user.pk) == frozenset()


def test_it_takes_one_query(user, django_assert_num_queries):
    gates.grant(course.BLOCK, {user.pk: [course.subsection("goals-2")]}, now=course.NOW)

    with django_assert_num_queries(1):
        held_subsections(course.COURSE, user.pk)
