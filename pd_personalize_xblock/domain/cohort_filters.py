"""The values of the filters that leaders choose by: cohort, track, and month of the first placement."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

NONE = "-"
"""In no cohort or track; not placed yet."""
OTHER = "*other"
EARLIER = "*earlier"
MOST_GROUPS = 100
MOST_MONTHS = 24
MOST_LETTERS = 100


def group_values(names: Iterable[str]) -> dict[str, str]:
    """Return the filter value of every name of a group; ``names`` has one entry for each teacher.

    The largest groups have values of their own, all others share one. Values differ even where a database takes
    upper case, accents and spaces at the end for the same.
    """
    counts = Counter(names)
    ranked = sorted(counts, key=lambda name: (name != NONE, -counts[name], name))
    own = ranked[: MOST_GROUPS + (NONE in counts)]
    taken = {_plain(OTHER), _plain("")}
    values = dict.fromkeys(ranked[len(own) :], OTHER)
    for name in sorted(own, key=lambda name: (name != NONE, name)):
        values[name] = _distinct(name, taken)
        taken.add(_plain(values[name]))
    return values


def _distinct(name: str, taken: set[str]) -> str:
    value, number = name.strip()[:MOST_LETTERS], 1
    while _plain(value) in taken:
        number += 1
        ending = f" ({number})"
        value = name.strip()[: MOST_LETTERS - len(ending)] + ending
    return value


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


def month_values(months: Iterable[str]) -> dict[str, str]:
    """Return the filter value of every month (YYYY-MM; empty for none): the last ones, and one for all before."""
    known = set(months)
    last = sorted(known - {""})[-MOST_MONTHS:]
    return {month: NONE if not month else month if month in last else EARLIER for month in known}


def in_order(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the different values: names and months in order, then all others together, none at the end."""
    rank = {EARLIER: 0, OTHER: 2, NONE: 3}
    return tuple(sorted(set(values.values()), key=lambda value: (rank.get(value, 1), value.casefold(), value)))
