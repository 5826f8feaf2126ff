"""A whole course brought to what is published: interrupted, doubled, overtaken, and after what Studio does to gates."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError
from milestones.models import CourseContentMilestone, Milestone, MilestoneRelationshipType, UserMilestone

from pd_personalize_xblock.cms import receivers
from pd_personalize_xblock.domain.definition import Mode, Rules
from pd_personalize_xblock.platform import background, gates, outline
from pd_personalize_xblock.records import api, catching_up, courses, models, rebuilding, syncing, versions

from ..builders import a_section
from ..requests import committed
from . import course
from .course import BLOCK, COURSE, KEY, LATER, NOW, complete, held, let_in, parts, states, subsection, text_of

SECOND = str(KEY.make_usage_key("pd_personalize", "second"))


@pytest.fixture
def published(monkeypatch) -> dict[str, str]:
    """The pathway blocks of the published branch: tests change it."""
    found: dict[str, str] = {}
    monkeypatch.setattr(outline, "pathway_blocks", lambda course_key: dict(found) if course_key == COURSE else {})
    return found


@pytest.fixture
def in_force(published, ladder) -> dict[str, str]:
    """``ladder`` published and in force."""
    published[BLOCK] = text_of(ladder)
    return published


def teachers(count: int) -> list[User]:
    return [User.objects.create(username=f"teacher-{i}") for i in range(count)]


def preview() -> list[str]:
    return [str(difference) for difference in rebuilding.preview(COURSE, now=LATER)]


def sync() -> None:
    syncing.sync_course(COURSE, now=LATER)


def add_native_prerequisite(block_id: str) -> CourseContentMilestone:
    """Set a prerequisite of the platform's own on a subsection, as Studio does."""
    native = Milestone.objects.create(namespace=f"{subsection('goals-1')}.gating", name=block_id, display_name="n")
    return CourseContentMilestone.objects.create(
        course_id=COURSE,
        content_id=subsection(block_id),
        milestone=native,
        milestone_relationship_type=MilestoneRelationshipType.objects.get(name="requires"),
        requirements='{"min_score": "50"}',
    )


def test_what_studio_publishes_comes_into_force_with_its_gates(published, ladder):
    changed = replace(ladder, sections=ladder.sections[:2])
    published[BLOCK] = text_of(changed)

    with committed():
        receivers.course_published(sender=None, course_key=KEY)

    assert api.find_learner(BLOCK, 1).in_force.definition == changed
    assert held() == {"goals-2"}


def test_a_course_without_a_pathway_is_left_alone(published, user):
    with committed():
        receivers.course_published(sender=None, course_key=KEY)

    assert not models.PathwayBlock.objects.exists()
    assert not Milestone.objects.exists()


def test_a_pathway_block_that_is_gone_holds_nothing_and_keeps_its_records(in_force, user):
    course.choose_after_skip(user, "goals", 1)
    before = course.record_of(user)
    del in_force[BLOCK]

    sync()

    assert held() == set()
    assert courses.pathways_of(COURSE) == ()
    assert course.record_of(user) == before


def test_a_pathway_block_that_comes_back_holds_again_and_knows_its_teachers(in_force, user):
    course.choose_after_skip(user, "goals", 1)
    text = in_force.pop(BLOCK)
    sync()

    in_force[BLOCK] = text
    sync()

    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}
    assert let_in(user) == {"goals-2"}


def test_a_pathway_block_that_comes_back_with_an_unsound_draft_holds_as_before(in_force, user):
    del in_force[BLOCK]
    sync()

    in_force[BLOCK] = "{"
    sync()

    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}


def test_a_pathway_under_another_block_s_name_is_let_go_before_the_new_one_holds(in_force, user):
    """As after an import that gives the block a new id."""
    in_force[SECOND] = in_force.pop(BLOCK)

    sync()

    assert courses.pathways_of(COURSE) == (SECOND,)
    assert set(gates.links_of(COURSE, BLOCK)) == set()
    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}


def test_a_subsection_that_is_deleted_is_no_longer_held(in_force):
    del course.OUTLINE[subsection("goals-3")]

    sync()

    assert held() == {"goals-2", "feedback-2", "feedback-3"}


def test_a_component_that_is_added_counts_from_the_next_publish_on(in_force, user):
    course.has("goals-1", count=4)
    sync()

    with committed():
        complete(user, *parts("goals-1", 3))
    assert states(user)["goals-1"] == "open"
    with committed():
        complete(user, parts("goals-1", 4)[3])

    assert states(user)["goals-1"] == "mastered"


def test_a_component_that_is_removed_lets_those_on_who_had_done_the_rest(in_force, user):
    with committed():
        complete(user, *parts("goals-1")[:2])
    course.has("goals-1", count=2)

    sync()

    assert states(user)["goals-1"] == "mastered"
    assert let_in(user) == {"goals-2"}


def test_a_native_prerequisite_younger_than_our_lock_survives_studio_s_next_save(in_force):
    """Studio sends the oldest link again and drops the others: ours must not be the oldest."""
    native = add_native_prerequisite("goals-2")
    assert "goals-2" in str(preview())

    sync()

    links = CourseContentMilestone.objects.filter(content_id=subsection("goals-2"), active=True).order_by("pk")
    assert [link.pk == native.pk for link in links] == [True, False]
    assert preview() == []


def test_a_native_prerequisite_older_than_our_lock_stays_and_ours_is_revived(in_force, published, ladder):
    published[BLOCK] = text_of(replace(ladder, rules=Rules(mode=Mode.ADVISORY)))
    CourseContentMilestone.objects.all().delete()
    native = add_native_prerequisite("goals-2")
    published[BLOCK] = text_of(ladder)
    sync()
    ours = CourseContentMilestone.objects.get(content_id=subsection("goals-2"), milestone__name=subsection("goals-2"))
    CourseContentMilestone.objects.filter(pk=ours.pk).update(active=False)

    sync()

    ours.refresh_from_db()
    native.refresh_from_db()
    assert (ours.active, native.active) == (True, True)


def test_gates_switched_off_and_on_again_hold_and_let_in_as_before(in_force, user, settings):
    settings.FEATURES = {"MILESTONES_APP": False}
    course.choose_after_skip(user, "goals", 2)
    sync()
    assert let_in(user) == set()

    settings.FEATURES = {"MILESTONES_APP": True}
    sync()

    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}
    assert let_in(user) == {"goals-2", "goals-3"}


def test_a_sync_that_is_interrupted_goes_on_where_it_was(in_force, monkeypatch, ladder):
    everybody = teachers(5)
    for who in everybody:
        course.skip(who)
    in_force[BLOCK] = text_of(replace(ladder, title="Reworded"))
    monkeypatch.setattr(syncing, "TEACHERS_AT_ONCE", 2)
    seen: list[list[int]] = []
    real = catching_up.catch_up

    def until_the_third(course, records, **how):
        seen.append(sorted(records))
        if len(seen) == 3:
            raise OperationalError("killed")
        return real(course, records, **how)

    monkeypatch.setattr(catching_up, "catch_up", until_the_third)
    with pytest.raises(OperationalError):
        sync()
    held_meanwhile = held()

    sync()

    ids = [who.pk for who in everybody]
    assert seen == [ids[:2], ids[2:4], ids[4:], ids[4:]]
    assert held_meanwhile == held()
    assert models.PathwayBlock.objects.get().sync_of == ""


def test_a_sync_that_is_interrupted_starts_over_when_another_version_is_in_force(in_force, monkeypatch, ladder):
    everybody = teachers(3)
    for who in everybody:
        course.skip(who)
    models.PathwayBlock.objects.update(sync_of="of something else", sync_after=everybody[-1].pk)
    steps = []

    syncing.sync(BLOCK, now=LATER, watch=steps.append)

    assert [sorted(step.caught_up.outcomes) for step in steps] == [[who.pk for who in everybody]]


def test_a_definition_replaced_during_a_sync_is_the_one_that_counts_in_the_end(in_force, user, monkeypatch, ladder):
    course.choose_after_skip(user, "goals", 1)
    harder = replace(ladder, sections=(*ladder.sections, a_section("more", "goals", 3)))
    course.has("more")
    replaced = []

    def replace_once(step: syncing.Step) -> None:
        if not replaced:
            replaced.append(step)
            api.publish(BLOCK, COURSE, text_of(harder), now=LATER)

    syncing.sync(BLOCK, now=LATER, watch=replace_once)

    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3", "more"}
    assert preview()[1:] == []  # the first: what is published is not that version


def test_a_database_error_in_the_middle_of_a_sync_locks_nobody_out_and_is_made_good(in_force, user, monkeypatch):
    course.choose_after_skip(user, "goals", 1)
    UserMilestone.objects.all().delete()
    with monkeypatch.context() as patch:
        patch.setattr(gates, "set_gates", _fail)
        with pytest.raises(OperationalError):
            sync()
    assert let_in(user) == {"goals-2"}

    sync()

    assert preview() == []


def _fail(*args: object, **kwargs: object) -> None:
    raise OperationalError("gone away")


def test_a_teacher_whose_process_died_before_the_gates_is_let_in_by_one_sync(in_force, user, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(catching_up, "open_gates", _fail)
        with pytest.raises(OperationalError):
            course.choose_after_skip(user, "goals", 2)
        patch.undo()
    sync()

    assert preview() == []


def test_what_celery_never_heard_of_is_found_by_one_sync(in_force, user, colleague):
    complete(user, *parts("goals-1"))
    complete(colleague, *parts("goals-1")[:2])

    sync()

    assert let_in(user) == {"goals-2"}
    assert states(user)["goals-1"] == "mastered"
    assert course.record_of(colleague).is_empty


def test_looking_at_the_pathway_is_enough_to_count_what_celery_never_heard_of(in_force, user):
    complete(user, *parts("goals-1"))

    api.settle(api.find_learner(BLOCK, user.pk), now=LATER)

    assert let_in(user) == {"goals-2"}


def test_a_sync_after_a_sync_finds_nothing(in_force, user):
    course.choose_after_skip(user, "goals", 2)
    with committed():
        complete(user, *parts("goals-1"))

    sync()

    assert preview() == []


def test_a_preview_says_that_a_version_does_not_fit_the_course(in_force, ladder):
    del course.OUTLINE[subsection("goals-2")]
    in_force[BLOCK] = text_of(replace(ladder, title="Reworded"))

    found = preview()
    sync()

    why = "is published in a version that does not fit the course: what was in force before stays in force"
    assert f"{BLOCK}: the course: {why}" in found
    assert versions.in_force(BLOCK).definition.title == ladder.title


def test_a_sync_of_the_course_brings_in_what_a_view_was_refused(in_force, ladder):
    reworded = text_of(replace(ladder, title="Reworded"))
    part = course.OUTLINE.pop(subsection("goals-2"))
    api.publish(BLOCK, COURSE, reworded, now=NOW)
    course.OUTLINE[subsection("goals-2")] = part
    in_force[BLOCK] = reworded

    sync()

    assert versions.in_force(BLOCK).definition.title == "Reworded"


def test_a_preview_says_what_differs_and_changes_nothing(in_force, user, ladder):
    complete(user, *parts("goals-1"))
    in_force[BLOCK] = text_of(replace(ladder, title="Reworded"))
    CourseContentMilestone.objects.filter(content_id=subsection("goals-3")).update(active=False)

    found = preview()

    assert f"{BLOCK}: the course: is published in a version that is not in force yet" in found
    assert f"{BLOCK}: user {user.pk}: the work in section goals-1 was not noted" in found
    assert f"{BLOCK}: user {user.pk}: was not let into {subsection('goals-2')}" in found
    assert f"{BLOCK}: the course: {subsection('goals-3')} was not held as it should be" in found
    assert course.record_of(user).is_empty
    assert preview() == found


def test_syncing_ten_times_the_teachers_takes_no_more_queries(in_force, django_assert_max_num_queries):
    counts = []
    for count in (3, 30):
        for i in range(count):
            course.skip(User.objects.create(username=f"{count}-{i}"))
        complete(User.objects.get(username=f"{count}-0"), *parts("goals-1"))
        with django_assert_max_num_queries(100) as captured:
            sync()
        counts.append(len(captured))

    assert counts[1] <= counts[0]


def command(*args: str) -> str:
    out = StringIO()
    call_command("pd_personalize_sync", *args, stdout=out)
    return out.getvalue()


def test_the_command_only_says_what_it_would_do(in_force, user):
    complete(user, *parts("goals-1"))

    said = command("--course", COURSE)

    assert "for 1 teachers. Nothing was changed" in said
    assert course.record_of(user).is_empty


def test_the_command_applies_with_progress_and_then_finds_nothing(in_force, user):
    complete(user, *parts("goals-1"))

    assert command("--course", COURSE, "--apply") == "1 of 1 teachers\n1 pathways are as published\n"

    assert command("--course", COURSE) == "everything is as published\n"


def test_the_command_removes_everything_of_ours_and_nothing_else(in_force, user):
    course.choose_after_skip(user, "goals", 2)
    native = add_native_prerequisite("goals-2")
    assert f"{BLOCK}: its gates, records and definitions would go" in command("--course", COURSE, "--remove")
    assert models.PathwayBlock.objects.exists()

    command("--course", COURSE, "--remove", "--apply")

    assert not models.PathwayBlock.objects.exists()
    assert not models.Attempt.objects.exists()
    assert list(CourseContentMilestone.objects.values_list("pk", flat=True)) == [native.pk]
    assert not UserMilestone.objects.exists()


def test_the_command_names_pathways_that_were_removed_before_it_deletes_them(in_force):
    in_force.clear()
    sync()

    said = command("--course", COURSE, "--remove")

    assert f"{BLOCK}: its gates, records and definitions would go" in said
    assert f"{BLOCK}: its gates, records and definitions go" in command("--course", COURSE, "--remove", "--apply")
    assert not models.PathwayBlock.objects.exists()


def test_the_command_refuses_what_is_not_a_course_key():
    with pytest.raises(CommandError, match="'PD101' is not a course key"):
        command("--course", "PD101")


def test_a_deleted_course_leaves_nothing_behind(in_force, user):
    course.choose_after_skip(user, "goals", 2)

    with committed():
        receivers.course_deleted(sender=None, course_key=KEY)

    assert not models.PathwayBlock.objects.exists()
    assert not Milestone.objects.exists()


def test_while_there_is_no_broker_a_deleted_course_is_unlocked_all_the_same(in_force, user, monkeypatch):
    course.choose_after_skip(user, "goals", 2)
    native = add_native_prerequisite("goals-2")
    monkeypatch.setattr(background, "_send", lambda task, args: False)

    with committed():
        receivers.course_deleted(sender=None, course_key=KEY)

    assert list(CourseContentMilestone.objects.values_list("pk", flat=True)) == [native.pk]
    assert courses.pathways_of(COURSE) == ()
    syncing.sync(BLOCK, now=LATER)
    assert list(CourseContentMilestone.objects.values_list("pk", flat=True)) == [native.pk]
    assert command("--course", COURSE, "--remove", "--apply")
    assert not models.PathwayBlock.objects.exists()


def test_what_is_held_for_a_pathway_that_is_not_on_record_goes_with_its_course(in_force):
    models.PathwayBlock.objects.all().delete()
    assert held()

    with committed():
        receivers.course_deleted(sender=None, course_key=KEY)

    assert held() == set()


def test_a_course_that_is_deleted_leaves_other_courses_locks(in_force):
    before = held()

    with committed():
        receivers.course_deleted(sender=None, course_key=KEY.replace(run="Another"))

    assert held() == before
    assert courses.pathways_of(COURSE) == (BLOCK,)


def test_what_was_open_stays_open_through_advisory_and_back(in_force, user, ladder):
    course.choose_after_skip(user, "goals", 1)
    before = {section for section, state in states(user).items() if state != "held"}
    for rules in (Rules(mode=Mode.ADVISORY), ladder.rules):
        in_force[BLOCK] = text_of(replace(ladder, rules=rules))
        sync()

    assert {section for section, state in states(user).items() if state != "held"} == before
    assert let_in(user) == {"goals-2"}


def test_a_title_that_changes_shuts_and_opens_nothing(in_force, user):
    course.choose_after_skip(user, "goals", 1)
    before = (held(), let_in(user), states(user))
    in_force[BLOCK] = in_force[BLOCK].replace("Formative", "Formal")

    sync()

    assert (held(), let_in(user), states(user)) == before
