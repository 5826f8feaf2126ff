"""In a real LMS: who is counted, in which cohort and track, and who may read it by page and by REST."""

from __future__ import annotations

from common.djangoapps.course_modes.models import CourseMode
from common.djangoapps.student.models import CourseAccessRole
from common.djangoapps.student.tests.factories import CourseEnrollmentFactory, StaffFactory, UserFactory
from django.utils.timezone import now
from openedx.core.djangoapps.course_groups.cohorts import add_cohort, add_user_to_cohort, set_course_cohorted

from pd_personalize_xblock.platform import leaders
from pd_personalize_xblock.platform.groups import finder, groups_of
from pd_personalize_xblock.records import models, snapshots, staff, syncing

from .courses import CourseTest, a_ladder, build_course

PASSWORD = "Password1234"
PATHWAYS = "/pd_personalize/api/v1/pathways/"


class Counted(CourseTest):
    """Twelve teachers who skipped, seven of them in a cohort; one who left, a coach of the staff, a leader."""

    def setUp(self):
        super().setUp()
        self.definition = a_ladder()
        self.built = build_course(self.definition)
        syncing.sync(self.built.pathway, now=now())
        self.key = str(self.built.course_key)
        self.coach = StaffFactory.create(course_key=self.built.course_key, password=PASSWORD)
        self.leader = UserFactory.create(password=PASSWORD)
        CourseAccessRole.objects.create(
            user=self.leader, role=leaders.LEADER_ROLE, org=self.built.course_key.org, course_id=self.built.course_key
        )
        self.teachers = [UserFactory.create(password=PASSWORD) for _ in range(12)]
        for teacher in (*self.teachers, self.coach):
            CourseEnrollmentFactory.create(user=teacher, course_id=self.built.course_key, mode=CourseMode.AUDIT)
        CourseEnrollmentFactory.create(user=UserFactory.create(), course_id=self.built.course_key, is_active=False)
        set_course_cohorted(self.built.course_key, True)
        north = add_cohort(self.built.course_key, "North", "manual")
        for teacher in self.teachers[:7]:
            add_user_to_cohort(north, teacher.email)
        staff.let_start(self.built.pathway, self.key, [teacher.pk for teacher in self.teachers], now=now())

    def get(self, user, address):
        self.sign_in(user)
        return self.client.get(address)

    def test_those_who_take_the_course_are_counted_in_their_cohort_and_track(self):
        found = groups_of(self.key)

        assert set(found) == {teacher.pk for teacher in self.teachers}
        assert [found[teacher.pk] for teacher in self.teachers] == [("North", "audit")] * 7 + [("-", "audit")] * 5
        assert finder(self.key)([self.teachers[0].pk, self.coach.pk]) == {self.teachers[0].pk: ("North", "audit")}

    def test_whoever_leads_the_organisation_is_neither_counted_nor_started(self):
        farah = UserFactory.create()
        CourseAccessRole.objects.create(user=farah, role=leaders.LEADER_ROLE, org=self.built.course_key.org)
        CourseEnrollmentFactory.create(user=farah, course_id=self.built.course_key)

        assert farah.pk not in groups_of(self.key)
        assert list(staff.waiting(self.built.pathway, self.key)) == []

    def test_the_sites_own_staff_are_neither_counted_nor_started(self):
        admin = UserFactory.create(is_staff=True)
        CourseEnrollmentFactory.create(user=admin, course_id=self.built.course_key)

        assert admin.pk not in groups_of(self.key)
        assert list(staff.waiting(self.built.pathway, self.key)) == []

    def test_whoever_leads_another_course_of_the_organisation_is_a_teacher_here(self):
        farah = UserFactory.create()
        other = self.built.course_key.replace(run="another")
        CourseAccessRole.objects.create(user=farah, role=leaders.LEADER_ROLE, org=other.org, course_id=other)
        CourseEnrollmentFactory.create(user=farah, course_id=self.built.course_key)

        assert farah.pk in groups_of(self.key)
        assert list(staff.waiting(self.built.pathway, self.key)) == [farah.pk]

    def test_finding_them_takes_as_many_queries_for_many_as_for_few(self):
        with self.assertNumQueries(4):
            groups_of(self.key)

    def test_a_snapshot_shows_everybody_and_no_cohort_of_seven(self):
        snapshot = snapshots.take_snapshot(self.built.pathway, now())

        assert snapshots.page(snapshot)["teachers"] == 12
        assert snapshots.page(snapshot, cohort="North") is None

    def test_a_leader_reads_the_cohort_and_no_single_teacher(self):
        snapshots.take_snapshot(self.built.pathway, now())

        page = self.get(self.leader, f"/pd_personalize/cohort/{self.built.pathway}")
        cohort = self.get(self.leader, f"{PATHWAYS}{self.built.pathway}/cohort/")
        teachers = self.get(self.leader, f"{PATHWAYS}{self.built.pathway}/teachers/")

        assert (page.status_code, cohort.status_code, teachers.status_code) == (200, 200, 403)
        assert "12 teachers" in page.content.decode()
        assert cohort.json()["teachers"] == 12

    def test_staff_read_every_teacher_and_teachers_see_that_they_did(self):
        listed = self.get(self.coach, f"{PATHWAYS}{self.built.pathway}/teachers/").json()
        sheet = self.get(self.coach, f"{PATHWAYS}{self.built.pathway}/competencies.csv")

        assert {row["username"] for row in listed["results"]} == {teacher.username for teacher in self.teachers}
        assert len(b"".join(sheet.streaming_content).splitlines()) == 1 + 12 * len(
            self.definition.framework.competencies
        )
        assert models.Export.objects.filter(viewer=self.coach).count() == 2

    def test_a_learner_and_somebody_from_elsewhere_find_nothing(self):
        for user in (self.teachers[0], UserFactory.create(password=PASSWORD)):
            for what in ("", "cohort/", "teachers/", "competencies.csv", "sections.csv"):
                assert self.get(user, f"{PATHWAYS}{self.built.pathway}/{what}").status_code == 404
            assert self.get(user, f"/pd_personalize/cohort/{self.built.pathway}").status_code in (403, 404)
