"""What people read, in their language: the operator's catalogue first, then the packaged one, then English."""

from __future__ import annotations

import gettext
import io
import json
from types import SimpleNamespace

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from pd_personalize_xblock.domain.words import Named, gettext_noop
from pd_personalize_xblock.formats.problems import FormatProblem
from pd_personalize_xblock.platform import words
from pd_personalize_xblock.studio.checking import as_dicts

from .browser import Browser


def catalogue(**entries: str) -> gettext.GNUTranslations:
    """A compiled catalogue, as the platform's i18n service hands it over."""
    file = polib.POFile()
    file.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    file.extend(polib.POEntry(msgid=english, msgstr=theirs) for english, theirs in entries.items())
    return gettext.GNUTranslations(io.BytesIO(file.to_binary()))


def a_block(**service: object) -> SimpleNamespace:
    runtime = SimpleNamespace(
        service=lambda block, name: SimpleNamespace(**service),
        local_resource_url=lambda block, path: f"/static/{path}",
    )
    return SimpleNamespace(runtime=runtime)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(words, "_kept", {})


def test_the_operators_catalogue_comes_before_the_sites_words():
    block = a_block(translator=catalogue(Save="Enregistrer le parcours"))

    with translation.override("fr"):
        outside = _("Save")
        with words.own_words(block):
            inside = _("Save")
        assert _("Save") == outside

    assert inside == "Enregistrer le parcours"
    assert outside != inside


def test_what_the_block_does_not_say_is_said_by_the_site():
    block = a_block(translator=catalogue(Save="Enregistrer le parcours"))

    with translation.override("fr"):
        by_the_site = _("January")
        with words.own_words(block):
            assert _("January") == by_the_site == "janvier"


def test_a_failure_inside_leaves_the_sites_words_behind():
    block = a_block(translator=catalogue(Save="Enregistrer le parcours"))

    with translation.override("fr"):
        with pytest.raises(LookupError), words.own_words(block):
            raise LookupError
        assert _("Save") != "Enregistrer le parcours"


@pytest.mark.parametrize("language", ["en", "tlh"])
def test_without_a_catalogue_the_words_stay_english(language):
    with translation.override(language), words.own_words(a_block()):
        assert _("Undone.") == "Undone."


def test_the_packaged_catalogue_serves_a_kind_of_its_language(monkeypatch):
    monkeypatch.setattr(words, "_packaged", lambda language: catalogue(Save="Guardar aquí"))

    with translation.override("es-419"), words.own_words(a_block()):
        assert _("Save") == "Guardar aquí"
    assert words._locales("es-419") == ["es_419", "es"]


def test_scripts_get_the_operators_catalogue_if_there_is_one():
    block = a_block(get_javascript_i18n_catalog_url=lambda block: "/static/js/xblock.v1-i18n/ours/fr.js")

    with translation.override("fr"):
        assert words.script_of_words(block) == "/static/js/xblock.v1-i18n/ours/fr.js"


def test_scripts_get_no_catalogue_where_there_is_none():
    with translation.override("tlh"):
        assert words.script_of_words(a_block()) is None


def test_pages_and_refusals_of_the_block_are_in_its_words(teacher: Browser, monkeypatch):
    monkeypatch.setattr(words, "_packaged", lambda language: catalogue(Start="Commencer ici"))

    with translation.override("fr"):
        page = teacher.open()

    assert "Commencer ici" in page


def in_french(monkeypatch, **entries: str) -> None:
    monkeypatch.setattr(words, "_packaged", lambda language: catalogue(**entries))


def test_a_message_is_translated_with_its_values(monkeypatch):
    in_french(
        monkeypatch,
        **{
            "it needs %(missing)s": "il faut %(missing)s",
            "%(first)s or %(last)s": "%(first)s ou %(last)s",
            "a list": "une liste",
        },
    )
    either = gettext_noop("%(first)s or %(last)s", first="a", last=Named("item", "b"))
    message = gettext_noop("it needs %(missing)s", missing=either)

    with translation.override("fr"), words.own_words(a_block()):
        assert words.in_words(message) == "il faut a ou b"
        assert words.in_words(message, {("item", "b"): "Bravo"}) == "il faut a ou “Bravo”"
        assert words.in_words("a list") == "une liste"
        assert words.in_words("") == ""


def test_a_refusal_is_in_the_block_s_words(teacher: Browser, monkeypatch):
    in_french(monkeypatch, **{"this pathway has no sound definition yet": "pas encore de parcours"})

    with translation.override("fr"):
        reply = teacher.post("answer")

    assert (reply.status, reply.body) == (404, {"error": "pas encore de parcours"})


def test_problems_name_what_authors_named():
    text = json.dumps({"levels": [{"name": "One"}, {"name": "Two"}], "sections": [{"id": "s", "title": "Start"}]})
    said = gettext_noop("section %(section)s: not at %(level)s", section=Named("section", "s"), level=Named("level", 1))

    (at_its_place, elsewhere) = as_dicts((FormatProblem("sections[0]", said), FormatProblem("rules", said)), text)

    assert at_its_place["message"] == "not at “Two”"
    assert elsewhere["message"] == "section “Start”: not at “Two”"
    assert at_its_place["text"] == "sections[0]: section “Start”: not at “Two”"


def test_without_the_author_s_text_ids_stay():
    (found,) = as_dicts((FormatProblem("rules", gettext_noop("there is no %(id)s", id=Named("section", "s"))),))

    assert found["message"] == "there is no s"


def test_a_view_that_turns_translation_off_leaves_it_off():
    translation.deactivate()
    block = a_block(translator=catalogue(Save="Guardar"))

    with words.own_words(block):
        translation.deactivate()

    assert not hasattr(words.trans_real._active, "value")
