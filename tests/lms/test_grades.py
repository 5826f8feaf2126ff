"""Full marks in the LMS's own grade book, for what a teacher is exempt from."""

from __future__ import annotations

import pytest

pytest.importorskip("lms.djangoapps.grades.apps", reason="needs an Open edX environment")

from datetime import UTC, datetime
from unittest import mock

from common.djangoapps.student.roles import CourseStaffRole
from common.djangoapps.student.tests.factories import UserFactory
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from edx_toggles.toggles.testutils import override_waffle_flag, override_waffle_switch
from lms.djangoapps.certificates.config import AUTO_CERTIFICATE_GENERATION
from lms.djangoapps.certificates.data import CertificateStatuses
from lms.djangoapps.certificates.models import GeneratedCertificate
from lms.djangoapps.course_home_api.toggles import COURSE_HOME_MICROFRONTEND_PROGRESS_TAB
from lms.djangoapps.grades import api as platform_api
from lms.djangoapps.grades.config.waffle import WRITABLE_GRADEBOOK
from lms.djangoapps.grades.models import PersistentCourseGrade, PersistentSubsectionGradeOverride
from milestones import api as milestones_api
from milestones.models import MilestoneRelationshipType
from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from xmodule.modulestore.tests.django_utils import ModuleStoreTestCase

from pd_personalize_xblock.platform import grades
from pd_personalize_xblock.records.fair_grades import Synced, sync_grades
from pd_personalize_xblock.records.grade_tasks import sync_grades_task

from .grade_course import GradedCourse

FULL = (4.0, 4.0, grades.SYSTEM)


class FullMarksTest(ModuleStoreTestCase):
    def setUp(self):
        super().setUp()
        self.world = GradedCourse()
        self.world.publish()
        self.expert = self.world.teacher()

    def sync(self, user=None):
        return sync_grades(self.world.block_key, [(user or self.expert).id])

    def test_a_placed_expert_passes_without_an_attempt_and_can_have_the_certificate(self):
        self.world.place(self.expert, 3)

        sync_grades_task(self.world.block_key, [self.expert.id])

        assert self.world.overrides(self.expert) == dict.fromkeys(("goals-1", "goals-2", "goals-3"), FULL)
        assert (self.world.grade(self.expert), self.world.passes(self.expert)) == (1.0, True)
        assert PersistentCourseGrade.objects.get(user_id=self.expert.id).passed_timestamp is not None

    def test_whoever_is_not_exempt_gets_nothing(self):
        self.world.place(self.expert, 0)

        assert self.sync() == Synced()
        assert self.world.overrides(self.expert) == {}
        assert self.world.row(self.expert, "goals-1") is None

    def test_again_and_again_changes_nothing_more(self):
        self.world.place(self.expert, 3)

        assert self.sync() == Synced(given=3)
        assert self.sync() == Synced()

    def test_starting_lower_gives_the_own_grade_back(self):
        self.world.answers(self.expert, "goals-2", 0.5)
        self.world.place(self.expert, 3)
        self.sync()
        full = self.world.grade(self.expert)

        self.world.choose(self.expert, 1)
        self.sync()

        assert full == 1.0
        assert self.world.overrides(self.expert) == {"goals-1": FULL}
        assert self.world.grade(self.expert) == 0.5  # (4 + 2 + 0) of 12 points
        assert self.world.row(self.expert, "goals-2").earned_graded == 2.0
        assert not self.world.passes(self.expert)

    def test_taking_the_choice_back_gives_full_marks_again(self):
        self.world.place(self.expert, 3)
        self.sync()
        self.world.choose(self.expert, 0)
        self.sync()
        lowest = self.world.grade(self.expert)

        self.world.choose(self.expert, None)
        self.sync()

        assert (lowest, self.world.grade(self.expert)) == (0.0, 1.0)

    @mock.patch.dict(settings.FEATURES, {"CERTIFICATES_HTML_VIEW": True})
    def test_the_certificate_comes_with_full_marks_and_is_withdrawn_with_them(self):
        CourseOverview.load_from_module_store(self.world.course.id)
        with override_waffle_switch(AUTO_CERTIFICATE_GENERATION, active=True):
            self.world.place(self.expert, 3)
            self.sync()
            status = GeneratedCertificate.objects.get(user=self.expert).status

            self.world.choose(self.expert, 0)
            self.sync()

        assert status == CertificateStatuses.downloadable
        assert GeneratedCertificate.objects.get(user=self.expert).status == CertificateStatuses.notpassing

    def test_own_work_as_good_as_full_marks_is_left_alone(self):
        self.world.answers(self.expert, "goals-1", 1)
        self.world.place(self.expert, 1)

        assert self.sync() == Synced()
        assert self.world.overrides(self.expert) == {}

    def test_own_work_that_became_as_good_takes_the_place_of_full_marks(self):
        self.world.place(self.expert, 1)
        self.sync()
        self.world.answers(self.expert, "goals-1", 1)

        assert self.sync() == Synced(taken_back=1)
        assert self.world.overrides(self.expert) == {}
        assert self.world.row(self.expert, "goals-1").earned_graded == 4.0

    def test_trying_exempt_work_costs_nothing(self):
        self.world.place(self.expert, 3)
        self.sync()

        self.world.answers(self.expert, "goals-1", 0.25)
        self.sync()

        assert self.world.overrides(self.expert)["goals-1"] == FULL
        assert self.world.grade(self.expert) == 1.0
        points = grades.earned_points(self.world.key, [self.world.usage("goals-1")], [self.expert.id])
        assert points == {self.expert.id: {self.world.usage("goals-1"): (1.0, 4.0)}}

    def test_a_correction_by_the_staff_stays_whatever_the_teacher_chooses(self):
        for system in ("GRADEBOOK", "grade-import", "PROCTORING", None):
            with self.subTest(system):
                teacher = self.world.teacher()
                platform_api.override_subsection_grade(
                    teacher.id,
                    self.world.key,
                    self.world.usage("goals-1"),
                    earned_all=1,
                    earned_graded=1,
                    feature=system,
                )
                self.world.place(teacher, 1)
                self.sync(teacher)
                self.world.choose(teacher, 0)
                self.sync(teacher)

                assert self.world.overrides(teacher) == {"goals-1": (1.0, 4.0, system)}

    def test_the_staff_can_correct_full_marks_and_we_do_not_come_back(self):
        self.world.place(self.expert, 1)
        self.sync()

        platform_api.override_subsection_grade(
            self.expert.id,
            self.world.key,
            self.world.usage("goals-1"),
            earned_all=3,
            earned_graded=3,
            feature="GRADEBOOK",
        )

        assert self.sync() == Synced()
        assert self.world.overrides(self.expert) == {"goals-1": (3.0, 4.0, "GRADEBOOK")}

    def test_a_correction_that_comes_in_meanwhile_is_seen_under_the_lock(self):
        self.world.place(self.expert, 1)
        before = grades.entries_of(self.world.key, [self.expert.id], [self.world.usage("goals-1")])
        platform_api.override_subsection_grade(
            self.expert.id,
            self.world.key,
            self.world.usage("goals-1"),
            earned_all=1,
            earned_graded=1,
            feature="GRADEBOOK",
        )

        with mock.patch.object(grades, "entries_of", return_value=before):
            self.sync()

        assert self.world.overrides(self.expert) == {"goals-1": (1.0, 4.0, "GRADEBOOK")}

    def test_two_at_once_give_full_marks_once(self):
        self.world.place(self.expert, 1)

        with (
            mock.patch.object(grades, "entries_of", return_value={}),
            mock.patch(
                "lms.djangoapps.grades.api.override_subsection_grade", wraps=platform_api.override_subsection_grade
            ) as give,
        ):
            self.sync()
            self.sync()

        assert give.call_count == 1

    def test_what_the_platform_remembers_from_before_does_not_hinder(self):
        """Its copy of a learner's overrides lasts as long as the request or task."""
        PersistentSubsectionGradeOverride.prefetch(self.expert.id, self.world.course.id)
        self.world.place(self.expert, 1)
        with mock.patch("lms.djangoapps.grades.api.signals.SUBSECTION_OVERRIDE_CHANGED.send"):
            self.sync()
            PersistentSubsectionGradeOverride.prefetch(UserFactory.create().id, self.world.course.id)
            self.world.choose(self.expert, 0)
            self.sync()

        assert self.world.overrides(self.expert) == {}

    def test_an_account_that_is_gone_stops_nobody(self):
        self.world.place(self.expert, 1)
        self.sync()
        get_user_model().objects.filter(pk=self.expert.id).delete()

        sync_grades(self.world.block_key)

    def test_full_marks_follow_the_points_when_the_author_changes_them(self):
        self.world.place(self.expert, 1)
        self.sync()

        self.world.change("problem", "goals-1-check", weight=10)
        self.sync()
        more = self.world.overrides(self.expert)
        self.world.change("problem", "goals-1-check", weight=2)
        self.sync()

        assert more == {"goals-1": (10.0, 10.0, grades.SYSTEM)}
        assert self.world.overrides(self.expert) == {"goals-1": (2.0, 2.0, grades.SYSTEM)}
        assert self.sync() == Synced()

    def test_an_edit_that_leaves_the_points_as_they_are_regrades_nobody(self):
        self.world.place(self.expert, 1)
        self.sync()
        self.world.change("sequential", "goals-1", display_name="Better words")

        with mock.patch("lms.djangoapps.grades.api.override_subsection_grade") as regrade:
            self.sync()

        assert regrade.call_count == 0
        assert self.sync() == Synced()

    def test_work_that_is_not_graded_any_more_loses_its_full_marks(self):
        self.world.place(self.expert, 1)
        self.sync()

        self.world.change("sequential", "goals-1", graded=False)

        assert self.sync() == Synced(taken_back=1)
        assert self.world.overrides(self.expert) == {}

    def test_a_subsection_held_by_another_gate_counts_in_full_too(self):
        MilestoneRelationshipType.objects.get_or_create(name="requires")
        gate = milestones_api.add_milestone({"name": "other", "namespace": f"{self.world.usage('goals-3')}.gating"})
        held = (self.world.key, self.world.usage("goals-1"), "requires")
        milestones_api.add_course_content_milestone(*held, gate, {"min_score": "100", "min_completion": "100"})
        self.world.place(self.expert, 1)

        self.sync()

        assert milestones_api.get_course_content_milestones(*held, {"id": self.expert.id})
        assert self.world.overrides(self.expert) == {"goals-1": FULL}

    def test_what_the_teacher_cannot_see_yet_waits_until_it_is_there(self):
        self.world.change("sequential", "goals-1", start=datetime(2040, 1, 1, tzinfo=UTC))
        self.world.place(self.expert, 2)

        with (
            mock.patch.dict(settings.FEATURES, {"DISABLE_START_DATES": False}),
            mock.patch("lms.djangoapps.grades.tasks.clear_course_from_cache") as thrown_away,
        ):
            self.sync()
            early = self.world.overrides(self.expert)
            self.world.change("sequential", "goals-1", start=datetime(2020, 1, 1, tzinfo=UTC))
            self.sync()

        assert thrown_away.call_count == 0
        assert early == {"goals-2": FULL}
        assert self.world.overrides(self.expert) == {"goals-1": FULL, "goals-2": FULL}

    def test_full_marks_in_what_is_gone_are_removed_without_a_regrade(self):
        self.world.place(self.expert, 1)
        self.sync()
        self.world.delete("sequential", "goals-1")

        with mock.patch("lms.djangoapps.grades.tasks.clear_course_from_cache") as thrown_away:
            assert self.sync() == Synced(taken_back=1)

        assert thrown_away.call_count == 0
        assert self.world.overrides(self.expert) == {}

    def test_everybody_is_synced_when_nobody_is_named_and_nothing_stays_when_the_rule_goes(self):
        colleague = self.world.teacher()
        for teacher in (self.expert, colleague):
            self.world.place(teacher, 1)

        given = sync_grades(self.world.block_key)
        self.world.publish(exempt_grades="nothing")
        taken_back = sync_grades(self.world.block_key)

        assert (given, taken_back) == (Synced(given=2), Synced(taken_back=2))
        assert self.world.overrides(self.expert) == self.world.overrides(colleague) == {}

    def test_frozen_grades_stay_as_they_are(self):
        self.world.place(self.expert, 1)

        with mock.patch("lms.djangoapps.grades.grade_utils.are_grades_frozen", return_value=True):
            assert self.sync() == Synced()

        assert self.world.overrides(self.expert) == {}

    def test_the_progress_page_says_whose_and_why(self):
        self.world.place(self.expert, 1)
        self.sync()
        CourseOverview.load_from_module_store(self.world.course.id)
        self.client.login(username=self.expert.username, password="Password1234")

        with override_waffle_flag(COURSE_HOME_MICROFRONTEND_PROGRESS_TAB, active=True):
            page = self.client.get(reverse("course-home:progress-tab", args=[self.world.key])).json()

        shown = {s["display_name"]: s for section in page["section_scores"] for s in section["subsections"]}
        assert shown["goals-1"]["override"] == {
            "system": "pd_personalize",
            "reason": "Full marks: your pathway shows that you are past this section.",
        }
        assert (shown["goals-1"]["num_points_earned"], shown["goals-2"]["override"]) == (4.0, None)

    def test_gradebook_and_csv_cope(self):
        from bulk_grades.api import GradeCSVProcessor

        self.world.place(self.expert, 1)
        self.sync()
        CourseOverview.load_from_module_store(self.world.course.id)
        staff = UserFactory.create(is_staff=True)
        CourseStaffRole(self.world.course.id).add_users(staff)
        self.client.login(username=staff.username, password="Password1234")

        with override_waffle_flag(WRITABLE_GRADEBOOK, active=True):
            book = self.client.get(reverse("grades_api:v1:course_gradebook", args=[self.world.key]))
            line = self.client.get(
                reverse("grades_api:v1:course_grade_overrides", args=[self.world.usage("goals-1")]),
                {"user_id": self.expert.id},
            )
        rows = list(GradeCSVProcessor(course_id=self.world.key, _user=staff).get_rows_to_export())

        assert (book.status_code, line.status_code) == (200, 200)
        assert line.json()["override"]["earned_graded_override"] == 4.0
        assert line.json()["history"][0]["system"] == "pd_personalize"
        assert any(row["user_id"] == self.expert.id for row in rows)
