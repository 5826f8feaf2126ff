"""The Django app itself: migrations, annotations, admin."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse

from demo.people import PEOPLE, SESSION_KEY
from pd_personalize_xblock.records.models import CalibrationProposal, PathwayBlock, Remark, SignOff

from . import course

APP = apps.get_app_config("pd_personalize")
MODELS = list(APP.get_models())
WORDS = "seen on a visit to room 12"
REGISTERED = [model for model in MODELS if admin.site.is_registered(model)]


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("pd_personalize_")}


def test_the_operators_guide_says_of_every_table_what_it_keeps_and_which_hold_nothing_of_persons():
    guide = (Path(__file__).parents[2] / "docs" / "operators.md").read_text("utf-8")
    kept = guide.partition("## What it keeps")[2].partition("\n## ")[0]
    rows = [re.fullmatch(r"\| (`.+`) \| (.+) \| (.+) \|", line) for line in kept.splitlines()]
    told = {name: row[3] for row in rows if row for name in re.findall(r"`(\w+)`", row[1])}

    assert sorted(told) == sorted(model._meta.model_name for model in MODELS)
    impersonal = {model._meta.model_name for model in MODELS if ".. no_pii:" in (model.__doc__ or "")}
    assert {name for name, removal in told.items() if "no personal data" in removal} == impersonal


def test_no_migration_is_missing():
    call_command("makemigrations", "pd_personalize", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_migrations_can_be_undone_and_done_again():
    before = tables()
    try:
        call_command("migrate", "pd_personalize", "zero", verbosity=0)
        assert tables() == set()
    finally:
        call_command("migrate", "pd_personalize", verbosity=0)

    assert tables() == before == {model._meta.db_table for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_says_what_it_holds_of_people(model):
    refers_to_people = any(
        isinstance(field, models.ForeignKey) and field.related_model in (User, *_about_people())
        for field in model._meta.get_fields()
    )

    if refers_to_people:
        assert ".. pii:" in model.__doc__
        assert ".. pii_types: other" in model.__doc__
        assert ".. pii_retirement: local_api" in model.__doc__
    else:
        assert ".. no_pii:" in model.__doc__


def _about_people() -> tuple[type[models.Model], ...]:
    return tuple(model for model in MODELS if any(field.name == "user" for field in model._meta.get_fields()))


@pytest.fixture
def operator(client, user, ladder):
    """A browser of somebody who may do everything in the admin, and something to look at."""
    course.sit(user, {"goals-rubric": 3, "feedback-rubric": 1})
    course.choose(user, "goals", 1)
    course.record_work(user, "feedback-2")
    pathway = PathwayBlock.objects.get()
    CalibrationProposal.objects.create(
        pathway=pathway,
        based_on=pathway.in_force,
        definition=pathway.in_force,
        teachers=60,
        report={"fitted": 8},
        made_at=course.NOW,
    )
    SignOff.objects.create(
        user=user, pathway=pathway, about="goals", level=1, given=True, signed_at=course.NOW, note=WORDS
    )
    course.remark(user, "feedback-2", WORDS)
    session = client.session
    session[SESSION_KEY] = next(person.username for person in PEOPLE if person.is_author)
    session.save()
    return client


def admin_page(model, what: str, *args: object) -> str:
    return reverse(f"admin:pd_personalize_{model._meta.model_name}_{what}", args=args)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_the_admin_shows_and_changes_nothing(operator, model):
    assert operator.get(admin_page(model, "changelist")).status_code == 200
    row = model.objects.first()
    shown = operator.get(admin_page(model, "change", row.pk))
    before = model.objects.values().get(pk=row.pk)
    given = {name: value for name, value in before.items() if value is not None}

    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert operator.get(admin_page(model, "add")).status_code == 403
    assert operator.post(admin_page(model, "change", row.pk), given).status_code == 403
    assert operator.post(admin_page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_the_admin_lists_rows_with_a_bounded_number_of_queries(operator, model, django_assert_max_num_queries):
    assert operator.get("/admin/").status_code == 200

    with django_assert_max_num_queries(10):
        operator.get(admin_page(model, "changelist"))


def test_the_admin_shows_no_answers():
    assert {"Entry", "Placement"} & {model.__name__ for model in REGISTERED} == set()


def test_the_admin_does_not_show_what_a_coach_wrote(operator):
    row = SignOff.objects.get()

    assert WORDS not in operator.get(admin_page(SignOff, "change", row.pk)).content.decode()


def test_the_admin_does_not_show_what_a_teacher_said_of_a_section(operator):
    shown = operator.get(admin_page(Remark, "change", Remark.objects.get().pk)).content.decode()

    assert WORDS not in shown
    assert "Value" not in shown
