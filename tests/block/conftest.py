"""A course with a pathway block, a teacher and an author."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from waffle.models import Switch

from demo.people import PEOPLE, user_of
from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.platform import people

from .browser import BLOCK, Browser, document_of, two_competencies


@pytest.fixture(autouse=True)
def course(db) -> Definition:
    """A block whose definition in force is ``two_competencies``, where completion is tracked."""
    Switch.objects.create(name="completion.enable_completion_tracking", active=True)
    definition = two_competencies()
    DemoRuntime().create_block(BLOCK, document_of(definition))
    return definition


@pytest.fixture(autouse=True)
def _everybody_takes_the_course(monkeypatch) -> None:
    """But its staff, as the server says; a test may say something else."""
    learners = User.objects.filter(is_staff=False).order_by("pk").values_list("pk", flat=True)
    monkeypatch.setattr(people, "learners_elsewhere", lambda course_key: list(learners.all()))


@pytest.fixture
def user() -> User:
    return User.objects.create(username="teacher")


@pytest.fixture
def teacher(user) -> Browser:
    """A teacher who has never been here."""
    return Browser(user.pk)


@pytest.fixture
def colleague() -> Browser:
    return Browser(User.objects.create(username="colleague").pk)


@pytest.fixture
def author() -> Browser:
    """The author in Studio."""
    person = next(person for person in PEOPLE if person.is_author)
    return Browser(user_of(person).pk, is_author_mode=True)
