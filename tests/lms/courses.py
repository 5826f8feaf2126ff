"""Real courses in the LMS's modulestore, with a pathway block in them, for the tests of this folder.

    class TestSomething(CourseTest):
        def setUp(self):
            super().setUp()
            self.built = build_course(a_ladder())
            self.teacher = self.enrol(self.built)      # signed in with self.client

        def test_it(self):
            self.client.get(f"/xblock/{self.built.key('sequential', 'goals-2')}")

Everything has the id that it is made of: the section "goals-2" is the subsection "goals-2" with the unit
"goals-2-unit-0", in which "goals-2-html-0-0" and "goals-2-problem-0-0" are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cms.djangoapps.contentstore.outlines import update_outline_from_modulestore
from common.djangoapps.student.tests.factories import CourseEnrollmentFactory, UserFactory
from django.utils.timezone import now as current_time
from milestones.models import MilestoneRelationshipType
from opaque_keys.edx.keys import CourseKey, UsageKey
from openedx.core.djangoapps.course_date_signals.handlers import extract_dates
from xmodule.capa.tests.response_xml_factory import MultipleChoiceResponseXMLFactory
from xmodule.modulestore import ModuleStoreEnum
from xmodule.modulestore.django import modulestore
from xmodule.modulestore.tests.django_utils import ModuleStoreTestCase
from xmodule.modulestore.tests.factories import BlockFactory, CourseFactory

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import api
from pd_personalize_xblock.records.syncing import sync_course

from ..builders import a_definition, a_section
from ..records.course import text_of
from ..requests import committed

PASSWORD = "Password1234"
LEAVES = ("html", "problem")
RIGHT = "choice_1"
START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Built:
    """A course with a pathway block."""

    course: Any
    pathway: str

    @property
    def course_key(self) -> CourseKey:
        return self.course.id

    def key(self, block_type: str, block_id: str) -> str:
        """Return the usage key of a block of the course."""
        return str(self.course_key.make_usage_key(block_type, block_id))

    def subsection(self, section_id: str) -> str:
        return self.key("sequential", section_id)

    def unit(self, section_id: str, number: int = 0) -> str:
        return self.key("vertical", f"{section_id}-unit-{number}")

    def leaf(self, section_id: str, block_type: str = "problem", number: int = 0, *, unit: int = 0) -> str:
        return self.key(block_type, f"{section_id}-{block_type}-{unit}-{number}")


def a_ladder(levels: int = 3, **fields: Any) -> Definition:
    """A definition with one section "goals-<level>" for each level: the first is open to all, the others are held."""
    default = {"sections": tuple(a_section(f"goals-{level}", level=level) for level in range(1, levels + 1))}
    return a_definition(**(default | fields))


def build_course(
    definition: Definition | None,
    chapters: Mapping[str, Sequence[str]] | None = None,
    *,
    units: int = 1,
    leaves: int = 1,
    in_force: bool = True,
    **course_fields: Any,
) -> Built:
    """Make a course of chapters, each a list of subsection ids, and last a chapter "start" with the pathway block.

    Without ``chapters`` every subsection that the definition names is in a chapter "work". A unit has ``leaves`` html
    components and as many problems of one point. ``in_force`` brings the definition into force, and its gates with it;
    without a definition there is no pathway block.
    """
    MilestoneRelationshipType.objects.get_or_create(name="requires")  # a migration makes them, which tests skip
    MilestoneRelationshipType.objects.get_or_create(name="fulfills")
    course = CourseFactory.create(start=START, enable_subsection_gating=True, **course_fields)
    for chapter_id, subsections in (chapters or {"work": _subsections_of(definition)}).items():
        chapter = add(course, "chapter", chapter_id)
        for subsection_id in subsections:
            add_subsection(chapter, subsection_id, units=units, leaves=leaves)
    built = Built(course, str(course.id.make_usage_key("pd_personalize", "pathway")))
    if definition is not None:
        unit = add(add(add(course, "chapter", "start"), "sequential", "start-here"), "vertical", "start-unit")
        add(unit, "pd_personalize", "pathway", definition=text_of(definition))
    refresh(built)
    if definition is not None and in_force:
        bring_into_force(built, definition)
    return built


def _subsections_of(definition: Definition | None) -> list[str]:
    blocks = [section.block or "" for section in definition.sections] if definition else []
    return [block.removeprefix("sequential/") for block in blocks if block.startswith("sequential/")] or ["plain"]


def add(parent: Any, block_type: str, block_id: str, **fields: Any) -> Any:
    """Add a block and publish it. Its display name is its id."""
    how = {"display_name": block_id} | fields
    return BlockFactory.create(
        parent_location=parent.location,
        category=block_type,
        location=parent.location.course_key.make_usage_key(block_type, block_id),
        **how,
    )


def add_subsection(chapter: Any, subsection_id: str, *, units: int = 1, leaves: int = 1, **fields: Any) -> Any:
    """Add a subsection with units of html components and problems."""
    subsection = add(chapter, "sequential", subsection_id, **({"graded": True, "format": "Homework"} | fields))
    problem = MultipleChoiceResponseXMLFactory().build_xml(choices=[False, True, False])
    for i in range(units):
        unit = add(subsection, "vertical", f"{subsection_id}-unit-{i}")
        for j in range(leaves):
            add(unit, "html", f"{subsection_id}-html-{i}-{j}", data=f"<p>The words of {subsection_id}</p>")
            add(unit, "problem", f"{subsection_id}-problem-{i}-{j}", data=problem)
    return subsection


def refresh(built: Built) -> None:
    """Bring outline and dates up to the course, as publishing in Studio does."""
    extract_dates(None, built.course_key)
    update_outline_from_modulestore(built.course_key)


def bring_into_force(built: Built, definition: Definition) -> None:
    """Bring a definition into force for the pathway block, as its first view does."""
    with committed():
        api.publish(built.pathway, str(built.course_key), text_of(definition), now=current_time())


def publish_anew(built: Built, definition: Definition) -> None:
    """Save another definition in the pathway block and publish it, as its author does in Studio."""
    store, key = modulestore(), UsageKey.from_string(built.pathway)
    with store.branch_setting(ModuleStoreEnum.Branch.draft_preferred, built.course_key):
        block = store.get_item(key)
        block.definition = text_of(definition)
        store.update_item(block, ModuleStoreEnum.UserID.test)
        store.publish(key, ModuleStoreEnum.UserID.test)
    with committed():
        sync_course(str(built.course_key), now=current_time())


def open_sections(built: Built, user: Any, *section_ids: str) -> None:
    """Let a teacher into held subsections."""
    gates.grant(built.pathway, {user.pk: [built.subsection(section) for section in section_ids]}, now=current_time())


class CourseTest(ModuleStoreTestCase):
    """A test with courses of its own."""

    def enrol(self, built: Built, **fields: Any) -> Any:
        """Return a new teacher who is enrolled and signed in."""
        user = UserFactory.create(**fields)
        CourseEnrollmentFactory.create(user=user, course_id=built.course_key)
        self.sign_in(user)
        return user

    def sign_in(self, user: Any) -> None:
        assert self.client.login(username=user.username, password=PASSWORD)

    def handler(self, built: Built, usage_key: str, name: str, data: Mapping[str, Any] | None = None) -> Any:
        """Post to a component's handler."""
        return self.client.post(f"/courses/{built.course_key}/xblock/{usage_key}/handler/{name}", data or {})

    def answer(self, built: Built, problem: str, choice: str = RIGHT) -> Any:
        """Answer a problem, right unless told otherwise."""
        input_id = f"input_{problem.rpartition('@')[2]}_2_1"
        return self.handler(built, problem, "xmodule_handler/problem_check", {input_id: choice})
