"""Whatever is sent to a page of ours gets a page or a sentence, and what is refused changes nothing."""

from __future__ import annotations

import json
import re
import uuid
from urllib.parse import quote, quote_from_bytes

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLResolver
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from demo.runtime import DemoRuntime
from pd_personalize_xblock.platform import leaders
from pd_personalize_xblock.records import api, invitations, models
from pd_personalize_xblock.web import urls

from ..block.browser import BLOCK, Browser, document_of, two_competencies
from ..block.test_bad_input import everything_written
from ..cohorts import a_page, a_snapshot_document

ROOT = "/pd_personalize/"
UID, SECRET, COURSE = str(uuid.UUID(int=7)), "S" * 43, "course-v1:Org+Course+Run"
ONE = f"api/v1/pathways/{quote(str(BLOCK))}/"
PAGES = {
    "cohort": f"cohort/{quote(str(BLOCK))}",
    "credential": f"credentials/{UID}",
    "credential_json": f"credentials/{UID}.json",
    "credential_token": f"credentials/{UID}.jwt",
    "credential_status": f"credentials/{UID}/status",
    "credential_packet": f"credentials/{UID}/packet",
    "credential_issuer": "credentials/issuer",
    "credential_keys": "credentials/keys",
    "credential_key": "credentials/keys/kid",
    "rate": f"rate/{SECRET}",
    "rate_take": "rate/",
    "api_pathways": f"api/v1/pathways/?course_id={quote(COURSE)}",
    "api_pathway": ONE,
    "api_cohort": f"{ONE}cohort/",
    "api_teachers": f"{ONE}teachers/",
    "api_competencies_csv": f"{ONE}competencies.csv",
    "api_sections_csv": f"{ONE}sections.csv",
    "api_openapi": "api/v1/openapi.json",
}
"""An address of each page, by its name, at which there is something."""
NOTING = {"api_teachers", "api_competencies_csv", "api_sections_csv"}
"""The pages that keep that they were read."""
PEOPLE = (None, "amal", "farah", "dana")

quickly = how(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
words = st.text(max_size=12) | st.sampled_from(
    ("", "0", "-1", "9" * 40, "²", "\x00", "%", "../..", "<b>", "a b", "json")
)
names = (
    st.sampled_from(("cohort", "track", "month", "course_id", "after", "page_size", "format", "secret", "next")) | words
)
queries = st.dictionaries(names, words, max_size=3) | st.binary(max_size=20)
accepts = st.sampled_from(("text/html", "application/json", "*/*", "text/csv;q=x", "", "\u00e9"))
fields = st.sampled_from(
    ("c-goals", "c-feedback", "q-goals-frequency", "q-feedback-frequency", "q-goals-rubric", "c-", "q-", "comment")
)
forms = st.dictionaries(fields | words, st.sampled_from(("", "0", "3", "4", "on")) | words, max_size=6)


@pytest.fixture
def pathway(db, settings, monkeypatch) -> models.PathwayBlock:
    """Where people sign in: amal with an open link and a credential, in a course that is counted.

    dana is of its staff, farah leads in it.
    """
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("demo.people")]
    settings.LMS_ROOT_URL = "https://lms.example.org"
    monkeypatch.setattr(leaders, "is_staff_of", lambda user, key: user.username == "dana")
    monkeypatch.setattr(leaders, "is_leader", lambda user, key: user.username == "farah")
    definition = two_competencies()
    DemoRuntime().create_block(BLOCK, document_of(definition))
    user = User.objects.create(username="amal", first_name="Amal")
    teacher, coach = Browser(user.pk), Browser(User.objects.create(username="coach", is_staff=True).pk)
    teacher.sit_through()
    coach.post("sign_off", username="amal", about="goals", level=1, given=True)
    teacher.post("together/credential-issue", competency="goals", level=1)
    models.Credential.objects.update(uid=UID)
    models.IssuingKey.objects.update(kid="kid")
    invitations.invite(
        api.find_learner(str(BLOCK), user.pk), role=models.Invitation.Role.COACH, label="Sam", now=timezone.now()
    )
    models.Invitation.objects.update(token_hash=invitations.hash_of(SECRET))
    found = models.PathwayBlock.objects.get()
    taken = models.Snapshot.objects.create(
        pathway=found, definition=found.in_force, taken_at=timezone.now(), document=a_snapshot_document()
    )
    models.SnapshotPage.objects.create(snapshot=taken, document=a_page(definition))
    return found


def signed_in(who: str | None) -> Client:
    client = Client()
    if who is not None:
        client.force_login(User.objects.get_or_create(username=who)[0])
    return client


def query_string(query: dict[str, str] | bytes) -> str:
    if isinstance(query, bytes):
        return quote_from_bytes(query, safe="%&=;+")
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in query.items())


def expect_sound(response, *, method: str = "GET") -> None:
    """A page, another address or a refusal; and a refusal that says something to whoever reads it."""
    assert response.status_code in (200, 302) or 400 <= response.status_code < 500, response.status_code
    if response.status_code < 400 or method == "HEAD":
        return
    text = re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    if "json" in response["Content-Type"]:
        (text,) = (str(value) for name, value in json.loads(text).items() if name in ("detail", "error"))
    assert len(text.split()) >= 3, text
    assert "Traceback" not in text


def test_every_page_has_its_turn():
    found = {each.name for each in urls.urlpatterns if not isinstance(each, URLResolver)}

    assert found == set(PAGES)


def test_each_address_here_leads_somewhere(pathway):
    who = {"credential_packet": "amal"}
    found = {name: signed_in(who.get(name, "dana")).get(ROOT + page).status_code for name, page in PAGES.items()}

    assert found == dict.fromkeys(PAGES, 200) | {"rate_take": 405}


@quickly
@given(st.sampled_from(sorted(PAGES)), st.sampled_from(PEOPLE), queries, accepts)
def test_no_query_breaks_a_page_or_changes_anything(pathway, name, who, query, accept):
    before, path = everything_written(), PAGES[name]
    joined = f"{path}{'&' if '?' in path else '?'}{query_string(query)}"

    response = signed_in(who).get(ROOT + joined, headers={"Accept": accept})

    expect_sound(response)
    assert everything_written() == before or (name in NOTING and response.status_code == 200)


@quickly
@given(st.sampled_from(sorted(PAGES)), st.sampled_from(PEOPLE), words, accepts)
@example("rate", None, "\ud800", "text/html")
def test_no_guess_in_an_address_breaks_a_page_or_changes_anything(pathway, name, who, guess, accept):
    before = everything_written()
    guessed = re.sub(rf"{quote(str(BLOCK))}|{UID}|{SECRET}|kid$", quote(guess, safe="", errors="replace"), PAGES[name])

    response = signed_in(who).get(ROOT + guessed, headers={"Accept": accept})

    expect_sound(response)
    assert everything_written() == before or (name in NOTING and response.status_code == 200)


@quickly
@given(
    st.sampled_from(sorted(set(PAGES) - {"rate_take"})),
    st.sampled_from(PEOPLE),
    st.sampled_from(("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND")),
    st.sampled_from(("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x")),
    st.binary(max_size=40),
)
def test_nothing_that_is_sent_to_a_page_to_read_changes_anything(pathway, name, who, method, kind, body):
    before = everything_written()

    response = signed_in(who).generic(method, ROOT + PAGES[name], body, content_type=kind)

    expect_sound(response, method=method)
    assert everything_written() == before or (method == "HEAD" and name in NOTING)


@quickly
@given(forms, st.sampled_from((SECRET, "", "T" * 43)) | words, st.booleans())
@example({"c-goals": "3"}, SECRET, False)
@example({"q-goals-frequency": "0"}, SECRET, True)
@example({"comment": "\x00"}, SECRET, True)
@example({f"c-{n}": "" for n in range(1100)}, SECRET, False)
def test_a_rating_is_taken_whole_or_not_at_all(pathway, form, secret, as_files):
    before, sent = everything_written(), form | {"secret": secret}
    raw = query_string(sent).encode()
    kinds = {"content_type": "application/x-www-form-urlencoded"}

    response = Client().post(f"{ROOT}rate/", sent) if as_files else Client().post(f"{ROOT}rate/", raw, **kinds)

    expect_sound(response)
    row = models.Invitation.objects.get()
    assert (row.answered_at is not None) == (response.status_code == 200)
    if response.status_code == 200:
        asked = [f"{'c' if each['item'].endswith('rubric') else 'q'}-" for each in row.answers]
        assert len(asked) == sum(1 for name, value in form.items() if name[:2] in ("c-", "q-") and value)
        models.Invitation.objects.update(answered_at=None, answers=[], levels={}, comment="")
    assert everything_written() == before


@quickly
@given(st.binary(max_size=60), st.sampled_from(("application/x-www-form-urlencoded", "multipart/form-data", "x/y", "")))
def test_no_body_breaks_what_takes_a_rating(pathway, body, kind):
    before = everything_written()

    response = Client().generic("POST", f"{ROOT}rate/", body, content_type=kind)

    expect_sound(response)
    assert everything_written() == before
