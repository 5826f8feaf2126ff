"""The rows of edx-milestones: which there are, in which order they come, and whose they are."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from milestones import api as milestones_api
from milestones.models import (
    CourseContentMilestone,
    CourseMilestone,
    Milestone,
    MilestoneRelationshipType,
    UserMilestone,
)

from pd_personalize_xblock.domain.definition import Mode, Rules
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import models, syncing

from ..builders import a_definition, a_section, an_outside_section
from . import course
from .course import BLOCK, COURSE, KEY, LATER, NOW, held, let_in, subsection

ADVISORY = Rules(mode=Mode.ADVISORY)


def rows() -> list[list[dict]]:
    """Every row of edx-milestones."""
    tables = (Milestone, CourseContentMilestone, UserMilestone, CourseMilestone, MilestoneRelationshipType)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def writes(captured: CaptureQueriesContext) -> list[str]:
    """Return the tables written, in order, as "<verb> <table>"."""
    first_words = [re.sub('OR IGNORE |IGNORE |["`]', "", query["sql"]).split() for query in captured]
    changes = [words for words in first_words if words[0] in ("INSERT", "UPDATE", "DELETE")]
    return [f"{words[0]} {words[2] if words[0] != 'UPDATE' else words[1]}" for words in changes]


def test_a_section_that_is_held_is_held_by_one_milestone_of_the_blocks_own_gating_namespace(ladder):
    link = CourseContentMilestone.objects.select_related("milestone", "milestone_relationship_type").get(
        content_id=subsection("goals-2")
    )

    assert link.course_id == COURSE
    assert link.milestone.namespace == f"{BLOCK}.gating"
    assert link.milestone.name == subsection("goals-2")
    assert link.milestone_relationship_type.name == "requires"
    assert link.active is link.milestone.active is True


def test_the_requirement_is_100_of_100_as_text():
    """0 would open on the first look; more than 100 breaks Studio's own form; numbers break its parser."""
    assert json.loads(gates.REQUIREMENTS) == {"min_score": "100", "min_completion": "100"}


def test_every_link_has_the_requirement(ladder):
    assert set(CourseContentMilestone.objects.values_list("requirements", flat=True)) == {gates.REQUIREMENTS}


def test_nothing_is_linked_as_fulfilling(user, ladder):
    """The platform's signals would evaluate such a link and open what is held."""
    course.choose_after_skip(user, "goals", 3)

    relations = CourseContentMilestone.objects.values_list("milestone_relationship_type__name", flat=True)
    assert set(relations) == {"requires"}
    assert not CourseMilestone.objects.exists()


def test_what_is_open_at_the_start_is_not_gated(ladder):
    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}


def test_an_outside_opportunity_has_no_gate():
    course.publish(a_definition(sections=(a_section("goals-1"), an_outside_section(level=2))))

    assert held() == set()


def test_a_whole_section_is_gated_by_all_its_subsections():
    course.has("a-1", "a-2", "a-3", chapter="goals-2")
    course.publish(a_definition(sections=(a_section("goals-1"), a_section("whole", level=2, block="chapter/goals-2"))))

    assert held() == {"a-1", "a-2", "a-3"}


def test_a_subsection_that_an_open_section_is_part_of_is_not_held_by_a_chapter_around_it():
    course.has("first", "second", chapter="week")
    course.publish(a_definition(sections=(a_section("first"), a_section("whole", level=2, block="chapter/week"))))

    assert held() == {"second"}


def test_the_platforms_own_api_sees_a_lock_that_a_grant_opens(user, colleague, ladder):
    course.choose_after_skip(user, "goals", 1)

    def locked(who):
        unmet = milestones_api.get_course_content_milestones(KEY, subsection("goals-2"), "requires", {"id": who.pk})
        return bool(unmet)

    assert (locked(user), locked(colleague)) == (False, True)


def test_whoever_may_enter_is_let_in_before_anything_is_shut(user, colleague, ladder):
    for who in (user, colleague):
        course.choose_after_skip(who, "goals", 2)
    course.has("new")
    more = replace(ladder, sections=(*ladder.sections, a_section("new", "goals", 2, elective=True)))

    with CaptureQueriesContext(connection) as captured:
        course.publish(more, now=LATER)

    order = [entry for entry in writes(captured) if entry.startswith("INSERT milestones_")]
    assert order == [
        "INSERT milestones_milestone",
        "INSERT milestones_usermilestone",
        "INSERT milestones_coursecontentmilestone",
    ]
    assert "new" in let_in(user) & let_in(colleague) & held()


def test_a_second_sync_writes_nothing(user, ladder):
    course.choose_after_skip(user, "goals", 2)
    syncing.sync(BLOCK, now=NOW)
    before = rows()

    with CaptureQueriesContext(connection) as captured:
        syncing.sync(BLOCK, now=LATER)

    assert writes(captured) == []
    assert rows() == before


def test_milestones_that_are_not_ours_are_never_touched(user, ladder):
    native = Milestone.objects.create(namespace=f"{subsection('goals-1')}.gating", name="native", display_name="n")
    other = Milestone.objects.create(
        namespace=f"{BLOCK}2.gating", name=subsection("goals-2"), display_name="o", active=False
    )
    requires = MilestoneRelationshipType.objects.get(name="requires")
    for milestone in (native, other):
        for content in ("goals-2", "elsewhere"):
            CourseContentMilestone.objects.create(
                course_id=COURSE,
                content_id=subsection(content),
                milestone=milestone,
                milestone_relationship_type=requires,
                requirements='{"min_score": "50"}',
                active=content == "goals-2",
            )
        UserMilestone.objects.create(user_id=user.pk, milestone=milestone, active=False)
    not_ours = [
        list(table.objects.filter(**{f"{path}namespace__in": [native.namespace, other.namespace]}).values())
        for table, path in ((Milestone, ""), (CourseContentMilestone, "milestone__"), (UserMilestone, "milestone__"))
    ]

    course.choose_after_skip(user, "goals", 3)
    course.publish(replace(ladder, rules=ADVISORY), now=LATER)
    course.publish(ladder, now=LATER)

    assert not_ours == [
        list(table.objects.filter(**{f"{path}namespace__in": [native.namespace, other.namespace]}).values())
        for table, path in ((Milestone, ""), (CourseContentMilestone, "milestone__"), (UserMilestone, "milestone__"))
    ]


def test_rows_of_ours_that_were_switched_off_are_revived(user, ladder):
    course.choose_after_skip(user, "goals", 2)
    before = rows()
    for table in (Milestone, CourseContentMilestone, UserMilestone):
        table.objects.update(active=False)

    syncing.sync(BLOCK, now=LATER)

    after = rows()
    for earlier, later in zip(before, after, strict=True):
        assert [row | {"modified": None} for row in earlier] == [row | {"modified": None} for row in later]


@pytest.mark.parametrize(
    "change",
    [
        {"requirements": '{"min_score": "0", "min_completion": "0"}'},
        {"active": False},
        {"content_id": subsection("goals-1")},
        {"content_id": subsection("feedback-2")},
        {"course_id": "course-v1:Other+Course+Run"},
    ],
    ids=["opens at once", "off", "on an open subsection", "the wrong milestone", "in another course"],
)
def test_a_link_that_studio_has_changed_is_put_right(ladder, change):
    CourseContentMilestone.objects.filter(content_id=subsection("goals-2")).update(**change)

    syncing.sync(BLOCK, now=LATER)

    links = CourseContentMilestone.objects.filter(active=True).values_list(
        "course_id", "content_id", "milestone__name", "requirements"
    )
    keys = [subsection(id) for id in ("goals-2", "goals-3", "feedback-2", "feedback-3")]
    assert sorted(links) == sorted((COURSE, key, key, gates.REQUIREMENTS) for key in keys)


def test_an_advisory_pathway_sets_no_gates_and_computes_the_same_states(user, ladder):
    course.choose_after_skip(user, "goals", 1)
    firm = course.states(user)

    course.publish(replace(ladder, rules=ADVISORY), now=LATER)

    assert held() == set()
    assert course.states(user) == firm


def test_a_pathway_that_becomes_firm_keeps_open_what_was_accessible(user, colleague, ladder):
    course.publish(replace(ladder, rules=ADVISORY), now=NOW)
    course.choose_after_skip(user, "goals", 2)
    course.choose_after_skip(colleague, "goals", 3)
    course.choose(colleague, "goals", None)
    accessible = {section for section, state in course.states(colleague).items() if state != "held"}

    course.publish(ladder, now=LATER)

    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}
    assert let_in(user) == {"goals-2", "goals-3"}
    assert let_in(colleague) == accessible & held() == {"goals-2", "goals-3"}


def test_a_section_that_leaves_the_pathway_is_released(ladder):
    course.publish(replace(ladder, sections=ladder.sections[:2]), now=LATER)

    assert held() == {"goals-2"}


def test_where_the_server_has_no_milestones_nothing_is_written(user, settings):
    settings.FEATURES = {"MILESTONES_APP": False}

    course.publish(a_definition())
    course.choose_after_skip(user, "goals", 2)

    assert not Milestone.objects.exists()
    assert course.states(user)["goals-3"] == "open"


SIXTY = [subsection(f"s-{i}") for i in range(60)]


def test_granting_sixty_subsections_takes_two_queries(user, colleague, django_assert_max_num_queries):
    """Look for the milestones, make them, look again; give them: and twice the savepoint."""
    with django_assert_max_num_queries(6):
        gates.grant(BLOCK, {user.pk: SIXTY, colleague.pk: SIXTY[:30]}, now=NOW)
    with django_assert_max_num_queries(4):
        gates.grant(BLOCK, {user.pk: SIXTY, colleague.pk: SIXTY[:30]}, now=NOW)

    assert UserMilestone.objects.count() == 90


def test_setting_sixty_gates_takes_a_bounded_number_of_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        gates.set_gates(COURSE, BLOCK, SIXTY)
    with django_assert_max_num_queries(7):
        gates.set_gates(COURSE, BLOCK, SIXTY)
    with django_assert_max_num_queries(7):
        gates.set_gates(COURSE, BLOCK, SIXTY[:30])

    assert len(held()) == 30


def test_opening_gates_takes_no_more_queries_for_sixty_sections_than_for_six(user):
    counts = []
    for levels in (1, 10):
        sections = tuple(a_section(f"s-{i}-{j}", level=i) for i in (1, 2, 3) for j in range(2 * levels))
        course.publish(a_definition(sections=sections, title=f"{levels}"))
        user_of = type(user).objects.create(username=f"teacher-{levels}")
        course.skip(user_of)
        with CaptureQueriesContext(connection) as captured:
            course.choose(user_of, "goals", 3)
        counts.append(len(captured))
        assert len(let_in(user_of)) == 4 * levels

    assert counts[0] == counts[1]
    assert models.PathwayBlock.objects.count() == 1
