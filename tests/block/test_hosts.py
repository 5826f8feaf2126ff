"""Who may author, by the host's own rules."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest
from django.apps import apps

from pd_personalize_xblock.platform import hosts

from .browser import BLOCK


def block(**services):
    runtime = SimpleNamespace(service=lambda block, name: services.get(name))
    return SimpleNamespace(scope_ids=SimpleNamespace(usage_id=BLOCK), runtime=runtime)


@pytest.fixture
def platforms_own(monkeypatch):
    """The platform's check; "dana" writes this course."""
    module = ModuleType("common.djangoapps.student.auth")
    module.has_studio_write_access = lambda user, course_key: (user, course_key) == ("dana", BLOCK.context_key)
    for name in ("common", "common.djangoapps", "common.djangoapps.student"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(apps, "is_installed", lambda name: name == hosts.STUDENT_APP)


@pytest.mark.parametrize("may", [True, False])
def test_studios_service_is_asked_about_the_course(may):
    asked = []
    service = SimpleNamespace(can_write=lambda course_key: asked.append(course_key) or may)

    assert hosts.may_author(block(studio_user_permissions=service)) is may
    assert asked == [BLOCK.context_key]


@pytest.mark.parametrize(("who", "may"), [("dana", True), ("amina", False)])
def test_without_the_service_the_platforms_own_check_decides(platforms_own, who, may):
    assert hosts.may_author(block(user=SimpleNamespace(_django_user=who))) is may


def test_without_either_nobody_may_author():
    assert hosts.may_author(block()) is False
    assert hosts.may_author(block(user=SimpleNamespace(_django_user="dana"))) is False


def test_in_a_workbench_whose_blocks_have_no_course_nobody_may_author():
    nowhere = SimpleNamespace(scope_ids=SimpleNamespace(usage_id="plain"), runtime=None)

    assert hosts.may_author(nowhere) is False
