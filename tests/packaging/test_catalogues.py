"""The packaged translations: whole, of the words that are there, and compiled."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

import pd_personalize_xblock
from pd_personalize_xblock.platform.words import SCRIPTS

LOCALES = Path(pd_personalize_xblock.__file__).parent / "conf" / "locale"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir() if path.is_dir() and path.name != "en")
DOMAINS = ("django", "djangojs")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+>")


def catalogue(language: str, domain: str) -> polib.POFile:
    return polib.pofile(str(LOCALES / language / "LC_MESSAGES" / f"{domain}.po"))


def words(file: polib.POFile) -> set[tuple[str, str]]:
    return {(entry.msgid, entry.msgid_plural) for entry in file if not entry.obsolete}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_there_are_languages_to_test() -> None:
    assert {"ar", "es"} <= set(LANGUAGES)


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_word_and_no_other(language: str, domain: str) -> None:
    assert words(catalogue(language, domain)) == words(catalogue("en", domain))


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str, domain: str) -> None:
    file = catalogue(language, domain)

    assert [entry.msgid for entry in file if not entry.obsolete and not all(translations(entry))] == []
    assert [entry.msgid for entry in file if entry.fuzzy] == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_for_values(language: str, domain: str) -> None:
    """The form for one may say "a" instead of the number; every other keeps each place."""
    for entry in catalogue(language, domain):
        for number, text in enumerate(translations(entry)):
            source = entry.msgid_plural if entry.msgid_plural and number else entry.msgid
            wanted, found = set(PLACEHOLDER.findall(source)), set(PLACEHOLDER.findall(text))
            may_lack = {"%(n)s", "{n}"} if entry.msgid_plural else set()
            assert found <= wanted | set(PLACEHOLDER.findall(entry.msgid)), entry.msgid
            assert wanted - may_lack <= found, entry.msgid


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_runs_is_what_is_written(language: str, domain: str) -> None:
    written = catalogue(language, domain)
    compiled = polib.mofile(str(LOCALES / language / "LC_MESSAGES" / f"{domain}.mo"))

    assert {entry.msgid: translations(entry) for entry in compiled} == {
        entry.msgid: translations(entry) for entry in written if entry.translated()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_scripts_have_their_catalogue(language: str) -> None:
    script = (SCRIPTS / f"{language}.js").read_text(encoding="utf-8")

    assert "PdPersonalizeI18n" in script
    for entry in catalogue(language, "djangojs"):
        if not entry.obsolete and not entry.msgid_plural:
            assert _escaped(entry.msgstr) in script, entry.msgid


def _escaped(text: str) -> str:
    """As Django writes text into a script."""
    import json

    return json.dumps(text)
