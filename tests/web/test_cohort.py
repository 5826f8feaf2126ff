"""The cohort's page of its own: who may open it, and what it is as a document."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from django.utils.timezone import now
from django.utils.translation import override

from demo.runtime import DemoRuntime
from pd_personalize_xblock.records import models
from pd_personalize_xblock.web.cohort import cohort

from ..block.browser import BLOCK, Browser, document_of, two_competencies
from ..cohorts import a_page, a_snapshot_document

KEY = str(BLOCK)


@pytest.fixture(autouse=True)
def snapshot(db) -> models.Snapshot:
    definition = two_competencies()
    DemoRuntime().create_block(BLOCK, document_of(definition))
    Browser(User.objects.create(username="teacher").pk).open()
    pathway = models.PathwayBlock.objects.get()
    document = a_snapshot_document(cohorts=["Harbour", "Hill"])
    taken = models.Snapshot.objects.create(
        pathway=pathway, definition=pathway.in_force, taken_at=now(), document=document
    )
    models.SnapshotPage.objects.create(snapshot=taken, document=a_page(definition, teachers=412))
    models.SnapshotPage.objects.create(snapshot=taken, cohort="Harbour", document=a_page(definition, teachers=57))
    return taken


def get(who: str | None, key: str = KEY, *, method: str = "GET", is_staff: bool = False, **query: str):
    """Ask for the page as a user, made where missing; None is nobody."""
    request = RequestFactory().generic(method, f"/pd_personalize/cohort/{key}", QUERY_STRING="")
    request.GET = request.GET.copy()
    request.GET.update(query)
    user = User.objects.get_or_create(username=who, defaults={"is_staff": is_staff})[0] if who else AnonymousUser()
    request.user = user
    return cohort(request, key)


@pytest.mark.parametrize(("who", "is_staff"), [("farah", False), ("dean", True)])
def test_leaders_and_staff_get_a_whole_page(who, is_staff):
    response = get(who, is_staff=is_staff)
    html = response.content.decode()

    assert response.status_code == 200
    assert html.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">')
    assert "<title>The cohort: Formative assessment</title>" in html
    assert "412 teachers" in html
    assert html.count('rel="stylesheet"') == 2


def test_no_cache_keeps_it():
    assert get("farah")["Cache-Control"] == "private, no-store"


def test_its_form_asks_the_page_itself_and_filters():
    html = get("farah", cohort="Harbour").content.decode()

    assert "57 teachers" in html
    assert f'method="get" action="/pd_personalize/cohort/{KEY}"' in html


def test_a_reader_of_arabic_gets_it_from_right_to_left():
    with override("ar"):
        assert 'lang="ar" dir="rtl"' in get("farah").content.decode()


def test_nobody_is_sent_to_sign_in():
    response = get(None)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/pd_personalize/cohort/")


def test_a_teacher_is_refused_with_a_sentence_that_is_logged_without_a_name(caplog):
    with caplog.at_level(logging.WARNING):
        response = get("teacher")

    assert response.status_code == 403
    assert "for course staff and for leaders of this course" in response.content.decode()
    assert "412" not in response.content.decode()
    assert "refused" in caplog.text
    assert "teacher" not in caplog.text


@pytest.mark.parametrize("key", ["block-v1:No+Such+Run+type@pd_personalize+block@x", "nonsense", "%00"])
def test_an_address_of_nothing_says_so(key):
    response = get("farah", key)

    assert response.status_code == 404
    assert "There is no pathway at this address." in response.content.decode()


def test_an_inactive_leader_is_refused():
    User.objects.create(username="farah", is_active=False)

    assert get("farah").status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_can_only_be_read(method):
    assert get("farah", method=method).status_code == 405


def test_without_a_snapshot_it_has_a_title_all_the_same():
    models.Snapshot.objects.all().delete()
    html = get("farah").content.decode()

    assert "<title>The cohort: Formative assessment</title>" in html
    assert "come back in a minute" in html
