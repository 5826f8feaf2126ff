"""Consent, looks and ratings by a link, in a real LMS."""

from __future__ import annotations

import json
import logging
import re
from unittest.mock import patch

from common.djangoapps.student.models import CourseEnrollment, UserProfile
from common.djangoapps.student.tests.factories import StaffFactory, UserFactory
from django.conf import settings
from django.test import Client, override_settings
from django.utils.timezone import now
from lms.djangoapps.courseware.tests.helpers import MasqueradeMixin

from pd_personalize_xblock.records import models, syncing

from .courses import CourseTest, a_ladder, build_course

TRACKING = "common.djangoapps.track.views.server_track"


class Colleagues(CourseTest):
    """A teacher who has started at the beginning, and somebody else on the course."""

    def setUp(self):
        super().setUp()
        self.built = build_course(a_ladder())
        syncing.sync(self.built.pathway, now=now())
        self.coach = self.enrol(self.built, username="rosa")
        self.teacher = self.enrol(self.built, username="amina")
        UserProfile.objects.filter(user=self.teacher).update(name="Amina Okoye")
        assert self.act("skip").status_code == 200

    def act(self, handler, **payload):
        address = f"/courses/{self.built.course_key}/xblock/{self.built.pathway}/handler/{handler}"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, json.dumps(payload), content_type="application/json")

    def part(self, reply, name):
        assert reply.status_code == 200, reply.content
        return next(part for part in reply.json()["parts"] if part["name"] == name)

    def link(self):
        asking = self.part(self.act("together/ask", label="Sam", role="colleague"), "asking")
        return asking["new"]["link"]


class TestRating(Colleagues):
    def test_a_link_is_whole_and_answers_without_an_account(self):
        link = self.link()
        assert re.fullmatch(r"https?://[^/]+/pd_personalize/rate/[\w-]{43}", link)

        nobody = Client(enforce_csrf_checks=True)
        path = link[link.index("/pd_personalize") :]
        page = nobody.get(path)
        assert page.status_code == 200, page.content
        assert "How do you see Amina Okoye?" in page.content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
        form = {"secret": path.rpartition("/")[2], "c-goals": "1", "csrfmiddlewaretoken": token}
        given = nobody.post("/pd_personalize/rate/", form)

        assert (given.status_code, "Thank you" in given.content.decode()) == (200, True)
        assert page["Referrer-Policy"] == "same-origin"
        assert nobody.get(path).status_code == 410

    def test_neither_the_secret_nor_what_is_said_comes_into_a_log(self):
        assert any("TrackMiddleware" in name for name in settings.MIDDLEWARE)
        link, nobody = self.link(), Client()
        path, secret = link[link.index("/pd_personalize") :], link.rpartition("/")[2]

        with patch(TRACKING) as tracked, self.assertLogs(level=logging.INFO) as logged:
            logging.getLogger().info("something")
            nobody.get(path)
            Client(enforce_csrf_checks=True).post("/pd_personalize/rate/", {"secret": secret, "comment": "private"})
            nobody.post("/pd_personalize/rate/", {"secret": secret, "comment": "private"})
            nobody.get(path)

        assert tracked.call_count == 0
        assert not [line for line in logged.output if secret in line or "private" in line]


class TestConsent(Colleagues, MasqueradeMixin):
    def test_a_coach_looks_while_the_consent_is_and_not_a_request_longer(self):
        assert self.act("together/let_look", who="rosa").status_code == 200
        self.sign_in(self.coach)
        page = self.act("lead/teacher", who="amina").json()["teacher"]
        assert page["name"] == "Amina Okoye"
        assert "Teachers who let you look" in self.client.get(f"/xblock/{self.built.pathway}").content.decode()

        self.sign_in(self.teacher)
        shown = self.part(self.act("together/show"), "looking")
        assert [look["username"] for look in shown["looks"]] == ["rosa"]
        assert self.act("together/stop_looking", consent=shown["coaches"][0]["number"]).status_code == 200
        self.sign_in(self.coach)

        assert self.act("lead/teacher", who="amina").status_code == 403

    def test_nobody_from_outside_the_course_can_be_named_nor_look_once_they_have_left(self):
        UserFactory.create(username="stranger")
        replies = [self.act("together/let_look", who=who) for who in ("stranger", "nobody at all")]
        assert [reply.status_code for reply in replies] == [404, 404]
        assert replies[0].json() == replies[1].json()

        self.act("together/let_look", who="rosa")
        CourseEnrollment.unenroll(self.coach, self.built.course_key)
        self.sign_in(self.coach)
        assert self.act("lead/teacher", who="amina").status_code in (403, 404)
        assert self.act("lead/teachers").json()["teachers"] == []
        assert not models.Look.objects.exists()

    def test_an_account_that_does_not_take_the_course_has_to_do_with_nobody_in_it(self):
        stranger = UserFactory.create(username="stranger", password="Password1234")
        self.sign_in(stranger)
        asked = {"let_look": {"who": "amina"}, "ask": {"label": "Sam", "role": "coach"}, "match-join": {}}
        asked |= {"share_rating": {"invitation": 1}, "match-answer": {"number": 1, "agrees": True}}

        replies = [self.act(f"together/{action}", **payload) for action, payload in asked.items()]

        assert [reply.status_code for reply in replies] == [403] * len(asked)
        assert {reply.json()["error"] for reply in replies} == {"this is for those who take this course"}
        assert self.act("together/show").json()["takes_part"] is False

    def test_an_e_mail_address_is_answered_like_nobodys(self):
        replies = [self.act("together/let_look", who=who) for who in (self.coach.email, "nobody@example.org")]

        assert [reply.status_code for reply in replies] == [404, 404]
        assert replies[0].json() == replies[1].json()

    def test_whoever_has_left_withdraws_what_is_theirs_and_lets_nobody_look(self):
        given = self.part(self.act("together/let_look", who="rosa"), "looking")["coaches"][0]["number"]
        CourseEnrollment.unenroll(self.teacher, self.built.course_key)

        assert self.act("together/let_look", who="rosa").status_code == 403
        assert self.part(self.act("together/stop_looking", consent=given), "looking")["coaches"] == []

    def test_staff_of_the_course_can_be_named_and_where_they_need_consent_have_it_then(self):
        staff = StaffFactory.create(course_key=self.built.course_key, password="Password1234")
        with override_settings(PD_PERSONALIZE_STAFF_SEE_TEACHERS=False):
            self.sign_in(staff)
            assert self.act("staff_find", who="amina").status_code == 403
            self.sign_in(self.teacher)
            assert self.act("together/let_look", who=staff.username).status_code == 200
            self.sign_in(staff)

            assert self.act("staff_find", who="amina").status_code == 200

    def test_a_masquerade_records_no_look_and_shows_nothing_where_consent_is_needed(self):
        staff = StaffFactory.create(course_key=self.built.course_key, password="Password1234")
        self.sign_in(staff)
        self.update_masquerade(course_id=self.built.course_key, username="amina")

        assert self.act("lead/teacher", who="amina").status_code == 403
        assert self.act("together/show").status_code == 403
        assert self.act("view").json()["screen"] == "result"
        with override_settings(PD_PERSONALIZE_STAFF_SEE_TEACHERS=False):
            assert self.act("view").json()["screen"] == "message"
        assert not models.Look.objects.exists()
