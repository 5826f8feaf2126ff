"""What a learner meets on every surface of a real LMS while a subsection is held, and once it is open."""

from __future__ import annotations

from common.djangoapps.util import milestones_helpers as milestones
from django.test import override_settings
from django.urls import reverse
from edx_toggles.toggles.testutils import override_waffle_flag
from lms.djangoapps.course_home_api.toggles import COURSE_HOME_MICROFRONTEND_PROGRESS_TAB
from openedx.core.lib.gating import api as gating

from .courses import CourseTest, a_ladder, build_course, open_sections

HELD, OPEN = "goals-2", "goals-1"


class Surfaces(CourseTest):
    """A course with an open and a held subsection, an enrolled learner, and the ways to look at a subsection."""

    def setUp(self):
        super().setUp()
        self.built = build_course(a_ladder())
        self.learner = self.enrol(self.built)

    def page(self, usage_key):
        return self.client.get(f"/xblock/{usage_key}")

    def json(self, address):
        reply = self.client.get(address)
        assert reply.status_code == 200, (address, reply.status_code)
        return reply.json()

    def outline_entry(self, section):
        outline = self.json(f"/api/learning_sequences/v1/course_outline/{self.built.course_key}")
        return outline["outline"]["sequences"].get(self.built.subsection(section))

    def home_blocks(self):
        return self.json(reverse("course-home:outline-tab", args=[self.built.course_key]))["course_blocks"]["blocks"]

    def sidebar_blocks(self):
        return self.json(reverse("course-home:course-navigation", args=[self.built.course_key]))["blocks"]

    def sequence(self, section):
        return self.client.get(f"/api/courseware/sequence/{self.built.subsection(section)}")

    def api_blocks(self, **query):
        how = {"course_id": str(self.built.course_key), "username": self.learner.username, "depth": "all"}
        return self._blocks("/api/courses/v2/blocks/", how | query)

    def mobile_blocks(self):
        """What the app gets: it asks for what is gated as well."""
        how = {"course_id": str(self.built.course_key), "username": self.learner.username, "depth": "all"}
        return self._blocks("/api/mobile/v4/course_info/blocks/", how | {"requested_fields": "show_gated_sections"})

    def _blocks(self, address, query):
        reply = self.client.get(address, query)
        assert reply.status_code == 200, (address, reply.status_code, reply.content[:300])
        return reply.json()["blocks"]

    @override_waffle_flag(COURSE_HOME_MICROFRONTEND_PROGRESS_TAB, active=True)
    def progress_names(self):
        progress = self.json(reverse("course-home:progress-tab", args=[self.built.course_key]))
        return [part["display_name"] for chapter in progress["section_scores"] for part in chapter["subsections"]]

    def everything_of(self, section):
        """What each surface says of a subsection, in a word."""
        built, leaf = self.built, self.built.leaf(section)
        page = self.page(built.subsection(section))
        sequence = self.sequence(section)
        return {
            "learning_sequences outline": self.outline_entry(section)["accessible"],
            "course_home outline": built.subsection(section) in self.home_blocks(),
            "sidebar": self.sidebar_blocks()[built.subsection(section)]["type"],
            "sequence API": (sequence.status_code, sequence.json()["gated_content"]["gated"]),
            "/xblock/<sequential>": "our page" if b"pd-locked" in page.content else page.status_code,
            "/xblock/<unit>": self.page(built.unit(section)).status_code,
            "/xblock/<html>": self.page(built.leaf(section, "html")).status_code,
            "/xblock/<problem>": self.page(leaf).status_code,
            "handler": self.answer(built, leaf).status_code,
            "blocks API": (built.subsection(section) in (blocks := self.api_blocks()), leaf in blocks),
            "blocks API with gated sections": leaf in self.api_blocks(requested_fields="show_gated_sections"),
            "mobile v4": leaf in self.mobile_blocks(),
            "progress": section in self.progress_names(),
        }


WHILE_HELD = {
    "learning_sequences outline": False,
    "course_home outline": True,
    "sidebar": "lock",
    "sequence API": (200, True),
    "/xblock/<sequential>": "our page",
    "/xblock/<unit>": 302,
    "/xblock/<html>": 404,
    "/xblock/<problem>": 404,
    "handler": 404,
    "blocks API": (False, False),
    "blocks API with gated sections": True,
    "mobile v4": True,
    "progress": True,
}
ONCE_OPEN = {
    "learning_sequences outline": True,
    "course_home outline": True,
    "sidebar": "sequential",
    "sequence API": (200, False),
    "/xblock/<sequential>": 200,
    "/xblock/<unit>": 200,
    "/xblock/<html>": 200,
    "/xblock/<problem>": 200,
    "handler": 200,
    "blocks API": (True, True),
    "blocks API with gated sections": True,
    "mobile v4": True,
    "progress": True,
}
"""PLATFORM's column T."""


class TestEverySurface(Surfaces):
    def test_a_held_subsection_is_shut_everywhere(self):
        assert self.everything_of(HELD) == WHILE_HELD

    def test_it_is_open_everywhere_once_the_teacher_is_let_in(self):
        self.everything_of(HELD)
        open_sections(self.built, self.learner, HELD)

        assert self.everything_of(HELD) == ONCE_OPEN

    def test_a_subsection_that_is_open_to_all_is_open_everywhere(self):
        assert self.everything_of(OPEN) == ONCE_OPEN

    def test_a_colleague_who_was_let_in_opens_it_for_nobody_else(self):
        colleague = self.enrol(self.built)
        open_sections(self.built, colleague, HELD)
        self.sign_in(self.learner)

        assert self.everything_of(HELD) == WHILE_HELD

    @override_settings(PD_PERSONALIZE_FIELD_OVERRIDE=False)
    def test_without_the_override_the_platforms_own_lock_stays_and_its_hole_as_well(self):
        leaves = {"/xblock/<html>": 302, "/xblock/<problem>": 302, "handler": 200}

        assert self.everything_of(HELD) == WHILE_HELD | leaves


class TestOtherSpellings(Surfaces):
    def test_no_other_spelling_of_the_address_opens_a_handler(self):
        problem = self.built.leaf(HELD)
        course, block = str(self.built.course_key), problem.partition("+type@")[2]
        stem = problem.removesuffix(f"+type@{block}")
        version = self.store.get_course(self.built.course_key).course_version
        answers = {
            part: self.client.post(
                f"/courses/{course}{part}/xblock/{stem}{part}+type@{block}/handler/xmodule_handler/problem_check", {}
            ).status_code
            for part in ("", "+branch@published-branch", "+branch@draft-branch", f"+version@{version}")
        }

        assert set(answers.values()) == {404}, answers

    def test_an_open_block_named_beside_it_does_not_open_a_handler(self):
        reply = self.handler(self.built, self.built.leaf(HELD), f"xmodule_handler/{self.built.leaf(OPEN)}")

        assert reply.status_code == 404


class TestBesideOtherPrerequisites(Surfaces):
    def setUp(self):
        super().setUp()
        gating.add_prerequisite(self.built.course_key, self.built.key("sequential", "start-here"))
        gating.set_required_content(
            self.built.course_key, self.built.subsection(OPEN), self.built.subsection("start-here"), "100", "100"
        )

    def require_as_well(self, section):
        """Make a subsection require another one, as the platform's own gating does."""
        first = self.built.key("sequential", "start-here")
        milestone = gating.get_gating_milestone(self.built.course_key, first, "fulfills")
        milestones.add_course_content_milestone(
            self.built.course_key, self.built.subsection(section), "requires", milestone
        )

    def test_what_another_prerequisite_alone_holds_keeps_the_platforms_page(self):
        page = self.page(self.built.subsection(OPEN))

        assert b"pd-locked" not in page.content
        assert b"Content Locked" in page.content

    def test_what_both_hold_says_so_and_keeps_the_platforms_page_once_we_opened_it(self):
        self.require_as_well(HELD)
        assert b"another prerequisite" in self.page(self.built.subsection(HELD)).content
        open_sections(self.built, self.learner, HELD)

        page = self.page(self.built.subsection(HELD))
        assert b"pd-locked" not in page.content
        assert b"Content Locked" in page.content


class TestWhatIsNeverHidden(Surfaces):
    def test_the_pathway_block_answers(self):
        assert self.page(self.built.pathway).status_code == 200

    def test_a_course_without_a_pathway_is_as_it_was(self):
        self.built = build_course(None, {"work": [OPEN, HELD]})
        self.learner = self.enrol(self.built)

        assert self.everything_of(HELD) == ONCE_OPEN
        assert self.everything_of(OPEN) == ONCE_OPEN


class TestThePage(Surfaces):
    def test_it_names_the_section_on_the_way_and_links_the_pathway_by_ways_that_lead_there(self):
        page = self.page(self.built.subsection(HELD)).content.decode()
        pathway = f"/courses/{self.built.course_key}/jump_to/{self.built.pathway}"
        first = f"/courses/{self.built.course_key}/jump_to_id/{OPEN}"

        assert "Work goals-1" in page
        assert f'href="{pathway}"' in page
        assert f'href="{first}"' in page
        assert [self.client.get(link).status_code for link in (pathway, first)] == [302, 302]

    def test_the_unit_leads_to_it(self):
        reply = self.client.get(f"/xblock/{self.built.unit(HELD)}", follow=True)

        assert b"pd-locked" in reply.content

    def test_the_sequence_api_names_the_pathway_block(self):
        gated = self.sequence(HELD).json()["gated_content"]

        assert gated["prereq_id"] == self.built.pathway
        assert gated["gated_section_name"] == HELD


class TestStaff(Surfaces):
    def setUp(self):
        super().setUp()
        self.enrol(self.built, is_staff=True)

    def masquerade(self, **how):
        reply = self.client.post(
            f"/courses/{self.built.course_key}/masquerade",
            {"role": "student", "user_partition_id": None, "group_id": None, "user_name": None} | how,
            content_type="application/json",
        )
        assert reply.json()["success"], reply.content

    def leaves_and_page(self):
        page = self.page(self.built.subsection(HELD))
        return [
            b"pd-locked" in page.content,
            self.page(self.built.leaf(HELD)).status_code,
            self.answer(self.built, self.built.leaf(HELD)).status_code,
        ]

    def test_staff_pass(self):
        assert self.leaves_and_page() == [False, 200, 200]

    def test_staff_who_look_as_a_learner_see_what_that_learner_sees(self):
        self.masquerade(user_name=self.learner.username)
        assert self.leaves_and_page() == [True, 404, 404]
        open_sections(self.built, self.learner, HELD)

        assert self.leaves_and_page() == [False, 200, 200]

    def test_staff_who_look_as_any_learner_are_held_as_a_newcomer_is(self):
        self.masquerade()

        assert self.leaves_and_page() == [True, 404, 404]
