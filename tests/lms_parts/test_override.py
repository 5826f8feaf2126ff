"""Components below a held section are for staff only."""

from __future__ import annotations

from types import SimpleNamespace

import crum
import pytest
from django.contrib.auth.models import AnonymousUser

from pd_personalize_xblock.lms.override import HeldSectionOverride
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import courses

from ..records import course
from .fakes import Block, Unread, hold_otherwise, unit_in

FIELD = "visible_to_staff_only"
DEFAULT = object()
THE_COURSE = SimpleNamespace(id=course.KEY)


def ask(user, block, name=FIELD):
    return HeldSectionOverride(user, None).get(block, name, DEFAULT)


@pytest.mark.usefixtures("ladder")
class TestWhatIsHidden:
    def test_a_component_below_a_held_section_is(self, user):
        assert ask(user, Block("problem", "p", unit_in("goals-2"))) is True

    def test_what_an_author_put_into_a_component_is(self, user):
        experiment = Block("split_test", "s", unit_in("goals-2"))

        assert ask(user, experiment) is True
        assert ask(user, Block("html", "h", Block("vertical", "group", experiment))) is True

    def test_a_component_of_an_open_section_is_not(self, user):
        assert ask(user, Block("problem", "p", unit_in("goals-1"))) is DEFAULT

    def test_a_component_below_an_opened_section_is_not_for_whom_it_was_opened(self, user, colleague):
        gates.grant(course.BLOCK, {user.pk: [course.subsection("goals-2")]}, now=course.NOW)
        component = Block("problem", "p", unit_in("goals-2"))

        assert ask(user, component) is DEFAULT
        assert ask(colleague, component) is True

    def test_the_outline_is_not_since_the_platform_shows_its_lock_page_there(self, user):
        unit = unit_in("goals-2")
        above = [unit, unit.get_parent(), unit.get_parent().get_parent()]

        assert [ask(user, block) for block in above] == [DEFAULT] * 3

    def test_a_pathway_block_never_is(self, user):
        assert ask(user, Block("pd_personalize", "pathway", unit_in("goals-2"))) is DEFAULT

    def test_what_others_hold_is_left_to_them(self, user):
        hold_otherwise("goals-1")

        assert ask(user, Block("problem", "p", unit_in("goals-1"))) is DEFAULT

    def test_a_component_outside_any_subsection_is_not(self, user):
        assert ask(user, Block("problem", "p")) is DEFAULT

    def test_a_component_below_a_held_section_is_from_nobody_in_particular_as_well(self):
        assert ask(AnonymousUser(), Block("problem", "p", unit_in("goals-2"))) is True


class TestWhatItCosts:
    def test_any_other_field_is_answered_without_a_look_at_the_block(self, user, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert ask(user, Unread(), "start") is DEFAULT

    def test_a_page_costs_one_query_and_one_way_up_per_unit(self, user, ladder, django_assert_num_queries):
        held, free = unit_in("goals-2"), unit_in("goals-1")
        components = [Block("problem", f"p{i}", unit) for unit in (held, free) for i in range(10)]

        with django_assert_num_queries(1):
            answers = [ask(user, component) for component in components for _ in range(3)]
        assert answers == [True] * 30 + [DEFAULT] * 30
        assert (held.loads, free.loads) == (1, 1)

    def test_the_outline_costs_no_query(self, user, ladder, django_assert_num_queries):
        with django_assert_num_queries(0):
            ask(user, unit_in("goals-2"))

    def test_nobody_climbs_for_a_teacher_whom_nothing_is_held_for(self, user, ladder):
        every = [course.subsection(f"{c}-{i}") for c in ("goals", "feedback") for i in (2, 3)]
        gates.grant(course.BLOCK, {user.pk: every}, now=course.NOW)
        component = Block("problem", "p", unit_in("goals-2"))

        assert ask(user, component) is DEFAULT
        assert component.loads == 0

    def test_a_new_request_looks_anew(self, user, ladder, next_request):
        component = Block("problem", "p", unit_in("goals-2"))
        assert ask(user, component) is True
        gates.grant(course.BLOCK, {user.pk: [course.subsection("goals-2")]}, now=course.NOW)
        next_request()

        assert ask(user, component) is DEFAULT


@pytest.fixture
def _a_request(user):
    """Somebody looks at something."""
    crum.set_current_request(SimpleNamespace(user=user, session={}))
    yield
    crum.set_current_request(None)


@pytest.mark.usefixtures("_a_request")
class TestWhereItIsAsked:
    def test_in_a_course_with_a_pathway(self, ladder):
        assert HeldSectionOverride.enabled_for(THE_COURSE) is True

    def test_not_in_a_course_without_one_and_that_costs_no_query(self, django_assert_num_queries):
        courses.pathways_of(course.COURSE)

        with django_assert_num_queries(0):
            assert HeldSectionOverride.enabled_for(THE_COURSE) is False

    def test_not_outside_a_course(self, ladder):
        assert HeldSectionOverride.enabled_for(None) is False

    def test_not_where_the_platform_has_no_milestones(self, ladder, settings):
        settings.FEATURES = {"MILESTONES_APP": False}

        assert HeldSectionOverride.enabled_for(THE_COURSE) is False

    def test_not_where_the_operator_switched_it_off(self, ladder, settings):
        settings.PD_PERSONALIZE_FIELD_OVERRIDE = False

        assert HeldSectionOverride.enabled_for(THE_COURSE) is False
