"""A definition survives being written down, and has one name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings

from pd_personalize_xblock.domain.definition import Mastery, MasteryBy, Rules
from pd_personalize_xblock.domain.framework import Scale
from pd_personalize_xblock.formats.schema import (
    DefinitionError,
    canonical_json,
    content_hash,
    load_definition,
    read_document,
    read_json,
    to_document,
    write_json,
)
from pd_personalize_xblock.formats.structure import schema
from tests.builders import (
    a_choice,
    a_competency,
    a_definition,
    a_frequency,
    a_rubric,
    a_scenario,
    a_section,
    an_outside_section,
    needs,
)
from tests.strategies import definitions, sound_definitions

rich = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@rich
@given(sound_definitions())
@example(a_definition(scale=Scale((-1.0, 0.0, 1.0), -0.0, 2.0)))
@example(a_definition(items=(a_choice(guessing=0.0, minutes=0.75), a_rubric("other", levels=(0, 2, 3)))))
def test_sound_definition_reads_back_equal_from_its_document(definition):
    read, problems = read_document(to_document(definition))

    assert read == definition, problems
    assert canonical_json(read) == canonical_json(definition)


@rich
@given(sound_definitions())
def test_sound_definition_reads_back_equal_from_json_text(definition):
    read, problems = read_json(write_json(definition))

    assert read == definition, problems


@rich
@given(definitions())
def test_what_makes_sense_by_itself_is_refused_only_by_the_check_of_the_whole(definition):
    read, problems = read_document(to_document(definition))

    assert read == definition or any(not problem.is_warning for problem in problems)


@rich
@given(sound_definitions())
def test_what_is_written_conforms_to_the_published_schema(definition):
    jsonschema = pytest.importorskip("jsonschema")

    jsonschema.Draft202012Validator(schema()).validate(to_document(definition))


def test_published_schema_is_itself_valid():
    jsonschema = pytest.importorskip("jsonschema")

    jsonschema.Draft202012Validator.check_schema(schema())


def test_defaults_are_left_out():
    document = to_document(a_definition(items=(a_rubric(), a_scenario()), sections=(a_section(),)))

    assert document == {
        "version": 1,
        "title": "Formative assessment",
        "levels": [{"name": "Emerging"}, {"name": "Developing"}, {"name": "Proficient"}, {"name": "Leading"}],
        "competencies": [{"id": "goals", "name": "About goals"}],
        "items": [
            {
                "id": "rubric",
                "competency": "goals",
                "kind": "rubric",
                "prompt": "Question rubric",
                "options": [{"text": f"What level {level} does"} for level in range(4)],
            },
            {
                "id": "scenario",
                "competency": "goals",
                "kind": "scenario",
                "level": 2,
                "prompt": "Question scenario",
                "options": [{"text": "Nothing"}, {"text": "The best", "credit": 2}, {"text": "A part", "credit": 1}],
            },
        ],
        "sections": [
            {
                "id": "goals-1",
                "competency": "goals",
                "level": 1,
                "title": "Work goals-1",
                "block": "sequential/goals-1",
            }
        ],
    }


def test_keys_are_written_in_the_order_of_the_schema():
    definition = a_definition(
        title="T",
        description="D",
        source="S",
        scale=Scale((-2.0, 0.0, 2.0), 0.5, 3.0),
        competencies=(a_competency("goals", needs(2, ("goals", 1)), description="D"),),
        items=(a_choice(minutes=1.0, discrimination=1.0, thresholds=(0.0,), guessing=0.25), a_frequency()),
        sections=(a_section(description="D", minutes=5.0, mastery=Mastery(MasteryBy.GRADE, 0.5)), an_outside_section()),
        rules=Rules(max_questions=5, stop_probability=0.8),
    )

    document = to_document(definition)

    properties = schema()["properties"]
    for written, known in [
        (document, properties),
        (document["scale"], properties["scale"]["properties"]),
        (document["competencies"][0], properties["competencies"]["items"]["properties"]),
        (document["items"][0], properties["items"]["items"]["properties"]),
        (document["sections"][0], properties["sections"]["items"]["properties"]),
        (document["sections"][1], properties["sections"]["items"]["properties"]),
        (document["rules"], properties["rules"]["properties"]),
    ]:
        assert list(written) == [key for key in known if key in written]


def test_missing_parts_of_a_scale_take_the_defaults_of_the_levels():
    document = to_document(a_definition()) | {"scale": {"prior_mean": -0.5}}

    definition = load_definition(document)

    assert definition.framework.scale == Scale((-1.0, 0.0, 1.0), -0.5, 2.0)


def test_texts_are_trimmed_at_both_ends():
    document = to_document(a_definition()) | {"title": "\n Formative  assessment\t", "source": " S "}

    definition = load_definition(document)

    assert (definition.title, definition.source) == ("Formative  assessment", "S")


def test_whole_numbers_may_be_written_as_fractions():
    document = to_document(a_definition())
    document["version"] = 1.0
    document["sections"][1]["level"] = 2.0

    assert load_definition(document) == a_definition()


def test_content_hash_is_the_sha256_of_the_canonical_json():
    definition = a_definition(title="Évaluation")

    text = canonical_json(definition)

    assert text.isascii()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert content_hash(definition) == hashlib.sha256(text.encode()).hexdigest()


def test_content_hash_of_a_definition_stays_the_same_for_ever():
    assert content_hash(a_definition()) == "65eb543be768a37f27beb8d05c1ad22b188e08bb956d2dd29120a07809cb53f7"


def test_content_hash_tells_definitions_apart():
    definition = a_definition()

    assert content_hash(replace(definition, rules=Rules(max_questions=23))) != content_hash(definition)


def test_unsound_document_raises_with_every_problem():
    document = to_document(a_definition()) | {"title": "", "levels": 5}

    with pytest.raises(DefinitionError) as refused:
        load_definition(document)

    assert [problem.where for problem in refused.value.problems] == ["title", "levels"]
    assert str(refused.value) == "title: must not be empty\nlevels: must be a list, got 5"


@pytest.mark.parametrize("retakes", [None, 0, 3])
def test_no_retakes_and_no_limit_to_them_are_told_apart(retakes):
    definition = a_definition(rules=Rules(retakes=retakes, retake_after_days=14))

    assert read_document(to_document(definition))[0].rules == definition.rules
    assert ("retakes" in to_document(definition)["rules"]) == (retakes is not None)
