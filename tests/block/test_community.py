"""Study groups: course staff alone make them, of those who agreed, and where there are cohorts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from demo.runtime import DemoRuntime
from pd_personalize_xblock.platform import cohorts, people
from pd_personalize_xblock.records import models

from .browser import BLOCK, document_of
from .test_credentials import coach as coach
from .test_matching import _agree
from .test_matching import crew as crew
from .test_matching import three as three


@pytest.fixture
def at_a_step(three):
    """Everybody agrees to everything: Ada and Bea are at the same step."""
    _agree(three)
    for row in models.Introduction.objects.all():
        for browser in three.values():
            browser.post("together/match-answer", number=row.pk, agrees=True)
    return three


@pytest.fixture
def placed(monkeypatch):
    """A server with cohorts, which tells whom it was asked to place."""
    asked = []

    def place(course_key, cohort_id, *, name, user_ids):
        asked.append((course_key, cohort_id, name, set(user_ids)))
        return cohorts.Placed(cohort_id or 7, name, len(user_ids) - 1, 1)

    monkeypatch.setattr(cohorts, "are_available", lambda: True)
    monkeypatch.setattr(cohorts, "are_on", lambda course_key: True)
    monkeypatch.setattr(cohorts, "place", place)
    return asked


def test_a_server_without_cohorts_says_so(coach, at_a_step):
    shown = coach.post("lead/community")
    refused = coach.post("lead/community-group", section_id="goals-1")

    assert "This server has no cohorts" in shown.body["html"]
    assert (refused.status, refused.body["error"]) == (403, "this server has no cohorts")


def test_a_group_is_made_of_those_at_the_same_step_who_agreed(coach, at_a_step, placed):
    reply = coach.post("lead/community-group", section_id="goals-1")

    assert placed == [
        (
            "course-v1:Org+Course+Run",
            None,
            "Study group: Work goals-1",
            {at_a_step["ada"].user_id, at_a_step["bea"].user_id},
        )
    ]
    assert reply.body["said"] == (
        "1 teacher is in the cohort “Study group: Work goals-1”. "
        "1 teacher has another cohort, which was chosen for them, and stays there."
    )


def test_a_group_is_made_once_whatever_the_language_and_the_section_are_called(coach, at_a_step, placed, course):
    coach.post("lead/community-group", section_id="goals-1")
    renamed = [replace(each, title="Anew") if each.id == "goals-1" else each for each in course.sections]
    DemoRuntime().create_block(BLOCK, document_of(replace(course, sections=tuple(renamed))))
    coach.open()
    with translation.override("es"):
        coach.post("lead/community-group", section_id="goals-1")

    assert [cohort for _, cohort, *_ in placed] == [None, 7]
    assert models.StudyGroup.objects.get().section_id == "goals-1"


def test_whoever_has_left_the_course_is_in_no_group(coach, at_a_step, placed, monkeypatch):
    monkeypatch.setattr(people, "learners_elsewhere", lambda course_key: [at_a_step["ada"].user_id])

    assert "Nobody yet" in coach.post("lead/community").body["html"]


@pytest.mark.parametrize("section", ["goals-2", "feedback-1", "none", ""])
def test_a_step_at_which_nobody_agreed_has_no_group(coach, at_a_step, placed, section):
    assert coach.post("lead/community-group", section_id=section).status == 404
    assert placed == []


def test_those_who_have_not_agreed_are_in_no_group(coach, three, placed):
    three["ada"].post("together/show")

    shown = coach.post("lead/community")

    assert "Nobody yet" in shown.body["html"]
    assert coach.post("lead/community-group", section_id="goals-1").status == 404


def test_a_course_that_does_not_use_cohorts_is_not_made_to(coach, at_a_step, placed, monkeypatch):
    monkeypatch.setattr(cohorts, "are_on", lambda course_key: False)

    assert coach.post("lead/community-group", section_id="goals-1").status == 409
    assert placed == []


@pytest.mark.parametrize("action", ["community", "community-group"])
def test_study_groups_are_for_course_staff(at_a_step, placed, action):
    reply = at_a_step["ada"].post(f"lead/{action}", section_id="goals-1")

    assert reply.status == 403
    assert placed == []
