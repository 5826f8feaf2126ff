"""REST and spreadsheets: who may ask for what, that nothing more goes out, and that it is whole."""

from __future__ import annotations

import csv
import io
import logging
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from edx_rest_framework_extensions.auth.jwt.tests.utils import generate_jwt

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.platform import leaders
from pd_personalize_xblock.records import models, roster, snapshots
from pd_personalize_xblock.web.api.urls import info

from ..builders import a_competency, a_definition, a_rubric, a_section
from ..records import course, crowd

BASE = "/pd_personalize/api/v1/pathways/"
ONE = f"{BASE}{course.BLOCK}/"
LEADERS = (ONE, f"{ONE}cohort/", f"{BASE}?course_id={course.COURSE}".replace("+", "%2B"))
STAFF = (f"{ONE}teachers/", f"{ONE}competencies.csv", f"{ONE}sections.csv")
EVERY = (*LEADERS, *STAFF)
PRIVATE = (
    "relevance",
    "my own words",
    "reason",
    "email",
    "growth",
    "changed",
    "own_choice",
    "start",
    "minutes",
    "16:30",
)


@pytest.fixture(autouse=True)
def _site(db, settings, monkeypatch) -> None:
    """A site of people who sign in; dana is of this course's staff, omar of another one's, farah leads in this one."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("demo.people")]
    settings.PD_PERSONALIZE_GROUPS = f"{crowd.__name__}.groups"
    monkeypatch.setattr(crowd, "GROUPS", {})
    monkeypatch.setattr(course, "OUTLINE", {})
    roles = {
        "is_staff_of": {"dana": course.COURSE, "omar": "course-v1:Org+Other+Run"},
        "is_leader": {"farah": course.COURSE},
    }
    for name, who in roles.items():
        monkeypatch.setattr(leaders, name, lambda user, key, who=who: user.is_active and who.get(user.username) == key)


@pytest.fixture(autouse=True)
def definition(_site) -> Definition:
    """Thirty teachers in two cohorts, and a snapshot."""
    made = a_definition(
        competencies=(a_competency("goals"), a_competency("feedback")),
        items=(a_rubric("goals-rubric", "goals"), a_rubric("feedback-rubric", "feedback")),
        sections=(a_section("goals-1", "goals", 1), a_section("goals-2", "goals", 2)),
    )
    course.publish(made)
    told = {
        "placed": {"goals": 2},
        "first": {"goals": 1},
        "relevance": {"goals-1": 4},
        "growth": {"goals": [0.5, 0.3, 1.25, 0.3]},
    }
    crowd.add_crowd([*[("north", "audit", "2026-10", told)] * 12, *[("south", "verified", "2026-11", told)] * 18])
    snapshots.take_snapshot(course.BLOCK, course.NOW)
    return made


def ask(who: str | None, address: str, **query: object):
    """Ask as a user, signed in by a session; None is nobody."""
    client = Client()
    if who:
        client.force_login(User.objects.get_or_create(username=who)[0])
    return client.get(address, query or None)


def with_token(who: str, address: str, **claims: object):
    user = User.objects.get_or_create(username=who)[0]
    return Client().get(address, headers={"Authorization": f"JWT {generate_jwt(user, **claims)}"})


def text_of(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode("utf-8-sig")


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(response), newline="")))


@pytest.mark.parametrize("address", EVERY)
def test_nobody_is_told_to_sign_in(address):
    response = ask(None, address)

    assert response.status_code == 401
    assert "detail" in response.json()


@pytest.mark.parametrize("address", EVERY)
@pytest.mark.parametrize("who", ["learner", "omar"])
def test_without_a_role_in_the_course_a_block_is_like_one_that_is_not_there(address, who):
    response, guessed = ask(who, address), ask("dana", address.replace("pathway/", "guess/").replace("Run", "Rin"))

    assert response.status_code == guessed.status_code == 404
    assert response.json() == guessed.json()
    assert "no role in its course" in response.json()["detail"]


def test_one_of_the_teachers_is_refused_like_anybody():
    assert ask("crowd-0", f"{ONE}teachers/").status_code == 404


@pytest.mark.parametrize("address", EVERY)
def test_whoever_is_not_active_is_refused(address):
    User.objects.create(username="dana", is_active=False)

    assert ask("dana", address).status_code in (401, 403)


@pytest.mark.parametrize("address", LEADERS)
def test_a_leader_gets_what_is_about_many(address):
    assert ask("farah", address).status_code == 200


@pytest.mark.parametrize("address", STAFF)
def test_a_leader_is_refused_single_teachers_in_a_sentence(address):
    response = ask("farah", address)

    assert response.status_code == 403
    assert "for course staff" in response.json()["detail"]
    assert not models.Export.objects.exists()


@pytest.mark.parametrize("address", EVERY)
def test_course_staff_get_everything_by_session_and_by_token_and_no_cache_keeps_it(address):
    for response in (ask("dana", address), with_token("dana", address)):
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", EVERY)
def test_a_refusal_is_not_kept_either(address):
    assert ask("learner", address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", EVERY)
def test_a_token_of_somebody_without_a_role_opens_nothing(address):
    assert with_token("learner", address).status_code == 404


@pytest.mark.parametrize("address", EVERY)
def test_a_token_of_a_restricted_application_opens_nothing(address):
    assert with_token("dana", address, is_restricted=True).status_code == 403


@pytest.mark.parametrize("address", EVERY)
def test_a_damaged_token_opens_nothing(address):
    response = Client().get(address, headers={"Authorization": "JWT abc.def.ghi"})

    assert response.status_code == 401


@pytest.mark.parametrize("address", STAFF)
def test_where_the_operator_asks_for_consent_staff_get_nobody(address, settings):
    settings.PD_PERSONALIZE_STAFF_SEE_TEACHERS = False
    response = ask("dana", address)

    assert response.status_code == 403
    assert "only with their consent" in response.json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", EVERY)
def test_everything_can_only_be_read(address, method):
    client = Client()
    client.force_login(User.objects.create(username="dana"))

    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    ("who", "address", "status"), [("learner", ONE, 404), ("farah", STAFF[0], 403), (None, ONE, 401)]
)
def test_a_refusal_is_logged_without_personal_data(who, address, status, caplog):
    with caplog.at_level(logging.INFO, logger="pd_personalize_xblock"):
        response = ask(who, address)

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("pd_personalize_xblock.web")]
    assert response.status_code == status
    assert any(message.startswith("refused: ") for message in ours)
    assert not any((who or "Anonymous") in message for message in ours)


def test_the_list_says_which_pathways_a_course_has():
    body = ask("farah", BASE, course_id=course.COURSE).json()

    assert body == {
        "results": [{"block_key": course.BLOCK, "course_key": course.COURSE, "title": "Formative assessment"}]
    }


def test_the_list_is_of_one_course():
    response = ask("dana", BASE)

    assert response.status_code == 400
    assert "course_id" in response.json()[0] if isinstance(response.json(), list) else response.json()["detail"]


@pytest.mark.parametrize("key", ["", "x", "%00", "block-v1:a+b+c+type@pd_personalize+block@" + "x" * 3000])
def test_nonsense_for_a_key_is_404(key):
    assert ask("dana", f"{BASE}{key}/cohort/").status_code == 404


def test_a_pathway_names_what_the_other_replies_have_ids_for(definition):
    body = ask("farah", ONE).json()

    assert [each["id"] for each in body["competencies"]] == ["goals", "feedback"]
    assert [each["id"] for each in body["sections"]] == ["goals-1", "goals-2"]
    assert len(body["levels"]) == len(definition.framework.levels)
    assert body["snapshot"]["filters"]["cohort"] == ["north", "south"]


def test_the_cohort_is_the_page_of_the_snapshot():
    body = ask("farah", f"{ONE}cohort/").json()

    assert body["teachers"] == 30
    assert body["filters"] == {"cohort": "", "track": "", "month": ""}
    assert ask("farah", f"{ONE}cohort/", cohort="north").json()["teachers"] == 12


@pytest.mark.parametrize(
    "chosen", [{"cohort": "nowhere"}, {"cohort": "north", "track": "verified"}, {"month": "1' OR 1"}]
)
def test_a_choice_of_which_nothing_may_be_shown_is_like_one_that_is_not_there(chosen):
    response = ask("dana", f"{ONE}cohort/", **chosen)

    assert response.status_code == 404
    assert "nothing to show" in response.json()["detail"]


def test_pages_have_every_teacher_once():
    names, after, pages = [], 0, 0
    while after is not None:
        body = ask("dana", f"{ONE}teachers/", after=after, page_size=7).json()
        names += [each["username"] for each in body["results"]]
        after, pages = body["next"], pages + 1

    assert names == [f"crowd-{i}" for i in range(30)]
    assert pages == 5


@pytest.mark.parametrize("size", ["-1", "0", "x", "1e9", "９", "501", "99999999999999999999"])
def test_no_page_is_longer_than_it_may_be(size):
    assert len(ask("dana", f"{ONE}teachers/", page_size=size).json()["results"]) in (1, 30)


def test_whoever_does_not_take_the_course_is_on_no_list():
    left = User.objects.get(username="crowd-3")
    del crowd.GROUPS[left.pk]

    assert "crowd-3" not in text_of(ask("dana", f"{ONE}teachers/"))
    assert "crowd-3" not in text_of(ask("dana", f"{ONE}competencies.csv"))
    assert len(ask("dana", f"{ONE}teachers/", page_size=29).json()["results"]) == 29


@pytest.mark.parametrize("address", STAFF)
def test_no_ratings_reasons_notes_or_addresses_go_out(address):
    text = text_of(ask("dana", address))

    assert "crowd-0" in text
    assert not [word for word in PRIVATE if word in text]


def test_a_teacher_has_levels_states_cohort_and_time():
    first = ask("dana", f"{ONE}teachers/").json()["results"][0]

    assert (first["username"], first["cohort"], first["track"], first["month"]) == (
        "crowd-0",
        "north",
        "audit",
        "2026-10",
    )
    assert first["placed"] == {"goals": 2}
    assert set(first["states"]) == {"goals-1", "goals-2"}


def test_of_a_teacher_goes_out_what_teachers_are_told_and_nothing_else():
    """``together/looking.html`` and docs/teachers.md tell them; whoever adds a field here adds it there."""
    (name,) = {tuple(each) for each in ask("dana", f"{ONE}teachers/").json()["results"]}

    assert name == ("username", "cohort", "track", "month", "as_of", "placed", "attained", "states")
    who = ("username", "cohort", "track", "month_of_placement")
    competencies = ("competency", "competency_name", "placed_level", "attained_level", "as_of")
    assert (*who, *competencies) == roster.COMPETENCY_COLUMNS
    assert (*who, "section", "section_title", "competency", "level", "state", "as_of") == roster.SECTION_COLUMNS


def test_the_time_of_a_list_is_a_day():
    """A minute would tell when a teacher was at work."""
    first = ask("dana", f"{ONE}teachers/").json()["results"][0]

    assert first["as_of"] == f"{course.NOW:%Y-%m-%d}"


def test_the_sheet_of_competencies_has_a_row_for_each_teacher_and_competency():
    rows = rows_of(ask("dana", f"{ONE}competencies.csv"))

    assert len(rows) == 60
    assert tuple(rows[0]) == roster.COMPETENCY_COLUMNS
    assert (rows[0]["placed_level"], rows[0]["attained_level"], rows[0]["as_of"]) == (
        "2",
        "0",
        f"{course.NOW:%Y-%m-%d}",
    )
    assert rows[1]["placed_level"] == ""


def test_the_sheet_of_sections_has_a_row_for_each_teacher_and_section():
    rows = rows_of(ask("dana", f"{ONE}sections.csv"))

    assert len(rows) == 60
    assert tuple(rows[0]) == roster.SECTION_COLUMNS
    assert {row["state"] for row in rows} <= {"mastered", "exempt", "open", "held"}


def test_a_formula_in_a_name_or_a_cohort_stays_text():
    User.objects.filter(username="crowd-0").update(username="=HYPERLINK(1)")
    crowd.GROUPS[User.objects.get(username="crowd-1").pk] = ("@SUM(A1)", "+1")
    first, second = rows_of(ask("dana", f"{ONE}sections.csv"))[0:4:2]

    assert first["username"] == "'=HYPERLINK(1)"
    assert (second["cohort"], second["track"]) == ("'@SUM(A1)", "'+1")


def test_a_sheet_comes_whatever_the_program_says_it_accepts():
    client = Client(headers={"Accept": "text/csv"})
    client.force_login(User.objects.create(username="dana"))
    response = client.get(f"{ONE}competencies.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="competencies.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_that_a_list_was_taken_is_kept_once_an_hour_for_each_person_and_kind():
    for after in (1, 0, 5):
        ask("dana", f"{ONE}teachers/", after=after)
    ask("dana", f"{ONE}sections.csv")
    ask("dana", f"{ONE}sections.csv")

    assert sorted(models.Export.objects.values_list("what", flat=True)) == ["list", "sections"]

    models.Export.objects.update(taken_at=timezone.now() - timedelta(minutes=61))
    ask("dana", f"{ONE}teachers/", after=1)

    assert models.Export.objects.filter(what="list").count() == 2


def test_the_queries_do_not_grow_with_the_teachers():
    client = Client()
    client.force_login(User.objects.create(username="dana"))
    client.get(f"{ONE}teachers/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{ONE}teachers/", {"page_size": 2})
    with CaptureQueriesContext(connection) as many:
        client.get(f"{ONE}teachers/", {"page_size": 500})

    assert len(many) == len(few) <= 8


def test_a_sheet_is_read_a_batch_at_a_time(monkeypatch):
    monkeypatch.setattr(roster, "AT_ONCE", 7)

    assert len(rows_of(ask("dana", f"{ONE}competencies.csv"))) == 60


def test_openapi_has_every_address_with_its_parameters_and_refusals():
    document = ask(None, "/pd_personalize/api/v1/openapi.json").json()
    base = document["basePath"].rstrip("/")
    operations = {base + path: each["get"] for path, each in document["paths"].items()}
    parameters = {path: {each["name"] for each in said["parameters"]} for path, said in operations.items()}

    of_one = f"{BASE}{{block_key}}/"
    assert {path: names - {"block_key"} for path, names in parameters.items()} == {
        BASE: {"course_id"},
        of_one: set(),
        f"{of_one}cohort/": {"cohort", "track", "month"},
        f"{of_one}teachers/": {"after", "page_size"},
        f"{of_one}competencies.csv": set(),
        f"{of_one}sections.csv": set(),
    }
    assert all({"200", "401", "404"} <= set(said["responses"]) for said in operations.values())
    assert all(said["summary"] and said["description"] for said in operations.values())


@pytest.mark.parametrize(
    ("configured", "contact"), [("help@example.org", {"email": "help@example.org"}), ("", None), (None, None)]
)
def test_openapi_names_this_sites_own_contact_or_none(settings, configured, contact):
    settings.CONTACT_EMAIL = configured

    assert info().get("contact") == contact


def test_openapi_names_nobody_elses_contact():
    about = ask(None, "/pd_personalize/api/v1/openapi.json").json()["info"]

    assert (about["license"], "contact" in about) == ({"name": "Apache-2.0"}, False)


@pytest.mark.parametrize("module", ["block", "cli", "records.models"])
def test_nothing_below_the_addresses_loads_what_they_need(module):
    code = (
        "import django, sys; django.setup(); before = set(sys.modules); "
        f"import pd_personalize_xblock.{module}; "
        "print([m for m in set(sys.modules) - before if m in ('rest_framework.views', 'drf_yasg')])"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "demo.settings"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)

    assert done.stdout.strip() == "[]"
