"""Whatever is kept about one teacher is in their own download, or is left out for a reason that is named here."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models as db

from pd_personalize_xblock.domain.matching import Kind
from pd_personalize_xblock.records import models

from .test_record import coach as coach
from .test_record import course as course
from .test_record import lived as lived
from .test_record import rows

WHERE = {
    models.Attempt: "sittings",
    models.Entry: "sittings",
    models.Placement: "sittings",
    models.Choice: "choices",
    models.Evidence: "evidence",
    models.SignOff: "sign_offs",
    models.Opening: "openings",
    models.Remark: "remarks",
    models.SectionState: "sections_now",
    models.Figures: "counted",
    models.Consent: "consents",
    models.Look: "looks",
    models.Export: "lists",
    models.Invitation: "invitations",
    models.OptIn: "looks_for_colleagues",
    models.Introduction: "matches",
    models.Credential: "credentials",
}
"""Where in the download a table's rows are."""

TABLES_LEFT_OUT: dict[type[db.Model], str] = {}
"""Tables about single teachers that are not in it, and why."""

COLUMNS_LEFT_OUT = {
    (models.Attempt, "seed"): "it would tell which questions come next",
    (models.Entry, "option"): "the answer itself is in it, in words",
    (models.SignOff, "note"): "coaches were told that nobody is shown it; operators answer for it",
    (models.Invitation, "token_hash"): "it is of use to nobody but an attacker",
    (models.Introduction, "user_agreed_at"): "that the teacher agreed is in it; when the other did is theirs",
    (models.Introduction, "other_agreed_at"): "that the teacher agreed is in it; when the other did is theirs",
}
"""Columns of times and words that are not in it, and why."""


def tables_about_teachers() -> set[type[db.Model]]:
    """Every table of ours that refers to a user, or to a row that does."""
    ours, found = set(apps.get_app_config("pd_personalize").get_models()), set()
    user = apps.get_model(settings.AUTH_USER_MODEL)
    while more := {table for table in ours - found if {user, *found} & _referred_to(table)}:
        found |= more
    return found


def _referred_to(table: type[db.Model]) -> set[type[db.Model]]:
    return {field.related_model for field in table._meta.concrete_fields if field.is_relation}


@pytest.fixture
def whole(lived, user, coach):
    """A teacher with a row in every table, no two times alike."""
    version, pathway = models.DefinitionVersion.objects.latest("pk"), models.PathwayBlock.objects.get()
    moments = (datetime(2027, 3, 1, tzinfo=UTC) + timedelta(hours=n) for n in count())
    mine = {"user": user, "pathway": pathway}
    key = models.IssuingKey.objects.create(kid="k", public_jwk={}, made_at=next(moments))
    models.Consent.objects.create(**mine, coach=coach, given_at=next(moments), withdrawn_at=next(moments))
    models.Look.objects.create(**mine, viewer=coach, by="staff", looked_at=next(moments))
    models.Export.objects.create(pathway=pathway, viewer=coach, what="sections", taken_at=next(moments))
    models.Invitation.objects.create(
        **mine,
        definition=version,
        token_hash="f" * 64,
        role="coach",
        label="Sam next door",
        answers=[{"competency": "goals", "item": "goals-rubric", "option": 2}],
        levels={"goals": 2},
        comment="You listen well",
        **{f"{what}_at": next(moments) for what in ("made", "expires", "answered", "shared")},
    )
    models.OptIn.objects.create(**mine, joined_at=next(moments), left_at=next(moments))
    models.Introduction.objects.create(
        **mine,
        other=coach,
        kind=Kind.SAME_STEP.value,
        about="goals",
        why={"user_learns": "goals"},
        **{f"{what}_at": next(moments) for what in ("made", "user_agreed", "other_agreed", "ended")},
    )
    models.Credential.objects.create(
        **mine,
        competency="goals",
        level=1,
        definition=version,
        key=key,
        issued_at=next(moments),
        revoked_at=next(moments),
        document={"id": "urn:it"},
        signed="signed.as.a.token",
    )
    return lived


def test_every_table_about_a_teacher_is_in_the_download_or_named_here():
    assert tables_about_teachers() == {*WHERE, *TABLES_LEFT_OUT}


def test_a_row_of_each_table_is_in_the_download(whole):
    found = json.loads(whole.get("record_json").body)

    assert [table.__name__ for table in WHERE if not table.objects.exists()] == []
    assert [name for name in WHERE.values() if not found[name]] == []


def test_every_time_and_word_on_record_is_in_the_download_or_named_here(whole):
    text = json.dumps(json.loads(whole.get("record_json").body), ensure_ascii=False)
    lost = {
        (table, field.name)
        for table in WHERE
        for field in table._meta.concrete_fields
        if isinstance(field, db.DateTimeField | db.CharField | db.TextField)
        for value in table.objects.exclude(**{f"{field.name}__isnull": True}).values_list(field.name, flat=True)
        if (value.isoformat() if isinstance(value, datetime) else value) not in text
    }

    assert lost == set(COLUMNS_LEFT_OUT)


def test_lists_that_staff_took_and_every_end_are_rows_of_their_own(whole, coach):
    found = {row["What"]: row for row in rows(whole)}

    taken = found["A list of every teacher was taken"]
    assert (taken["Value"], taken["By"]) == ("sections", "Rosa Diaz")
    for what in (
        "Rating shared",
        "Answered about you",
        "Looks for colleagues no longer",
        "Match ended",
    ):
        assert what in found


def test_a_list_whose_taker_has_left_stays_without_a_name(whole, coach):
    models.Export.objects.update(viewer=None)

    (taken,) = json.loads(whole.get("record_json").body)["lists"]
    assert (taken["viewer"], taken["what"]) == ("", "sections")


def test_lists_of_another_pathway_are_not_in_it(whole):
    elsewhere = models.PathwayBlock.objects.get()
    elsewhere.pk, elsewhere.block_key = None, "elsewhere"
    elsewhere.save()
    models.Export.objects.update(pathway=elsewhere)

    assert json.loads(whole.get("record_json").body)["lists"] == []
