"""A course in the modulestore with graded subsections and a pathway over them, and short ways to act in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from common.djangoapps.student.tests.factories import CourseEnrollmentFactory, UserFactory
from django.test.client import RequestFactory
from django.utils.timezone import now
from lms.djangoapps.grades.course_grade_factory import CourseGradeFactory
from lms.djangoapps.grades.models import PersistentSubsectionGrade, PersistentSubsectionGradeOverride
from lms.djangoapps.grades.tests.utils import answer_problem
from openedx.core.djangoapps.content.block_structure.api import update_course_in_cache
from xmodule.capa.tests.response_xml_factory import MultipleChoiceResponseXMLFactory
from xmodule.modulestore import ModuleStoreEnum
from xmodule.modulestore.django import modulestore
from xmodule.modulestore.tests.factories import BlockFactory, CourseFactory

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Definition, ExemptGrades, Mode, Rules
from pd_personalize_xblock.domain.learner import ChoiceKind
from pd_personalize_xblock.formats.schema import to_document
from pd_personalize_xblock.records import api

from ..builders import a_definition, a_section

POLICY = {
    "GRADER": [{"type": "Homework", "min_count": 3, "drop_count": 0, "short_label": "HW", "weight": 1.0}],
    "GRADE_CUTOFFS": {"Pass": 0.6},
}
CHECK = MultipleChoiceResponseXMLFactory().build_xml(choices=[True, False])
SECTIONS = ("goals-1", "goals-2", "goals-3")


class GradedCourse:
    """Three graded subsections of four points each, ``goals-1`` to ``goals-3``, and the pathway that maps them."""

    def __init__(self) -> None:
        self.course = CourseFactory.create(
            default_store=ModuleStoreEnum.Type.split,
            grading_policy=POLICY,
            self_paced=True,
            start=datetime(2020, 1, 1, tzinfo=UTC),
            cert_html_view_enabled=True,
            emit_signals=True,
        )
        self.key = str(self.course.id)
        self.chapter = BlockFactory.create(parent=self.course, category="chapter", display_name="Work")
        self.subsections = {name: self.add_subsection(name) for name in SECTIONS}
        pathway = self.course.id.make_usage_key("pd_personalize", "pathway")
        parent = self.course
        for category in ("chapter", "sequential", "vertical"):
            parent = BlockFactory.create(parent=parent, category=category, display_name="Start")
        BlockFactory.create(parent=parent, category="pd_personalize", location=pathway)
        self.block_key = str(pathway)
        self.definition = full_marks_definition()

    def add_subsection(self, name: str, **fields: object) -> object:
        subsection = BlockFactory.create(
            parent=self.chapter,
            category="sequential",
            location=self.course.id.make_usage_key("sequential", name),
            display_name=name,
            **({"graded": True, "format": "Homework"} | fields),
        )
        unit = BlockFactory.create(parent=subsection, category="vertical", display_name=name)
        self.add_problem(unit, f"{name}-check", weight=4)
        return subsection

    def add_problem(self, unit: object, name: str, *, weight: int) -> None:
        location = self.course.id.make_usage_key("problem", name)
        BlockFactory.create(
            parent=unit, category="problem", location=location, display_name=name, data=CHECK, weight=weight
        )

    def change(self, block_type: str, name: str, **fields: object) -> None:
        """Edit a block and publish it."""
        with modulestore().branch_setting(ModuleStoreEnum.Branch.draft_preferred, self.course.id):
            block = self.block(block_type, name)
            for field, value in fields.items():
                setattr(block, field, value)
            modulestore().update_item(block, ModuleStoreEnum.UserID.test)
            modulestore().publish(block.location, ModuleStoreEnum.UserID.test)
        update_course_in_cache(self.course.id)

    def delete(self, block_type: str, name: str) -> None:
        modulestore().delete_item(self.course.id.make_usage_key(block_type, name), ModuleStoreEnum.UserID.test)
        update_course_in_cache(self.course.id)

    def usage(self, name: str) -> str:
        return str(self.course.id.make_usage_key("sequential", name))

    def block(self, block_type: str, name: str) -> object:
        return modulestore().get_item(self.course.id.make_usage_key(block_type, name))

    def publish(self, definition: Definition | None = None, **rules: object) -> None:
        """Bring a definition into force; keywords replace its rules."""
        definition = self.definition = definition or self.definition
        if rules:
            definition = self.definition = replace(definition, rules=replace(definition.rules, **rules))
        text = json.dumps(to_document(definition))
        self.change("pd_personalize", "pathway", definition=text)
        api.publish(self.block_key, self.key, text)

    def teacher(self) -> object:
        user = UserFactory.create()
        CourseEnrollmentFactory.create(user=user, course_id=self.course.id, mode="honor")
        return user

    def choose(self, user: object, level: int | None) -> None:
        learner = api.find_learner(self.block_key, user.id)
        act = partial(
            service.choose, in_force=learner.in_force, kind=ChoiceKind.START, competency="goals", level=level, now=now()
        )
        api.act(learner, act, now=now())

    def place(self, user: object, level: int) -> None:
        """Sit through the questions as somebody of a level."""
        learner = api.find_learner(self.block_key, user.id)
        version, moment = learner.in_force, now()
        api.act(learner, lambda r: service.start(r, version, seed="s", now=moment), sitting_only=True, now=moment)
        while (item := service.offered_item(version, learner.load().attempt)) is not None:
            answer = partial(
                service.answer,
                version=version,
                item_id=item.id,
                option=str(level),
                sequence=learner.load().attempt.next_sequence,
            )
            api.act(learner, answer, sitting_only=True, now=moment)
        api.act(learner, lambda r: service.finish(r, version, version, now=moment), now=moment)

    def answers(self, user: object, name: str, share: float, problem: str | None = None) -> None:
        """Do a subsection's work, with a share of its points."""
        request = RequestFactory().get("/")
        request.user, request.session = user, {}
        problem = self.block("problem", problem or f"{name}-check")
        course = modulestore().get_course(self.course.id)
        answer_problem(course, request, problem, score=share, max_value=1)

    def grade(self, user: object) -> float:
        return CourseGradeFactory().read(user, course_key=self.course.id).percent

    def passes(self, user: object) -> bool:
        return bool(CourseGradeFactory().read(user, course_key=self.course.id).passed)

    def row(self, user: object, name: str) -> PersistentSubsectionGrade | None:
        usage = self.course.id.make_usage_key("sequential", name)
        return PersistentSubsectionGrade.objects.filter(user_id=user.id, usage_key=usage).first()

    def overrides(self, user: object) -> dict[str, tuple[float, float, str]]:
        """The graded points that overrides give, what they are out of, and whose they are."""
        rows = PersistentSubsectionGradeOverride.objects.filter(grade__user_id=user.id).select_related("grade")
        return {
            row.grade.usage_key.block_id: (row.earned_graded_override, row.possible_graded_override, row.system)
            for row in rows
        }


def full_marks_definition(**fields: object) -> Definition:
    """Goals 1 to 3 over the three subsections."""
    default = {
        "sections": tuple(a_section(name, level=i) for i, name in enumerate(SECTIONS, start=1)),
        "rules": Rules(exempt_grades=ExemptGrades.FULL_MARKS, own_answers=1, mode=Mode.ADVISORY),
    }
    return a_definition(**(default | fields))
