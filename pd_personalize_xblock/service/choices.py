"""What a teacher decides: where to start, what is in their role, what they aim at; each with a reason or without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from ..domain.allowed import highest_starts
from ..domain.definition import Definition, StartHigher
from ..domain.errors import DomainError, NotYours, OutOfTurn, UnknownReference
from ..domain.learner import AttemptStatus, Choice, ChoiceKind, LearnerRecord
from ..domain.words import gettext_noop
from .facts import ChoiceMade
from .settling import Outcome, Version, pathway_of, settle

_REFUSED = {
    StartHigher.BORDERLINE: gettext_noop(
        "in this course your own word raises a start by one level, where your answers lie between "
        "two levels or were too few; beyond that show what you know, or ask a coach"
    ),
    StartHigher.NOBODY: gettext_noop(
        "in this course a check or a coach raises a start: show what you know, or ask a coach"
    ),
}


def choose(
    record: LearnerRecord,
    in_force: Version,
    *,
    kind: ChoiceKind,
    competency: str,
    level: int | None,
    now: datetime,
    reason: str = "",
    due: date | None = None,
) -> Outcome:
    """Keep a teacher's decision; a ``level`` of None takes an earlier one of its kind back.

    ``reason`` is for the teacher alone: no event tells it. Only a goal has a day it is ``due``.
    """
    definition = in_force.definition
    definition.competency(competency)
    _require_level(definition, kind, level)
    if record.attempt is None or record.attempt.status is AttemptStatus.UNDER_WAY:
        raise OutOfTurn(gettext_noop("finish or skip the questions first"))
    if due is not None and (kind is not ChoiceKind.GOAL or level is None):
        raise DomainError(gettext_noop("only a goal has a day"))
    choice = Choice(kind, competency, level, _not_before_sittings(record, now), reason.strip(), due)
    if level is not None:
        _require_allowed(record, in_force, choice)
    after = replace(record, choices=(*record.choices, choice))
    made = ChoiceMade(kind=kind.value, competency=competency, level=level)
    return settle(record, after, in_force, now=now, events=(made,))


def _not_before_sittings(record: LearnerRecord, now: datetime) -> datetime:
    """A clock that went back must not put a choice before the sitting whose result it is about."""
    return max([now, *(attempt.ended_at for attempt in record.attempts if attempt.ended_at)])


def _require_level(definition: Definition, kind: ChoiceKind, level: int | None) -> None:
    """Refuse a level that is none for such a choice."""
    lowest = 1 if kind is ChoiceKind.GOAL else 0
    highest = 0 if kind is ChoiceKind.ROLE else definition.framework.top_level
    if level is not None and not lowest <= level <= highest:
        raise UnknownReference(gettext_noop("there is no level %(level)s to choose", level=level))


def _require_allowed(record: LearnerRecord, in_force: Version, choice: Choice) -> None:
    """Refuse what the author's rules leave to others, and a goal that is behind the teacher already."""
    level = choice.level or 0
    if choice.kind is ChoiceKind.START and level > highest_starts(in_force.definition, record)[choice.competency]:
        raise NotYours(_REFUSED[in_force.definition.rules.start_higher])
    if choice.kind is ChoiceKind.GOAL:
        if level <= pathway_of(record, in_force).attained[choice.competency]:
            raise DomainError(gettext_noop("you have reached that level already: aim higher, or leave it"))
        if choice.due is not None and _is_past(choice.due, choice.made_at) and choice.due not in _days(record):
            raise DomainError(gettext_noop("that day has passed: choose a later one, or none"))


def _is_past(day: date, now: datetime) -> bool:
    """Whether a day is over everywhere on earth."""
    return day < (now - timedelta(hours=12)).date()


def _days(record: LearnerRecord) -> set[date | None]:
    """The days that were named before: an earlier goal may be taken up again as it was."""
    return {choice.due for choice in record.choices}
