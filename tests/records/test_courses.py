"""Which pathway blocks a course has, and what asking costs."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import memcache_key_warnings

from pd_personalize_xblock.records import courses
from pd_personalize_xblock.records.models import PathwayBlock

from ..builders import a_definition
from . import course

OTHER = "course-v1:Org+Another+Run"


@pytest.fixture(autouse=True)
def _cold_cache():
    cache.clear()
    yield
    cache.clear()


def remove(block_key: str) -> None:
    PathwayBlock.objects.filter(block_key=block_key).update(removed_at=course.NOW)


def test_a_course_names_its_pathways_in_order():
    second = str(course.KEY.make_usage_key("pd_personalize", "another"))
    course.publish(a_definition())
    course.publish(a_definition(), block=second)

    assert courses.pathways_of(course.COURSE) == (second, course.BLOCK)


def test_a_pathway_belongs_to_its_course_alone():
    course.publish(a_definition())

    assert courses.pathways_of(OTHER) == ()


def test_a_removed_pathway_is_not_named():
    course.publish(a_definition())
    remove(course.BLOCK)

    assert courses.pathways_of(course.COURSE) == ()


def test_asking_again_costs_no_query(django_assert_num_queries):
    course.publish(a_definition())
    with django_assert_num_queries(1):
        courses.pathways_of(course.COURSE)

    with django_assert_num_queries(0):
        assert courses.pathways_of(course.COURSE) == (course.BLOCK,)


def test_a_course_without_a_pathway_costs_no_query_either(django_assert_num_queries):
    with django_assert_num_queries(1):
        courses.pathways_of(OTHER)

    with django_assert_num_queries(0):
        assert courses.pathways_of(OTHER) == ()


def test_a_block_outside_any_course_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert courses.pathways_of("") == ()


def test_what_changed_is_seen_at_once():
    courses.pathways_of(course.COURSE)
    course.publish(a_definition())
    courses.changed(course.COURSE)
    assert courses.pathways_of(course.COURSE) == (course.BLOCK,)
    remove(course.BLOCK)
    courses.changed(course.COURSE)

    assert courses.pathways_of(course.COURSE) == ()


def test_what_another_process_caches_before_the_commit_is_forgotten(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        courses.changed(course.COURSE)
        courses.pathways_of(course.COURSE)  # as another process does, which does not see the new row yet
        PathwayBlock.objects.all().delete()
        course.publish(a_definition())

    assert courses.pathways_of(course.COURSE) == (course.BLOCK,)


def test_an_answer_is_kept_five_minutes_at_most(monkeypatch):
    kept = {}
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: kept.update({key: timeout}))
    courses.pathways_of(OTHER)

    assert list(kept.values()) == [300]


def test_a_long_course_key_fits_any_cache(monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: kept.append(key))
    courses.pathways_of(f"course-v1:{'Org' * 60}+Course+Run")

    assert list(memcache_key_warnings(kept[0])) == []
