"""The block's own words in the reader's language: the operator's catalogue, or the one that is packaged."""

from __future__ import annotations

import functools
import gettext
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import get_language, to_locale, trans_real
from django.utils.translation import gettext as _

from ..domain.words import Named, Said

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUES = PACKAGE / "conf" / "locale"
SCRIPTS = PACKAGE / "static" / "pd_personalize" / "js" / "translations"
JS_NAMESPACE = "PdPersonalizeI18n"

_View = TypeVar("_View", bound=Callable[..., Any])


@contextmanager
def own_words(block: Any | None) -> Iterator[None]:
    """Within it, every translated word is looked up in the block's catalogue first, and then in the site's.

    A page that is no block's (None) takes the packaged catalogue.

    Django knows catalogues of installed apps, not of XBlocks: the platform gives a block its own (pulled by
    the operator with Atlas) through its i18n service alone. Only this thread is concerned.
    """
    language = get_language()
    merged = _merged(block, language) if language else None
    before = getattr(trans_real._active, "value", None)
    if merged is None:
        yield
        return
    trans_real._active.value = merged
    try:
        yield
    finally:
        if before is None:
            trans_real.deactivate()  # which the view may have done already
        else:
            trans_real._active.value = before


def in_own_words(view: _View) -> _View:
    """Make a view of a block speak in the block's own words."""

    @functools.wraps(view)
    def spoken(block: Any, *args: Any, **kwargs: Any) -> Any:
        with own_words(block):
            return view(block, *args, **kwargs)

    return spoken  # type: ignore[return-value]


Names = Mapping[tuple[str, str], str]
"""What an author calls the things of a definition, by kind and id: ("section", "goals"), ("level", "2")."""
_PLACE_FIRST = re.compile(r"[^%:]*%\((competency|section|item|domain)\)s\s?: ?")


def in_words(message: str, names: Names | None = None, *, at_its_place: bool = False) -> str:
    """Return an English message in the reader's language; ``names`` stand in it for ids.

    ``at_its_place`` leaves out whose message it is ("section “Goals”: …"), for where that stands before it.
    """
    if not isinstance(message, Said):
        return _(message) if message else ""
    template = _(message.template)
    if not message.values:
        return template
    if at_its_place:
        template = _PLACE_FIRST.sub("", template, count=1) if _PLACE_FIRST.match(template) else template
    return template % {key: _value_in_words(value, names or {}) for key, value in message.values.items()}


def _value_in_words(value: object, names: Names) -> object:
    if isinstance(value, Named):
        name = names.get((value.kind, str(value)))
        return _("“%(name)s”") % {"name": name} if name else str(value)
    return in_words(value, names) if isinstance(value, Said) else value


def script_of_words(block: Any) -> str | None:
    """Return the address of the catalogue for scripts in the reader's language; None where there is none."""
    service = block.runtime.service(block, "i18n")
    find = getattr(service, "get_javascript_i18n_catalog_url", None)
    pulled = find(block) if find else None
    if pulled:
        return str(pulled)
    name = next((name for name in _locales(get_language() or "") if (SCRIPTS / f"{name}.js").exists()), None)
    resource = f"pd_personalize/js/translations/{name}.js"
    return str(block.runtime.local_resource_url(block, resource)) if name else None


def _merged(block: Any, language: str) -> trans_real.DjangoTranslation | None:
    """The site's words with the block's over them; None where the block has none in this language."""
    service = block.runtime.service(block, "i18n") if block is not None else None
    pulled = getattr(service, "translator", None)
    if isinstance(pulled, gettext.GNUTranslations):
        return _over_the_sites(language, pulled)
    packaged = _packaged(language)
    return _over_the_sites(language, packaged) if packaged else None


@functools.lru_cache(maxsize=64)
def _packaged(language: str) -> gettext.GNUTranslations | None:
    """The packaged catalogue for a language, or for the one it is a kind of: "es" for "es-419"."""
    found = gettext.translation("django", str(CATALOGUES), _locales(language), fallback=True)
    return found if isinstance(found, gettext.GNUTranslations) else None


def _locales(language: str) -> list[str]:
    return [to_locale(language), language.partition("-")[0]]


_kept: dict[str, tuple[gettext.GNUTranslations, trans_real.DjangoTranslation]] = {}


def _over_the_sites(language: str, own: gettext.GNUTranslations) -> trans_real.DjangoTranslation:
    """Merged once per language and process: ``gettext`` gives the same catalogue each time it is asked."""
    kept = _kept.get(language)
    if kept is None or kept[0]._catalog is not own._catalog:
        merged = trans_real.DjangoTranslation(language)
        merged.merge(own)
        kept = _kept[language] = (own, merged)
    return kept[1]
