"""A course in the LMS with teachers who agreed to be introduced to each other."""

from __future__ import annotations

import json
from typing import Any

from common.djangoapps.student.tests.factories import CourseEnrollmentFactory, StaffFactory, UserFactory
from django.utils.timezone import now
from openedx.core.djangoapps.course_groups.cohorts import get_cohort

from pd_personalize_xblock.records import matching, models, syncing

from .courses import CourseTest, a_ladder, build_course

GROUP = "Study group: Work goals-1"


class CommunityTest(CourseTest):
    """A course with three teachers who skipped the questions: all at the first step, and introduced to each other."""

    def setUp(self) -> None:
        super().setUp()
        self.built = build_course(a_ladder())
        syncing.sync(self.built.pathway, now=now())
        self.coach = StaffFactory.create(course_key=self.built.course_key, password="Password1234")
        self.teachers = [UserFactory.create(password="Password1234") for _ in range(3)]
        for teacher in self.teachers:
            CourseEnrollmentFactory.create(user=teacher, course_id=self.built.course_key)

    def act(self, user: Any, handler: str, **payload: Any) -> Any:
        self.sign_in(user)
        address = f"/courses/{self.built.course_key}/xblock/{self.built.pathway}/handler/{handler}"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, json.dumps(payload), content_type="application/json")

    def agree(self) -> None:
        for teacher in self.teachers:
            assert self.act(teacher, "skip").status_code == 200
            assert self.act(teacher, "together/match-join").status_code == 200
        for row in models.Introduction.objects.all():
            for teacher in self.teachers:
                self.act(teacher, "together/match-answer", number=row.pk, agrees=True)
        pathway = models.PathwayBlock.objects.get(block_key=self.built.pathway)
        assert len(matching.agreed_at_step(pathway.pk, str(self.built.course_key))) == 3

    def make(self) -> Any:
        return self.act(self.coach, "lead/community-group", section_id="goals-1")

    def cohort_of(self, user: Any) -> str | None:
        found = get_cohort(user, self.built.course_key, assign=False)
        return found and found.name
