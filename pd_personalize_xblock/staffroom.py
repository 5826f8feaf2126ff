"""What course staff see of a teacher: levels and section states by name; no answers, reasons or notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .domain.definition import Definition, MasteryBy
from .domain.learner import AttemptStatus, LearnerRecord, SignOff, placed_levels, sign_offs_in_force
from .domain.pathway import Pathway
from .rendering import plain, render
from .service import pathway_of

if TYPE_CHECKING:
    from .records.staff import Teacher

Reply = dict[str, Any]


def teacher_reply(teacher: Teacher, said: str = "") -> Reply:
    """Reply with a teacher's levels and sections, and what can be signed off."""
    page = teacher_page(teacher)
    return {"teacher": page, "said": said, "html": render("staff_teacher.html", {"teacher": page})}


def signed_reply(teacher: Teacher, *, given: bool) -> Reply:
    """The same, after a word was given or taken back."""
    said = _("Signed off.") if given else _("Taken back. What is open stays open.")
    return teacher_reply(teacher, said)


def start_question(waiting: int) -> Reply:
    """Ask whether so many teachers shall start at the beginning."""
    if not waiting:
        return {"waiting": 0, "said": _("Everybody has begun already.")}
    said = ngettext(
        "{n} teacher has not begun. Start them at the beginning? They can still answer the questions later.",
        "{n} teachers have not begun. Start them at the beginning? They can still answer the questions later.",
        waiting,
    )
    return {"waiting": waiting, "said": said.format(n=waiting)}


def start_answer(waiting: int) -> Reply:
    """Say that they will."""
    said = ngettext(
        "{n} teacher starts at the beginning. This takes a moment.",
        "{n} teachers start at the beginning. This takes a moment.",
        waiting,
    )
    return {"waiting": waiting, "said": said.format(n=waiting)}


def teacher_page(teacher: Teacher) -> Reply:
    """Return what the panel shows of a teacher, as plain values."""
    version, record = teacher.learner.in_force, teacher.record
    definition, pathway = version.definition, pathway_of(record, version)
    levels = [plain(level.name) for level in definition.framework.levels]
    return {
        "username": teacher.username,
        "begun": _how_far(record),
        "competencies": _competencies(definition, record, pathway, levels),
        "sections": [
            {
                "id": section.id,
                "title": plain(section.title),
                "competency_name": plain(definition.competency(section.competency).name),
                "level_name": levels[section.level],
                "state": pathway.states[section.id].value,
            }
            for section in definition.sections
        ],
        "levels": [{"number": number, "name": name} for number, name in enumerate(levels) if number],
        "to_sign": [
            {"id": section.id, "title": plain(section.title)}
            for section in definition.sections
            if section.mastered_by.by is MasteryBy.SIGN_OFF
        ],
        "signed": [_signed(definition, word, levels) for word in sign_offs_in_force(record.sign_offs)],
    }


def _how_far(record: LearnerRecord) -> str:
    """Return "finished" if any sitting was, else the state of the last one, "" for somebody who has not begun."""
    if record.last_finished:
        return AttemptStatus.FINISHED.value
    return record.attempt.status.value if record.attempt else ""


def _competencies(
    definition: Definition, record: LearnerRecord, pathway: Pathway, levels: list[str]
) -> list[dict[str, Any]]:
    placed = placed_levels(record.placements)
    rows = []
    for competency in definition.framework.competencies:
        level = placed.get(competency.id)
        rows.append(
            {
                "id": competency.id,
                "name": plain(competency.name),
                "placed_name": "" if level is None else levels[min(level, len(levels) - 1)],
                "level_name": levels[pathway.attained[competency.id]],
            }
        )
    return rows


def _signed(definition: Definition, word: SignOff, levels: list[str]) -> dict[str, Any]:
    """A word in force; what the definition no longer has goes by its id."""
    if word.level is None:
        section = definition.sections_by_id.get(word.about)
        label = plain(section.title) if section else word.about
    else:
        competency = definition.competencies_by_id.get(word.about)
        name = plain(competency.name) if competency else word.about
        label = f"{name}: {levels[min(word.level, len(levels) - 1)]}"
    return {"about": word.about, "level": word.level, "label": label}
