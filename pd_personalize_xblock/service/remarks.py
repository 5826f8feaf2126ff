"""What teachers say of their own accord: about a section that is done, and in looking back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ..domain.errors import DomainError, OutOfTurn, UnknownReference
from ..domain.growth import growth_of, may_look_back
from ..domain.learner import LearnerRecord, mastered_sections
from ..domain.remarks import RELEVANCE, Remark, RemarkKind, last_about, looked_back
from ..domain.words import gettext_noop
from .facts import RemarkKept
from .settling import Outcome, Version


def remark(
    record: LearnerRecord,
    in_force: Version,
    *,
    kind: RemarkKind,
    section_id: str,
    value: int | None = None,
    text: str = "",
    may_share: bool = False,
    now: datetime,
) -> Outcome:
    """Keep what a teacher says about a section they have mastered. The same again changes nothing.

    ``value`` is for a relevance, ``text`` for all else, ``may_share`` for a voice.
    """
    section = in_force.definition.section(section_id)
    if section_id not in mastered_sections(in_force.definition, record.evidence, record.sign_offs):
        raise OutOfTurn(gettext_noop("this is for sections that are done"))
    if kind is RemarkKind.RELEVANCE:
        if value not in RELEVANCE:
            raise UnknownReference(
                gettext_noop(
                    "relevance goes from %(lowest)s to %(highest)s",
                    lowest=RELEVANCE[0],
                    highest=RELEVANCE[-1],
                )
            )
        made = Remark(kind, section_id, now, value=value)
    elif kind is RemarkKind.LOOK_BACK:
        raise UnknownReference(gettext_noop("nobody looks back at a section"))
    else:
        if not text.strip():
            raise DomainError(gettext_noop("write a sentence first"))
        made = Remark(kind, section_id, now, text=text, may_share=may_share and kind is RemarkKind.VOICE)
    last = last_about(record.remarks, kind).get(section_id)
    if last is not None and replace(last, made_at=now) == made:
        return Outcome(record)
    told = RemarkKept(section.id, section.block, section.competency, section.level, about=kind.value)
    return Outcome(replace(record, remarks=(*record.remarks, made)), (told,))


def look_back(record: LearnerRecord, in_force: Version, *, levels: Mapping[str, int | None], now: datetime) -> Outcome:
    """Keep where a teacher, knowing what they know now, says they were the first time; None is "cannot say".

    Nothing is told of it: it is the teacher's own view of themself.
    """
    attempt = may_look_back(record)
    if attempt is None:
        raise OutOfTurn(
            gettext_noop("there is nothing to look back at before the questions are finished a second time")
        )
    known, top = {growth.competency for growth in growth_of(record)}, in_force.definition.framework.top_level
    for competency, level in levels.items():
        if competency not in known:
            raise UnknownReference(
                gettext_noop("there is nothing to look back at in %(competency)s", competency=repr(competency[:80]))
            )
        if level is not None and not 0 <= level <= top:
            raise UnknownReference(gettext_noop("there is no level %(level)s to look back at", level=level))
    before = looked_back(record.remarks, attempt)
    made = tuple(
        Remark(RemarkKind.LOOK_BACK, competency, now, value=level, attempt=attempt)
        for competency, level in levels.items()
        if competency not in before or before[competency] != level
    )
    return Outcome(replace(record, remarks=(*record.remarks, *made)))
