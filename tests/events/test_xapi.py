"""What a learning record store is told: checked on the statements that edx-event-routing-backends makes."""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from tincan import Statement

from pd_personalize_xblock.platform.events import EVENT_NAMES

from . import samples
from .samples import LMS, NOW, PATHWAY, SAMPLES, SUBSECTION, TEACHER, as_tracked

DIAGNOSTIC = (f"{LMS}/xblock/{PATHWAY}", "http://adlnet.gov/expapi/activities/assessment")
SECTION = (f"{LMS}/xblock/{SUBSECTION}", "http://adlnet.gov/expapi/activities/module")
VISIT = (f"{LMS}/xblock/{PATHWAY}#section/visit", "http://adlnet.gov/expapi/activities/module")
GOALS = (f"{LMS}/xblock/{PATHWAY}#competency/goals", "http://adlnet.gov/expapi/activities/objective")
FEEDBACK = (f"{LMS}/xblock/{PATHWAY}#competency/feedback", "http://adlnet.gov/expapi/activities/objective")
OURS = "https://pypi.org/project/pd-personalize-xblock/#xapi-"

SAYS = [
    (samples.STARTED, "initialized", DIAGNOSTIC, {"attempt": 1}),
    (samples.REFINED, "initialized", DIAGNOSTIC, {"attempt": 2, "refines": 1}),
    (samples.ANSWERED, "answered", DIAGNOSTIC, {"attempt": 1, "sequence": 0}),
    (samples.WITHDRAWN, "retracted", DIAGNOSTIC, {"attempt": 1, "sequence": 1}),
    (samples.PLACED, "completed", DIAGNOSTIC, {"attempt": 1, "levels": {"goals": 2, "feedback": 0}}),
    (samples.SKIPPED, "skipped", DIAGNOSTIC, {"kind": "skip"}),
    (samples.STARTS_HIGHER, "preferred", GOALS, {"kind": "start", "level": 3}),
    (samples.NOT_IN_ROLE, "preferred", FEEDBACK, {"kind": "role", "level": 0}),
    (samples.AIMS, "preferred", GOALS, {"kind": "goal", "level": 3}),
    (samples.TAKEN_BACK, "preferred", GOALS, {"kind": "start"}),
    (samples.DONE, "completed", SECTION, {"competency": "goals", "level": 2, "by": "completion", "share": 0.8}),
    (samples.NOTED, "completed", VISIT, {"competency": "goals", "level": 1, "by": "note", "share": 1.0}),
    (samples.OPENED, "unlocked", SECTION, {"competency": "goals", "level": 2, "state": "open"}),
    (samples.EXEMPT, "waived", VISIT, {"competency": "goals", "level": 1, "state": "exempt"}),
    (samples.ATTAINED, "mastered", GOALS, {"level": 2, "source": "placement"}),
    (samples.CHOSEN, "progressed", GOALS, {"level": 3, "source": "choice"}),
    (samples.VOUCHED_FOR, "satisfied", GOALS, {"level": 3}),
    (samples.SEEN, "satisfied", SECTION, {}),
    (samples.REVOKED, "unsatisfied", VISIT, {}),
    (samples.RATED, "commented", SECTION, {"competency": "goals", "level": 2, "about": "relevance"}),
    (samples.CERTIFIED, "earned", GOALS, {"level": 2, "method": "work"}),
    (samples.UNCERTIFIED, "retracted", GOALS, {"level": 2, "by": "sign_off"}),
]


def test_every_sample_is_looked_at():
    assert [event for event, *_ in SAYS] == list(SAMPLES)


def test_every_event_has_a_statement(statements_of):
    from event_routing_backends.processors.xapi.registry import XApiTransformersRegistry

    assert set(EVENT_NAMES) <= set(XApiTransformersRegistry.mapping)


@pytest.mark.parametrize(("event", "verb", "about", "told"), SAYS, ids=[repr(event) for event, *_ in SAYS])
def test_a_statement_says_who_did_what_to_what(statements_of, event, verb, about, told):
    (statement,) = statements_of(as_tracked(event))

    assert statement["actor"]["account"] == {"homePage": LMS, "name": f"XAPI-{TEACHER}"}
    assert statement["verb"]["display"] == {"en": verb}
    assert (statement["object"]["id"], statement["object"]["definition"]["type"]) == about
    assert statement["result"].get("extensions", {}) == {OURS + name: value for name, value in told.items()}
    assert statement["timestamp"] == NOW.isoformat()


@pytest.mark.parametrize("event", SAMPLES, ids=repr)
def test_a_statement_belongs_to_its_course_and_its_pathway(statements_of, event):
    (statement,) = statements_of(as_tracked(event))

    activities = statement["context"]["contextActivities"]
    assert [activity["id"] for activity in activities["parent"]] == [f"{LMS}/course/{samples.COURSE}"]
    assert [activity["id"] for activity in activities["grouping"]] == [DIAGNOSTIC[0]]


@pytest.mark.parametrize("event", SAMPLES, ids=repr)
def test_a_statement_is_a_valid_one(statements_of, event):
    (statement,) = statements_of(as_tracked(event))

    again = json.loads(Statement.from_json(json.dumps(statement)).to_json())
    iris = [statement["verb"]["id"], statement["object"]["id"], statement["object"]["definition"]["type"]]
    iris += [*statement["result"].get("extensions", {}), *statement["context"]["extensions"]]
    assert again == statement
    assert all(urlsplit(iri).scheme in ("http", "https") and urlsplit(iri).netloc for iri in iris)
    assert "null" not in json.dumps(statement)


def test_a_statement_says_which_work_is_complete(statements_of):
    complete = [event for event in SAMPLES if statements_of(as_tracked(event))[0]["result"].get("completion")]

    assert complete == [samples.PLACED, samples.DONE, samples.NOTED]


def test_sections_that_open_together_are_told_apart(statements_of):
    """Of statements with one id, a batch sends the first alone."""
    ids = [statements_of(as_tracked(event))[0]["id"] for event in (samples.OPENED, samples.EXEMPT, samples.OPENED)]

    assert ids[0] != ids[1]
    assert ids[0] == ids[2]


def test_two_sections_of_one_verb_and_moment_have_two_ids(statements_of):
    other = as_tracked(samples.OPENED)
    other["data"] |= {"section_id": "goals-3", "block": SUBSECTION.replace("goals-2", "goals-3")}

    assert statements_of(as_tracked(samples.OPENED))[0]["id"] != statements_of(other)[0]["id"]


@pytest.mark.parametrize("event", SAMPLES, ids=repr)
def test_a_statement_names_nobody(statements_of, event):
    told = json.dumps(statements_of(as_tracked(event, email="ada-lovelace@example.org")))

    assert "ada-lovelace" not in told


def test_an_event_without_a_course_still_belongs_to_its_pathway(statements_of):
    (statement,) = statements_of(as_tracked(samples.STARTED, course_id="", org_id=""))

    assert list(statement["context"]["contextActivities"]) == ["grouping"]


def test_an_event_that_is_not_allowed_is_not_sent(statements_of):
    assert statements_of(as_tracked(samples.STARTED) | {"name": "pd_personalize.something_else"}) == []


def test_without_edx_event_routing_backends_the_app_comes_up_and_registers_nothing(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "pd_personalize_xblock.lms.xapi", None)  # its import would fail

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "pd_personalize_xblock.lms.apps.LmsConfig"]

    assert apps.is_installed("pd_personalize_xblock.lms")
