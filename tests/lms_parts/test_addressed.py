"""Whether anything held can be at stake in a request."""

from __future__ import annotations

from types import SimpleNamespace

import crum
import pytest
from django.contrib.auth.models import AnonymousUser

from pd_personalize_xblock.lms.addressed import addressed_blocks, is_anything_at_stake
from pd_personalize_xblock.platform import gates

from ..records import course

KEY = course.KEY.make_usage_key
OTHER = course.KEY.replace(run="Another")
ABOVE = {
    KEY(kind, f"{section}-{kind}"): KEY("vertical", f"{section}-unit")
    for section in ("goals-1", "goals-2")
    for kind in ("html", "problem")
} | {KEY("vertical", f"{section}-unit"): KEY("sequential", section) for section in ("goals-1", "goals-2")}


def a_request(user, *, session=None, **kwargs):
    """A request whose address names ``kwargs``."""
    match = SimpleNamespace(kwargs={name: str(value) for name, value in kwargs.items()})
    return SimpleNamespace(user=user, session=session or {}, resolver_match=match)


@pytest.fixture(autouse=True)
def _ladder(ladder):
    """Levels 2 and 3 of two competencies are held."""
    yield
    crum.set_current_request(None)


def at_stake(request) -> bool:
    crum.set_current_request(request)
    return is_anything_at_stake(course.KEY, ABOVE.get)


@pytest.mark.parametrize("block", [("html", "goals-2-html"), ("vertical", "goals-2-unit"), ("sequential", "goals-2")])
def test_a_held_block_is(user, block):
    assert at_stake(a_request(user, usage_key_string=KEY(*block))) is True


@pytest.mark.parametrize("block", [("html", "goals-1-html"), ("vertical", "goals-1-unit"), ("sequential", "goals-1")])
def test_a_block_that_is_not_held_is_not(user, block):
    assert at_stake(a_request(user, usage_key_string=KEY(*block))) is False


def test_a_handler_of_a_held_block_is_and_another_is_not(user):
    held, free = (
        a_request(user, course_id=course.KEY, usage_id=KEY("problem", f"{section}-problem"), handler="check", suffix="")
        for section in ("goals-2", "goals-1")
    )

    assert (at_stake(held), at_stake(free)) == (True, False)


def test_nothing_is_for_a_teacher_whom_nothing_is_held_for(user):
    every = [course.subsection(f"{c}-{i}") for c in ("goals", "feedback") for i in (2, 3)]
    gates.grant(course.BLOCK, {user.pk: every}, now=course.NOW)

    assert at_stake(a_request(user)) is False
    assert at_stake(a_request(user, usage_id=KEY("html", "goals-2-html"))) is False


def test_somebody_who_is_not_signed_in_is_held_like_a_newcomer():
    assert at_stake(a_request(AnonymousUser(), usage_id=KEY("html", "goals-2-html"))) is True


def test_nothing_is_in_a_task_without_a_request():
    assert at_stake(None) is False


class TestWhateverIsNotPlainCounts:
    def test_an_address_that_names_no_block(self, user):
        assert at_stake(a_request(user, course_id=course.KEY)) is True

    def test_a_request_without_an_address(self, user):
        assert at_stake(SimpleNamespace(user=user, session={})) is True

    def test_a_block_of_another_course(self, user):
        assert at_stake(a_request(user, usage_id=OTHER.make_usage_key("html", "goals-1-html"))) is True

    def test_a_block_that_is_in_no_subsection(self, user):
        assert at_stake(a_request(user, usage_id=KEY("chapter", "chapter"))) is True

    def test_one_held_block_among_several(self, user):
        both = {"a": KEY("html", "goals-1-html"), "b": KEY("html", "goals-2-html")}

        assert at_stake(a_request(user, **both)) is True

    def test_a_staff_member_who_looks_as_somebody_else(self, user):
        session = {"masquerade_settings": {course.KEY: object()}}

        assert at_stake(a_request(user, session=session, usage_id=KEY("html", "goals-1-html"))) is True

    def test_a_user_who_stands_in_for_another(self, user):
        user.real_user = SimpleNamespace(id=99)

        assert at_stake(a_request(user, usage_id=KEY("html", "goals-1-html"))) is True


def test_it_takes_one_query(user, django_assert_num_queries):
    with django_assert_num_queries(1):
        at_stake(a_request(user, usage_id=KEY("html", "goals-1-html")))
        at_stake(a_request(user, usage_id=KEY("html", "goals-2-html")))


def test_only_whole_usage_keys_are_taken_for_blocks(user):
    request = a_request(user, course_id=course.KEY, handler="xmodule_handler", suffix="problem_check", usage_id="x")

    assert addressed_blocks(request, course.KEY) == []
