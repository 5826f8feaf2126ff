"""A course, two teachers, and a definition in force."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from waffle.models import Switch

from pd_personalize_xblock.domain.definition import Definition

from ..builders import a_competency, a_definition, a_rubric, a_section, needs
from . import course


@pytest.fixture(autouse=True)
def _course(db, settings, monkeypatch) -> None:
    """The real edx-completion and edx-milestones, and an empty course."""
    monkeypatch.setattr(course, "OUTLINE", {})
    settings.PD_PERSONALIZE_OUTLINE = f"{course.__name__}.outline"
    Switch.objects.create(name="completion.enable_completion_tracking", active=True)


@pytest.fixture
def user() -> User:
    return User.objects.create(username="teacher")


@pytest.fixture
def colleague() -> User:
    return User.objects.create(username="colleague")


@pytest.fixture
def ladder() -> Definition:
    """Goals 1 to 3, and feedback 1 to 3 of which level 2 needs goals 1; in force."""
    definition = a_definition(
        competencies=(a_competency("goals"), a_competency("feedback", needs(2, ("goals", 1)))),
        items=(a_rubric("goals-rubric", "goals"), a_rubric("feedback-rubric", "feedback")),
        sections=tuple(a_section(f"{c}-{i}", c, i) for c in ("goals", "feedback") for i in (1, 2, 3)),
    )
    course.publish(definition)
    return definition
