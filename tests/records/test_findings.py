"""The reports on questions and sections: counted from the tables, kept, and made anew when something changed."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.records import findings, findings_tasks, leases, models

from ..builders import a_competency, a_definition, a_rubric, a_section
from ..domain.answering import drawn
from . import crowd
from .course import BLOCK, NOW, publish

TWO = ("goals", "feedback")
IDS = tuple(f"{c}-{i}" for c in TWO for i in range(3))
REVERSED = "goals-1"


@pytest.fixture(autouse=True)
def _no_locks(settings):
    """Nobody has asked; nobody knows who takes the course."""
    cache.clear()
    settings.PD_PERSONALIZE_GROUPS = settings.PD_PERSONALIZE_LEARNERS = None


@pytest.fixture
def definition(db):
    """Two competencies of three rubrics and a section each, in force."""
    made = a_definition(
        competencies=[a_competency(c) for c in TWO],
        items=tuple(a_rubric(id, id.partition("-")[0]) for id in IDS),
        sections=tuple(a_section(f"{c}-section", c, 1) for c in TWO),
        rules=Rules(max_questions=8),
    )
    publish(made)
    return made


def sat(pathway, number, answers, *, seconds=15, attempt=1, refines=None, ended_at=NOW):
    """Let a teacher answer: item id -> category, ``seconds`` apart."""
    user, _ = User.objects.get_or_create(username=f"teacher-{number}")
    row = models.Attempt.objects.create(
        user=user,
        pathway=pathway,
        number=attempt,
        definition=pathway.in_force,
        status="finished",
        started_at=NOW,
        ended_at=ended_at,
        refines=refines,
    )
    models.Entry.objects.bulk_create(
        models.Entry(
            attempt=row,
            sequence=sequence,
            item_id=id,
            option=str(category),
            category=category,
            recorded_at=NOW + timedelta(seconds=seconds * (sequence + 1)),
        )
        for sequence, (id, category) in enumerate(answers.items())
    )
    return user


def let_sit(teachers, *, first=0, **how):
    """Teachers who answer as the model says, but for one rubric that is upside down."""
    pathway = models.PathwayBlock.objects.select_related("in_force").get(block_key=BLOCK)
    rng = np.random.default_rng(first)
    for number in range(first, first + teachers):
        ability = rng.normal(0, 1.5)
        answers = {id: drawn(a_rubric(), ability, rng.random()) for id in IDS}
        answers[REVERSED] = 3 - answers[REVERSED]
        sat(pathway, number, answers, **how)


def health_document():
    return models.Finding.objects.get(kind="health").document


def test_a_question_that_is_upside_down_is_found_from_the_tables(definition):
    let_sit(80)

    findings.make(BLOCK, now=NOW)

    document = health_document()
    assert document["teachers"] == 80
    assert (document["concerns"][0]["kind"], document["concerns"][0]["about"]) == ("reversed", REVERSED)
    assert document["items"][0]["seconds"]["median"] == 15.0


def test_two_queries_for_five_hundred_teachers_whatever_they_answered(definition, monkeypatch):
    monkeypatch.setattr("pd_personalize_xblock.records.first_answers.BATCH", 20)
    let_sit(20)
    findings.make(BLOCK, now=NOW)
    with CaptureQueriesContext(connection) as few:
        findings.make(BLOCK, now=NOW)
    let_sit(40, first=20)

    with CaptureQueriesContext(connection) as many:
        findings.make(BLOCK, now=NOW)

    assert len(many) - len(few) == 2 * 2


def test_only_the_latest_teachers_are_read_and_the_report_says_so(definition, monkeypatch):
    monkeypatch.setattr(findings, "MOST_TEACHERS", 30)
    let_sit(30)
    let_sit(5, first=30, ended_at=NOW + timedelta(days=1), seconds=40)

    findings.make(BLOCK, now=NOW)

    assert (health_document()["teachers"], health_document()["has_more"]) == (30, True)
    assert health_document()["limit"] == 30


def test_a_first_sitting_counts_with_what_went_on_from_it_and_a_later_one_does_not(definition):
    let_sit(20)
    pathway = models.PathwayBlock.objects.select_related("in_force").get()
    sat(pathway, 99, {"goals-0": 1})
    sat(pathway, 99, {"goals-2": 2}, attempt=2, refines=1)
    sat(pathway, 99, dict.fromkeys(IDS, 3), attempt=3)

    findings.make(BLOCK, now=NOW)

    asked = {item["item_id"]: item["asked"] for item in health_document()["items"]}
    assert (asked["goals-0"], asked["goals-1"], asked["goals-2"]) == (21, 20, 21)


def test_an_answer_that_was_taken_back_does_not_count_and_takes_no_time_from_the_next(definition):
    let_sit(20)
    pathway = models.PathwayBlock.objects.select_related("in_force").get()
    user = sat(pathway, 99, {"goals-0": 1})
    attempt = models.Attempt.objects.get(user=user)
    late = {"attempt": attempt, "recorded_at": NOW + timedelta(seconds=200)}
    models.Entry.objects.create(**late, sequence=1, withdraws=0)

    findings.make(BLOCK, now=NOW)

    assert health_document()["items"][0]["asked"] == 20
    assert health_document()["teachers"] == 20


def test_answers_to_a_question_that_was_reworded_since_are_left_out(definition):
    let_sit(20)
    reworded = a_rubric("goals-0", "goals", prompt="Quite another question")
    publish(a_definition(**{**vars_of(definition), "items": (reworded, *definition.items[1:])}))

    findings.make(BLOCK, now=NOW)

    asked = {item["item_id"]: item["asked"] for item in health_document()["items"]}
    assert (asked["goals-0"], asked["goals-1"]) == (None, 20)


def vars_of(definition):
    return {
        "competencies": definition.framework.competencies,
        "sections": definition.sections,
        "rules": definition.rules,
    }


def let_grow(teachers):
    """Teachers who were measured twice, but for the last; every second one did a section and grew."""
    pathway = models.PathwayBlock.objects.get()
    rng = np.random.default_rng(1)
    for number in range(teachers):
        did, before = number % 2 == 0, rng.normal()
        after = before + rng.normal(1.5 if did else 0.0, 0.3)
        document = {
            "growth": {"goals": [before, 0.4, after, 0.4]} if number < teachers - 1 else {},
            "mastered_between": {"goals": ["goals-section"]} if did else {},
            "states": {},
        }
        user = User.objects.create(username=f"teacher-{number}")
        models.Figures.objects.create(user=user, pathway=pathway, document=document, changed_at=NOW)


def test_growth_is_read_from_the_figures_of_those_who_were_measured_twice(definition):
    let_grow(40)

    findings.make(BLOCK, now=NOW)

    (row,) = models.Finding.objects.get(kind="effectiveness").document["sections"]
    assert (row["section_id"], row["did"]["n"], row["others"]["n"]) == ("goals-section", 20, 19)
    assert row["difference"]["low"] > 1.0


def test_groups_are_cohorts_where_there_are_two_and_else_tracks():
    by_cohort = findings.groups_from({1: ("Red", "audit"), 2: ("Blue", "audit"), 3: ("-", "audit")})
    by_track = findings.groups_from({1: ("Red", "audit"), 2: ("-", "verified"), 3: ("Red", "-")})

    assert by_cohort == {1: "Red", 2: "Blue"}
    assert by_track == {1: "audit", 2: "verified"}


def test_questions_are_compared_between_the_groups_that_the_course_has(definition, settings, monkeypatch):
    let_sit(60)
    users = models.Attempt.objects.values_list("user_id", flat=True)
    monkeypatch.setattr(crowd, "GROUPS", {user: ("Evening" if user % 3 else "Morning", "audit") for user in users})
    settings.PD_PERSONALIZE_GROUPS = f"{crowd.__name__}.groups"

    findings.make(BLOCK, now=NOW)

    groups = health_document()["groups"]
    assert dict(groups["groups"]) == {"Evening": 40, "Morning": 20}
    assert groups["compared"] == len(IDS)


# Who counts


def enrol(monkeypatch, settings, *numbers):
    """Let these of the teachers take the course, and nobody else."""
    users = User.objects.filter(username__in=[f"teacher-{number}" for number in numbers])
    monkeypatch.setattr(crowd, "GROUPS", dict.fromkeys(users.values_list("pk", flat=True), ("-", "audit")))
    settings.PD_PERSONALIZE_GROUPS = f"{crowd.__name__}.groups"


def test_staff_and_whoever_does_not_take_the_course_are_not_counted(definition, monkeypatch, settings):
    let_sit(30)
    enrol(monkeypatch, settings, *range(12))

    findings.make(BLOCK, now=NOW)

    assert (health_document()["teachers"], health_document()["has_more"]) == (12, False)


def test_of_the_latest_only_those_who_take_the_course_are_counted(definition, monkeypatch, settings):
    monkeypatch.setattr(findings, "MOST_TEACHERS", 15)
    let_sit(20)
    let_sit(20, first=20, ended_at=NOW + timedelta(days=1))
    enrol(monkeypatch, settings, *range(20))

    findings.make(BLOCK, now=NOW)

    assert (health_document()["teachers"], health_document()["has_more"]) == (15, True)


def test_growth_of_whoever_does_not_take_the_course_is_not_counted(definition, monkeypatch, settings):
    let_grow(40)
    enrol(monkeypatch, settings, *range(24))

    findings.make(BLOCK, now=NOW)

    (row,) = models.Finding.objects.get(kind="effectiveness").document["sections"]
    assert (row["did"]["n"], row["others"]["n"]) == (12, 12)


def test_of_figures_the_latest_are_read_once_each_whoever_works_meanwhile(definition, monkeypatch):
    monkeypatch.setattr(findings, "MOST_TEACHERS", 30)
    monkeypatch.setattr(findings, "BATCH", 5)
    let_grow(40)
    latest = User.objects.filter(username__in=[f"teacher-{number}" for number in range(30)])
    models.Figures.objects.filter(user__in=latest).update(changed_at=NOW + timedelta(days=1))
    read = findings.TwiceMeasured

    def slow(**told):
        oldest = models.Figures.objects.order_by("changed_at", "pk").first()
        models.Figures.objects.filter(pk=oldest.pk).update(changed_at=NOW + timedelta(days=2))
        return read(**told)

    monkeypatch.setattr(findings, "TwiceMeasured", slow)
    findings.make(BLOCK, now=NOW)

    document = models.Finding.objects.get(kind="effectiveness").document
    (row,) = document["sections"]
    assert (row["did"]["n"], row["others"]["n"], document["has_more"]) == (15, 15, True)


# When they are made anew


def test_whoever_asks_first_has_them_made(definition):
    let_sit(20)

    found = findings_tasks.ask(BLOCK, now=NOW)

    assert found.health["teachers"] == 20
    assert found.effectiveness["sections"] == []


def test_within_the_hour_they_stay_as_they_are(definition):
    let_sit(20)
    findings.make(BLOCK, now=NOW)
    let_sit(10, first=20, ended_at=NOW + timedelta(minutes=5))

    with CaptureQueriesContext(connection) as captured:
        found = findings_tasks.ask(BLOCK, now=NOW + timedelta(minutes=59))

    assert (found.health["teachers"], found.made_at, found.is_due) == (20, NOW, False)
    assert len(captured) == 1


def test_after_an_hour_they_stay_if_nothing_changed(definition):
    let_sit(20)
    findings.make(BLOCK, now=NOW)

    found = findings_tasks.ask(BLOCK, now=NOW + timedelta(days=3))

    assert (found.made_at, found.is_due) == (NOW, False)


def test_after_an_hour_they_are_made_anew_if_somebody_finished(definition):
    let_sit(20)
    findings.make(BLOCK, now=NOW)
    let_sit(10, first=20, ended_at=NOW + timedelta(minutes=5))

    found = findings_tasks.ask(BLOCK, now=NOW + timedelta(hours=2))

    assert found.health["teachers"] == 30
    assert found.made_at > NOW


def test_two_who_ask_at_once_have_them_made_once(definition, monkeypatch):
    sent = []
    monkeypatch.setattr(findings_tasks.background, "at_once", lambda task, *args: sent.append(args) or True)

    first, second = (findings_tasks.ask(BLOCK, now=NOW) for _ in range(2))

    assert sent == [(BLOCK,)]
    assert (first.health, first.is_due, second.is_due) == (None, True, True)


def test_a_report_asked_for_is_locked_under_a_key_that_every_cache_takes(definition, monkeypatch):
    kept = []
    monkeypatch.setattr(leases.cache, "add", lambda key, *rest: kept.append(key))

    leases.take("findings", "block-v1:a+b+c+type@x+block@\u00e9 " + "x" * 300, 60)

    assert len(kept[0]) < 200
    assert kept[0].isascii()
    assert " " not in kept[0]


# The command


def command(**options):
    out = StringIO()
    call_command("pd_personalize_findings", stdout=out, **options)
    return out.getvalue()


def test_the_command_counts_anew_and_says_how_many(definition):
    let_sit(80)

    assert f"{BLOCK}: 80 teachers; 1 things to look at" in command(pathway=BLOCK)
    assert models.Finding.objects.count() == 2


def test_the_command_says_that_there_are_too_few(definition):
    let_sit(3)

    assert "fewer than 10 teachers have answered" in command()


def test_the_command_refuses_a_pathway_that_is_not_known(definition):
    with pytest.raises(CommandError, match="no pathway block is known as block-v1:nowhere"):
        command(pathway="block-v1:nowhere")
