"""The part of the cohort page that goes by section: done, exempt, open, held and by what, and how relevant it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format

from ..domain.definition import Definition, Section
from ..domain.remarks import RELEVANCE
from ..rendering import plain
from .cohort_parts import bar, grouped
from .common import Page

STATES = ("mastered", "exempt", "open", "held")


def sections(page: Mapping[str, Any], definition: Definition) -> list[Page]:
    """Return the sections by domain, each row with its counts and what teachers lack where it is held."""
    counted = page.get("sections") or {}
    groups = []
    for name, competencies in grouped(definition):
        ids = [each.id for each in competencies]
        rows = [
            _row(section, counted[section.id], page["teachers"], definition)
            for section in definition.sections
            if section.competency in ids and section.id in counted
        ]
        if rows:
            groups.append({"name": name, "rows": rows, "held": sum(bool(row["held"]["n"]) for row in rows)})
    return groups


def _row(section: Section, counts: Mapping[str, Any], teachers: int, definition: Definition) -> Page:
    levels = definition.framework.levels
    return {
        "title": plain(section.title),
        "competency": plain(definition.competency(section.competency).name),
        "level": plain(levels[section.level].name),
        **{state: bar(counts.get(state), teachers) for state in STATES},
        "relevance": _relevance(counts.get("relevance")),
        "held_by": [
            {"name": _name(definition, competency), "level": plain(levels[min(level, len(levels) - 1)].name), "n": n}
            for competency, level, n in sorted(counts.get("held_by") or (), key=lambda each: -(each[2] or 0))
        ],
    }


def _name(definition: Definition, competency: str) -> str:
    known = definition.competencies_by_id.get(competency)
    return plain(known.name) if known else competency


def _relevance(rated: Mapping[str, Any] | None) -> Page | None:
    """The mean of the ratings, and where it lies on their scale (percent)."""
    if not rated:
        return None
    low, high = RELEVANCE[0], RELEVANCE[-1]
    share = round(100 * (rated["mean"] - low) / (high - low))
    return {"n": rated["n"], "mean": number_format(rated["mean"], 1), "highest": high, "percent": share}


def words_of(definition: Definition, words: Mapping[str, Sequence[str]]) -> list[Page]:
    """What teachers say about sections, in the author's order."""
    return [
        {"title": plain(section.title), "words": list(words[section.id])}
        for section in definition.sections
        if words.get(section.id)
    ]
