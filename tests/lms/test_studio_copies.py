"""Courses that come and go: export, import, re-run, deletion, custom courses, and milestones switched off and on."""

from __future__ import annotations

from io import StringIO
from shutil import rmtree
from tempfile import mkdtemp

from ccx_keys.locator import CCXLocator
from common.djangoapps.student.tests.factories import CourseEnrollmentFactory, UserFactory
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from lms.djangoapps.ccx.tests.factories import CcxFactory
from milestones.models import Milestone
from opaque_keys.edx.keys import CourseKey
from xmodule.contentstore.django import contentstore
from xmodule.modulestore.xml_exporter import export_course_to_xml
from xmodule.modulestore.xml_importer import import_course_from_xml

from pd_personalize_xblock.cms import receivers
from pd_personalize_xblock.records import models, versions

from ..records.course import text_of
from .courses import Built, a_ladder, open_sections, refresh
from .studio_course import ADVICE, AUTHOR, HELD, OPEN, StudioTest

COPY = CourseKey.from_string("course-v1:Another+Course+2027")


class CopyTest(StudioTest):
    def copy_at(self, course_key):
        """The pathway of a copy of the course, with a learner of its own, signed in."""
        course = self.store.get_course(course_key)
        built = Built(course, str(course_key.make_usage_key("pd_personalize", "pathway")))
        self.newcomer = UserFactory.create()
        CourseEnrollmentFactory.create(user=self.newcomer, course_id=course_key)
        self.published(built)
        self.sign_in(self.newcomer)
        return built

    def assert_works_by_itself(self, copy):
        """The copy holds what the original does, and knows nobody of the original's."""
        assert self.held(copy) == self.held() == {"goals-2", "goals-3"}
        assert (self.is_shut(OPEN, copy), self.is_shut(HELD, copy)) == (False, True)
        assert self.page(copy.pathway).status_code == 200
        open_sections(copy, self.newcomer, HELD)
        assert not self.is_shut(HELD, copy)
        pathway = models.PathwayBlock.objects.get(block_key=copy.pathway)
        assert not models.Attempt.objects.filter(pathway=pathway).exists()
        for built in (copy, self.built):
            self.assert_well(OPEN, HELD, built=built)

    def live(self):
        """Leave a record and an open gate of the learner behind in the course."""
        self.start_at(1)
        assert models.Attempt.objects.count() == 1
        assert not self.is_shut(HELD)


class TestExportAndImport(CopyTest):
    def export(self):
        folder = mkdtemp()
        self.addCleanup(rmtree, folder)
        export_course_to_xml(self.store, contentstore(), self.built.course_key, folder, "course")
        return folder

    def import_into(self, course_key, folder):
        import_course_from_xml(
            self.store,
            AUTHOR,
            folder,
            ["course"],
            static_content_store=None,
            target_id=course_key,
            create_if_not_present=True,
        )

    def test_into_the_same_course_changes_nothing(self):
        self.live()
        self.import_into(self.built.course_key, self.export())

        self.published()

        assert models.Attempt.objects.count() == 1
        assert self.held() == {"goals-2", "goals-3"}
        assert (self.is_shut(HELD), self.is_shut("goals-3")) == (False, True)
        self.assert_well(OPEN, HELD, "goals-3")

    def test_into_another_course_gives_a_pathway_that_works_there(self):
        self.live()
        self.import_into(COPY, self.export())

        copy = self.copy_at(COPY)

        assert (
            versions.read_draft(text_of(a_ladder())).hash
            == models.PathwayBlock.objects.get(block_key=copy.pathway).in_force.hash
        )
        self.assert_works_by_itself(copy)


class TestRerun(CopyTest):
    def test_a_rerun_gives_a_pathway_that_works_there(self):
        self.live()
        self.store.clone_course(self.built.course_key, COPY, AUTHOR)

        self.assert_works_by_itself(self.copy_at(COPY))


class TestDeletion(CopyTest):
    def test_a_deleted_course_leaves_nothing_of_ours(self):
        self.live()
        key = self.built.course_key
        self.store.delete_course(key, AUTHOR)

        with self.captureOnCommitCallbacks(execute=True):
            receivers.course_deleted(None, key)

        assert not models.PathwayBlock.objects.exists()
        assert not models.Attempt.objects.exists()
        assert not Milestone.objects.filter(namespace__contains="pd_personalize").exists()

    def test_a_publish_that_is_heard_late_fails_nothing(self):
        key = self.built.course_key
        self.store.delete_course(key, AUTHOR)

        with self.captureOnCommitCallbacks(execute=True):
            receivers.course_deleted(None, key)
            receivers.course_published(None, key)

        assert not models.PathwayBlock.objects.exists()


class TestMilestonesSwitchedOff(CopyTest):
    def without(self):
        return override_settings(FEATURES={**settings.FEATURES, "MILESTONES_APP": False})

    def test_nothing_is_held_meanwhile_and_everything_is_as_it_should_be_afterwards(self):
        self.live()
        with self.without():
            assert not self.is_shut("goals-3")
            self.published()
            assert self.page(self.built.pathway).status_code == 200
            self.assert_well(OPEN, HELD)

        self.published()

        assert (self.is_shut(HELD), self.is_shut("goals-3")) == (False, True)
        self.assert_well(OPEN, HELD)

    def test_what_a_teacher_opened_meanwhile_is_open_afterwards(self):
        with self.without():
            self.start_at(1)

        self.published()

        assert (self.is_shut(HELD), self.is_shut("goals-3")) == (False, True)
        self.assert_well(OPEN, HELD)


class TestCustomCourse(CopyTest):
    """A CCX: a coach's copy of a course, which shares its content and has a key and people of its own."""

    def custom(self):
        ccx = CcxFactory(course_id=self.built.course_key, coach=UserFactory.create())
        return CCXLocator.from_course_locator(self.built.course_key, str(ccx.id))

    def test_a_custom_course_has_gates_and_records_of_its_own(self):
        self.live()

        custom = self.copy_at(self.custom())

        refresh(custom)
        self.assert_works_by_itself(custom)

    def test_what_the_master_publishes_comes_into_force_there_once_somebody_opens_the_unit(self):
        custom = self.copy_at(self.custom())
        self.save_definition(ADVICE)
        self.publish(self.built.pathway)
        assert (self.held(), self.held(custom)) == (set(), {"goals-2", "goals-3"})

        with self.captureOnCommitCallbacks(execute=True):
            self.page(custom.pathway)

        assert self.held(custom) == set()
        assert not self.is_shut(HELD, custom)
        self.assert_well(OPEN, HELD, built=custom)

    def test_the_command_brings_it_into_force_as_well(self):
        custom = self.copy_at(self.custom())
        self.save_definition(ADVICE)
        self.publish(self.built.pathway)

        call_command("pd_personalize_sync", "--course", str(custom.course_key), "--apply", stdout=StringIO())

        assert self.held(custom) == set()
        self.assert_well(OPEN, HELD, built=custom)
