"""The report on questions and sections: plain sentences first, the figures one fold below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..domain.definition import Definition
from ..rendering import plain
from .common import Page, moment
from .health_words import sentence_of

WITHHELD = "–"
LONGEST_PROMPT = 120
TOP_CONCERNS = 3
UNFOLDED_CONCERNS = 10

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Report:
    """The two reports as they are kept, and whether they are being counted anew."""

    health: Row | None
    effectiveness: Row | None
    made_at: datetime | None
    is_due: bool


def health_page(definition: Definition, report: Report) -> Page:
    """Return the whole report as plain values."""
    found = report.health or {}
    rows = concern_rows(definition, found)
    return {
        "made_at": moment(report.made_at) if report.made_at else "",
        "is_due": report.is_due,
        "teachers": found.get("teachers", 0),
        "limit": number_format(found.get("limit", 0), use_l10n=True, force_grouping=True),
        "has_more": bool(found.get("has_more")),
        "is_of_another": bool(found) and _is_of_another(definition, found),
        "concerns": rows[:UNFOLDED_CONCERNS],
        "more_concerns": rows[UNFOLDED_CONCERNS:],
        "competencies": list(_competencies(definition, found)),
        "items": list(_items(definition, found)),
        "sittings": _sittings(found.get("sittings") or {}),
        "groups": _groups(definition, found.get("groups") or {}),
        "sections": list(_sections(definition, report.effectiveness or {})),
    }


def rewrite_first(definition: Definition | None, health: Row | None, made_at: datetime | None) -> Page | None:
    """Return the first few concerns for the author's unit page; None where there are none or nothing is known."""
    if definition is None or health is None or made_at is None:
        return None
    rows = concern_rows(definition, health)
    return {"made_at": moment(made_at), "rows": rows[:TOP_CONCERNS], "more": max(len(rows) - TOP_CONCERNS, 0)}


def concern_rows(definition: Definition, health: Row) -> list[Page]:
    """Return what to rewrite first; what the definition no longer has is left out."""
    rows = []
    for concern in health.get("concerns", ()):
        about = _about(definition, concern["about"])
        said = sentence_of(definition, concern)
        if about is not None and said is not None:
            rows.append({"kind": concern["kind"], "about": about, "wrong": said[0], "try": said[1]})
    return rows


def _about(definition: Definition, id: str) -> str | None:
    """What a concern is about, by name; None for what is not in the definition."""
    if not id:
        return _("All questions")
    if id in definition.items_by_id:
        return _prompt(definition, id)
    competency = definition.competencies_by_id.get(id)
    return plain(competency.name) if competency else None


def _is_of_another(definition: Definition, found: Row) -> bool:
    """Whether the report is of another version: some of its items are gone, or some of ours are not in it."""
    return {row["item_id"] for row in found.get("items", ())} != set(definition.items_by_id)


def _prompt(definition: Definition, item_id: str) -> str:
    text = plain(definition.items_by_id[item_id].prompt)
    return text if len(text) <= LONGEST_PROMPT else f"{text[: LONGEST_PROMPT - 1]}…"


def _competencies(definition: Definition, found: Row) -> Iterator[Page]:
    levels = [plain(level.name) for level in definition.framework.levels]
    for row in found.get("competencies", ()):
        competency = definition.competencies_by_id.get(row["competency"])
        if competency is None:
            continue
        alpha = row["alpha"]
        yield {
            "name": plain(competency.name),
            "answered": _count(row["answered"]),
            "reliability": _number(row["reliability"]),
            "alpha": _number(alpha["value"]) if alpha else WITHHELD,
            "at_top": _percent(row["at_top"]),
            "at_bottom": _percent(row["at_bottom"]),
            "all_highest": _percent(row["all_highest"]),
            "all_lowest": _percent(row["all_lowest"]),
            "cuts": [
                {"level": levels[cut["level"]], "moved": [_percent(moved, 1) for moved in cut["moved"]]}
                for cut in row["cuts"]
                if cut["level"] < len(levels)
            ],
        }


def _items(definition: Definition, found: Row) -> Iterator[Page]:
    for row in found.get("items", ()):
        item = definition.items_by_id.get(row["item_id"])
        if item is None:
            continue
        seconds, options = row["seconds"], row["options"]
        yield {
            "prompt": _prompt(definition, item.id),
            "asked": _count(row["asked"]),
            "not_sure": _percent(row["not_sure"]),
            "not_in_role": _percent(row["not_in_role"]),
            "options": [] if options is None else [_count(count) for count in options],
            "association": _number(row["association"]),
            "slope": _interval(row["slope"]),
            "easier": _interval(row["easier"]),
            "misfit": _number(row["misfit"]),
            "seconds": number_format(round(seconds["median"])) if seconds else WITHHELD,
            "allowed": number_format(round(item.expected_minutes * 60)),
        }


def _sittings(row: Row) -> Page:
    return {
        "looked_at": _count(row.get("looked_at")),
        "same_place": _percent(row.get("same_place")),
        "same_inside": _percent(row.get("same_inside")),
        "longest_run": _percent(row.get("longest_run")),
    }


def _groups(definition: Definition, found: Row) -> Page:
    rows = []
    for row in found.get("differences", ()):
        if row["item_id"] in definition.items_by_id:
            value, error = row["difference"]["value"], row["difference"]["error"]
            rows.append(
                {
                    "prompt": _prompt(definition, row["item_id"]),
                    "group": row["group"],
                    "answers": _count(row["answers"]),
                    "others": _count(row["others"]),
                    "difference": _signed(value),
                    "low": _signed(value - 1.96 * error),
                    "high": _signed(value + 1.96 * error),
                    "is_enough": min(row["answers"], row["others"]) >= 100,
                }
            )
    return {"names": [name for name, _size in found.get("groups", ())], "rows": rows}


def _sections(definition: Definition, found: Row) -> Iterator[Page]:
    for row in found.get("sections", ()):
        section = definition.sections_by_id.get(row["section_id"])
        if section is None:
            continue
        did, others, difference = row["did"], row["others"], row["difference"]
        yield {
            "title": plain(section.title),
            "competency": plain(definition.competency(section.competency).name),
            "said": _growth_said(row),
            "did": _mean(did),
            "others": _mean(others),
            "difference": _mean(difference),
            "began_apart": _signed(row["began_apart"]),
            "is_few": bool(row["rests_on_few"]),
        }


def _growth_said(row: Row) -> str:
    """What a section's growth says, without a word that claims a cause."""
    did, difference = row["did"], row["difference"]
    n = {"n": number_format(did["n"])}
    if difference is None:
        grew = did["low"] > 0
        if grew:
            return _(
                "{n} teachers did it between two measurements and were higher the second time. There are not enough "
                "others to compare with: they might have been higher anyway."
            ).format(**n)
        return _(
            "{n} teachers did it between two measurements. Whether they were higher the second time cannot be told "
            "from chance, and there are not enough others to compare with."
        ).format(**n)
    if difference["low"] > 0:
        return _(
            "The {n} teachers who did it grew more between two measurements than those who did not. That does not say "
            "why: they chose it or needed it, and whoever is measured low at first tends to be higher the next time."
        ).format(**n)
    if difference["high"] < 0:
        return _(
            "The {n} teachers who did it grew less between two measurements than those who did not. That does not say "
            "why: the two may have begun differently, and whoever is measured high at first tends to be lower the "
            "next time."
        ).format(**n)
    return _(
        "The growth of the {n} teachers who did it cannot be told from that of those who did not. They also differ in "
        "who chose it and where they began."
    ).format(**n)


def _mean(row: Row | None) -> Page | None:
    if row is None:
        return None
    low, high = _signed(row["low"]), _signed(row["high"])
    return {"n": row["n"], "mean": _signed(row["mean"]), "low": low, "high": high}


def _count(value: int | None) -> str:
    return WITHHELD if value is None else number_format(value)


def _percent(value: float | None, decimals: int = 0) -> str:
    return WITHHELD if value is None else _("{n} %").format(n=number_format(round(value * 100, decimals), decimals))


def _number(value: float | None) -> str:
    return WITHHELD if value is None else number_format(round(value, 2), 2)


def _signed(value: float | None) -> str:
    if value is None:
        return WITHHELD
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number_format(round(abs(value), 2), 2)}"


def _interval(row: Row | None) -> str:
    return WITHHELD if row is None else f"{_signed(row['value'])} ± {_number(1.96 * row['error'])}"
