"""Staff, and the life of a teacher, in a real LMS: reset, report, retirement, masquerade, sign-off, re-enrolment."""

from __future__ import annotations

import json
from typing import ClassVar

from common.djangoapps.student.models import CourseEnrollment, anonymous_id_for_user
from common.djangoapps.student.tests.factories import (
    BetaTesterFactory,
    CourseEnrollmentFactory,
    InstructorFactory,
    StaffFactory,
    UserFactory,
)
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import now
from lms.djangoapps.courseware.models import StudentModule
from lms.djangoapps.courseware.tests.helpers import MasqueradeMixin
from lms.djangoapps.instructor_task.tasks_helper.grades import ProblemResponses
from milestones.models import UserMilestone
from openedx.core.djangoapps.user_api.accounts.signals import USER_RETIRE_LMS_MISC

from pd_personalize_xblock.platform import people
from pd_personalize_xblock.records import api, forgetting, models, syncing

from .courses import CourseTest, a_ladder, build_course


class People(CourseTest):
    """A course with a pathway, a teacher on it, an instructor and a member of its staff."""

    def setUp(self):
        super().setUp()
        self.built = build_course(a_ladder())
        syncing.sync(self.built.pathway, now=now())
        self.teacher = self.enrol(self.built, username="amina")
        self.instructor = InstructorFactory.create(course_key=self.built.course_key, password="Password1234")
        self.coach = StaffFactory.create(course_key=self.built.course_key, password="Password1234")

    def act(self, handler, **payload):
        """Post to the pathway block as whoever is signed in."""
        address = f"/courses/{self.built.course_key}/xblock/{self.built.pathway}/handler/{handler}"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, json.dumps(payload), content_type="application/json")

    def live(self, user, level=2):
        """Start at the beginning, then higher: some gates open."""
        self.sign_in(user)
        assert self.act("skip").status_code == 200
        assert self.act("choose", kind="start", competency="goals", level=level).status_code == 200

    def rows_of(self, user):
        tables = forgetting.tables_about_users()
        found = {table.__name__: table.objects.filter(user=user).count() for table in tables}
        return found | {"UserMilestone": UserMilestone.objects.filter(user_id=user.pk).count()}

    def is_held(self, user, section="goals-2"):
        self.sign_in(user)
        return b"Content Locked" in self.client.get(f"/xblock/{self.built.subsection(section)}").content or (
            not self.outline_is_accessible(section)
        )

    def outline_is_accessible(self, section):
        outline = self.client.get(f"/api/learning_sequences/v1/course_outline/{self.built.course_key}").json()
        return outline["outline"]["sequences"][self.built.subsection(section)]["accessible"]

    def states(self, user):
        return StudentModule.objects.filter(student=user, module_state_key__in=[self.pathway_key()])

    def pathway_key(self):
        return self.built.course_key.make_usage_key("pd_personalize", "pathway")


class TestReset(People):
    def reset(self, **query):
        self.sign_in(self.instructor)
        address = reverse("reset_student_attempts", kwargs={"course_id": str(self.built.course_key)})
        return self.client.post(address, {"problem_to_reset": self.built.pathway} | query)

    def test_deleting_one_learners_state_makes_a_stranger_of_them_and_holds_again_what_was_open(self):
        colleague = UserFactory.create()
        CourseEnrollmentFactory.create(user=colleague, course_id=self.built.course_key)
        self.live(colleague)
        before = self.rows_of(colleague)
        self.live(self.teacher)
        assert self.states(self.teacher).exists()
        assert not self.is_held(self.teacher)

        reply = self.reset(unique_student_identifier="amina", delete_module=True)

        assert reply.status_code == 200, reply.content
        assert not any(self.rows_of(self.teacher).values())
        assert not self.states(self.teacher).exists()
        assert self.is_held(self.teacher)
        assert self.act("view").json()["screen"] == "intro"
        assert self.rows_of(colleague) == before
        assert not self.is_held(colleague)

    def test_a_learner_without_state_of_the_block_is_reset_too(self):
        """Whoever was let start by staff has never opened the unit; the dashboard answers that there is no state."""
        self.live(self.teacher)
        StudentModule.objects.filter(student=self.teacher)._raw_delete("default")

        assert self.reset(unique_student_identifier="amina", delete_module=True).status_code == 400

        assert not any(self.rows_of(self.teacher).values())

    def test_state_that_is_deleted_by_itself_is_a_reset(self):
        self.live(self.teacher)

        self.states(self.teacher).get().delete()

        assert not any(self.rows_of(self.teacher).values())

    def test_resetting_attempts_alone_changes_nothing(self):
        """The block has no attempts to count: neither for one learner nor for all of them."""
        self.live(self.teacher)
        before = self.rows_of(self.teacher)

        assert self.reset(unique_student_identifier="amina", delete_module=False).status_code == 200
        assert self.reset(all_students=True).status_code == 200

        assert self.rows_of(self.teacher) == before

    def test_the_state_of_other_blocks_costs_no_query(self):
        module = StudentModule.objects.create(
            student=self.teacher,
            course_id=self.built.course_key,
            module_state_key=self.built.course_key.make_usage_key("problem", "p"),
            module_type="problem",
        )
        from pd_personalize_xblock.lms.receivers import state_deleted

        with self.assertNumQueries(0):
            state_deleted(StudentModule, module)

    def test_an_account_that_is_deleted_takes_everything_with_it(self):
        self.live(self.teacher)
        user_id = self.teacher.pk

        self.teacher.delete()

        assert not models.Attempt.objects.filter(user_id=user_id).exists()


class TestReport(People):
    def test_the_problem_response_report_has_levels_and_states_and_no_answers(self):
        self.sign_in(self.teacher)
        page = self.act("begin").json()
        while page["screen"] == "question":
            answer = {"item_id": page["question"]["item_id"], "option": "1", "sequence": page["sequence"]}
            page = self.act("answer", **answer).json()
        assert self.act("finish").status_code == 200

        rows, columns = ProblemResponses._build_student_data(
            user_id=self.instructor.pk, course_key=self.built.course_key, usage_key_str_list=[self.built.pathway]
        )

        (row,) = rows
        assert (row["username"], row["Level: About goals"]) == ("amina", "Developing")
        assert (row["Section: Work goals-1"], row["Section: Work goals-3"]) == ("exempt", "held")
        assert columns[3:-2] == ["Level: About goals", *(f"Section: Work goals-{level}" for level in (1, 2, 3))]
        assert "rubric" not in str(row)


class TestRetirement(People):
    def test_retirement_leaves_nothing_of_a_teacher_and_no_words_of_a_coach(self):
        self.live(self.teacher)
        self.sign_in(self.coach)
        said = {"username": "amina", "about": "goals", "level": 3, "given": True, "note": "well done"}
        assert self.act("sign_off", **said).status_code == 200

        USER_RETIRE_LMS_MISC.send(sender=self.__class__, user=self.coach)

        word = models.SignOff.objects.get()
        assert (word.signed_by, word.note, word.given) == (None, "", True)

        USER_RETIRE_LMS_MISC.send(sender=self.__class__, user=self.teacher)

        assert not any(self.rows_of(self.teacher).values())


class TestMasquerade(MasqueradeMixin, People):
    acts = {
        "begin": {},
        "skip": {},
        "finish": {},
        "choose": {"kind": "start", "competency": "goals", "level": 3},
        "staff_find": {"who": "amina"},
        "sign_off": {"username": "amina", "about": "goals", "level": 3, "given": True},
        "skip_all": {"confirmed": True},
    }

    def page(self):
        return self.client.get(f"/xblock/{self.built.pathway}").content.decode()

    def test_as_a_specific_learner_staff_see_the_learners_pathway_and_write_nothing(self):
        self.live(self.teacher)
        other = UserFactory.create()
        CourseEnrollmentFactory.create(user=other, course_id=self.built.course_key)
        before = self.rows_of(self.teacher)
        self.sign_in(self.coach)
        self.update_masquerade(course_id=self.built.course_key, username="amina")

        page = self.page()
        replies = {name: self.act(name, **payload) for name, payload in self.acts.items()}

        assert "Where you start" in page
        assert "For course staff" not in page
        assert {name: reply.status_code for name, reply in replies.items()} == dict.fromkeys(self.acts, 403)
        assert self.rows_of(self.teacher) == before
        assert not any(self.rows_of(self.coach).values())
        assert not any(self.rows_of(other).values())

    def test_as_a_specific_learner_who_is_new_nothing_is_written_by_looking(self):
        self.sign_in(self.coach)
        self.update_masquerade(course_id=self.built.course_key, username="amina")

        page = self.page()

        assert "For course staff" not in page
        assert not any(self.rows_of(self.teacher).values())

    def test_as_a_generic_learner_everything_is_the_staff_members_own_and_there_is_no_panel(self):
        self.sign_in(self.coach)
        self.update_masquerade(course_id=self.built.course_key, role="student")

        page = self.page()
        skipped = self.act("skip")
        found = self.act("staff_find", who="amina")

        assert "For course staff" not in page
        assert skipped.status_code == 200
        assert found.status_code == 403
        assert models.Attempt.objects.get().user == self.coach


class TestStaff(People):
    sign = {"username": "amina", "about": "goals", "level": 2, "given": True, "note": "seen in class"}

    def test_course_staff_see_the_panel_and_learners_and_beta_testers_do_not(self):
        tester = BetaTesterFactory.create(course_key=self.built.course_key, password="Password1234")
        CourseEnrollmentFactory.create(user=tester, course_id=self.built.course_key)
        shown = {}
        for user in (self.coach, self.instructor, self.teacher, tester):
            self.sign_in(user)
            page = self.client.get(f"/xblock/{self.built.pathway}").content.decode()
            shown[user.username] = "For course staff" in page and "PdPersonalizeStaff" in page

        assert shown == {
            self.coach.username: True,
            self.instructor.username: True,
            "amina": False,
            tester.username: False,
        }

    def test_learners_and_staff_of_another_course_are_refused(self):
        other = StaffFactory.create(course_key=build_course(None).course_key, password="Password1234")
        CourseEnrollmentFactory.create(user=other, course_id=self.built.course_key)
        for user in (self.teacher, other):
            self.sign_in(user)
            replies = [self.act("sign_off", **self.sign), self.act("staff_find", who="amina"), self.act("skip_all")]
            assert [reply.status_code for reply in replies] == [403, 403, 403]

    def test_a_coach_signs_off_a_level_which_opens_its_sections_in_the_course_for_good(self):
        assert self.is_held(self.teacher)
        self.sign_in(self.coach)

        given = self.act("sign_off", **self.sign)
        taken_back = self.act("sign_off", **self.sign | {"given": False})

        assert (given.status_code, taken_back.status_code) == (200, 200)
        assert taken_back.json()["teacher"]["signed"] == []
        assert not self.is_held(self.teacher)

    def test_somebody_who_is_found_by_address_takes_the_course(self):
        stranger = UserFactory.create(username="stranger")
        self.sign_in(self.coach)

        found = self.act("staff_find", who=self.teacher.email.upper())

        assert found.json()["teacher"]["username"] == "amina"
        assert self.act("staff_find", who=stranger.email).status_code == 404

    def test_all_learners_who_have_not_begun_start_at_the_beginning(self):
        users = [UserFactory.create() for _ in range(3)]
        for user in users:
            CourseEnrollmentFactory.create(user=user, course_id=self.built.course_key)
        CourseEnrollmentFactory.create(user=self.coach, course_id=self.built.course_key)
        CourseEnrollmentFactory.create(user=users[0], course_id=build_course(None).course_key)
        CourseEnrollment.unenroll(users[2], self.built.course_key)
        self.live(self.teacher)
        before = self.rows_of(self.teacher)
        self.sign_in(self.coach)

        assert self.act("skip_all", confirmed=False).json()["waiting"] == 2
        assert self.act("skip_all", confirmed=True).status_code == 200

        assert set(models.Attempt.objects.filter(status="skipped").values_list("user_id", flat=True)) == {
            self.teacher.pk,
            users[0].pk,
            users[1].pk,
        }
        assert self.rows_of(self.teacher) == before
        assert self.act("skip_all", confirmed=False).json()["waiting"] == 0

    def test_whoever_is_meant_by_an_anonymous_id_is_known(self):
        anonymous = anonymous_id_for_user(self.teacher, self.built.course_key)

        assert people.user_id_behind(anonymous) == self.teacher.pk
        assert people.user_id_behind("nobody") is None


class TestCourses(People):
    def test_a_teacher_who_leaves_the_course_and_comes_back_keeps_everything(self):
        self.live(self.teacher)
        before, record = self.rows_of(self.teacher), api.find_learner(self.built.pathway, self.teacher.pk).load()

        CourseEnrollment.unenroll(self.teacher, self.built.course_key)
        CourseEnrollment.enroll(self.teacher, self.built.course_key)

        assert not self.is_held(self.teacher)
        assert (self.act("view").status_code, self.rows_of(self.teacher)) == (200, before)
        assert api.find_learner(self.built.pathway, self.teacher.pk).load() == record

    def test_a_course_that_is_forgotten_leaves_nothing_of_ours(self):
        self.live(self.teacher)

        forgetting.forget_course(str(self.built.course_key))

        assert not any(self.rows_of(self.teacher).values())
        assert not models.PathwayBlock.objects.exists()
        assert not models.DefinitionVersion.objects.exists()
        assert self.outline_is_accessible("goals-3")


class TestAuthors(People):
    acts: ClassVar = {
        "author/check": {"text": "{}"},
        "author/save": {"text": "{}", "display_name": "Mine now", "base": ""},
        "author/example": {"name": "digcompedu"},
        "author/calibrated": {},
    }

    def test_where_studio_offers_no_service_its_own_check_says_who_may_author(self):
        """The LMS's runtime has no such service; settings make a Studio of it."""
        refusal = {"error": "this is for the authors of this course"}
        elsewhere = StaffFactory.create(course_key=build_course(None).course_key, password="Password1234")
        with override_settings(SERVICE_VARIANT="cms"):
            for user in (self.teacher, elsewhere):
                self.sign_in(user)
                for handler, payload in self.acts.items():
                    reply = self.act(handler, **payload)
                    assert (reply.status_code, reply.json()) == (403, refusal)
            self.sign_in(self.coach)
            assert self.act("author/check", text="{}").json()["is_sound"] is False
