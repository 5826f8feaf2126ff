"""Which graded work counts in full, and what of that is written to the grade book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pd_personalize_xblock.domain.definition import ExemptGrades, Mastery, MasteryBy, Mode, Rules
from pd_personalize_xblock.platform import background, grades
from pd_personalize_xblock.records import api, catching_up, fair_grades, forgetting, models, staff, tasks
from pd_personalize_xblock.records.fair_grades import Synced
from pd_personalize_xblock.records.grade_tasks import sync_grades_task
from pd_personalize_xblock.service import Outcome

from ..builders import a_definition, a_section
from ..requests import committed
from . import course
from .course import BLOCK, LATER, NOW, choose, choose_after_skip, has, publish, record_work, sit, skip
from .grade_book import GradeBook

GENEROUS = Rules(exempt_grades=ExemptGrades.FULL_MARKS)


@pytest.fixture
def book(monkeypatch) -> GradeBook:
    """In place of the LMS's."""
    book = GradeBook()
    for name in (
        "are_available",
        "are_frozen",
        "graded_subsections",
        "entries_of",
        "users_with_full_marks",
        "set_full_marks",
        "earned_points",
        "users_with_any",
    ):
        monkeypatch.setattr(grades, name, getattr(book, name))
    return book


@pytest.fixture
def generous(book):
    """Goals 1 to 3, all graded, in force with full marks."""
    definition = a_definition(rules=GENEROUS)
    publish(definition)
    book.has("goals-1", "goals-2", "goals-3")
    return definition


def sync(user, block=BLOCK):
    return fair_grades.sync_grades(block, [user.pk])


def test_graded_work_in_exempt_sections_counts_in_full(user, book, generous):
    choose_after_skip(user, "goals", 2)

    assert sync(user) == Synced(given=2)
    assert book.full(user.pk) == {"goals-1", "goals-2"}


def test_nothing_is_written_for_whoever_is_exempt_from_nothing(user, book, generous):
    skip(user)

    assert sync(user) == Synced()
    assert book.lines == {}


def test_a_stranger_to_the_pathway_gets_nothing(user, book, generous):
    assert sync(user) == Synced()


def test_nothing_is_written_where_the_author_leaves_grades_alone(user, book):
    publish(a_definition())
    book.has("goals-1")
    choose_after_skip(user, "goals", 3)

    assert sync(user) == Synced()


def test_an_advisory_pathway_gives_full_marks_as_well(user, book):
    publish(a_definition(rules=replace(GENEROUS, mode=Mode.ADVISORY)))
    book.has("goals-1")
    choose_after_skip(user, "goals", 1)

    assert sync(user) == Synced(given=1)


def test_work_that_is_not_graded_is_passed_over(user, book):
    publish(a_definition(rules=GENEROUS))
    choose_after_skip(user, "goals", 3)

    assert sync(user) == Synced()


def test_again_and_again_changes_nothing_more(user, book, generous):
    choose_after_skip(user, "goals", 3)
    sync(user)

    assert sync(user) == Synced()
    assert len(book.changes) == 3


def test_starting_lower_takes_back_what_is_not_exempt_any_more(user, book, generous):
    choose_after_skip(user, "goals", 3)
    sync(user)

    choose(user, "goals", 1, now=LATER)

    assert sync(user) == Synced(taken_back=2)
    assert book.full(user.pk) == {"goals-1"}


def test_own_work_that_earned_everything_is_left_alone(user, book, generous):
    book.earns(user.pk, "goals-1", 4)
    choose_after_skip(user, "goals", 1)

    assert sync(user) == Synced()


@pytest.mark.parametrize("earned", [0, 1, 3.9])
def test_own_work_that_earned_less_is_raised(user, book, generous, earned):
    book.earns(user.pk, "goals-1", earned)
    choose_after_skip(user, "goals", 1)

    assert sync(user) == Synced(given=1)


@pytest.mark.parametrize("earned", [4, 5])
def test_own_work_that_is_as_good_takes_the_place_of_full_marks(user, book, generous, earned):
    choose_after_skip(user, "goals", 1)
    sync(user)
    book.earns(user.pk, "goals-1", earned)

    assert sync(user) == Synced(taken_back=1)
    assert sync(user) == Synced()


@pytest.mark.parametrize("system", ["GRADEBOOK", "grade-import", "PROCTORING", ""])
def test_what_others_have_overridden_is_left_alone(user, book, generous, system):
    book.corrects(user.pk, "goals-1", system)
    choose_after_skip(user, "goals", 1)
    exempt = sync(user)

    choose(user, "goals", 0, now=LATER)

    assert exempt == sync(user) == Synced()
    assert book.changes == []


def test_full_marks_that_somebody_has_corrected_are_not_given_again(user, book, generous):
    choose_after_skip(user, "goals", 1)
    sync(user)
    book.corrects(user.pk, "goals-1")

    assert sync(user) == Synced()


def test_full_marks_are_given_anew_when_the_course_was_edited(user, book, generous):
    choose_after_skip(user, "goals", 1)
    sync(user)
    book.has("goals-1", points=9, edited_at=LATER)

    assert sync(user) == Synced(given=1)
    assert sync(user) == Synced()


def test_full_marks_are_given_anew_when_the_points_are_not_those_of_the_override(user, book, generous):
    choose_after_skip(user, "goals", 1)
    sync(user)
    key = course.subsection("goals-1")
    book.lines[user.pk, key] = replace(book.lines[user.pk, key], possible=9, is_full=False)

    assert sync(user) == Synced(given=1)


def test_whoever_has_no_points_to_earn_there_is_not_asked_for_again(user, book, generous):
    """As where a content group hides all graded work of a subsection."""
    choose_after_skip(user, "goals", 1)
    book.has("goals-1", points=0)
    book.earns(user.pk, "goals-1", 0)

    assert sync(user) == Synced()


def test_work_that_is_not_graded_any_more_loses_full_marks(user, book, generous):
    choose_after_skip(user, "goals", 1)
    sync(user)
    del book.graded[course.subsection("goals-1")]

    assert sync(user) == Synced(taken_back=1)


def test_a_mastered_section_counts_by_its_own_grade(user, book, generous):
    skip(user)
    record_work(user, "goals-1")
    book.earns(user.pk, "goals-1", 2)

    assert course.states(user)["goals-1"] == "mastered"
    assert sync(user) == Synced()


def test_mastering_an_exempt_section_does_not_cost_its_full_marks(user, book, generous):
    choose_after_skip(user, "goals", 2)
    sync(user)

    record_work(user, "goals-1")
    book.earns(user.pk, "goals-1", 1)

    assert course.states(user)["goals-1"] == "mastered"
    assert sync(user) == Synced()
    assert book.full(user.pk) == {"goals-1", "goals-2"}


def test_starting_lower_takes_the_full_marks_of_a_mastered_section_as_well(user, book, generous):
    choose_after_skip(user, "goals", 2)
    sync(user)
    record_work(user, "goals-2")

    choose(user, "goals", 0, now=LATER)

    assert sync(user) == Synced(taken_back=2)


def test_a_subsection_counts_in_full_only_if_all_its_sections_are_exempt(user, book):
    """As where one section is a chapter and another a subsection of it."""
    has("shared", chapter="week")
    whole, part = a_section("whole", level=2, block="chapter/week"), a_section("part", block="sequential/shared")
    publish(a_definition(rules=GENEROUS, sections=(part, whole)))
    book.has("shared")
    choose_after_skip(user, "goals", 1)
    in_part = sync(user)

    choose(user, "goals", 2, now=LATER)

    assert (in_part, sync(user)) == (Synced(), Synced(given=1))


def test_a_whole_chapter_counts_in_full_with_each_of_its_subsections(user, book):
    has("one", "two", chapter="week")
    publish(a_definition(rules=GENEROUS, sections=(a_section(block="chapter/week"),)))
    book.has("one", "two")
    choose_after_skip(user, "goals", 1)

    sync(user)

    assert book.full(user.pk) == {"one", "two"}


def test_full_marks_go_when_the_author_changes_the_rule(user, book, generous):
    choose_after_skip(user, "goals", 3)
    sync(user)

    publish(replace(generous, rules=Rules()), now=LATER)

    assert book.full(user.pk) == set()


def test_full_marks_go_when_the_section_is_not_mapped_any_more(user, book, generous):
    choose_after_skip(user, "goals", 2)
    sync(user)

    publish(replace(generous, sections=generous.sections[1:]), now=LATER)

    assert book.full(user.pk) == {"goals-2"}


@pytest.mark.parametrize("gone", ["removed", "deleted"])
def test_full_marks_go_with_the_pathway_for_everybody(user, book, generous, gone):
    choose_after_skip(user, "goals", 2)
    sync(user)
    pathway = models.PathwayBlock.objects.filter(block_key=BLOCK)
    pathway.delete() if gone == "deleted" else pathway.update(removed_at=LATER)

    assert fair_grades.sync_grades(BLOCK) == Synced(taken_back=2)


def test_a_reset_of_the_teacher_takes_them_back(user, book, generous):
    choose_after_skip(user, "goals", 2)
    sync(user)

    with committed():
        forgetting.forget_learner(user.pk, block_key=BLOCK)

    assert book.full(user.pk) == set()


def test_what_a_teacher_chooses_is_graded_in_the_background(user, book, generous):
    with committed():
        choose_after_skip(user, "goals", 2)
    assert book.full(user.pk) == {"goals-1", "goals-2"}

    with committed():
        course.choose(user, "goals", 1, now=LATER)

    assert book.full(user.pk) == {"goals-1"}


def test_two_pathways_do_not_take_turns_about_one_subsection(user, book, generous):
    """The second is generous too and the teacher is not exempt there: neither gives what the other takes back."""
    other = BLOCK.replace("pathway", "another")
    for block in (BLOCK, other):
        publish(replace(generous, rules=replace(GENEROUS, mode=Mode.ADVISORY)), block=block)
    choose_after_skip(user, "goals", 1)

    assert [sync(user), sync(user, other), sync(user)] == [Synced()] * 3


def test_a_pathway_that_leaves_grades_alone_has_no_say(user, book, generous):
    other = BLOCK.replace("pathway", "another")
    publish(a_definition(rules=Rules(mode=Mode.ADVISORY)), block=other)
    choose_after_skip(user, "goals", 1)

    assert [sync(user), sync(user, other)] == [Synced(given=1), Synced()]
    assert book.full(user.pk) == {"goals-1"}


def test_everybody_is_looked_after_when_nobody_is_named(user, colleague, book, generous):
    for teacher in (user, colleague):
        choose_after_skip(teacher, "goals", 1)

    assert fair_grades.sync_grades(BLOCK) == Synced(given=2)


def test_the_task_hands_everybody_over_some_at_a_time(
    user, colleague, book, generous, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(fair_grades, "TEACHERS_AT_ONCE", 1)
    for teacher in (user, colleague):
        choose_after_skip(teacher, "goals", 1)

    with django_capture_on_commit_callbacks(execute=True) as tasks:
        sync_grades_task(BLOCK)

    assert len(tasks) == 2
    assert book.full(user.pk) == book.full(colleague.pk) == {"goals-1"}


def test_only_those_who_are_named_are_looked_after(user, colleague, book, generous):
    for teacher in (user, colleague):
        choose_after_skip(teacher, "goals", 1)

    sync_grades_task(BLOCK, [user.pk])

    assert (book.full(user.pk), book.full(colleague.pk)) == ({"goals-1"}, set())


def test_frozen_grades_stay_as_they_are(user, book, generous):
    book.frozen = True
    choose_after_skip(user, "goals", 1)

    assert sync(user) == Synced()


def test_full_marks_masters_nothing(user, book):
    """A section that a grade masters stays exempt: what we gave is no evidence."""
    by_grade = Mastery(MasteryBy.GRADE)
    publish(a_definition(rules=GENEROUS, sections=(a_section(mastery=by_grade),)))
    book.has("goals-1")
    choose_after_skip(user, "goals", 1)

    sync(user)

    assert course.states(user) == {"goals-1": "exempt"}


@pytest.mark.parametrize("key", ["plain-usage-id", BLOCK])
def test_without_a_grade_book_nothing_happens(user, key):
    """As in Studio, the demo and a bare workbench."""
    publish(a_definition(rules=GENEROUS))
    choose_after_skip(user, "goals", 1)

    assert fair_grades.sync_grades(key, [user.pk]) == Synced()
    assert grades.earned_points(course.COURSE, [course.subsection("goals-1")], [user.pk]) == {}


def test_a_course_without_full_marks_costs_no_look_at_anybodys_records(user, book, django_assert_num_queries):
    publish(a_definition())
    choose_after_skip(user, "goals", 1)
    sync(user)

    with django_assert_num_queries(1):
        assert sync(user) == Synced()


def test_one_teacher_costs_a_bounded_number_of_queries(user, book, generous, django_assert_max_num_queries):
    choose_after_skip(user, "goals", 3)
    sync(user)

    with django_assert_max_num_queries(10):
        assert sync(user) == Synced()


def test_full_marks_go_with_the_pathways_of_a_course(user, book, generous):
    choose_after_skip(user, "goals", 3)
    sync(user)

    with committed():
        forgetting.forget_course(course.COURSE)

    assert book.full(user.pk) == set()


def test_studio_has_the_lms_take_them_back(user, generous, monkeypatch):
    """Where Studio knows the queue of the LMS's workers."""
    sent = []
    monkeypatch.setattr(grades, "are_available", lambda: False)
    monkeypatch.setattr(background, "reaches_lms", lambda: True)
    monkeypatch.setattr(background, "later", lambda task, *args: sent.append((task, args)))

    forgetting.forget_course(course.COURSE)

    assert sent == [(sync_grades_task, (BLOCK,))]


def test_the_grades_of_a_course_that_is_gone_are_left_alone(user, book, generous):
    """The platform cannot grade a course that it does not have."""
    choose_after_skip(user, "goals", 3)
    sync(user)

    with committed():
        tasks.forget_course(course.COURSE)

    assert len(book.changes) == 3
    assert not models.PathwayBlock.objects.exists()


@pytest.fixture
def mastered_and_exempt(user, book, generous):
    """Full marks in a section that the teacher was placed above and then worked in."""
    with committed():
        sit(user, {item.id: 1 for item in generous.items})
    record_work(user, "goals-1")
    assert course.states(user)["goals-1"] == "mastered"
    assert book.full(user.pk) == {"goals-1"}


def test_starting_lower_takes_full_marks_back_at_once_in_what_is_mastered_too(user, book, mastered_and_exempt):
    """Its state stays as it is: that alone would have nobody look at the grade."""
    with committed():
        choose(user, "goals", 0, now=LATER)

    assert course.states(user)["goals-1"] == "mastered"
    assert book.full(user.pk) == set()


def test_a_word_for_a_level_that_is_taken_back_takes_its_full_marks_back_at_once(user, colleague, book, generous):
    def say(given, now):
        teacher = staff.find_teacher(BLOCK, course.COURSE, "teacher")
        with committed():
            staff.sign_off(teacher, about="goals", level=2, given=given, signed_by=colleague.pk, note="", now=now)

    skip(user)
    say(True, NOW)
    record_work(user, "goals-2")
    assert book.full(user.pk) == {"goals-1", "goals-2"}

    say(False, LATER)

    assert course.states(user)["goals-2"] == "mastered"
    assert book.full(user.pk) == set()


def test_what_a_teacher_does_besides_asks_nobody_to_look_at_grades(user, generous, mastered_and_exempt, monkeypatch):
    asked = []
    monkeypatch.setattr(catching_up, "regrade", lambda *what: asked.append(what))
    learner = api.find_learner(BLOCK, user.pk)

    api.act(learner, Outcome, now=LATER)

    assert asked == []
