"""What stands beside a pathway: content groups, other pathways, time zones, and logs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from unittest.mock import patch

from common.djangoapps.student.tests.factories import StaffFactory
from completion.waffle import ENABLE_COMPLETION_TRACKING_SWITCH
from django.conf import settings
from django.test import override_settings
from django.utils.timezone import override as time_zone
from edx_toggles.toggles.testutils import override_waffle_switch
from kombu.exceptions import OperationalError as BrokerError
from opaque_keys.edx.keys import UsageKey
from openedx.core.djangoapps.user_api.course_tag.api import set_course_tag
from xmodule.partitions.partitions import Group, UserPartition

from pd_personalize_xblock.records import models, tasks
from pd_personalize_xblock.records.course_checks import course_problems

from ..builders import a_section
from ..records.course import text_of
from .courses import PASSWORD, Built, a_ladder, add, open_sections
from .studio_course import HELD, OPEN, StudioTest

PARTITION, FIRST, SECOND = 50, 1, 2


class TestContentGroups(StudioTest):
    """The subsection goals-2 is for the second group only; the learner is in the first."""

    def setUp(self):
        super().setUp()
        groups = [Group(FIRST, "First"), Group(SECOND, "Second")]
        self.save(str(self.built.course.location), user_partitions=[UserPartition(PARTITION, "Halves", "", groups)])
        self.save(self.built.subsection(HELD), group_access={PARTITION: [SECOND]})
        self.put_into(FIRST, self.learner)
        self.published()

    def put_into(self, group, user):
        set_course_tag(user, self.built.course_key, f"xblock.partition_service.partition_{PARTITION}", str(group))

    def status_for(self, user):
        self.sign_in(user)
        return self.page(self.built.subsection(HELD)).status_code

    def test_what_the_pathway_opens_stays_for_its_group(self):
        """The subsection's own page is looked at: what is below it the platform itself shows to every group."""
        member = self.enrol(self.built)
        self.put_into(SECOND, member)
        assert self.status_for(self.learner) == 404

        for user in (self.learner, member):
            open_sections(self.built, user, HELD)

        assert [self.status_for(user) for user in (self.learner, member)] == [404, 200]
        subsection = self.store.get_item(UsageKey.from_string(self.built.subsection(HELD)))
        assert subsection.group_access == {PARTITION: [SECOND]}
        assert self.differences() == []

    def test_the_author_is_warned(self):
        problems = course_problems(a_ladder(), block_key=self.built.pathway, course_key=str(self.built.course_key))

        about_groups = [problem for problem in problems if "content groups" in problem.message]
        assert [problem.is_warning for problem in about_groups] == [True]


class TestSeveralPathways(StudioTest):
    """A second pathway, over the subsections other-1 and other-2."""

    def setUp(self):
        super().setUp()
        with self.draft():
            chapter = self.store.get_item(UsageKey.from_string(self.built.key("chapter", "work")))
            unit = self.store.get_item(UsageKey.from_string(self.built.key("vertical", "start-unit")))
        for name in ("other-1", "other-2"):
            leaf = add(add(add(chapter, "sequential", name), "vertical", f"{name}-unit-0"), "html", f"{name}-html-0-0")
            self.store.publish(leaf.location, 1)
        sections = tuple(a_section(f"other-{level}", level=level) for level in (1, 2))
        key = str(add(unit, "pd_personalize", "second", definition=text_of(a_ladder(sections=sections))).location)
        self.second = Built(self.built.course, key.replace("+branch@draft-branch", ""))
        self.publish(self.built.key("vertical", "start-unit"))

    def test_each_holds_its_own(self):
        assert self.held(self.second) == {"other-2"}
        assert self.held() == {"goals-2", "goals-3"}
        assert self.is_shut("other-2")
        assert {self.page(key).status_code for key in (self.built.pathway, self.second.pathway)} == {200}
        self.assert_well(OPEN, HELD, "other-1", "other-2")

    def test_what_one_opens_the_other_does_not(self):
        open_sections(self.second, self.learner, "other-2")

        assert not self.is_shut("other-2")
        assert self.is_shut(HELD)
        self.assert_well(HELD, "other-2")

    def test_one_that_is_deleted_leaves_the_other_as_it_is(self):
        self.delete(self.second.pathway)
        self.publish(self.built.key("vertical", "start-unit"))

        assert not self.is_shut("other-2")
        assert self.held() == {"goals-2", "goals-3"}
        self.assert_well(OPEN, HELD, "other-2")


class TestTimeZones(StudioTest):
    def test_dates_are_told_with_their_zone(self):
        self.save(self.built.subsection(HELD), start=datetime(2120, 5, 3, 23, 30, tzinfo=UTC))
        with time_zone("Pacific/Auckland"):
            problems = course_problems(a_ladder(), block_key=self.built.pathway, course_key=str(self.built.course_key))

        assert ["starts 2120-05-03 23:30 UTC" in problem.message for problem in problems] == [True]

    @override_settings(FEATURES={**settings.FEATURES, "DISABLE_START_DATES": False})
    def test_what_opens_early_in_another_zone_still_waits_for_its_date(self):
        self.save(self.built.subsection(HELD), start=datetime(2120, 5, 3, tzinfo=UTC))
        self.published()

        with time_zone("Pacific/Kiritimati"):
            open_sections(self.built, self.learner, HELD)
            answered = self.answers(HELD)

        assert answered["component"] in (403, 404)
        self.assert_well(OPEN, HELD)


class TestLogs(StudioTest):
    """A whole sitting, course work, a sign-off, a broker that is down: nobody's name or words are in our logs."""

    SECRET = "what I would never tell"

    def setUp(self):
        super().setUp()
        self.learner = self.enrol(self.built, username="amina-diallo", email="amina.d@schools.example")
        self.records: list[logging.LogRecord] = []
        handler = logging.Handler(level=logging.DEBUG)
        handler.emit = self.records.append
        logger = logging.getLogger("pd_personalize_xblock")
        level = logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        self.addCleanup(logger.setLevel, level)
        self.addCleanup(logger.removeHandler, handler)

    def sit(self):
        screen = self.act("begin").json()
        while screen["screen"] == "question":
            given = {"item_id": screen["question"]["item_id"], "option": "1", "sequence": screen["sequence"]}
            screen = self.act("answer", **given).json()
        assert self.act("finish").status_code == 200
        assert self.act("note", section_id="goals-1", text=self.SECRET).status_code < 500

    def test_nobodys_name_or_words_are_logged(self):
        self.sit()
        with override_waffle_switch(ENABLE_COMPLETION_TRACKING_SWITCH, True):
            self.answer(self.built, self.built.leaf(OPEN))
        coach = StaffFactory.create(course_key=self.built.course_key, password=PASSWORD)
        self.sign_in(coach)
        said = {"username": "amina-diallo", "about": "goals", "level": 2, "given": True, "note": self.SECRET}
        assert self.act("sign_off", **said).status_code == 200
        with patch.object(tasks.sync_course, "apply_async", side_effect=BrokerError("refused")):
            self.published()

        format_of = logging.Formatter("%(message)s").format
        logged = "\n".join(format_of(record) for record in self.records)
        assert models.Attempt.objects.filter(user=self.learner).exists()
        assert "broker" in logged
        for secret in ("amina", "schools.example", self.SECRET, coach.username, "rubric"):
            assert secret not in logged
