"""Everything that is told while a teacher goes through a pathway."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from waffle.models import Switch

from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.platform.events import EVENT_NAMES

from ..block.browser import BLOCK, Browser, Reply, answer_to, document_of, two_competencies
from ..builders import a_section, an_outside_section
from ..records import course
from .samples import LMS, as_tracked_data
from .schemas import problems

NOTE = "I watched Marie teach fractions and wrote down what she asks."
WHY = "My inspection is in spring."
DAY = "2031-03-31"
OF_THE_COACH = "Seen in class on Tuesday."


@pytest.fixture
def definition(db, settings, monkeypatch):
    """Both competencies, an outside opportunity that a note masters, and every subsection in the course."""
    monkeypatch.setattr(course, "OUTLINE", {})
    settings.PD_PERSONALIZE_OUTLINE = f"{course.__name__}.outline"
    settings.LMS_ROOT_URL = LMS
    Switch.objects.create(name="completion.enable_completion_tracking", active=True)
    sections = [a_section(f"{c}-{level}", c, level) for c in ("goals", "feedback") for level in (1, 2, 3)]
    course.has(*(section.id for section in sections))
    visit = an_outside_section("visit", "feedback", 1, mastery=Mastery(MasteryBy.NOTE))
    definition = two_competencies(sections=(*sections, visit))
    DemoRuntime().create_block(BLOCK, document_of(definition))
    return definition


@pytest.fixture
def told(definition, tracked, django_capture_on_commit_callbacks) -> list[tuple[str, dict[str, Any]]]:
    """(name, data) of every event: two sittings, choices, a note, a coach's word; a colleague skips, and works."""
    teacher = Browser(User.objects.create(username="teacher").pk)
    colleague = Browser(User.objects.create(username="colleague").pk)
    colleague.open()
    replies = [*_first_sitting(teacher), colleague.post("skip")]
    replies.append(teacher.post("note", section_id="visit", text=NOTE))
    replies.append(teacher.post("remark", section_id="visit", kind="voice", text=NOTE, may_share=True))
    replies.append(teacher.post("choose", kind="start", competency="goals", level=1, reason=WHY))
    goal = {"kind": "goal", "competency": "goals", "level": 3, "due": DAY, "reason": WHY}
    replies.append(teacher.post("choose", **goal))
    replies.append(teacher.post("choose", kind="role", competency="feedback", level=0))
    replies.append(teacher.post("choose", kind="role", competency="feedback", level=None))
    with django_capture_on_commit_callbacks(execute=True):
        course.complete(User.objects.get(username="colleague"), *course.parts("goals-1"))
    replies.append(teacher.sit_through())
    coach = Browser(User.objects.create(username="coach", is_staff=True).pk)
    replies.append(coach.post("sign_off", username="teacher", about="goals", level=3, given=True, note=OF_THE_COACH))
    replies.append(teacher.post("together/credential-issue", competency="goals", level=3))
    replies.append(coach.post("sign_off", username="teacher", about="goals", level=3, given=False))
    assert {reply.status for reply in replies} == {200}
    published = [event for reply in replies for event in reply.published if event[0] != "completion"]
    ours = [(event["name"], event["data"]) for event in tracked if event["name"].startswith("pd_personalize.")]
    return published + ours


def _first_sitting(teacher: Browser) -> list[Reply]:
    replies = [teacher.begin()]
    replies.append(teacher.answer("1", replies[-1].body))
    replies.append(teacher.post("back", sequence=replies[-1].body["sequence"]))
    while replies[-1].body["screen"] == "question":
        replies.append(teacher.post("answer", **answer_to(replies[-1].body, "1")))
    return [*replies, teacher.post("finish")]


def test_every_kind_of_event_comes_up_and_is_as_its_schema_says(told):
    assert {name for name, _ in told} == set(EVENT_NAMES)
    assert {name: problems(name, data) for name, data in told if problems(name, data)} == {}


def test_every_event_of_a_sitting_becomes_a_statement(told, statements_of):
    statements = [statements_of(as_tracked_data(name, data)) for name, data in told]

    assert {len(made) for made in statements} == {1}


def test_no_event_or_statement_tells_an_answer_a_question_a_note_or_a_reason(told, statements_of, definition):
    items = definition.items
    secrets = {NOTE, OF_THE_COACH, WHY, DAY, *(item.prompt for item in items), *(f'"{item.id}"' for item in items)}
    secrets |= {option.text for item in items for option in item.options}

    text = json.dumps([[data, statements_of(as_tracked_data(name, data))] for name, data in told])

    assert "feedback-2" in text  # what is looked for would be found
    assert [secret for secret in secrets if secret in text] == []


def test_an_answer_taken_back_is_told_as_such(told):
    steps = [data["withdrawn"] for name, data in told if name == "pd_personalize.response_recorded"]

    assert steps[:3] == [False, True, False]


def test_work_is_told_with_how_it_was_shown(told):
    evidence = [data for name, data in told if name == "pd_personalize.evidence_recorded"]

    assert [(data["section_id"], data["by"], data["share"]) for data in evidence] == [
        ("visit", "note", 1.0),
        ("goals-1", "completion", 1.0),
    ]


def test_a_level_is_told_with_what_brought_it(told):
    sources = [data["source"] for name, data in told if name == "pd_personalize.level_attained"]

    assert set(sources) == {"placement", "completion", "sign_off"}
