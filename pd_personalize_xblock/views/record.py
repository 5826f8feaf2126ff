"""Everything that is kept of a teacher in one pathway, in words, for the teacher alone.

What they were asked and answered, what was decided and why, what they did and said. Of a check neither
the key nor how an answer was scored is in it, of a question not its weight and threshold, and no
question that was not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from ..domain.definition import Definition
from ..domain.diagnostic import Entry, Response, Withdrawal
from ..domain.earned import earned_sections
from ..domain.items import NOT_APPLICABLE, NOT_SURE
from ..domain.learner import Attempt, LearnerRecord
from ..domain.placement import Placement
from ..domain.remarks import RELEVANCE, RemarkKind
from ..rendering import plain
from ..service import Version, pathway_of
from .common import whole_minutes
from .remarks import relevance_scale

Document = dict[str, Any]
DOCUMENT_VERSION = 1


@dataclass(frozen=True)
class Owner:
    """Whose record it is, where, and what the records say beside it.

    ``names`` are those of the teacher and of whoever signed, by user id; ``answered_at`` says when an
    entry was recorded, by the numbers of its sitting and of itself.
    """

    user_id: int
    pathway: str
    course: str
    names: Mapping[int, str]
    answered_at: Mapping[tuple[int, int], datetime]
    version_by_hash: Callable[[str], Version]

    def name_of(self, user_id: int | None) -> str:
        """Return a person's name; empty where the account is gone."""
        return self.names.get(user_id, "") if user_id is not None else ""


def record_document(record: LearnerRecord, in_force: Version, owner: Owner, *, now: datetime) -> Document:
    """Return the whole record as plain values; times are ISO 8601."""
    definition = in_force.definition
    pathway = pathway_of(record, in_force)
    known = _Names(definition, record, owner)
    return {
        "version": DOCUMENT_VERSION,
        "made_at": now.isoformat(),
        "pathway": owner.pathway,
        "course": owner.course,
        "title": plain(definition.title),
        "teacher": owner.name_of(owner.user_id),
        "sittings": [_sitting(attempt, record, owner) for attempt in record.attempts],
        "choices": [_plain(choice) | known.level_of(choice.competency, choice.level) for choice in record.choices],
        "evidence": [_plain(each) | known.section(each.section_id) for each in record.evidence],
        "sign_offs": [_sign_off(each, known, owner) for each in record.sign_offs],
        "openings": [
            {"section_id": each.section_id, "opened_at": each.opened_at.isoformat()} | known.section(each.section_id)
            for each in record.openings
        ],
        "remarks": [_remark(each, known) for each in record.remarks],
        "levels_now": [known.level_of(id, level) for id, level in pathway.attained.items()],
        "sections_now": [
            {"section_id": each.id, "title": plain(each.title), "state": pathway.states[each.id].value}
            for each in definition.sections
        ],
        "hours": hours_part(record, in_force, owner),
    }


def hours_part(record: LearnerRecord, in_force: Version, owner: Owner) -> Document:
    """The mastered sections with the author's minutes, and their sum. What is exempt was not worked on."""
    rows, known = [], _Names(in_force.definition, record, owner)
    for earned in earned_sections(in_force.definition, record, lambda hash: owner.version_by_hash(hash).definition):
        section = earned.section
        rows.append(
            {
                "section_id": section.id,
                "title": plain(section.title),
                **known.level_of(section.competency, section.level),
                "is_outside": section.is_outside,
                "by": earned.by.value,
                "at": earned.at.isoformat(),
                "signed_by": owner.name_of(earned.signed_by),
                "minutes": whole_minutes(section.minutes),
            }
        )
    return {"sections": rows, "minutes": sum(row["minutes"] for row in rows)}


class _Names:
    """What ids stand for: in the definition in force, or else in the one that knew them."""

    def __init__(self, definition: Definition, record: LearnerRecord, owner: Owner) -> None:
        hashes = [each.definition_hash for each in (*record.openings, *record.attempts)]
        past = (owner.version_by_hash(hash).definition for hash in dict.fromkeys(reversed(hashes)))
        self._definitions = (definition, *past)

    def section(self, section_id: str) -> Document:
        """The title of a section."""
        found = (d.sections_by_id[section_id] for d in self._definitions if section_id in d.sections_by_id)
        section = next(found, None)
        return {"title": plain(section.title) if section else section_id}

    def level_of(self, competency: str, level: int | None) -> Document:
        """The names of a competency and a level of it."""
        definitions = [d for d in self._definitions if competency in d.competencies_by_id] or self._definitions[:1]
        named = definitions[0].competencies_by_id.get(competency)
        names = [plain(each.name) for each in definitions[0].framework.levels]
        return {
            "competency": competency,
            "competency_name": plain(named.name) if named else competency,
            "level": level,
            "level_name": "" if level is None else names[min(level, len(names) - 1)],
        }


def _sitting(attempt: Attempt, record: LearnerRecord, owner: Owner) -> Document:
    definition = owner.version_by_hash(attempt.definition_hash).definition
    placement = next((each for each in record.placements if each.attempt == attempt.number), None)
    return {
        "number": attempt.number,
        "goes_on_from": attempt.refines,
        "only_about": attempt.competency,
        "status": attempt.status.value,
        "started_at": attempt.started_at.isoformat(),
        "ended_at": attempt.ended_at.isoformat() if attempt.ended_at else None,
        "answers": _answers(attempt, definition, owner),
        "placement": _placement(placement, definition) if isinstance(placement, Placement) else [],
    }


def _answers(attempt: Attempt, definition: Definition, owner: Owner) -> list[Document]:
    taken_back = {entry.withdraws for entry in attempt.entries if isinstance(entry, Withdrawal)}
    return [
        {
            "question": plain(definition.item(entry.item_id).prompt),
            "answer": _answer(entry, definition),
            "at": _moment(owner.answered_at.get((attempt.number, entry.sequence))),
            "taken_back": entry.sequence in taken_back,
        }
        for entry in attempt.entries
        if _is_response(entry)
    ]


def _is_response(entry: Entry) -> bool:
    return isinstance(entry, Response)


def _answer(response: Response, definition: Definition) -> str:
    """An answer in the words it was given in."""
    if response.option == NOT_SURE:
        return _("I am not sure")
    if response.option == NOT_APPLICABLE:
        return _("This does not apply to my role")
    return plain(definition.item(response.item_id).options[int(response.option)].text)


def _placement(placement: Placement, definition: Definition) -> list[Document]:
    """What each level rests on, as far as the result says it."""
    names = [plain(level.name) for level in definition.framework.levels]
    return [
        {
            "competency": placed.competency,
            "competency_name": plain(definition.competency(placed.competency).name),
            "level": placed.level,
            "level_name": names[placed.level],
            "basis": placed.status.value,
            "own_answers": len(placed.scored),
            "chance_percent": round(100 * placed.p_level[placed.level]) if placed.p_level else None,
        }
        for placed in placement.competencies.values()
    ]


def _sign_off(word: Any, known: _Names, owner: Owner) -> Document:
    """A coach's word and name. Their note is theirs, and stays with the course's records."""
    about = known.section(word.about) if word.level is None else known.level_of(word.about, word.level)
    return {
        "section_id": word.about if word.level is None else None,
        **about,
        "given": word.given,
        "signed_at": word.signed_at.isoformat(),
        "signed_by": owner.name_of(word.signed_by),
    }


def _remark(remark: Any, known: _Names) -> Document:
    if remark.kind is RemarkKind.LOOK_BACK:
        return _plain(remark) | known.level_of(remark.about, remark.value)
    words = relevance_scale()[remark.value - RELEVANCE[0]] if remark.kind is RemarkKind.RELEVANCE else ""
    return _plain(remark) | known.section(remark.about) | {"value_name": words}


def _plain(fact: Any) -> Document:
    return {name: _plain_value(value) for name, value in asdict(fact).items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
