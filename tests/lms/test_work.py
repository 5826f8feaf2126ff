"""Finishing real course work opens the next sections, without anybody doing anything."""

from __future__ import annotations

import json
from unittest import mock

from common.djangoapps.student.tests.factories import UserFactory
from completion.models import BlockCompletion
from completion.waffle import ENABLE_COMPLETION_TRACKING_SWITCH
from django.db import transaction
from edx_toggles.toggles.testutils import override_waffle_switch
from kombu.exceptions import OperationalError as BrokerError
from lms.djangoapps.courseware.models import StudentModule
from lms.djangoapps.grades.models import PersistentSubsectionGrade

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy, Mode, Rules
from pd_personalize_xblock.records import api, forgetting, models, rebuilding, tasks
from pd_personalize_xblock.records.syncing import sync_course

from ..builders import a_section
from ..records.course import LATER
from ..requests import committed
from .courses import CourseTest, a_ladder, bring_into_force, build_course, publish_anew

WRONG = "choice_0"


class WorkTest(CourseTest):
    """One course of three levels, each with two html components and two problems of one point."""

    definition = a_ladder()

    def setUp(self):
        super().setUp()
        switch = override_waffle_switch(ENABLE_COMPLETION_TRACKING_SWITCH, active=True)
        switch.__enter__()
        self.addCleanup(switch.__exit__, None, None, None)
        self.built = build_course(self.definition, leaves=2)
        self.teacher = self.enrol(self.built)

    def read(self, section_id, *numbers):
        """Read html components, as the browser reports it."""
        for number in numbers or (0, 1):
            with committed():
                key = self.built.leaf(section_id, "html", number)
                address = f"/courses/{self.built.course_key}/xblock/{key}/handler/publish_completion"
                reply = self.client.post(address, json.dumps({"completion": 1.0}), content_type="application/json")
            assert reply.status_code == 200, reply.content

    def solve(self, section_id, *choices):
        """Answer a section's problems, right unless told otherwise."""
        for number, choice in enumerate(choices or ("choice_1", "choice_1")):
            with committed():
                reply = self.answer(self.built, self.built.leaf(section_id, "problem", number), choice)
            assert reply.status_code == 200, reply.content

    def is_open(self, section_id):
        """Whether the platform shows a subsection."""
        return "pd-locked" not in self.page(section_id) and "Content Locked" not in self.page(section_id)

    def page(self, section_id):
        return self.client.get(f"/xblock/{self.built.subsection(section_id)}").content.decode()

    def states(self):
        found = api.pathway_states(self.built.pathway, self.teacher.pk)
        return {section["section_id"]: section["state"] for section in found}

    def differences(self):
        return [str(found) for found in rebuilding.preview(str(self.built.course_key), now=LATER)]


class TestByCompletion(WorkTest):
    def test_the_last_component_opens_the_next_subsection_and_none_before_it(self):
        assert not self.is_open("goals-2")

        self.read("goals-1")
        self.solve("goals-1", "choice_1")
        assert not self.is_open("goals-2")
        self.solve("goals-1")

        assert self.is_open("goals-2")
        assert not self.is_open("goals-3")
        assert self.states() == {"goals-1": "mastered", "goals-2": "open", "goals-3": "held"}

    def test_a_colleague_s_pathway_stays_as_it_was(self):
        self.read("goals-1")
        self.solve("goals-1")

        self.enrol(self.built)

        assert not self.is_open("goals-2")

    def test_level_by_level_to_the_end(self):
        for level in (1, 2, 3):
            self.read(f"goals-{level}")
            self.solve(f"goals-{level}")

        assert set(self.states().values()) == {"mastered"}
        assert self.differences() == []

    def test_a_problem_done_wrong_is_done(self):
        self.read("goals-1")
        self.solve("goals-1", WRONG, WRONG)

        assert self.is_open("goals-2")

    def test_handlers_of_a_held_subsection_answer_once_it_is_open(self):
        key = self.built.leaf("goals-2", "problem")
        assert self.answer(self.built, key).status_code == 404

        self.read("goals-1")
        self.solve("goals-1")

        assert self.answer(self.built, key).status_code == 200

    def test_work_that_is_reset_later_leaves_the_next_subsection_open(self):
        self.read("goals-1")
        self.solve("goals-1")

        BlockCompletion.objects.filter(user=self.teacher).delete()
        with committed():
            sync_course(str(self.built.course_key), now=LATER)

        assert self.is_open("goals-2")

    def test_a_broker_that_is_down_costs_nobody_their_work(self):
        with mock.patch.object(tasks.follow_work, "apply_async", side_effect=BrokerError("refused")):
            self.read("goals-1")
            self.solve("goals-1")
        assert not self.is_open("goals-2")

        self.client.get(f"/xblock/{self.built.pathway}")

        assert self.is_open("goals-2")

    def test_a_request_that_is_rolled_back_opens_nothing(self):
        self.read("goals-1")
        self.solve("goals-1", "choice_1")

        with committed():
            try:
                with transaction.atomic():
                    self.answer(self.built, self.built.leaf("goals-1", "problem", 1))
                    raise ConnectionError
            except ConnectionError:
                pass

        assert not self.is_open("goals-2")
        assert not models.Evidence.objects.exists()


class TestAdvisory(WorkTest):
    definition = a_ladder(rules=Rules(mode=Mode.ADVISORY))

    def test_nothing_is_held_and_the_states_are_the_same(self):
        assert self.is_open("goals-3")

        self.read("goals-1")
        self.solve("goals-1")

        assert self.states() == {"goals-1": "mastered", "goals-2": "open", "goals-3": "held"}

    def test_what_was_worked_in_stays_open_when_it_becomes_firm(self):
        self.read("goals-3", 0)

        publish_anew(self.built, a_ladder())

        assert self.is_open("goals-3")
        assert not self.is_open("goals-2")
        self.enrol(self.built)
        assert not self.is_open("goals-3")


class TestByGrade(WorkTest):
    definition = a_ladder(
        sections=(
            a_section("goals-1", level=1, mastery=Mastery(MasteryBy.GRADE, 0.6)),
            *(a_section(f"goals-{level}", level=level) for level in (2, 3)),
        )
    )

    def grade(self):
        row = PersistentSubsectionGrade.objects.get(user_id=self.teacher.pk, usage_key=self.built.subsection("goals-1"))
        return row.earned_graded / row.possible_graded

    def test_points_enough_open_the_next_subsection_and_reading_does_not(self):
        self.read("goals-1")
        self.solve("goals-1", "choice_1", WRONG)
        assert not self.is_open("goals-2")

        self.solve("goals-1")

        assert self.grade() == 1.0
        assert self.is_open("goals-2")

    def test_a_grade_that_falls_later_closes_nothing(self):
        self.solve("goals-1")

        self.solve("goals-1", WRONG, WRONG)

        assert self.grade() == 0.0
        assert self.is_open("goals-2")
        with committed():
            sync_course(str(self.built.course_key), now=LATER)
        assert self.is_open("goals-2")

    def test_a_deleted_score_closes_nothing(self):
        self.solve("goals-1")

        StudentModule.objects.filter(student=self.teacher).exclude(module_type="pd_personalize").delete()
        with committed():
            sync_course(str(self.built.course_key), now=LATER)

        assert self.is_open("goals-2")


class TestBeforeThePathway(WorkTest):
    def setUp(self):
        super().setUp()
        forgetting.forget_course(str(self.built.course_key))

    def test_work_done_before_the_pathway_was_there_counts_and_stays_open(self):
        self.read("goals-1")
        self.solve("goals-1")
        self.read("goals-3", 0)

        bring_into_force(self.built, self.definition)

        assert self.states() == {"goals-1": "mastered", "goals-2": "open", "goals-3": "open"}
        newcomer = UserFactory.create()
        assert api.find_learner(self.built.pathway, newcomer.pk).load().is_empty
