"""The screen after a sitting: where the teacher starts."""

from __future__ import annotations

from ..domain.allowed import highest_starts
from ..domain.definition import Definition
from ..domain.diagnostic import Progress
from ..domain.explain import Routes
from ..domain.goals import LearnerGoal, goals_of
from ..domain.learner import (
    AttemptStatus,
    ChoiceKind,
    LearnerRecord,
    Receipts,
    latest_receipts,
    placed_levels,
    standing_of,
)
from ..domain.overview import WorkDone, work_by_competency
from ..domain.pathway import Pathway, Standing, pathway_for
from ..domain.placement import Placement
from ..rendering import clean, plain
from ..service import Version, may_recheck
from .agency import goal_part, log_part, plan_part, retake_part
from .common import Links, Look, Page, gives_full_marks, whole_minutes
from .pathway import pathway_part, tell
from .receipts import more_part, receipt_part

MINUTES_OFFERED = (15, 30, 45, 60, 90)


def result_page(
    in_force: Version, record: LearnerRecord, links: Links, look: Look, *, left: Progress | None = None
) -> Page:
    """The screen after a sitting: where the teacher starts, and the pathway.

    ``left`` is what one more sitting could still ask.
    """
    definition = in_force.definition
    standing = standing_of(definition, record)
    pathway, routes = pathway_for(definition, standing), Routes(definition, standing)
    goals = goals_of(definition, record.choices, pathway, routes) if look.is_own else []
    told = tell(definition, record, pathway, routes.to_held_sections(), goals)
    skipped = record.attempt is not None and record.attempt.status is AttemptStatus.SKIPPED
    receipts = latest_receipts(record.placements)
    shown = [receipts[c] for c in definition.measured_competencies if c in receipts]
    answers = sum(receipt.asked for _, receipt in shown)
    retake = retake_part(definition, record, look)
    return {
        "screen": "result",
        "title": plain(definition.title),
        "skipped": skipped,
        "kept": skipped and bool(answers or any(pathway.attained.values())),
        "can_retake": bool(definition.items) and retake["is_allowed"],
        "retake": retake if definition.items else None,
        "start_higher": definition.rules.start_higher.value,
        "left": _left(left),
        "answers": answers,
        "sittings": len({attempt for attempt, receipt in shown if receipt.asked}),
        "competencies": _profile(in_force, record, standing, pathway, receipts, goals, look),
        "levels": [plain(level.name) for level in definition.framework.levels],
        "meanings": [
            {"name": plain(level.name), "text": clean(level.description)}
            for level in definition.framework.levels
            if level.description
        ],
        "pathway": pathway_part(told, links),
        "just_done": None,
        "minutes_offered": MINUTES_OFFERED,
        "plan": None if look.minutes is None else plan_part(told, links, look.minutes),
        "log": log_part(definition, record) if look.is_own else [],
    }


def placement_behind(record: LearnerRecord, competency: str) -> Placement | None:
    """Return the placement whose receipt of a competency is shown."""
    numbers = {name: number for name, (number, _) in latest_receipts(record.placements).items()}
    return next((placement for placement in record.placements if placement.attempt == numbers.get(competency)), None)


def _left(left: Progress | None) -> Page | None:
    """What a sitting that goes on from the last would still ask; nothing where it is not worth one."""
    if left is None or not left.questions_left:
        return None
    return {"questions": left.questions_left, "minutes": whole_minutes(left.minutes_left)}


def _progress(definition: Definition, attained: int, work: WorkDone) -> Page:
    """How far a competency has come, and what is left to aim at."""
    return {
        "attained": attained,
        "attained_name": plain(definition.framework.levels[attained].name),
        "work": {"done": whole_minutes(work.done), "asked": whole_minutes(work.asked)},
        "can_aim": attained < definition.framework.top_level,
        "lowest_aim": attained + 1,
    }


def _profile(
    in_force: Version,
    record: LearnerRecord,
    standing: Standing,
    pathway: Pathway,
    receipts: Receipts,
    goals: list[LearnerGoal],
    look: Look,
) -> list[Page]:
    definition = in_force.definition
    placed, highest = placed_levels(record.placements), highest_starts(definition, record)
    chosen = {c.competency: c.level for c in record.choices if c.kind is ChoiceKind.START}
    aims = {goal.competency: goal_part(definition, goal, look) for goal in goals}
    work = work_by_competency(definition, pathway)
    levels, top = definition.framework.levels, definition.framework.top_level
    rows = []
    for competency_id in definition.measured_competencies:
        competency = definition.competency(competency_id)
        start = pathway.start[competency_id]
        row = {
            "id": competency_id,
            "name": plain(competency.name),
            "description": clean(competency.description),
            "placed": min(placed.get(competency_id, 0), top),
            "start": start,
            "start_name": plain(levels[start].name),
            "start_description": clean(levels[start].description),
            "highest_start": highest[competency_id],
            "is_held_low": highest[competency_id] < top,
            "goal": aims.get(competency_id),
            **_progress(definition, pathway.attained[competency_id], work[competency_id]),
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
        if look.explained and look.explained.competency == competency_id:
            row |= {"more": more_part(look.explained)}
        asked = receipt is not None and bool(receipt.asked)
        rows.append(row | {"is_own_word": asked or row["is_own_choice"] or row["is_out_of_role"]})
    return rows
