"""Placements as JSON and back."""

from __future__ import annotations

import json
from typing import Any

from pd_personalize_xblock.domain.learner import PlacedLevels
from pd_personalize_xblock.domain.placement import CompetencyPlacement, Finding, Placement, PlacementStatus


def to_json(placement: Placement) -> list[dict[str, Any]]:
    """Return the receipt of every competency, as plain values: just as JSON gives them back."""
    return json.loads(json.dumps([_plain(placed) for placed in placement.competencies.values()]))


def _plain(placed: CompetencyPlacement) -> dict[str, Any]:
    findings = {key: found and vars(found) for key in ("own", "others") for found in (getattr(placed, key),)}
    return vars(placed) | findings


def summary_of(placement: Placement) -> dict[str, Any]:
    """Return what is counted of many teachers, as plain values: see ``PlacedLevels``."""
    measured = {competency: own and [own.ability, own.standard_error] for competency, own in placement.measured.items()}
    return {"asked": placement.asked, "cuts": list(placement.cuts), "measured": measured}


def in_short(attempt: int, levels: dict[str, int], summary: dict[str, Any]) -> PlacedLevels:
    """Return a placement without its receipt."""
    measured = {competency: own and Finding(*own) for competency, own in summary.get("measured", {}).items()}
    return PlacedLevels(attempt, levels, measured, summary.get("asked", 0), tuple(summary.get("cuts", ())))


def from_json(receipt: list[dict[str, Any]], *, attempt: int, definition_hash: str, engine_version: str) -> Placement:
    """Return the placement that a stored receipt stands for."""
    return Placement(
        attempt=attempt,
        definition_hash=definition_hash,
        engine_version=engine_version,
        competencies={placed["competency"]: _from_json(placed) for placed in receipt},
    )


def _from_json(placed: dict[str, Any]) -> CompetencyPlacement:
    tuples = {
        "p_level": tuple(placed["p_level"]),
        "cuts": tuple(placed["cuts"]),
        "scored": tuple((item, category) for item, category in placed["scored"]),
    }
    findings = {key: placed[key] and Finding(**placed[key]) for key in ("own", "others")}
    return CompetencyPlacement(**(placed | tuples | findings | {"status": PlacementStatus(placed["status"])}))
