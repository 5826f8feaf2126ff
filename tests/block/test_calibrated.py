"""The calibrated version that waits for the author in the editor."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.utils.timezone import now

from pd_personalize_xblock.formats.schema import content_hash, read_json, to_document
from pd_personalize_xblock.records import models

from .browser import document_of

NOTICE = "&quot;offer&quot;: {&quot;teachers&quot;: 60}"


@pytest.fixture
def calibrated(author, teacher, course):
    """A definition in force, and a proposal from 60 teachers whose first item is weaker."""
    teacher.open()
    better = replace(course, items=(replace(course.items[0], discrimination=0.81), *course.items[1:]))
    pathway = models.PathwayBlock.objects.get()
    version = models.DefinitionVersion.objects.create(
        hash=content_hash(better), document=json.dumps(to_document(better))
    )
    models.CalibrationProposal.objects.create(
        pathway=pathway,
        based_on=pathway.in_force,
        definition=version,
        teachers=60,
        report={"fitted": 1},
        made_at=now(),
    )
    return better


def save(author, definition):
    text = json.dumps(document_of(definition))
    return author.at_desk("save", text=text, display_name="Pathway")


def test_the_editor_tells_the_author_and_puts_it_into_the_text(author, course, calibrated):
    save(author, course)

    page, reply = author.open("studio_view"), author.at_desk("calibrated")

    assert NOTICE in page
    assert read_json(reply.body["text"])[0] == calibrated
    assert author.block().definition == json.dumps(document_of(course))  # nothing is saved yet


def test_what_the_author_changed_meanwhile_stays(author, course, calibrated):
    save(author, replace(course, title="A new title"))

    taken = read_json(author.at_desk("calibrated").body["text"])[0]

    assert (taken.title, taken.items) == ("A new title", calibrated.items)


def test_once_it_is_saved_the_notice_is_gone(author, calibrated):
    save(author, calibrated)

    assert NOTICE not in author.open("studio_view")
    assert author.at_desk("calibrated").status == 404


def test_without_a_calibration_there_is_no_notice(author, course):
    save(author, course)

    assert NOTICE not in author.open("studio_view")
    assert author.at_desk("calibrated").body == {"error": "there is no calibrated version to take over"}


def test_a_teacher_cannot_ask_for_it(teacher, calibrated):
    assert teacher.at_desk("calibrated").status == 403
