"""Reading the LMS's grade book: only the teacher's own work, or what the staff made of it, is evidence."""

import datetime
from itertools import count

import pytest

pytest.importorskip("lms.djangoapps.grades.apps", reason="needs an Open edX environment")

from django.utils.timezone import now
from lms.djangoapps.grades.models import PersistentSubsectionGrade, PersistentSubsectionGradeOverride, VisibleBlocks
from opaque_keys.edx.keys import CourseKey, UsageKey

from pd_personalize_xblock.platform import grades

COURSE = "course-v1:Org+PD+2026"
ONE, TWO = (f"block-v1:Org+PD+2026+type@sequential+block@{name}" for name in ("one", "two"))
pytestmark = pytest.mark.django_db
numbers = count()


def graded(user_id, key, *, own, possible, ungraded=0.0, attempted=True, override=None, system="GRADEBOOK"):
    blocks = VisibleBlocks.objects.create(blocks_json="", hashed=f"h{next(numbers)}", course_id=COURSE)
    grade = PersistentSubsectionGrade.objects.create(
        user_id=user_id,
        course_id=CourseKey.from_string(COURSE),
        usage_key=UsageKey.from_string(key),
        earned_graded=own,
        possible_graded=possible,
        earned_all=own + ungraded,
        possible_all=possible + ungraded,
        first_attempted=now() - datetime.timedelta(days=1) if attempted else None,
        visible_blocks=blocks,
    )
    if override is not None:
        PersistentSubsectionGradeOverride.objects.create(
            grade=grade, earned_graded_override=override, possible_graded_override=possible, system=system
        )


def test_own_graded_points_are_read_by_user_and_subsection(django_assert_num_queries):
    graded(7, ONE, own=3, possible=4, ungraded=5)
    graded(7, TWO, own=0, possible=2)
    graded(8, ONE, own=4, possible=4)
    graded(9, ONE, own=1, possible=4)

    with django_assert_num_queries(1):
        points = grades.earned_points(COURSE, [ONE, TWO], [7, 8])

    assert points == {7: {ONE: (3.0, 4.0), TWO: (0.0, 2.0)}, 8: {ONE: (4.0, 4.0)}}


def test_all_points_are_read_where_nothing_is_graded():
    graded(7, ONE, own=0, possible=0, ungraded=5)

    assert grades.earned_points(COURSE, [ONE], [7]) == {7: {ONE: (5.0, 5.0)}}


def test_what_was_never_attempted_is_left_out():
    graded(7, ONE, own=0, possible=4, attempted=False)

    assert grades.earned_points(COURSE, [ONE], [7]) == {}


@pytest.mark.parametrize("attempted", [True, False])
@pytest.mark.parametrize("system", ["GRADEBOOK", "grade-import", None])
def test_a_correction_by_the_staff_counts_in_place_of_the_work(attempted, system):
    graded(7, ONE, own=1, possible=4, attempted=attempted, override=3, system=system)

    assert grades.earned_points(COURSE, [ONE], [7]) == {7: {ONE: (3.0, 4.0)}}


def test_full_marks_that_we_gave_are_no_evidence():
    graded(7, ONE, own=1, possible=4, override=4, system=grades.SYSTEM)
    graded(7, TWO, own=0, possible=4, attempted=False, override=4, system=grades.SYSTEM)

    assert grades.earned_points(COURSE, [ONE, TWO], [7]) == {7: {ONE: (1.0, 4.0)}}


def test_other_courses_and_an_empty_question_give_nothing():
    graded(7, ONE, own=1, possible=4)

    assert grades.earned_points("course-v1:Org+PD+2027", [ONE], [7]) == {}
    assert grades.earned_points(COURSE, [], [7]) == grades.earned_points(COURSE, [ONE], []) == {}
