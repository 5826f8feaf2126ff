"""The teacher's own record, and what native apps ask for, in a real LMS."""

from __future__ import annotations

import json

from common.djangoapps.student.models import UserProfile
from common.djangoapps.student.tests.factories import StaffFactory
from django.utils.timezone import now
from lms.djangoapps.courseware.tests.helpers import MasqueradeMixin
from xmodule.modulestore.django import modulestore

from pd_personalize_xblock.records import syncing

from .courses import CourseTest, a_ladder, build_course

FILES = ("record_json", "record_csv", "record_page")
WORDS = "They tried it in class"


class Record(CourseTest):
    """A teacher who has started at the beginning, in a course whose second section is held."""

    def setUp(self):
        super().setUp()
        self.built = build_course(a_ladder())
        syncing.sync(self.built.pathway, now=now())
        self.teacher = self.enrol(self.built, username="amina")
        UserProfile.objects.filter(user=self.teacher).update(name="Amina Okoye")
        assert self.act("skip").status_code == 200

    def address(self, handler):
        return f"/courses/{self.built.course_key}/xblock/{self.built.pathway}/handler/{handler}"

    def act(self, handler, **payload):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.address(handler), json.dumps(payload), content_type="application/json")


class TestRecord(Record, MasqueradeMixin):
    def test_a_teacher_gets_the_record_by_a_link_in_every_form(self):
        links = self.act("record").json()["downloads"]

        replies = {name: self.client.get(links[name]) for name in ("json", "csv", "page")}

        assert {name: reply.status_code for name, reply in replies.items()} == dict.fromkeys(replies, 200)
        assert json.loads(replies["json"].content)["teacher"] == "Amina Okoye"
        assert replies["json"]["Content-Disposition"] == 'attachment; filename="my-record.json"'
        assert replies["csv"]["Content-Type"].lower() == "text/csv; charset=utf-8"
        assert replies["page"]["Content-Type"].lower() == "text/html; charset=utf-8"
        assert "Amina Okoye" in replies["page"].content.decode()
        assert all("no-store" in reply["Cache-Control"] for reply in replies.values())

    def test_whoever_is_not_signed_in_gets_none(self):
        self.client.logout()

        assert {self.client.get(self.address(name)).status_code for name in FILES} == {403}

    def test_staff_who_look_as_the_teacher_get_none_and_see_no_words(self):
        coach = StaffFactory.create(course_key=self.built.course_key, password="Password1234")
        self.sign_in(coach)
        self.update_masquerade(course_id=self.built.course_key, username="amina")

        assert {self.client.get(self.address(name)).status_code for name in FILES} == {403}
        assert {self.act(name).status_code for name in ("record", "forget_words", "remark", "look_back")} == {403}
        assert "Your record" not in self.act("view").json()["html"]

    def test_staff_get_their_own(self):
        coach = StaffFactory.create(course_key=self.built.course_key, password="Password1234")
        self.sign_in(coach)

        found = json.loads(self.client.get(self.address("record_json")).content)

        assert found["sittings"] == []
        assert "Amina" not in found["teacher"]


class TestApps(Record):
    def blocks(self, **query):
        """The blocks API, as an app asks it."""
        query = {
            "course_id": str(self.built.course_key),
            "username": "amina",
            "depth": "all",
            "requested_fields": "student_view_data,student_view_multi_device",
            "student_view_data": "pd_personalize",
            **query,
        }
        reply = self.client.get("/api/courses/v2/blocks/", query)
        assert reply.status_code == 200, reply.content
        return reply.json()["blocks"]

    def test_the_blocks_api_tells_what_is_the_same_for_everybody(self):
        block = self.blocks()[self.built.pathway]

        assert block["student_view_multi_device"] is True
        assert block["student_view_data"]["title"] == "Formative assessment"
        assert block["student_view_data"]["state_handler"] == "student_view_user_state"
        assert not {"status", "sections"} & set(block["student_view_data"])

    def test_the_platform_asks_for_it_without_a_user(self):
        block = modulestore().get_item(self.built.course_key.make_usage_key("pd_personalize", "pathway"))

        assert block.scope_ids.user_id is None
        assert block.student_view_data()["title"] == "Formative assessment"

    def test_an_app_gets_a_teachers_state_by_the_named_handler(self):
        for reply in (self.client.get(self.address("student_view_user_state")), self.act("student_view_user_state")):
            found = reply.json()
            assert found["status"] == "skipped"
            assert {section["id"]: section["state"] for section in found["sections"]} == {
                "goals-1": "open",
                "goals-2": "held",
                "goals-3": "held",
            }
            assert found["sections"][0]["href"].endswith("/jump_to_id/goals-1")

    def test_the_page_of_the_apps_web_view_has_what_the_script_needs(self):
        """The token for posts, in a cookie that scripts can read."""
        page = self.client.get(f"/xblock/{self.built.key('vertical', 'start-unit')}")

        assert page.status_code == 200
        assert b"PdPersonalizeStudent" in page.content
        assert "csrftoken" in page.cookies
        assert not page.cookies["csrftoken"]["httponly"]
