"""Events in the LMS's own event tracking: from a task, from a handler, and on to an xAPI statement."""

from __future__ import annotations

import json
import logging
from importlib.util import find_spec
from typing import Any
from unittest import mock

import pytest
from celery import shared_task
from common.djangoapps.student.tests.factories import CourseEnrollmentFactory, UserFactory
from common.djangoapps.track.contexts import course_context_from_course_id
from django.conf import settings
from eventtracking.django.django_tracker import DjangoTracker
from eventtracking.tracker import get_tracker
from xmodule.modulestore.tests.django_utils import ModuleStoreTestCase
from xmodule.modulestore.tests.factories import BlockFactory, CourseFactory

from pd_personalize_xblock.platform.events import EVENT_NAMES, emit_for
from pd_personalize_xblock.records import api
from pd_personalize_xblock.service import LevelAttained

from ..builders import a_definition
from ..events.schemas import problems
from ..records.course import text_of

PASSWORD = "Password1234"
LEVEL = LevelAttained("goals", 2, source="completion")


@shared_task
def tell(user_id: int, course_key: str, pathway: str) -> None:
    """What a task of ours does at its end."""
    emit_for(user_id, course_key, pathway, (LEVEL,))


class Log(logging.Handler):
    """The tracking log: a JSON text per line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(record.getMessage()))


class EventsTest(ModuleStoreTestCase):
    """A course with a pathway in force, and a teacher in it, in an LMS whose tracking log is read."""

    def setUp(self) -> None:
        super().setUp()
        self.course = CourseFactory.create()
        chapter = BlockFactory.create(parent=self.course, category="chapter")
        subsection = BlockFactory.create(parent=chapter, category="sequential")
        unit = BlockFactory.create(parent=subsection, category="vertical")
        text = text_of(a_definition(sections=()))
        block = BlockFactory.create(parent=unit, category="pd_personalize", definition=text)
        self.course_key, self.pathway = str(self.course.id), str(block.location)
        api.publish(self.pathway, self.course_key, text)
        self.teacher = UserFactory.create(username="ada-lovelace", password=PASSWORD)
        CourseEnrollmentFactory.create(user=self.teacher, course_id=self.course.id)
        self.log = Log()
        logger = logging.getLogger("tracking")
        logger.addHandler(self.log)
        self.addCleanup(logger.removeHandler, self.log)
        self.addCleanup(logger.setLevel, logger.level)
        logger.setLevel(logging.INFO)

    @property
    def told(self) -> list[dict[str, Any]]:
        """What the tracking log got from us."""
        return [line for line in self.log.lines if line["event_type"].startswith("pd_personalize.")]

    def post(self, handler: str, **payload: Any) -> dict[str, Any]:
        self.client.login(username=self.teacher.username, password=PASSWORD)
        url = f"/courses/{self.course_key}/xblock/{self.pathway}/handler/{handler}"
        response = self.client.post(url, json.dumps(payload), content_type="application/json")
        assert response.status_code == 200, response.content
        return response.json()

    def test_an_event_from_a_task_is_about_the_teacher_in_the_course(self) -> None:
        assert get_tracker().resolve_context() == {}

        tell.apply_async(args=(self.teacher.pk, self.course_key, self.pathway))

        (line,) = self.told
        assert line["name"] == "pd_personalize.level_attained"
        assert line["context"] == {"user_id": self.teacher.pk, "course_id": self.course_key, "org_id": self.course.org}
        assert line["event"]["pathway"] == self.pathway
        assert line["username"] == ""

    def test_the_context_is_what_the_platform_says_of_the_course(self) -> None:
        emit_for(self.teacher.pk, self.course_key, self.pathway, (LEVEL,))

        theirs = {key: value for key, value in course_context_from_course_id(self.course.id).items() if value}
        assert self.told[0]["context"] == {**theirs, "user_id": self.teacher.pk}

    def test_what_a_handler_publishes_is_tracked_under_our_name(self) -> None:
        self.post("begin")

        (line,) = self.told
        assert line["name"] == "pd_personalize.diagnostic_started"
        assert (line["context"]["user_id"], line["context"]["course_id"]) == (self.teacher.pk, self.course_key)

    def test_a_sitting_leaves_events_in_the_log_as_their_schemas_say_and_no_answer(self) -> None:
        page = self.post("begin")
        while page["screen"] == "question":
            item_id = page["question"]["item_id"]
            page = self.post("answer", item_id=item_id, option="2", sequence=page["sequence"])
        self.post("finish")

        names = [line["name"].removeprefix("pd_personalize.") for line in self.told]
        assert names == ["diagnostic_started", "response_recorded", "placement_made", "level_attained"]
        assert [problems(line["name"], line["event"]) for line in self.told] == [[]] * len(names)
        assert "What level" not in json.dumps([line["event"] for line in self.told])

    @pytest.mark.skipif(find_spec("event_routing_backends") is None, reason="edx-event-routing-backends is missing")
    def test_an_event_from_a_task_becomes_a_statement_about_the_same_teacher(self) -> None:
        from openedx.core.djangoapps.external_user_ids.models import ExternalId, ExternalIdType

        ExternalIdType.objects.get_or_create(name=ExternalIdType.XAPI)
        outer = DjangoTracker().backends["event_transformer"]
        kept = mock.Mock()
        get_tracker().routing_backend.register_backend("kept", kept)
        self.addCleanup(get_tracker().backends.pop, "kept")
        tell.apply_async(args=(self.teacher.pk, self.course_key, self.pathway))
        event = kept.send.call_args.args[0]

        (statement,) = outer.backends["xapi"].process_event(outer.process_event(event))

        known_as = str(ExternalId.objects.get(user=self.teacher).external_user_id)
        assert statement["actor"]["account"] == {"homePage": settings.LMS_ROOT_URL, "name": known_as}
        assert statement["verb"]["display"] == {"en": "mastered"}
        assert statement["context"]["contextActivities"]["parent"][0]["id"].endswith(self.course_key)
        assert set(EVENT_NAMES) <= outer.processors[0].whitelist
