"""Every event has a schema, and the documentation says what the schema says."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from pd_personalize_xblock.domain.definition import MasteryBy
from pd_personalize_xblock.domain.learner import ChoiceKind
from pd_personalize_xblock.domain.pathway import SectionState
from pd_personalize_xblock.platform.events import EVENT_NAMES, data_of, name_of
from pd_personalize_xblock.service import Event

from .samples import NOTED, OPENED, PATHWAY, PLACED, SAMPLES, SUBSECTION
from .schemas import DOCUMENT, documentation, event_schemas, problems, schema


def test_every_kind_of_event_has_a_schema_and_every_schema_an_event():
    assert set(event_schemas()) == set(EVENT_NAMES)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_a_schema_names_every_field_of_its_event_and_no_other(kind):
    expected = {"version", "pathway", *(field.name for field in fields(kind))}
    described = event_schemas()[name_of(kind)]

    assert set(described["properties"]) == expected
    assert set(described["required"]) == expected
    assert described["additionalProperties"] is False


def test_the_samples_leave_no_kind_of_event_out():
    assert {type(event) for event in SAMPLES} == set(get_args(Event))


@pytest.mark.parametrize("event", SAMPLES, ids=repr)
def test_an_event_is_as_its_schema_says(event):
    assert problems(name_of(type(event)), data_of(event, PATHWAY)) == []


def test_the_schema_is_a_sound_one():
    Draft202012Validator.check_schema(schema())


def test_an_answer_slipped_into_an_event_would_be_found():
    data = data_of(PLACED, PATHWAY)

    assert problems("pd_personalize.placement_made", data | {"answers": ["1"]})
    assert problems("pd_personalize.placement_made", data | {"levels": {"goals": "What level 2 does"}})


def test_the_schema_knows_every_choice_state_and_way_to_show_work():
    properties = {name: described["properties"] for name, described in event_schemas().items()}
    evidence, attained = properties["pd_personalize.evidence_recorded"], properties["pd_personalize.level_attained"]

    assert set(properties["pd_personalize.choice_made"]["kind"]["enum"]) == {"skip", *ChoiceKind}
    assert set(properties["pd_personalize.section_opened"]["state"]["enum"]) == {*SectionState} - {SectionState.HELD}
    assert set(evidence["by"]["enum"]) >= {*MasteryBy}
    assert set(attained["source"]["enum"]) == {*evidence["by"]["enum"], "placement", "choice"}


def test_a_sections_block_is_told_as_a_usage_key_of_the_pathways_course():
    assert data_of(OPENED, PATHWAY)["block"] == SUBSECTION
    assert data_of(OPENED, "a key of a bare workbench")["block"] == "sequential/goals-2"
    assert data_of(NOTED, PATHWAY)["block"] is None


def test_an_event_is_small():
    """eventtracking's own logger drops what is longer than a kilobyte, unless told otherwise."""
    sizes = [len(json.dumps(data_of(event, PATHWAY))) for event in SAMPLES]

    assert max(sizes) < 500


def test_the_documentation_says_what_the_schema_says():
    """Mend it with the output of ``python -m tests.events.schemas``."""
    assert documentation() in DOCUMENT.read_text(encoding="utf-8")


def test_the_documentation_names_no_event_that_is_not_there():
    text = DOCUMENT.read_text(encoding="utf-8")

    assert set(re.findall(r"^### (pd_personalize\.\w+)", text, re.MULTILINE)) == set(EVENT_NAMES)
