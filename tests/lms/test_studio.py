"""What an author does in Studio, each followed by our sync: gates are right again, and learners get their pages."""

from __future__ import annotations

from opaque_keys.edx.keys import UsageKey

from pd_personalize_xblock.cms import receivers
from pd_personalize_xblock.records import api, models
from pd_personalize_xblock.records.course_checks import course_problems

from ..records.course import text_of
from .courses import a_ladder, add, open_sections
from .studio_course import ADVICE, AUTHOR, HELD, OPEN, StudioTest


class TestPublishing(StudioTest):
    ENABLED_SIGNALS = ("course_published",)

    def test_a_publish_brings_what_was_saved_into_force_with_its_gates(self):
        self.save_definition(ADVICE)

        self.publish(self.built.pathway)

        assert self.held() == set()
        assert not self.is_shut(HELD)
        self.assert_well(OPEN, HELD)

    def test_a_publish_is_heard_by_the_signal_alone(self):
        from xmodule.modulestore.django import SignalHandler

        SignalHandler.course_published.connect(receivers.course_published)
        self.addCleanup(SignalHandler.course_published.disconnect, receivers.course_published)
        self.save_definition(ADVICE)

        with self.captureOnCommitCallbacks(execute=True):
            self.store.publish(UsageKey.from_string(self.built.pathway), AUTHOR)

        assert self.held() == set()

    def test_what_is_only_saved_changes_nothing_not_even_when_staff_look_at_it(self):
        self.save_definition(ADVICE)
        before = models.PathwayBlock.objects.get().in_force.hash
        self.enrol(self.built, is_staff=True)

        unit = self.page(self.built.key("vertical", "start-unit"), preview="1")
        pathway = self.page(self.built.pathway, preview="1")
        self.published()

        assert (unit.status_code, pathway.status_code) == (200, 200)
        assert models.PathwayBlock.objects.get().in_force.hash == before
        assert self.held() == {"goals-2", "goals-3"}
        assert self.differences() == []

    def test_a_publish_with_problems_leaves_what_was_in_force(self):
        self.save(self.built.pathway, definition='{"no": "definition"}')

        self.publish(self.built.pathway)

        assert self.held() == {"goals-2", "goals-3"}
        assert self.broken(OPEN, HELD) == {}
        assert ["published with problems" in found for found in self.differences()] == [True]


class TestSubsectionSettings(StudioTest):
    def warnings(self):
        return [problem.message for problem in self.problems()]

    def problems(self):
        return course_problems(a_ladder(), block_key=self.built.pathway, course_key=str(self.built.course_key))

    def test_saving_none_removes_our_link_and_the_sync_brings_it_back(self):
        self.require(HELD, None)
        assert not self.is_shut(HELD)
        assert self.differences() != []

        self.published()

        assert self.is_shut(HELD)
        self.assert_well(HELD)

    def test_a_prerequisite_that_is_younger_than_ours_holds_as_well_and_outlives_studios_next_save(self):
        first = self.can_be_required(OPEN)
        self.require(HELD, first)
        self.published()
        assert ["a prerequisite set in Studio" in warning for warning in self.warnings()] == [True]

        prerequisite = self.settings_page(HELD)
        self.require(HELD, prerequisite)
        self.published()

        assert prerequisite == first
        self.assert_both_hold()

    def test_a_prerequisite_that_is_older_than_ours_holds_as_well_and_outlives_studios_next_save(self):
        self.save_definition(ADVICE)
        self.publish(self.built.pathway)
        first = self.can_be_required(OPEN)
        self.require(HELD, first)
        self.save_definition(a_ladder())
        self.publish(self.built.pathway)

        self.require(HELD, self.settings_page(HELD))
        self.published()

        assert self.settings_page(HELD) == first
        self.assert_both_hold()

    def settings_page(self, section):
        """The prerequisite that Studio shows in a subsection's settings, and sends again when they are saved."""
        from openedx.core.lib.gating.api import get_required_content

        return get_required_content(self.built.course_key, UsageKey.from_string(self.built.subsection(section)))[0]

    def assert_both_hold(self):
        self.assert_well(OPEN, HELD)
        open_sections(self.built, self.learner, HELD)
        assert self.is_shut(HELD)
        self.answer(self.built, self.built.leaf(OPEN))
        self.require(HELD, None)
        assert not self.is_shut(HELD)

    def test_choosing_the_pathway_as_prerequisite_of_an_unmapped_subsection_is_undone(self):
        self.require("start-here", self.built.pathway)
        assert self.is_shut("start-here")

        self.published()

        assert not self.is_shut("start-here")
        self.assert_well(HELD)

    def test_choosing_the_pathway_as_prerequisite_of_what_is_open_to_all_is_undone(self):
        self.require(OPEN, self.built.pathway)

        self.published()

        assert not self.is_shut(OPEN)
        self.assert_well(OPEN)

    def test_choosing_the_pathway_for_what_it_holds_keeps_it_held_by_its_own_milestone(self):
        for section in ("goals-3", HELD):
            self.require(section, self.built.pathway)

        self.published()
        open_sections(self.built, self.learner, "goals-3")

        assert self.is_shut(HELD)
        assert not self.is_shut("goals-3")
        self.assert_well(HELD)

    def test_a_completed_pathway_block_fulfils_no_requirement(self):
        self.page(self.built.pathway)
        self.handler(self.built, self.built.pathway, "publish_completion", {"completion": 1.0})
        from completion.models import BlockCompletion

        BlockCompletion.objects.update_or_create(
            user=self.learner,
            context_key=self.built.course_key,
            block_key=UsageKey.from_string(self.built.pathway),
            defaults={"block_type": "pd_personalize", "completion": 1.0},
        )

        assert [self.is_shut(section) for section in (HELD, "goals-3") * 2] == [True] * 4
        self.assert_well(HELD)


class TestChangedContent(StudioTest):
    def test_a_mapped_subsection_that_is_deleted_leaves_the_others_as_they_were(self):
        self.delete(self.built.subsection("goals-3"))
        assert self.broken(OPEN, HELD) == {}

        self.published()

        assert self.held() == {HELD}
        self.assert_well(OPEN, HELD)

    def test_a_unit_that_moves_takes_its_work_along(self):
        unit = self.built.unit("goals-3")
        self.save(self.built.subsection("goals-3"), children=[])
        with self.draft():
            new = self.store.get_item(UsageKey.from_string(self.built.subsection(HELD)))
            new.children = [*new.children, UsageKey.from_string(unit)]
            self.store.update_item(new, AUTHOR)

        self.publish(self.built.subsection(HELD))

        parts = models.SectionPart.objects.filter(subsection_key=self.built.subsection(HELD))
        assert self.built.leaf("goals-3") in set(parts.values_list("block_key", flat=True))
        self.assert_well(OPEN, HELD)

    def test_components_come_and_go(self):
        with self.draft():
            unit = self.store.get_item(UsageKey.from_string(self.built.unit(HELD)))
        add(unit, "html", "new", data="<p>new</p>")
        self.delete(self.built.leaf(HELD))
        self.publish(self.built.unit(HELD))

        blocks = set(models.SectionPart.objects.filter(section_id=HELD).values_list("block_key", flat=True))
        assert blocks == {self.built.leaf(HELD, "html"), self.built.key("html", "new")}
        self.assert_well(OPEN, HELD)


class TestPathwayDeleted(StudioTest):
    def published_without(self, usage_key):
        self.delete(usage_key)
        self.store.publish(UsageKey.from_string(self.built.key("vertical", "start-unit")), AUTHOR)

    def test_the_component_once_published_holds_nothing_and_breaks_nothing(self):
        self.published_without(self.built.pathway)

        self.published()

        assert self.held() == set()
        assert not self.is_shut(HELD)
        self.assert_well(OPEN, HELD)

    def test_its_unit_or_subsection_as_well(self):
        for block in (self.built.key("vertical", "start-unit"), self.built.subsection("start-here")):
            self.delete(block)
            self.published()

            assert self.held() == set()
            assert not self.is_shut(HELD)
            self.assert_well(OPEN, HELD)

    def test_without_studios_own_clean_up_held_learners_get_errors_until_the_sync(self):
        with self.draft():
            self.store.delete_item(UsageKey.from_string(self.built.subsection("start-here")), AUTHOR)
        assert self.broken(HELD).keys() >= {f"{HELD} sequence", f"{HELD} unit"}

        self.published()

        self.assert_well(OPEN, HELD)

    def test_a_deletion_in_the_draft_alone_opens_nothing_once_it_is_heard_of(self):
        """Studio says course_published even then."""
        self.start_at(1)
        assert not self.is_shut(HELD)
        self.delete(self.built.pathway)
        assert not self.is_shut("goals-3"), "the platform puts our milestones to sleep at once"

        self.published()

        assert (self.is_shut("goals-3"), self.is_shut(HELD)) == (True, False)
        self.assert_well(OPEN, HELD)

    def test_a_block_that_comes_back_holds_again(self):
        definition = text_of(a_ladder())
        self.published_without(self.built.pathway)
        self.published()
        with self.draft():
            unit = self.store.get_item(UsageKey.from_string(self.built.key("vertical", "start-unit")))

        add(unit, "pd_personalize", "pathway", definition=definition)
        self.publish(self.built.pathway)

        assert self.is_shut(HELD)
        self.assert_well(OPEN, HELD)


class TestCopiesInTheCourse(StudioTest):
    def start_unit(self):
        with self.draft():
            return self.store.get_item(UsageKey.from_string(self.built.key("vertical", "start-unit")))

    def test_a_duplicated_pathway_is_refused_and_its_author_is_told(self):
        copy = add(self.start_unit(), "pd_personalize", "copy", definition=text_of(a_ladder()))
        self.publish(str(copy.location))

        told = api.look_at(str(copy.location), str(self.built.course_key), text_of(a_ladder()))
        page = self.page(str(copy.location))
        assert not told.is_sound
        assert ["pathway in “start-here”" in problem.message for problem in told.problems] == [True]
        assert (page.status_code, b"not ready yet" in page.content) == (200, True)
        assert models.PathwayBlock.objects.count() == 1
        assert self.held() == {"goals-2", "goals-3"}
        assert self.broken(OPEN, HELD) == {}

    def test_a_pasted_unit_counts_where_it_is_pasted(self):
        with self.draft():
            subsection = self.store.get_item(UsageKey.from_string(self.built.subsection(HELD)))
        unit = add(subsection, "vertical", "pasted")
        add(unit, "html", "pasted-html", data="<p>pasted</p>")

        self.publish(str(unit.location))

        blocks = set(models.SectionPart.objects.filter(section_id=HELD).values_list("block_key", flat=True))
        assert self.built.key("html", "pasted-html") in blocks
        self.assert_well(OPEN, HELD)
