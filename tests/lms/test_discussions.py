"""In a real LMS with its forum: a study group talks among itself, at the address that its members are shown."""

from __future__ import annotations

import json
from html import unescape
from inspect import Parameter, signature
from re import search
from typing import Any
from unittest.mock import patch

import pytest
from common.djangoapps.student.tests.factories import CourseEnrollmentFactory, UserFactory
from common.djangoapps.util.testing import UrlResetMixin
from django.test import override_settings
from edx_toggles.toggles.testutils import override_waffle_flag
from forum.api.users import get_user
from forum.search import base
from forum.toggles import ENABLE_MYSQL_BACKEND
from lms.djangoapps.discussion.toggles import ENABLE_DISCUSSIONS_MFE
from openedx.core.djangoapps.course_groups.cohorts import get_cohort_by_name, set_course_cohorted
from openedx.core.djangoapps.discussions.config.waffle import ENABLE_FORUM_V2
from openedx.core.djangoapps.discussions.models import DiscussionsConfiguration
from openedx.core.djangoapps.django_comment_common.models import FORUM_ROLE_MODERATOR, ForumsConfig, Role
from openedx.core.djangoapps.django_comment_common.utils import seed_permissions_roles

from .community import GROUP, CommunityTest
from .courses import PASSWORD

IS_MENDED = signature(get_user).parameters["group_ids"].default is not Parameter.empty
"""Whether the forum answers those who ask without a group: since 0.3.1, which a platform of mid-2025 may lack."""
LINK = r'<a href="([^"]+)" target="_top">The course’s discussions</a>'


class NothingIndexed(base.BaseDocumentSearchBackend):
    """A search server that takes everything and keeps nothing."""

    def index_document(self, index_name: str, doc_id: str | int, document: dict[str, Any]) -> None: ...

    def update_document(self, index_name: str, doc_id: str | int, update_data: dict[str, Any]) -> None: ...

    def delete_document(self, index_name: str, doc_id: str | int) -> None: ...


class NoSearch(base.BaseSearchBackend):
    """What the forum searches with here: its threads are in the database, and none is looked for by its words."""

    DOCUMENT_SEARCH_CLASS = NothingIndexed


@override_settings(FORUM_SEARCH_BACKEND=f"{__name__}.NoSearch")
@override_waffle_flag(ENABLE_FORUM_V2, active=True)
@override_waffle_flag(ENABLE_MYSQL_BACKEND, active=True)
class Discussions(UrlResetMixin, CommunityTest):
    """The course's three teachers have agreed; somebody else takes the course too."""

    def setUp(self) -> None:
        features = patch.dict("django.conf.settings.FEATURES", {"ENABLE_DISCUSSION_SERVICE": True})
        features.start()
        self.addCleanup(features.stop)
        super().setUp()
        ForumsConfig.objects.create(enabled=True)
        seed_permissions_roles(self.built.course_key)
        self.another = UserFactory.create(password=PASSWORD)
        CourseEnrollmentFactory.create(user=self.another, course_id=self.built.course_key)
        self.agree()
        set_course_cohorted(self.built.course_key, True)

    def link_for(self, user: Any, screen: str = "together/show") -> str:
        found = search(LINK, self.act(user, screen).json()["html"])
        return unescape(found[1]) if found else ""

    def divide(self, topic: str) -> None:
        """Do as course staff do under Discussions in the instructor dashboard."""
        self.sign_in(self.coach)
        body = {"division_scheme": "cohort", "divided_course_wide_discussions": [topic]}
        address = f"/courses/{self.built.course_key}/discussions/settings"
        reply = self.client.patch(address, json.dumps(body), content_type="application/json")
        assert reply.status_code == 200, reply.content

    def general_topic(self) -> str:
        self.sign_in(self.coach)
        reply = self.client.get(f"/api/discussion/v1/course_topics/{self.built.course_key}")
        assert reply.status_code == 200, reply.content
        topics = reply.json()
        return topics["non_courseware_topics"][0]["id"]

    def moderator(self) -> Any:
        user = UserFactory.create(password=PASSWORD)
        CourseEnrollmentFactory.create(user=user, course_id=self.built.course_key)
        user.roles.add(Role.objects.get(name=FORUM_ROLE_MODERATOR, course_id=self.built.course_key))
        return user

    def write(self, user: Any, topic: str, title: str) -> Any:
        self.sign_in(user)
        body = {"course_id": str(self.built.course_key), "topic_id": topic, "type": "discussion", "title": title}
        return self.client.post(
            "/api/discussion/v1/threads/", json.dumps(body | {"raw_body": "Shall we?"}), content_type="application/json"
        )

    def titles_for(self, user: Any) -> list[str]:
        self.sign_in(user)
        reply = self.client.get("/api/discussion/v1/threads/", {"course_id": str(self.built.course_key)})
        assert reply.status_code == 200, reply.content
        return [thread["title"] for thread in reply.json()["results"]]

    def test_those_introduced_are_led_to_the_discussions_and_so_is_who_made_the_group(self):
        self.make()
        one = self.teachers[0]
        address = f"/courses/{self.built.course_key}/discussion/forum/"

        assert self.link_for(one) == self.link_for(self.coach, "lead/community") == address
        assert self.link_for(self.another) == ""

    @pytest.mark.skipif(not IS_MENDED, reason="openedx-forum 0.3.0 answers nobody without a group")
    def test_the_link_leads_to_the_page_of_the_forum(self):
        one = self.teachers[0]
        self.titles_for(one)  # the forum comes to know a user by its API; its page alone fails for a stranger

        page = self.client.get(self.link_for(one))

        assert page.status_code == 200
        assert "discussion" in page.content.decode()

    @override_waffle_flag(ENABLE_DISCUSSIONS_MFE, active=True)
    @override_settings(DISCUSSIONS_MICROFRONTEND_URL="https://apps.example.org/discussions")
    def test_where_the_platform_has_its_own_application_for_discussions_the_link_leads_there(self):
        address = f"https://apps.example.org/discussions/{self.built.course_key}/"

        assert self.link_for(self.teachers[0]) == self.link_for(self.coach, "lead/community") == address

    def test_a_course_whose_discussions_are_off_has_no_link(self):
        DiscussionsConfiguration.objects.create(context_key=self.built.course_key, enabled=False)

        assert self.link_for(self.teachers[0]) == self.link_for(self.coach, "lead/community") == ""

    @pytest.mark.skipif(not IS_MENDED, reason="openedx-forum 0.3.0 answers nobody without a group")
    def test_a_study_group_reads_its_own_threads_and_nobody_else_in_the_course_does(self):
        self.make()
        topic = self.general_topic()
        self.divide(topic)
        one, two, three = self.teachers

        written = self.write(one, topic, "Goals together")

        assert written.status_code == 200, written.content
        assert written.json()["group_id"] == get_cohort_by_name(self.built.course_key, GROUP).pk
        assert self.titles_for(two) == ["Goals together"]
        assert self.titles_for(three) == ["Goals together"]
        assert self.titles_for(self.another) == []
        assert self.titles_for(self.moderator()) == ["Goals together"]
        assert self.titles_for(self.coach) == []  # staff of the course without a role in its discussions
        assert f"Your cohort there is <bdi>{GROUP}</bdi>" in self.act(two, "together/show").json()["html"]
        self.sign_in(self.another)
        thread = f"/api/discussion/v1/threads/{written.json()['id']}/"
        assert self.client.get(thread).status_code == 404
        self.sign_in(two)
        assert self.client.get(thread).json()["group_name"] == GROUP
