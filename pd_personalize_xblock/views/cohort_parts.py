"""The parts of the cohort page that go by competency, and those about everybody together.

A number is None where it is withheld. Every picture is drawn from the number beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor, sqrt
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.definition import Definition
from ..domain.framework import Competency
from ..rendering import plain
from .common import Page

Cell = dict[str, Any]
STEPS, STEP_PERCENT = 5, 15
"""A cell of the heatmap has one of five shades, or none for 0; each but the last stands for 15 points."""
NORMAL_95 = 1.96
MOST_GAPS = 8
"""So many are said in sentences; all are in the table."""


def bar(n: int | None, of: int) -> Cell:
    """A number, and its share of ``of`` in whole percent."""
    return {"n": n, "percent": None if n is None or not of else min(100, round(100 * n / of))}


def grouped(definition: Definition) -> Iterator[tuple[str, list[Competency]]]:
    """Yield each domain's name, "" for none, with its competencies, in the author's order."""
    framework = definition.framework
    names = {domain.id: plain(domain.name) for domain in framework.domains}
    for domain in (*names, None):
        found = [each for each in framework.competencies if each.domain == domain]
        if found:
            yield names.get(domain or "", ""), found


def needs(page: Mapping[str, Any], definition: Definition) -> Page:
    """Who needs a next level, and who finds no section for it: most in want first."""
    rows = [
        {"name": plain(each.name)}
        | {name: bar(counts.get(name), page["teachers"]) for name in ("need", "need_unserved")}
        for each in definition.framework.competencies
        if (counts := page["competencies"].get(each.id)) is not None
    ]
    rows.sort(key=lambda row: (-(row["need_unserved"]["n"] or 0), -(row["need"]["n"] or 0)))
    gaps = [row for row in rows if row["need_unserved"]["n"]]
    hidden = sum(row["need_unserved"]["n"] is None for row in rows)
    sentences = [
        {
            "name": row["name"],
            "text": ngettext(
                "%(n)s teacher needs this, and no section serves it.",
                "%(n)s teachers need this, and no section serves it.",
                row["need_unserved"]["n"],
            )
            % {"n": row["need_unserved"]["n"]},
        }
        for row in gaps[:MOST_GAPS]
    ]
    return {"gaps": sentences, "more": max(0, len(gaps) - MOST_GAPS), "hidden": hidden, "rows": rows}


def heat(page: Mapping[str, Any], definition: Definition) -> Page:
    """Competency x level: where teachers were placed, and where they are now."""
    levels = [plain(level.name) for level in definition.framework.levels]
    groups = []
    for name, competencies in grouped(definition):
        rows = [
            {
                "name": plain(each.name),
                "placed": _cells(counts.get("placed"), levels, page["teachers"]),
                "not_placed": _cell(counts.get("not_placed"), page["teachers"], _("Not placed")),
                "now": _cells(counts.get("now"), levels, page["teachers"]),
            }
            for each in competencies
            if (counts := page["competencies"].get(each.id)) is not None
        ]
        if rows:
            groups.append({"name": name, "rows": rows})
    return {"levels": levels, "groups": groups, "legend": _legend()}


def _cells(counts: list[int | None] | None, levels: list[str], of: int) -> list[Cell]:
    counts = counts or [None] * len(levels)
    return [_cell(n, of, level) for n, level in zip(counts, levels, strict=False)]


def _cell(n: int | None, of: int, label: str) -> Cell:
    found = bar(n, of)
    step = 0 if not n else min(STEPS, 1 + int(100 * n / max(of, 1)) // STEP_PERCENT)
    return found | {"step": step, "label": label}


def _legend() -> list[Page]:
    least = [step * STEP_PERCENT for step in range(STEPS)]
    texts = [_("up to %(percent)s %%") % {"percent": STEP_PERCENT}]
    texts += [_("%(low)s to %(high)s %%") % {"low": low, "high": low + STEP_PERCENT} for low in least[1:-1]]
    texts.append(_("more than %(percent)s %%") % {"percent": least[-1]})
    return [{"step": number + 1, "text": text} for number, text in enumerate(texts)]


def changes(page: Mapping[str, Any], definition: Definition) -> list[Page]:
    """Who moved up since placement, and who decided otherwise than placed."""
    columns = ("moved_up", "higher", "lower", "not_in_role")
    return [
        {"name": plain(each.name)} | {name: bar(counts.get(name), page["teachers"]) for name in columns}
        for each in definition.framework.competencies
        if (counts := page["competencies"].get(each.id)) is not None
    ]


def growth(page: Mapping[str, Any], definition: Definition) -> Page:
    """How far those who were measured twice went, with the interval and where to draw it (percent of a strip)."""
    found = [
        (plain(each.name), counts["growth"])
        for each in definition.framework.competencies
        if (counts := page["competencies"].get(each.id)) is not None and counts.get("growth")
    ]
    if not found:
        return {"rows": [], "zero": 0}
    low = floor(min(0.0, *(each["low"] for _name, each in found)) * 2) / 2
    high = ceil(max(0.5, *(each["high"] for _name, each in found)) * 2) / 2

    def at(value: float) -> int:
        return round(100 * (value - low) / (high - low))

    rows = [
        {
            "name": name,
            "n": each["n"],
            "mean": signed(each["mean"]),
            "low": signed(each["low"]),
            "high": signed(each["high"]),
            "is_clear": each["low"] > 0 or each["high"] < 0,
            "from": at(each["low"]),
            "width": max(1, at(each["high"]) - at(each["low"])),
            "dot": at(each["mean"]),
        }
        for name, each in found
    ]
    return {"rows": rows, "zero": at(0.0)}


def signed(value: float) -> str:
    """A difference with its sign, one decimal; isolated, so that the sign stays before it from right to left too."""
    rounded = round(value, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"\u2066{sign}{number_format(abs(rounded), 1)}\u2069"


def overrides(page: Mapping[str, Any]) -> list[str]:
    """How those fared who decided otherwise than placed: the counts, and how far they can be trusted."""
    found = page.get("overrides") or {}
    known = {name: counts for name, counts in found.items() if counts and counts["n"] and counts["others"]}
    facts = {
        "higher": _(
            "Of the %(n)s who started higher than placed, %(fared)s (%(percent)s %%) have mastered the next section "
            "since; of the %(others)s others %(others_fared)s (%(others_percent)s %%)."
        ),
        "lower": _(
            "Of the %(n)s who started lower than placed, %(fared)s (%(percent)s %%) have mastered the next section "
            "since; of the %(others)s others %(others_fared)s (%(others_percent)s %%)."
        ),
    }
    return [f"{facts[name] % _shares(known[name])} {_verdict(name, known[name])}" for name in facts if name in known]


def _shares(counts: Mapping[str, int]) -> dict[str, int]:
    return {
        **counts,
        "percent": round(100 * counts["fared"] / counts["n"]),
        "others_percent": round(100 * counts["others_fared"] / counts["others"]),
    }


def _verdict(name: str, counts: Mapping[str, int]) -> str:
    """What the difference may mean, and that it does not say why."""
    n, others = counts["n"], counts["others"]
    share, share_others = counts["fared"] / n, counts["others_fared"] / others
    points = round(100 * (share - share_others))
    doubt = max(1, round(100 * NORMAL_95 * sqrt(_variance(share, n) + _variance(share_others, others))))
    texts = {
        "unclear": _("That difference, %(points)s ± %(doubt)s points, may be chance."),
        "higher, more": _(
            "That is %(points)s ± %(doubt)s points more. They may have known better than the questions, or be keener; "
            "this does not tell."
        ),
        "higher, fewer": _(
            "That is %(points)s ± %(doubt)s points less. The step may have been too high, or their time too short; "
            "this does not tell."
        ),
        "lower, more": _(
            "That is %(points)s ± %(doubt)s points more. Their sections may be easier, or they keener; "
            "this does not tell."
        ),
        "lower, fewer": _(
            "That is %(points)s ± %(doubt)s points less. They may have more to do, or less time; this does not tell."
        ),
    }
    is_clear = abs(points) > doubt
    which = f"{name}, {'more' if points > 0 else 'fewer'}" if is_clear else "unclear"
    return texts[which] % {"points": abs(points), "doubt": doubt}


def _variance(share: float, n: int) -> float:
    """Of a share among n, pulled a little towards the middle so that all or none is not certain (Agresti & Coull)."""
    pulled = (share * n + 2) / (n + 4)
    return pulled * (1 - pulled) / (n + 4)


def figures(page: Mapping[str, Any]) -> Page:
    """Time: minutes of the first sitting, and hours that were earned."""
    earned, sitting = page.get("minutes"), page.get("sitting_minutes")
    return {
        "earned": earned and {"hours": hours(earned["total"]), "mean": hours(earned["mean"]), "n": earned["n"]},
        "sitting": sitting and {"minutes": round(sitting["mean"]), "n": sitting["n"]},
    }


def hours(minutes: float) -> str:
    """Minutes as hours: whole ones from ten on, else with one decimal."""
    value = minutes / 60
    return number_format(value, 0 if value >= 10 else 1, force_grouping=True)
