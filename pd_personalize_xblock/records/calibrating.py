"""Calibrating a pathway block's definition by its own responders, and what authors are offered then."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from pd_personalize_xblock.domain.calibration import CalibratedItem
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.recalibration import Recalibration, Sitting, carried_over, recalibrate
from pd_personalize_xblock.formats.schema import build_stored, content_hash, read_document, to_document, write_json

from . import models, store, versions

CHANGES_NAMED = 20


@dataclass(frozen=True)
class Offer:
    """A calibrated version that the author has not taken over yet."""

    teachers: int
    made_at: datetime
    items: int
    text: str


def calibrate_pathway(block_key: str, *, minimum: int) -> Recalibration:
    """Fit the definition in force to what teachers answered; nothing is written. Needs scipy."""
    pathway = models.PathwayBlock.objects.select_related("in_force").get(block_key=block_key)
    sittings = [
        Sitting(str(user_id), attempt.evidence, versions.get_version(attempt.definition_hash).definition)
        for user_id, attempt in store.first_sittings(pathway.pk)
    ]
    return recalibrate(versions.get_version(pathway.in_force.hash).definition, sittings, minimum=minimum)


@transaction.atomic
def propose(block_key: str, found: Recalibration, *, now: datetime) -> models.CalibrationProposal:
    """Keep a calibrated version for the author to take over; placements and what is in force stay as they are."""
    pathway = models.PathwayBlock.objects.select_for_update().get(block_key=block_key)
    document = json.dumps(to_document(found.definition))
    version, _ = models.DefinitionVersion.objects.get_or_create(
        hash=content_hash(found.definition), defaults={"document": document}
    )
    return models.CalibrationProposal.objects.create(
        pathway=pathway,
        based_on_id=pathway.in_force_id,
        definition=version,
        teachers=found.calibration.teachers,
        report=report(found),
        made_at=now,
    )


def report(found: Recalibration) -> dict[str, Any]:
    """Return what changed as plain values: counts, and the items' parameters before and after."""
    fitted = [item for item in found.calibration.items if not item.is_kept]
    return {
        "fitted": len(fitted),
        "kept": len(found.calibration.items) - len(fitted),
        "converged": found.calibration.converged,
        "items": [_item(item) for item in sorted(fitted, key=lambda item: -item.change)],
        "moves": [
            {"competency": competency, "higher": higher, "lower": lower}
            for competency, (higher, lower) in sorted(_moves(found).items())
        ],
    }


def offer_for(block_key: str, draft: Definition | None) -> Offer | None:
    """Return the latest calibrated version, written into the author's draft; None if the draft has it already."""
    proposal = (
        models.CalibrationProposal.objects.filter(pathway__block_key=block_key)
        .select_related("definition")
        .order_by("-made_at", "-pk")
        .first()
    )
    if proposal is None:
        return None
    calibrated = build_stored(json.loads(proposal.definition.document))
    wanted = calibrated if draft is None else carried_over(calibrated, draft)
    if wanted == draft or read_document(to_document(wanted))[0] is None:
        return None
    return Offer(proposal.teachers, proposal.made_at, proposal.report["fitted"], write_json(wanted))


def _item(item: CalibratedItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "responses": item.responses,
        "discrimination": [item.before.discrimination, item.after.discrimination],
        "thresholds": [list(item.before.thresholds), list(item.after.thresholds)],
    }


def _moves(found: Recalibration) -> dict[str, tuple[int, int]]:
    """Per competency: how many teachers would be placed higher, and lower."""
    counted = Counter((move.competency, move.after > move.before) for move in found.moves)
    return {c: (counted[c, True], counted[c, False]) for c in {competency for competency, _ in counted}}
