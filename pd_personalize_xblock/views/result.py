"""The screen after a sitting: where the teacher starts."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.diagnostic import Progress
from ..domain.explain import ways_to_held_sections
from ..domain.learner import AttemptStatus, ChoiceKind, LearnerRecord, placed_levels, standing_of
from ..domain.pathway import Pathway, pathway_for
from ..domain.placement import Placement
from ..rendering import clean, plain
from ..service import Version, may_recheck
from .common import Explained, Links, Page, Receipts, gives_full_marks, whole_minutes
from .pathway import pathway_part
from .receipts import more_part, receipt_part


def result_page(
    in_force: Version,
    record: LearnerRecord,
    links: Links,
    *,
    left: Progress | None = None,
    explained: Explained | None = None,
) -> Page:
    """The screen after a sitting: where the teacher starts, and the pathway.

    ``left`` is what one more sitting could still ask; ``explained`` the level to say more about.
    """
    definition = in_force.definition
    standing = standing_of(definition, record)
    pathway = pathway_for(definition, standing)
    skipped = record.attempt is not None and record.attempt.status is AttemptStatus.SKIPPED
    receipts = _latest_receipts(record.placements)
    shown = [receipts[c] for c in definition.measured_competencies if c in receipts]
    answers = sum(receipt.asked for _, receipt in shown)
    return {
        "screen": "result",
        "title": plain(definition.title),
        "skipped": skipped,
        "kept": skipped and bool(answers or any(pathway.attained.values())),
        "can_retake": bool(definition.items),
        "left": _left(left),
        "answers": answers,
        "sittings": len({attempt for attempt, receipt in shown if receipt.asked}),
        "competencies": _profile(in_force, record, pathway, receipts, explained),
        "levels": [plain(level.name) for level in definition.framework.levels],
        "pathway": pathway_part(definition, pathway, ways_to_held_sections(definition, standing), links),
    }


def placement_behind(record: LearnerRecord, competency: str) -> Placement | None:
    """Return the placement whose receipt of a competency is shown."""
    numbers = {name: number for name, (number, _) in _latest_receipts(record.placements).items()}
    return next((placement for placement in record.placements if placement.attempt == numbers.get(competency)), None)


def _latest_receipts(placements: Sequence[Placement]) -> Receipts:
    """Return what the last sitting that asked about a competency found; without any, the last sitting's."""
    latest: Receipts = {}
    for placement in placements:
        for competency, placed in placement.competencies.items():
            if placed.asked or competency not in latest or not latest[competency][1].asked:
                latest[competency] = (placement.attempt, placed)
    return latest


def _left(left: Progress | None) -> Page | None:
    """What a sitting that goes on from the last would still ask; nothing where it is not worth one."""
    if left is None or not left.questions_left:
        return None
    return {"questions": left.questions_left, "minutes": whole_minutes(left.minutes_left)}


def _profile(
    in_force: Version,
    record: LearnerRecord,
    pathway: Pathway,
    receipts: Receipts,
    explained: Explained | None,
) -> list[Page]:
    definition = in_force.definition
    placed = placed_levels(record.placements)
    chosen = {c.competency: c.level for c in record.choices if c.kind is ChoiceKind.START}
    standing = standing_of(definition, record)
    levels = definition.framework.levels
    rows = []
    for competency_id in definition.measured_competencies:
        competency = definition.competency(competency_id)
        start = pathway.start[competency_id]
        row = {
            "id": competency_id,
            "name": plain(competency.name),
            "description": clean(competency.description),
            "placed": min(placed.get(competency_id, 0), definition.framework.top_level),
            "start": start,
            "start_name": plain(levels[start].name),
            "start_description": clean(levels[start].description),
            "is_own_choice": chosen.get(competency_id) is not None,
            "is_own_start": chosen.get(competency_id) == start,
            "is_by_work": start > standing.shown.get(competency_id, 0),
            "is_out_of_role": competency_id in standing.out_of_role,
            "can_recheck": may_recheck(record, in_force, competency_id),
            "can_lose_full_marks": gives_full_marks(
                definition, (s for s in definition.sections if s.competency == competency_id and s.level <= start)
            ),
            "receipt": None,
            "more": None,
        }
        receipt = receipts[competency_id][1] if competency_id in receipts else None
        if receipt:
            row |= {"receipt": receipt_part(definition, receipt)}
        if explained and explained.competency == competency_id:
            row |= {"more": more_part(explained)}
        asked = receipt is not None and bool(receipt.asked)
        rows.append(row | {"is_own_word": asked or row["is_own_choice"] or row["is_out_of_role"]})
    return rows
