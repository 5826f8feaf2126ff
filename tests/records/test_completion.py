"""From a completed component to the next section's open gate, as the LMS tells it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from completion.models import BlockCompletion
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string
from opaque_keys.edx.keys import CourseKey

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy, Mode
from pd_personalize_xblock.lms import receivers
from pd_personalize_xblock.lms.apps import LmsConfig
from pd_personalize_xblock.platform import events, gates
from pd_personalize_xblock.records import courses, forgetting, models, syncing, tasks

from ..builders import a_definition, a_section
from ..requests import committed
from . import course
from .course import BLOCK, LATER, complete, let_in, parts, states

OTHER = CourseKey.from_string("course-v1:Org+Elsewhere+Run")


@pytest.fixture
def told(monkeypatch) -> list[tuple[str, dict]]:
    """What is sent to event tracking."""
    sent: list[tuple[str, dict]] = []
    monkeypatch.setattr(events, "track", lambda name, data, **who: sent.append((name, dict(data))))
    return sent


@pytest.fixture
def work(user, django_capture_on_commit_callbacks):
    """Complete components, each request committed on its own."""

    def work(*keys, completion=1.0, who=user):
        for key in keys:
            with django_capture_on_commit_callbacks(execute=True):
                complete(who, key, completion=completion)

    return work


def test_half_of_the_parts_masters_nothing_and_opens_nothing(user, ladder, work):
    work(*parts("goals-1")[:2])

    assert states(user)["goals-1"] == "open"
    assert let_in(user) == set()
    assert course.record_of(user).is_empty


def test_all_of_the_parts_master_a_section_and_open_the_next_ones_gate(user, ladder, work):
    work(*parts("goals-1"))

    assert (states(user)["goals-1"], states(user)["goals-2"], states(user)["goals-3"]) == ("mastered", "open", "held")
    assert let_in(user) == {"goals-2"}


def test_completing_a_level_satisfies_the_prerequisites_of_others(user, ladder, work):
    work(*parts("goals-1"), *parts("feedback-1"))

    assert states(user)["feedback-2"] == "open"
    assert let_in(user) == {"goals-2", "feedback-2"}


def test_work_before_the_diagnostic_counts(user, ladder, work):
    """A teacher may meet the course before the pathway block."""
    work(*parts("goals-1"))

    assert course.skip(user).record.evidence
    assert states(user)["goals-1"] == "mastered"


def test_nothing_happens_before_the_completion_is_committed(user, ladder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        complete(user, parts("goals-1")[0])

    assert len(callbacks) == 1
    assert not models.Evidence.objects.exists()


def test_what_happened_is_told_without_the_blocks_runtime(user, ladder, work, told):
    work(*parts("goals-1"))

    assert [name for name, _ in told] == [
        "pd_personalize.evidence_recorded",
        "pd_personalize.section_opened",
        "pd_personalize.section_opened",
        "pd_personalize.section_opened",
        "pd_personalize.level_attained",
    ]
    assert {data["pathway"] for _, data in told} == {BLOCK}


@pytest.mark.parametrize(("done", "state"), [(3, "open"), (4, "mastered"), (5, "mastered")])
def test_a_share_of_eight_tenths_is_four_of_five(user, work, done, state):
    course.has("goals-1", count=5)
    course.publish(a_definition(sections=(a_section(mastery=Mastery(MasteryBy.COMPLETION, 0.8)),)))

    work(*parts("goals-1", 5)[:done])

    assert states(user)["goals-1"] == state


def test_a_chapter_is_mastered_by_the_parts_of_all_its_subsections(user, work):
    course.has("a-1", "a-2", chapter="goals-1")
    course.publish(a_definition(sections=(a_section("whole", block="chapter/goals-1"),)))

    work(*parts("a-1"))
    assert states(user)["whole"] == "open"

    work(*parts("a-2"))
    assert states(user)["whole"] == "mastered"


def test_a_component_that_two_sections_share_counts_for_both(user, work):
    course.has("core", chapter="all")
    course.publish(a_definition(sections=(a_section("core"), a_section("whole", level=2, block="chapter/all"))))

    work(*parts("core"))

    assert states(user) == {"core": "mastered", "whole": "mastered"}


def test_a_section_mastered_by_a_grade_is_not_mastered_by_completion(user, work):
    course.publish(a_definition(sections=(a_section(mastery=Mastery(MasteryBy.GRADE), elective=True),)))

    work(*parts("goals-1"))

    assert states(user) == {"goals-1": "open"}
    assert not models.Evidence.objects.exists()


def test_a_signal_that_comes_twice_changes_nothing_the_second_time(user, ladder, work, told):
    work(*parts("goals-1"))
    before = (course.record_of(user), states(user), let_in(user), len(told))

    for completion in BlockCompletion.objects.all():
        with committed():
            post_save.send(BlockCompletion, instance=completion, created=False, raw=False, using="default")

    assert (course.record_of(user), states(user), let_in(user), len(told)) == before


def test_signals_in_any_order_lead_to_the_same(user, colleague, ladder, work):
    work(*parts("goals-1"), *parts("goals-2"))
    work(*parts("goals-2")[::-1], *parts("goals-1")[::-1], who=colleague)

    assert states(user) == states(colleague)
    assert let_in(user) == let_in(colleague)


def test_a_component_that_is_completed_less_takes_nothing_back(user, ladder, work):
    work(*parts("goals-1"))

    work(parts("goals-1")[0], completion=0.5)

    assert states(user)["goals-1"] == "mastered"
    assert let_in(user) == {"goals-2"}


def test_a_part_that_is_completed_by_half_is_passed_by(user, ladder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        complete(user, *parts("goals-1"), completion=0.5)

    assert callbacks == []
    assert not models.Evidence.objects.exists()


def test_rows_that_a_fixture_loads_are_ignored(user, ladder, work, django_capture_on_commit_callbacks):
    work(parts("goals-1")[0])
    completion = BlockCompletion.objects.get()

    with django_capture_on_commit_callbacks() as callbacks:
        post_save.send(BlockCompletion, instance=completion, created=True, raw=True, using="default")

    assert callbacks == []


def test_a_component_outside_every_pathway_leaves_no_record(user, ladder, work):
    work(parts("somewhere-else")[0])

    assert course.record_of(user).is_empty


def test_a_completion_in_a_course_without_a_pathway_costs_no_query(user, ladder):
    elsewhere = BlockCompletion(user=user, block_key=OTHER.make_usage_key("html", "part"), completion=1.0)
    elsewhere.context_key = OTHER
    courses.pathways_of(str(OTHER))

    with CaptureQueriesContext(connection) as captured:
        receivers.completion_saved(BlockCompletion, elsewhere)

    assert len(captured) == 0


def test_many_completions_of_one_request_are_followed_up_once(user, ladder, monkeypatch):
    followed = []
    monkeypatch.setattr(tasks.follow_work, "apply_async", lambda args, **how: followed.append(args))

    with committed():
        complete(user, *parts("goals-1"), *parts("goals-2"))

    assert followed == [(user.pk, course.COURSE)]


def test_a_completion_takes_a_bounded_number_of_queries(user, work):
    """However long the pathway: parts, pathway, what is done, the record, and what is new; then a second look."""
    counts = []
    for wide in (1, 20):
        sections = tuple(a_section(f"s-{i}-{j}", level=i) for i in (1, 2, 3) for j in range(wide))
        course.publish(a_definition(sections=sections, title=f"{wide}"))
        teacher = type(user).objects.create(username=f"teacher-{wide}")
        work(*parts("s-1-0")[:2], who=teacher)
        complete(teacher, parts("s-1-0")[2])
        with CaptureQueriesContext(connection) as captured:
            tasks.follow_work(teacher.pk, course.COURSE)
        counts.append(len(captured))

    assert max(counts) <= 48


def test_a_section_that_is_open_never_closes_when_the_definition_changes(user, ladder, work):
    work(*parts("goals-1"))
    opened = {id for id, state in states(user).items() if state != "held"}
    stricter = tuple(replace(s, level=3) if s.id == "goals-2" else s for s in ladder.sections)

    course.publish(replace(ladder, sections=(*stricter, a_section("more", "goals", 1))), now=LATER)

    assert {id for id, state in states(user).items() if state != "held"} >= opened
    assert "goals-2" in let_in(user)


def test_a_section_that_is_open_never_closes_when_the_share_is_raised(user, work):
    def definition(share):
        sections = (a_section(mastery=Mastery(MasteryBy.COMPLETION, share)), a_section("goals-2", level=2))
        return a_definition(sections=sections)

    course.publish(definition(0.6))
    work(*parts("goals-1")[:2])
    assert states(user) == {"goals-1": "mastered", "goals-2": "open"}

    course.publish(definition(1.0), now=LATER)

    assert states(user) == {"goals-1": "open", "goals-2": "open"}
    assert let_in(user) == {"goals-2"}


def test_a_section_that_is_open_never_closes_after_a_lower_attempt(user, ladder):
    course.sit(user, {"goals-rubric": 3, "feedback-rubric": 3})
    before = (states(user), let_in(user))

    course.sit(user, {"goals-rubric": 0, "feedback-rubric": 0}, now=LATER)

    assert (states(user), let_in(user)) == before
    assert set(before[0].values()) <= {"exempt", "open"}


def test_the_receiver_that_the_platform_is_told_to_connect_is_there():
    """The platform alone reads ``plugin_app``: a wrong name there would go unnoticed."""
    config = LmsConfig.plugin_app["signals_config"]["lms.djangoapp"]
    module = import_module(f"{LmsConfig.name}.{config['relative_path']}")

    heard = {receiver["receiver_func_name"]: receiver for receiver in config["receivers"]}
    assert all(callable(getattr(module, name)) for name in heard)
    assert import_string(heard["completion_saved"]["signal_path"]) is post_save
    assert import_string(heard["completion_saved"]["sender_path"]) is BlockCompletion


def test_work_done_before_the_pathway_counts_and_stays_open(user, colleague, ladder):
    forgetting.forget_course(course.COURSE)
    complete(user, *parts("goals-1"), parts("feedback-3")[0])

    course.publish(ladder)

    assert states(user)["goals-1"] == "mastered"
    assert {s for s, state in states(user).items() if state == "held"} == {"goals-3", "feedback-2"}
    assert let_in(user) == {"goals-2", "feedback-3"}
    assert not course.record_of(colleague).openings


def test_publishing_again_does_not_recognise_the_same_work_again(user, ladder):
    complete(user, parts("goals-2")[0])

    course.publish(replace(ladder, title="Reworded"))

    assert states(user)["goals-2"] == "held"


def test_where_a_teacher_worked_stays_open_when_an_advisory_pathway_becomes_firm(user, colleague, ladder):
    course.publish(replace(ladder, rules=replace(ladder.rules, mode=Mode.ADVISORY)))
    complete(user, parts("goals-2")[0])

    course.publish(ladder)

    assert states(user)["goals-2"] == "open"
    assert let_in(user) == {"goals-2"}
    assert states(colleague)["goals-2"] == "held"


def test_a_failure_behind_a_completion_does_not_fail_the_teachers_request(user, ladder, work, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no broker")

    with monkeypatch.context() as patch:
        patch.setattr(tasks.follow_work, "apply_async", fail)
        work(*parts("goals-1"))
    assert BlockCompletion.objects.filter(user=user).count() == 3

    syncing.sync(BLOCK, now=LATER)

    assert let_in(user) == {"goals-2"}


def test_work_done_before_an_advisory_pathway_counts_too(user, ladder):
    forgetting.forget_course(course.COURSE)
    complete(user, *parts("goals-1"))

    course.publish(replace(ladder, rules=replace(ladder.rules, mode=Mode.ADVISORY)))

    assert states(user)["goals-1"] == "mastered"


def test_a_teacher_who_is_reset_while_their_work_is_followed_stays_forgotten(user, ladder, monkeypatch):
    course.skip(user)
    complete(user, *parts("goals-1"))
    real = gates.grant

    def grant(*args: object, **how: object) -> None:
        real(*args, **how)
        forgetting.forget_learner(user.pk, block_key=BLOCK)

    monkeypatch.setattr(gates, "grant", grant)

    tasks.follow_work(user.pk, course.COURSE)

    assert course.record_of(user).is_empty
    assert let_in(user) == set()
