"""Why a level is what it is, as a page tells it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ..domain.definition import Definition
from ..domain.placement import CompetencyPlacement, Finding, PlacementStatus
from ..rendering import clean, plain
from .common import Explained, Page

BAND_SDS = 1.0
SHOWN_BEYOND_CUTS_LOGITS = 1.0


def receipt_part(definition: Definition, placed: CompetencyPlacement) -> Page:
    """How a level came about. Positions are in percent of the strip that pictures the scale."""
    between = () if placed.borderline_with is None else tuple(sorted((placed.level, placed.borderline_with)))
    names = [plain(level.name) for level in definition.framework.levels]
    return {
        "status": placed.status.value,
        "level": min(placed.level, len(names) - 1),
        "level_name": names[min(placed.level, len(names) - 1)],
        "is_asked": bool(placed.asked),
        "likely_name": names[min(placed.likely_level, len(names) - 1)],
        "own_answers": len(placed.scored),
        "not_sure": placed.not_sure,
        "not_applicable": placed.not_applicable,
        "between": [names[level] for level in between if level < len(names)],
        "chance_percent": round(100 * placed.p_level[placed.level]) if placed.p_level else None,
        "average_percent": None if placed.p_level or placed.ability is None else round(100 * placed.ability),
        **_picture(placed),
    }


def more_part(explained: Explained) -> Page:
    """What would change a level. Of a check only the direction is told: its key stays secret."""
    definition = explained.version.definition
    placed = explained.placement.competencies[explained.competency]
    reflection = explained.explanation.reflection
    given = dict(scored for each in explained.placement.competencies.values() for scored in each.scored)
    rows: dict[tuple[str, str, int], Page] = {}
    for change in explained.explanation.changes:
        item = definition.item(change.item_id)
        answer = "" if item.kind.is_keyed else clean(item.options[change.category].text)
        is_better = change.category > given[change.item_id]
        row = {
            "prompt": clean(item.prompt),
            "answer": answer,
            "is_better": is_better,
            "is_about_other": item.competency != explained.competency,
            "level_name": plain(definition.framework.levels[change.level].name),
        }
        rows.setdefault((item.id, answer or str(is_better), change.level), row)
    return {
        "changes": list(rows.values()),
        "own_name": _level_name(definition, placed.own),
        "others_name": _level_name(definition, placed.others) if placed.status is PlacementStatus.MEASURED else "",
        "mirror": None if reflection is None else ("above" if reflection.difference > 0 else "below"),
    }


def _level_name(definition: Definition, finding: Finding | None) -> str:
    """The level that an ability lies in."""
    if finding is None:
        return ""
    framework = definition.framework
    return plain(framework.levels[bisect_right(framework.scale.cuts, finding.ability)].name)


def _picture(placed: CompetencyPlacement) -> Page:
    """The estimate as a dot, and how sure it is as a bar around it; an average is a dot alone."""
    if placed.ability is None:
        return {"dot": None, "band_start": None, "band_end": None}
    spread = BAND_SDS * (placed.standard_error or 0.0)
    around = {"dot": placed.ability, "band_start": placed.ability - spread, "band_end": placed.ability + spread}
    ends = (0.0, 1.0) if placed.standard_error is None else _shown_ends(placed.cuts)
    return {name: _position(value, (ends[0], *placed.cuts, ends[1])) for name, value in around.items()}


def _shown_ends(cuts: Sequence[float]) -> tuple[float, float]:
    return cuts[0] - SHOWN_BEYOND_CUTS_LOGITS, cuts[-1] + SHOWN_BEYOND_CUTS_LOGITS


def _position(value: float, edges: Sequence[float]) -> float:
    """Return where a value lies, in percent of a strip with one cell between each two edges, all equally wide."""
    cuts = edges[1:-1]
    cell = bisect_right(cuts, value)
    share_of_cell = (value - edges[cell]) / (edges[cell + 1] - edges[cell])
    share = (cell + min(max(share_of_cell, 0.0), 1.0)) / (len(cuts) + 1)
    return round(100 * min(max(share, 0.02), 0.98), 1)
