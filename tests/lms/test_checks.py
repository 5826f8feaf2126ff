"""What a real LMS tells of a course, and what an operator is told there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from milestones.models import MilestoneRelationshipType
from opaque_keys.edx.keys import CourseKey
from openedx.core.lib.gating import api as gating_api
from waffle.testutils import override_switch
from xmodule.capa.tests.response_xml_factory import MultipleChoiceResponseXMLFactory
from xmodule.modulestore import ModuleStoreEnum
from xmodule.modulestore.django import modulestore
from xmodule.modulestore.tests.django_utils import ModuleStoreTestCase
from xmodule.modulestore.tests.factories import BlockFactory, CourseFactory

from pd_personalize_xblock.domain.checks import errors
from pd_personalize_xblock.platform.native_gates import native_prerequisites
from pd_personalize_xblock.platform.outline import Part, modulestore_outline
from pd_personalize_xblock.platform.readiness import LOCK_PAGE_FILTER
from pd_personalize_xblock.records import api, models
from pd_personalize_xblock.records.course_checks import course_problems

from ..builders import a_definition, a_section
from ..records.course import text_of

STARTED = datetime(2020, 1, 1, tzinfo=UTC)
DUE = datetime(2020, 2, 1, 12, tzinfo=UTC)
FAR = datetime(2120, 5, 3, 8, tzinfo=UTC)
GROUP = {50: [2]}
PROBLEM = MultipleChoiceResponseXMLFactory().build_xml(choices=[False, True])
TRACKED = "completion.enable_completion_tracking"
OURS = {
    "FIELD_OVERRIDE_PROVIDERS": ("pd_personalize_xblock.lms.override.HeldSections",),
    "OPEN_EDX_FILTERS_CONFIG": {LOCK_PAGE_FILTER: {"pipeline": ["pd_personalize_xblock.lms.filters.SayWhy"]}},
}


class CheckTest(ModuleStoreTestCase):
    """A course with "start", where the pathway is, and "goals-1" and "goals-2", each with one HTML component."""

    def setUp(self):
        super().setUp()
        for name in ("requires", "fulfills"):  # a migration makes them, which tests skip
            MilestoneRelationshipType.objects.get_or_create(name=name)
        self.course = CourseFactory.create(start=STARTED, advanced_modules=["pd_personalize"])
        self.key = str(self.course.id)
        self.chapter = self.add(self.course, "chapter", "work")
        self.pathway = self.key_of("pd_personalize", "pathway")
        self.definition = a_definition(levels=3, sections=tuple(a_section(f"goals-{i}", level=i) for i in (1, 2)))
        self.add_subsection("start", ("pd_personalize", "pathway", {"definition": text_of(self.definition)}))
        for name in ("goals-1", "goals-2"):
            self.add_subsection(name, ("html", f"{name}-html", {}))

    def add(self, parent, block_type, block_id, **fields):
        location = self.course.id.make_usage_key(block_type, block_id)
        how = {"display_name": block_id} | fields
        return BlockFactory.create(parent_location=parent.location, category=block_type, location=location, **how)

    def add_subsection(self, name, *leaves, unit_fields=None, **fields):
        """Add a subsection with one unit, whose leaves are (type, id, fields)."""
        subsection = self.add(self.chapter, "sequential", name, **fields)
        unit = self.add(subsection, "vertical", f"{name}-unit", **(unit_fields or {}))
        for block_type, block_id, values in leaves:
            self.add(unit, block_type, block_id, **values)

    def key_of(self, block_type, block_id):
        return str(self.course.id.make_usage_key(block_type, block_id))

    def told(self, name) -> Part:
        return modulestore_outline(self.course.id)[self.key_of("sequential", name)]

    def problems(self):
        return course_problems(self.definition, block_key=self.pathway, course_key=self.key)

    def delete(self, block_type, block_id):
        key = self.course.id.make_usage_key(block_type, block_id)
        modulestore().delete_item(key, ModuleStoreEnum.UserID.test)

    def check(self, *args):
        """Return every check's state by its name, and the command's refusal."""
        out, refusal = StringIO(), ""
        try:
            call_command("pd_personalize_check", "--json", *args, stdout=out)
        except CommandError as error:
            refusal = str(error)
        return {check["name"]: check["state"] for check in json.loads(out.getvalue())["checks"]}, refusal


class TestOutline(CheckTest):
    def test_a_plain_subsection(self):
        assert self.told("goals-1") == {
            "chapter": [self.key_of("chapter", "work")],
            "blocks": [self.key_of("html", "goals-1-html")],
            "title": "goals-1",
            "chapter_title": "work",
            "points": False,
            "graded": False,
            "groups": False,
            "start": STARTED.isoformat(),
            "due": None,
            "pathways": [],
        }

    def test_the_pathway_block_is_named(self):
        assert self.told("start")["pathways"] == [self.pathway]

    def test_points_and_grades(self):
        self.add_subsection("quiz", ("problem", "p", {"data": PROBLEM}), graded=True, format="Homework")
        self.add_subsection("practice", ("problem", "q", {"data": PROBLEM, "weight": 0}))

        assert (self.told("quiz")["points"], self.told("quiz")["graded"]) == (True, True)
        assert (self.told("practice")["points"], self.told("practice")["graded"]) == (False, False)

    def test_content_groups_on_subsection_unit_and_component(self):
        self.add_subsection("by-subsection", ("html", "a", {}), group_access=GROUP)
        self.add_subsection("by-unit", ("html", "b", {}), unit_fields={"group_access": GROUP})
        self.add_subsection("by-component", ("html", "c", {"group_access": GROUP}))

        for name in ("by-subsection", "by-unit", "by-component"):
            assert self.told(name)["groups"] is True, name

    def test_dates(self):
        self.add_subsection("dated", ("html", "d", {}), start=FAR, due=DUE)

        assert (self.told("dated")["start"], self.told("dated")["due"]) == (FAR.isoformat(), DUE.isoformat())

    def test_what_is_not_published_is_not_told(self):
        with modulestore().branch_setting(ModuleStoreEnum.Branch.draft_preferred, self.course.id):
            modulestore().unpublish(
                self.course.id.make_usage_key("vertical", "goals-1-unit"), ModuleStoreEnum.UserID.test
            )

        assert self.told("goals-1")["blocks"] == []

    def test_a_course_that_does_not_exist_has_no_outline(self):
        assert modulestore_outline(CourseKey.from_string("course-v1:No+Such+Course")) == {}


class TestComingIntoForce(CheckTest):
    def publish(self):
        api.publish(self.pathway, self.key, text_of(self.definition))
        return models.PathwayBlock.objects.filter(block_key=self.pathway).exists()

    def test_what_fits_comes_into_force(self):
        assert self.problems() == []
        assert self.publish()

    def test_a_deleted_subsection_keeps_a_new_version_out(self):
        self.delete("sequential", "goals-2")

        assert not self.publish()
        assert [problem.place for problem in errors(self.problems())] == [("sections", 1, "block")]

    def test_a_native_prerequisite_is_found_and_told(self):
        prerequisite, gated = (self.course.id.make_usage_key("sequential", f"goals-{i}") for i in (1, 2))
        assert native_prerequisites(self.key) == frozenset()
        gating_api.add_prerequisite(self.course.id, prerequisite)
        gating_api.set_required_content(self.course.id, gated, prerequisite, 100, 100)

        assert native_prerequisites(self.key) == {str(gated)}
        assert ["a prerequisite set in Studio" in problem.message for problem in self.problems()] == [True]

        gating_api.set_required_content(self.course.id, gated, "", "", "")
        assert native_prerequisites(self.key) == frozenset()

    def test_our_own_gates_are_not_native_prerequisites(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.publish()

        assert native_prerequisites(self.key) == frozenset()


class TestCheck(CheckTest):
    @override_settings(**OURS)
    def test_all_is_ready(self):
        with override_switch(TRACKED, active=True):
            states, refusal = self.check()

        assert refusal == ""
        assert {state for name, state in states.items() if name != "xAPI"} == {"ok"}
        assert {"receivers in the LMS", "field override", "filter step", "background work"} <= states.keys()

    def test_a_site_without_milestones_and_completion_is_not_ready(self):
        with override_switch(TRACKED, active=False), override_settings(FEATURES={}):
            states, refusal = self.check()

        assert refusal == "missing: milestones feature, completion tracking"
        assert states["milestones app"] == "ok"

    def test_a_course_that_is_ready(self):
        api.publish(self.pathway, self.key, text_of(self.definition))
        with override_switch(TRACKED, active=True):
            states, refusal = self.check("--course", self.key)

        assert refusal == ""
        assert [states[name] for name in ("advanced module list", "pathway blocks", "pathway pathway")] == ["ok"] * 3

    def test_a_course_without_the_advanced_module_and_a_version(self):
        with modulestore().branch_setting(ModuleStoreEnum.Branch.draft_preferred, self.course.id):
            course = modulestore().get_course(self.course.id)
            course.advanced_modules = []
            modulestore().update_item(course, ModuleStoreEnum.UserID.test)
        with override_switch(TRACKED, active=True):
            states, refusal = self.check("--course", self.key)

        assert states["advanced module list"] == "warning"
        assert refusal == "missing: pathway pathway"

    def test_an_orphan(self):
        api.publish(self.pathway, self.key, text_of(self.definition))
        self.delete("sequential", "start")
        with override_switch(TRACKED, active=True):
            _, refusal = self.check("--course", self.key)

        assert refusal == "missing: orphan pathway"

    def test_a_deletion_that_is_not_published_yet_leaves_no_orphan(self):
        api.publish(self.pathway, self.key, text_of(self.definition))
        self.delete("pd_personalize", "pathway")
        with override_switch(TRACKED, active=True):
            _, refusal = self.check("--course", self.key)

        assert refusal == ""


@pytest.mark.parametrize("key", ["library-v1:Org+Lib", "lib:Org:Lib"])
def test_a_library_is_no_course(db, key):
    """An author may write a pathway in a library: nothing is known of a course there."""
    assert course_problems(a_definition(), block_key="b", course_key=key) == []
