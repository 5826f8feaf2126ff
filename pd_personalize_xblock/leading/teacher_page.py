"""What whoever may look sees of a teacher: profile, pathway, evidence, sign-offs; no answers, reasons or notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..domain.definition import Definition, MasteryBy, Mode
from ..domain.explain import Routes
from ..domain.goals import goals_of
from ..domain.learner import (
    AttemptStatus,
    LearnerRecord,
    SignOff,
    latest_receipts,
    placed_levels,
    sign_offs_in_force,
    standing_of,
)
from ..domain.pathway import Pathway, pathway_for
from ..platform import people
from ..records import api, invitations
from ..records.staff import Teacher
from ..rendering import plain
from ..views.agency import goal_part
from ..views.common import Links, Look
from ..views.growth import day
from ..views.pathway import pathway_part, tell
from ..views.receipts import receipt_part
from ..views.record import Owner, hours_part

Page = dict[str, Any]
SURE = (
    "status",
    "level_name",
    "likely_name",
    "own_answers",
    "between",
    "chance_percent",
    "average_percent",
    "is_asked",
)
"""What is told of how a level came about: nothing that an answer could be read from."""


@dataclass(frozen=True)
class Seen:
    """A teacher, and on what grounds they are looked at. Goals are shown with their consent alone."""

    teacher: Teacher
    has_consent: bool
    may_sign: bool


def teacher_page(seen: Seen, *, now: datetime) -> Page:
    """Return what is shown of a teacher, as plain values."""
    learner, record = seen.teacher.learner, seen.teacher.record
    definition, owner = learner.in_force.definition, _owner(seen.teacher)
    standing = standing_of(definition, record)
    pathway, routes = pathway_for(definition, standing), Routes(definition, standing)
    levels = [plain(level.name) for level in definition.framework.levels]
    goals = goals_of(definition, record.choices, pathway, routes) if seen.has_consent else []
    told = pathway_part(tell(definition, record, pathway, routes.to_held_sections(), []), LINKS)["sections"]
    sections = {section["id"]: section for section in told}
    return {
        "username": seen.teacher.username,
        "name": owner.name_of(learner.user_id),
        "begun": _how_far(record),
        "has_consent": seen.has_consent,
        "may_sign": seen.may_sign,
        "competencies": _competencies(definition, record, pathway, levels),
        "is_firm": definition.rules.mode is Mode.FIRM,
        "sections": [sections[section.id] for section in definition.sections],
        "goals": [
            goal_part(definition, goal, Look(now=now)) | {"name": plain(definition.competency(goal.competency).name)}
            for goal in goals
        ],
        "done": [
            row | {"on": day(datetime.fromisoformat(row["at"]))}
            for row in hours_part(record, learner.in_force, owner)["sections"]
        ],
        "others": [_rating(row) for row in invitations.shared_ratings(learner)],
        **_signing(definition, record, levels, owner),
    }


def _signing(definition: Definition, record: LearnerRecord, levels: list[str], owner: Owner) -> Page:
    """What can be signed off, and what is."""
    return {
        "levels": [{"number": number, "name": name} for number, name in enumerate(levels) if number],
        "to_sign": [
            {"id": section.id, "title": plain(section.title)}
            for section in definition.sections
            if section.mastered_by.by is MasteryBy.SIGN_OFF
        ],
        "signed": [_signed(definition, word, levels, owner) for word in sign_offs_in_force(record.sign_offs)],
    }


LINKS = Links(to_block=lambda block: "")
"""Whoever looks at somebody else's pathway reads it: the addresses are the teacher's."""


def _owner(teacher: Teacher) -> Owner:
    learner = teacher.learner
    signers = {word.signed_by for word in teacher.record.sign_offs if word.signed_by is not None}
    names = people.names_of(signers | {learner.user_id})
    return Owner(learner.user_id, learner.block_key, "", names, {}, api.get_version)


def _how_far(record: LearnerRecord) -> str:
    """Return "finished" if any sitting was, else the state of the last one, "" for somebody who has not begun."""
    if record.last_finished:
        return AttemptStatus.FINISHED.value
    return record.attempt.status.value if record.attempt else ""


def _competencies(definition: Definition, record: LearnerRecord, pathway: Pathway, levels: list[str]) -> list[Page]:
    placed, receipts = placed_levels(record.placements), latest_receipts(record.placements)
    rows = []
    for competency in definition.framework.competencies:
        level, receipt = placed.get(competency.id), receipts.get(competency.id)
        sure = receipt_part(definition, receipt[1]) if receipt else {}
        rows.append(
            {
                "id": competency.id,
                "name": plain(competency.name),
                "placed_name": "" if level is None else levels[min(level, len(levels) - 1)],
                "level_name": levels[pathway.attained[competency.id]],
                "sure": {name: sure[name] for name in SURE} if sure else None,
            }
        )
    return rows


def _signed(definition: Definition, word: SignOff, levels: list[str], owner: Owner) -> Page:
    """A word in force; what the definition no longer has goes by its id."""
    if word.level is None:
        section = definition.sections_by_id.get(word.about)
        label = plain(section.title) if section else word.about
    else:
        competency = definition.competencies_by_id.get(word.about)
        name = plain(competency.name) if competency else word.about
        label = f"{name}: {levels[min(word.level, len(levels) - 1)]}"
    by = owner.name_of(word.signed_by)
    return {"about": word.about, "level": word.level, "label": label, "by": by, "on": day(word.signed_at)}


def _rating(row: Any) -> Page:
    """A rating that the teacher shares: what was given, by a colleague or a coach; not the teacher's note on whom."""
    definition = api.get_version(row.definition.hash).definition
    names = [plain(level.name) for level in definition.framework.levels]
    levels = [
        {"name": plain(definition.competency(id).name), "level_name": names[level]}
        for id, level in row.levels.items()
        if level is not None
    ]
    return {"role": row.role, "on": day(row.answered_at), "comment": row.comment, "levels": levels}
