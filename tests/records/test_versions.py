"""Definition versions: known by their content, never changed, in force only when sound."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pd_personalize_xblock.domain.definition import Definition, Mode, Rules
from pd_personalize_xblock.formats.schema import to_document
from pd_personalize_xblock.platform import outline
from pd_personalize_xblock.records import api, models, versions
from pd_personalize_xblock.records.versions import bring_into_force, read_draft

from ..builders import a_definition, a_section
from ..requests import committed
from . import course
from .course import BLOCK, COURSE, LATER, NOW, text_of


def hash_in_force() -> str:
    return models.PathwayBlock.objects.get(block_key=BLOCK).in_force.hash


def bring(definition: Definition) -> bool:
    return bring_into_force(BLOCK, COURSE, read_draft(text_of(definition)), now=NOW)


def test_a_sound_draft_comes_into_force_under_the_hash_of_its_content():
    assert bring(a_definition()) is True

    assert hash_in_force() == read_draft(text_of(a_definition())).hash
    assert versions.get_version(hash_in_force()).definition == a_definition()


def test_the_same_content_in_other_formatting_is_the_same_version():
    document = to_document(a_definition())
    shuffled = json.dumps(dict(reversed(document.items())), indent=7, ensure_ascii=False)

    bring(a_definition())
    changed = bring_into_force(BLOCK, COURSE, read_draft(shuffled), now=LATER)

    assert changed is False
    assert models.DefinitionVersion.objects.count() == 1
    assert models.PathwayBlock.objects.get().in_force_since == NOW


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", '{"version": 99}', text_of(a_definition(sections=(a_section(competency="nobody"),)))],
)
def test_an_unsound_draft_does_not_come_into_force(text):
    bring(a_definition())

    assert bring_into_force(BLOCK, COURSE, read_draft(text), now=LATER) is False

    assert hash_in_force() == read_draft(text_of(a_definition())).hash


def test_an_unsound_draft_makes_no_pathway_where_there_was_none():
    api.publish(BLOCK, COURSE, "{", now=NOW)

    assert not models.PathwayBlock.objects.exists()
    assert not models.DefinitionVersion.objects.exists()


def test_going_back_to_an_earlier_version_makes_no_new_one():
    first, second = a_definition(), a_definition(title="Second")
    for definition in (first, second, first):
        assert bring(definition) is True

    assert hash_in_force() == read_draft(text_of(first)).hash
    assert models.DefinitionVersion.objects.count() == 2


def test_a_version_is_never_changed():
    bring(a_definition())
    row = models.DefinitionVersion.objects.values().get()

    bring(a_definition(title="Second"))
    bring(a_definition())

    assert models.DefinitionVersion.objects.values().get(pk=row["id"]) == row


def test_two_blocks_with_the_same_content_share_a_version():
    advisory = a_definition(rules=Rules(mode=Mode.ADVISORY))
    bring(advisory)
    api.publish(f"{BLOCK}2", COURSE, text_of(advisory), now=NOW)

    assert models.DefinitionVersion.objects.count() == 1
    assert models.PathwayBlock.objects.count() == 2


def test_publishing_what_is_in_force_already_takes_one_query(django_assert_num_queries):
    course.publish(a_definition())

    with django_assert_num_queries(1):
        api.publish(BLOCK, COURSE, text_of(a_definition()), now=LATER)


def test_sections_stand_for_the_subsections_and_parts_that_the_course_has():
    course.has("goals-1")
    course.has("empty", count=0)
    course.has("a-1", "a-2", chapter="goals-3")
    sections = (
        a_section("goals-1"),
        a_section("empty", block="sequential/empty", elective=True),
        a_section("nowhere", block="sequential/nowhere", elective=True),
        a_section("whole", level=2, block="chapter/goals-3"),
    )
    bring(a_definition(sections=sections))

    noted = {}
    for part in models.SectionPart.objects.all():
        noted.setdefault((part.section_id, part.subsection_key), set()).add(part.block_key)
    assert noted == {
        ("goals-1", course.subsection("goals-1")): set(course.parts("goals-1")),
        ("empty", course.subsection("empty")): {""},
        ("whole", course.subsection("a-1")): set(course.parts("a-1")),
        ("whole", course.subsection("a-2")): set(course.parts("a-2")),
    }


def test_a_block_outside_any_course_has_no_parts_and_no_gates():
    """As in a bare workbench, whose usage ids carry no course."""
    api.publish("pd_personalize.d0.u0", "", text_of(a_definition()), now=NOW)

    assert not models.SectionPart.objects.exists()
    assert course.held() == set()


def test_a_version_whose_gates_could_not_be_set_gets_them_when_somebody_looks_again(user, monkeypatch):
    def die(*args, **kwargs):
        raise ConnectionError

    first = a_definition()
    course.publish(first)
    with monkeypatch.context() as patch:
        patch.setattr("pd_personalize_xblock.platform.gates.set_gates", die)
        course.publish(replace(first, sections=first.sections[:2]), now=LATER)
    assert course.held() == {"goals-2", "goals-3"}

    with committed():
        api.settle(api.find_learner(course.BLOCK, user.pk), now=LATER)

    assert course.held() == {"goals-2"}


def test_what_a_page_holds_comes_into_force_only_as_far_as_it_is_published(monkeypatch):
    """Staff can look at a draft in the LMS."""
    published, draft = a_definition(title="Published"), a_definition(title="Draft")
    monkeypatch.setattr(outline, "published_definition", {BLOCK: text_of(published)}.get)

    course.publish(draft)

    assert hash_in_force() == read_draft(text_of(published)).hash


def test_what_is_not_published_at_all_does_not_come_into_force(monkeypatch):
    monkeypatch.setattr(outline, "published_definition", lambda block_key: "")

    course.publish(a_definition())

    assert not models.PathwayBlock.objects.exists()
