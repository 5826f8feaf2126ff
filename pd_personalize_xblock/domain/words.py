"""English sentences that remember what they were made of, so that the edges can say them in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce


class Said(str):
    """An English sentence, with its ``template`` and the ``values`` that stand in it.

    It is an ordinary text everywhere; only :func:`gettext_noop` makes one, and what is built around one with an
    f-string is plain text again: put it in as a value of another instead.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> Said:
        """Fill a template with ``%(name)s`` in it; without values it stands as it is."""
        said = super().__new__(cls, template % values if values else template)
        said.template, said.values = template, dict(values or {})
        return said

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]
        return self.template, self.values


class Named(str):
    """The id of a competency, section, item or domain, or the number of a level, for which there may be a name."""

    kind: str

    def __new__(cls, kind: str, id: object) -> Named:
        named = super().__new__(cls, id)
        named.kind = kind
        return named

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return self.kind, str(self)


def gettext_noop(template: str, **values: object) -> Said:
    """Return a sentence to be translated where it is read; its name is the one that collects templates."""
    return Said(template, values)


def either(parts: Iterable[str]) -> str:
    """Return "a or b or c" of a few."""
    return _joined(parts, lambda first, last: gettext_noop("%(first)s or %(last)s", first=first, last=last))


def both(parts: Iterable[str]) -> str:
    """Return "a and b and c" of a few."""
    return _joined(parts, lambda first, last: gettext_noop("%(first)s and %(last)s", first=first, last=last))


def listed(parts: Iterable[str]) -> str:
    """Return "a, b, c" of a few."""
    return _joined(parts, lambda first, last: gettext_noop("%(first)s, %(last)s", first=first, last=last))


def _joined(parts: Iterable[str], join: Callable[[str, str], str]) -> str:
    given = list(parts)
    return reduce(join, given) if given else ""


def part_of(said: str, name: str) -> str:
    """Return the value called ``name`` of a sentence that has one, or else the sentence."""
    value = said.values.get(name, said) if isinstance(said, Said) else said
    return value if isinstance(value, str) else str(value)


def message_of(error: Exception) -> str:
    """Return what an error says, as what it was raised with: ``str`` of an error loses what a sentence remembers."""
    return error.args[0] if len(error.args) == 1 and isinstance(error.args[0], str) else str(error)
