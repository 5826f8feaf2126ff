"""``pd_personalize_calibrate``: what teachers answered becomes an offer to the author, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.irt import GradedItem, category_probabilities
from pd_personalize_xblock.domain.recalibration import Sitting, usable_responses
from pd_personalize_xblock.formats.schema import read_json
from pd_personalize_xblock.records import api, calibrating, models, store

from ..builders import a_competency, a_definition, a_rubric
from . import course
from .course import BLOCK, COURSE, NOW, publish, text_of

TWO = ("goals", "feedback")
IDS = tuple(f"{c}-{i}" for c in TWO for i in range(4))
TEACHERS = 60
HARDER = "goals-2"


@pytest.fixture
def definition(db):
    """Two competencies without sections, in force."""
    made = a_definition(
        competencies=[a_competency(c) for c in TWO],
        items=tuple(a_rubric(id, id.partition("-")[0]) for id in IDS),
        sections=(),
        rules=Rules(max_questions=8),
    )
    publish(made)
    return made


@pytest.fixture
def answered(definition):
    """Teachers who find one rubric much harder than its author thinks."""
    rng = np.random.default_rng(7)
    for number in range(TEACHERS):
        ability = 1.5 * rng.standard_normal()
        finished(f"teacher-{number}", {id: answer(id, ability, rng) for id in IDS})
    return definition


def answer(id, ability, rng):
    harder = 1.5 if id == HARDER else 0.0
    chances = category_probabilities(GradedItem(id, 1.7, (-1.0 + harder, harder, 1.0 + harder)), ability)
    return int(rng.choice(4, p=chances / chances.sum()))


def finished(username, answers, *, number=1, refines=None):
    user, _ = User.objects.get_or_create(username=username)
    pathway = models.PathwayBlock.objects.get(block_key=BLOCK)
    attempt = models.Attempt.objects.create(
        user=user,
        pathway=pathway,
        number=number,
        definition=pathway.in_force,
        status="finished",
        started_at=NOW,
        ended_at=NOW,
        refines=refines,
    )
    for sequence, (id, category) in enumerate(answers.items()):
        models.Entry.objects.create(
            attempt=attempt,
            sequence=sequence,
            item_id=id,
            option=str(category),
            category=category,
            recorded_at=NOW,
        )
    return user


def calibrate(*, verbosity=1, **options):
    out, err = StringIO(), StringIO()
    chosen = {"block": BLOCK} | options
    call_command("pd_personalize_calibrate", stdout=out, stderr=err, verbosity=verbosity, **chosen)
    return out.getvalue()


def test_what_teachers_answered_becomes_an_offer_and_changes_nothing_else(answered):
    before = {table: list(table.objects.values()) for table in (models.PathwayBlock, models.Placement, models.Attempt)}

    printed = calibrate()

    proposal = models.CalibrationProposal.objects.get()
    assert proposal.teachers == TEACHERS
    assert proposal.based_on == models.PathwayBlock.objects.get().in_force
    assert proposal.definition != proposal.based_on
    assert f"{TEACHERS} teachers: 8 items fitted, 0 kept as they are" in printed
    assert "the author finds it in the editor" in printed
    assert before == {table: list(table.objects.values()) for table in before}


def test_the_fit_finds_what_is_harder_than_its_author_thought(answered):
    calibrate()

    items = {item["id"]: item for item in models.CalibrationProposal.objects.get().report["items"]}
    shift = {id: np.mean(items[id]["thresholds"][1]) - np.mean(items[id]["thresholds"][0]) for id in IDS}
    assert shift[HARDER] > 0.4
    assert max(shift, key=shift.get) == HARDER
    assert models.CalibrationProposal.objects.get().report["items"][0]["id"] == HARDER
    assert all(items[id]["responses"] == TEACHERS for id in IDS)


def test_a_check_writes_nothing_and_says_whom_it_would_place_elsewhere(answered):
    printed = calibrate(check=True)
    in_full = calibrate(check=True, verbosity=2)

    assert not models.CalibrationProposal.objects.exists()
    assert "nothing was written" in printed
    assert "would be placed higher" in printed
    assert "user " not in printed
    assert "user " in in_full


def test_the_calibrated_definition_can_be_written_to_a_file_and_is_sound(answered, tmp_path):
    path = tmp_path / "calibrated.json"

    calibrate(check=True, output=path)

    definition, problems = read_json(path.read_text(encoding="utf-8"))
    assert definition is not None
    assert [problem for problem in problems if not problem.is_warning] == []
    assert all(item.discrimination for item in definition.items)
    assert replace(definition, items=answered.items, framework=answered.framework) == answered


def test_too_few_answers_are_refused_and_nothing_is_written(definition):
    finished("only", dict.fromkeys(IDS, 1))

    with pytest.raises(CommandError, match="nothing could be calibrated"):
        calibrate()

    assert not models.CalibrationProposal.objects.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"block": "no such block"}, "no pathway block is known in no such block"),
        ({"minimum": 0}, "--minimum must be at least 1, got 0"),
    ],
)
def test_nonsense_is_refused_by_name(definition, options, message):
    with pytest.raises(CommandError, match=message):
        calibrate(**options)


def test_without_scipy_the_command_says_what_to_install(definition, monkeypatch):
    path = "pd_personalize_xblock.records.management.commands.pd_personalize_calibrate.find_spec"
    monkeypatch.setattr(path, lambda name: None)

    with pytest.raises(CommandError, match=r"pip install 'pd-personalize-xblock\[calibration\]'"):
        calibrate()


def test_a_whole_course_can_be_calibrated_at_once(answered):
    out = StringIO()

    call_command("pd_personalize_calibrate", course=COURSE, stdout=out, stderr=StringIO())

    assert models.CalibrationProposal.objects.count() == 1


def test_of_every_teacher_the_first_sitting_counts_with_what_went_on_from_it(definition):
    user = finished("twice", {"goals-0": 1, "feedback-0": 2})
    finished("twice", {"goals-1": 3}, number=2, refines=1)
    finished("twice", {"goals-0": 3, "feedback-0": 3}, number=3)

    ((user_id, attempt),) = store.first_sittings(models.PathwayBlock.objects.get().pk)

    assert user_id == user.pk
    assert [(r.item_id, r.category) for r in attempt.evidence] == [("goals-0", 1), ("feedback-0", 2), ("goals-1", 3)]


def test_answers_to_a_question_that_was_reworded_count_no_longer(definition):
    user = finished("early", {"goals-0": 1, "goals-1": 2})
    reworded = replace(definition, items=(replace(definition.items[0], prompt="Asked anew"), *definition.items[1:]))
    ((_, attempt),) = store.first_sittings(models.PathwayBlock.objects.get().pk)

    usable = usable_responses(reworded, Sitting(str(user.pk), attempt.evidence, definition))

    assert [response.item_id for response in usable] == ["goals-1"]


def test_the_offer_is_written_into_the_authors_draft_and_leaves_what_changed_alone(answered):
    calibrate()
    reworded = replace(answered.items[0], prompt="Asked anew", discrimination=0.9)
    draft = replace(answered, title="A new title", items=(reworded, *answered.items[1:]))

    text = api.find_offer(BLOCK, text_of(draft)).text

    taken, _ = read_json(text)
    assert taken.title == "A new title"
    assert taken.items[0] == reworded
    assert all(item.thresholds for item in taken.items[1:])


def test_a_draft_that_has_the_offer_already_is_offered_nothing(answered):
    calibrate()
    text = api.find_offer(BLOCK, text_of(answered)).text

    assert api.find_offer(BLOCK, text) is None
    assert api.find_offer("another block", text_of(answered)) is None


def test_the_report_names_no_teacher(answered):
    calibrate()

    report = json.dumps(models.CalibrationProposal.objects.get().report)
    assert "teacher-" not in report
    assert "user" not in report


def test_what_was_proposed_comes_into_force_like_any_edit(answered):
    calibrate()
    text = api.find_offer(BLOCK, text_of(answered)).text

    api.publish(BLOCK, COURSE, text, now=course.LATER)

    in_force = models.PathwayBlock.objects.get().in_force
    assert in_force == models.CalibrationProposal.objects.get().definition
    assert calibrating.offer_for(BLOCK, read_json(text)[0]) is None
