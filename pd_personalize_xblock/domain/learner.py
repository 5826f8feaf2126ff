"""What is on record about one teacher, and what follows from it for the pathway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .definition import Definition, MasteryBy
from .diagnostic import Entry, Response, responses_that_count
from .pathway import Standing
from .placement import CompetencyPlacement, Finding, Placement
from .remarks import Remark

MOST_REASON = 500
"""Characters of a reason."""


class AttemptStatus(StrEnum):
    """How far a sitting has come."""

    UNDER_WAY = "under_way"
    FINISHED = "finished"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Attempt:
    """One sitting. It keeps to the definition it began with, whatever the author changes meanwhile.

    A sitting that ``refines`` an earlier one, by its number, goes on from that one's answers,
    ``earlier``, and keeps to its definition. One that is about a single ``competency`` is a re-check:
    it prefers items that were not ``seen`` in any sitting before it.
    """

    number: int
    definition_hash: str
    seed: str
    started_at: datetime
    entries: tuple[Entry, ...] = ()
    status: AttemptStatus = AttemptStatus.UNDER_WAY
    ended_at: datetime | None = None
    refines: int | None = None
    earlier: tuple[Response, ...] = ()
    competency: str | None = None
    seen: frozenset[str] = frozenset()

    @property
    def responses(self) -> tuple[Response, ...]:
        """The responses of this sitting that count."""
        return responses_that_count(self.entries)

    @property
    def evidence(self) -> tuple[Response, ...]:
        """All responses that this sitting places by."""
        return (*self.earlier, *self.responses)

    @property
    def next_sequence(self) -> int:
        """The number of the next entry."""
        return len(self.entries)


class ChoiceKind(StrEnum):
    """What a teacher can decide about a competency. The last choice of a kind is the one in force."""

    START = "start"
    """Start at ``level``; None takes an earlier choice back."""
    ROLE = "role"
    """Level 0: the competency is not part of the role; None: it is."""
    GOAL = "goal"
    """Wants to reach ``level``; None drops an earlier goal. It changes what is suggested first, and nothing else."""


@dataclass(frozen=True)
class Choice:
    """A teacher's own decision about one competency.

    ``reason`` is why, in the teacher's words, for nobody else; it may be deleted. ``due`` is the day by which
    a goal is to be reached, if the teacher named one.
    """

    kind: ChoiceKind
    competency: str
    level: int | None
    made_at: datetime
    reason: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Evidence:
    """A record that a section's work was done: a share (0..1), and what it is a share of.

    ``note`` is what the teacher wrote about an outside opportunity; nobody else is shown it.
    """

    section_id: str
    by: MasteryBy
    share: float
    recorded_at: datetime
    note: str = ""


@dataclass(frozen=True)
class SignOff:
    """A coach's word: for the work of a section, or for a level of a competency.

    ``about`` is a section's id where ``level`` is None, a competency's elsewhere. The last one about
    the same thing is in force; one that is not ``given`` takes it back. ``signed_by`` is the coach's
    user id, None once that account is gone.
    """

    about: str
    level: int | None
    given: bool
    signed_by: int | None
    signed_at: datetime
    note: str = ""


@dataclass(frozen=True)
class PlacedLevels:
    """What a placement decided, without its receipt: all that the pathway, and what is counted, ask for."""

    attempt: int
    levels: Mapping[str, int]
    measured: Mapping[str, Finding | None] = field(default_factory=dict)
    asked: int = 0
    cuts: tuple[float, ...] = ()


@dataclass(frozen=True)
class Opening:
    """The moment a section became accessible. It is never taken back."""

    section_id: str
    definition_hash: str
    opened_at: datetime


@dataclass(frozen=True)
class LearnerRecord:
    """Everything on record about one teacher in one pathway block, each tuple oldest first.

    Entries are only ever added; ``placements`` follow from the attempts and are kept because
    computing them needs the definitions of the past.
    """

    attempts: tuple[Attempt, ...] = ()
    choices: tuple[Choice, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    openings: tuple[Opening, ...] = ()
    placements: tuple[Placement | PlacedLevels, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def last_finished(self) -> Attempt | None:
        """The last sitting about everything that gave a placement."""
        finished = [a for a in self.attempts if a.status is AttemptStatus.FINISHED and a.competency is None]
        return finished[-1] if finished else None

    @property
    def whole_diagnostics(self) -> int:
        """How many sittings about everything, each from nothing, were finished."""
        whole = (a for a in self.attempts if a.competency is None and a.refines is None)
        return sum(attempt.status is AttemptStatus.FINISHED for attempt in whole)

    @property
    def seen_items(self) -> frozenset[str]:
        """The items that were answered, or passed over, in any sitting."""
        return frozenset(response.item_id for attempt in self.attempts for response in attempt.responses)

    def rechecks_of(self, competency: str) -> int:
        """Return how many re-checks of a competency were finished."""
        return sum(a.competency == competency and a.status is AttemptStatus.FINISHED for a in self.attempts)

    @property
    def attempt(self) -> Attempt | None:
        """The latest sitting."""
        return self.attempts[-1] if self.attempts else None

    @property
    def is_empty(self) -> bool:
        """Whether the teacher has never done anything here."""
        return not (self.attempts or self.choices or self.evidence or self.openings or self.sign_offs)


def placed_levels(placements: Iterable[Placement | PlacedLevels]) -> dict[str, int]:
    """Return per competency the highest level that any placement gave: a lower re-take takes nothing away."""
    highest: dict[str, int] = {}
    for placement in placements:
        for competency, level in placement.levels.items():
            highest[competency] = max(level, highest.get(competency, 0))
    return highest


Receipts = dict[str, tuple[int, CompetencyPlacement]]
"""Per competency the number of a sitting and what it found."""


def latest_receipts(placements: Sequence[Placement | PlacedLevels]) -> Receipts:
    """Return what the last sitting that asked about a competency found; without any, the last sitting's."""
    latest: Receipts = {}
    for placement in placements:
        found = placement.competencies if isinstance(placement, Placement) else {}
        for competency, placed in found.items():
            if placed.asked or competency not in latest or not latest[competency][1].asked:
                latest[competency] = (placement.attempt, placed)
    return latest


def mastered_sections(
    definition: Definition, evidence: Iterable[Evidence], sign_offs: Iterable[SignOff] = ()
) -> frozenset[str]:
    """Return the sections of which any evidence, or a coach's word, meets the rule in force."""
    by_evidence = {
        record.section_id
        for record in evidence
        if (section := definition.sections_by_id.get(record.section_id)) is not None
        and record.by is section.mastered_by.by
        and record.share >= section.mastered_by.needed_share
    }
    by_word = {
        sign_off.about
        for sign_off in sign_offs_in_force(sign_offs)
        if sign_off.level is None
        and (section := definition.sections_by_id.get(sign_off.about)) is not None
        and section.mastered_by.by is MasteryBy.SIGN_OFF
    }
    return frozenset(by_evidence | by_word)


def sign_offs_in_force(sign_offs: Iterable[SignOff]) -> list[SignOff]:
    """Return the last sign-off about each section and each competency, unless it took an earlier one back."""
    last = {(sign_off.about, sign_off.level is None): sign_off for sign_off in sign_offs}
    return [sign_off for sign_off in last.values() if sign_off.given]


def standing_of(definition: Definition, record: LearnerRecord) -> Standing:
    """Return what a teacher's record says to the pathway of ``definition``.

    A start chosen above what was shown at the time counts as shown; one below only lowers what
    is exempt. A later sitting that shows more does not turn the first into the second. A coach's
    word for a level counts as shown too.
    """
    shown = placed_levels(record.placements)
    lower: dict[str, int] = {}
    for choice in choices_in_force(record.choices, ChoiceKind.START):
        competency, level = choice.competency, choice.level or 0
        if level < shown_at(record, choice.made_at).get(competency, 0):
            lower[competency] = level
        else:
            shown[competency] = max(level, shown.get(competency, 0))
    for sign_off in sign_offs_in_force(record.sign_offs):
        if sign_off.level is not None:
            shown[sign_off.about] = max(sign_off.level, shown.get(sign_off.about, 0))
    return Standing(
        shown=shown,
        start_lower=lower,
        mastered=mastered_sections(definition, record.evidence, record.sign_offs),
        opened=frozenset(opening.section_id for opening in record.openings),
        out_of_role=frozenset(choice.competency for choice in choices_in_force(record.choices, ChoiceKind.ROLE)),
    )


def shown_at(record: LearnerRecord, moment: datetime) -> dict[str, int]:
    """Return the levels that the sittings ended by then had shown."""
    later = {attempt.number for attempt in record.attempts if attempt.ended_at and attempt.ended_at > moment}
    return placed_levels(placement for placement in record.placements if placement.attempt not in later)


def choices_in_force(choices: Iterable[Choice], kind: ChoiceKind) -> list[Choice]:
    """Return the last choice of a kind about each competency, unless it took an earlier one back."""
    last = {choice.competency: choice for choice in choices if choice.kind is kind}
    return [choice for choice in last.values() if choice.level is not None]
