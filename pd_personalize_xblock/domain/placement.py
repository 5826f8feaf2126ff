"""Where a teacher starts in each competency, with a receipt that replays to the same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .diagnostic import Answers, Response, answers_by_competency
from .estimation import Estimate, ItemBank, Scored

ENGINE_VERSION = "1"
"""Raised by every change that could place the same answers differently."""

BORDERLINE_PROBABILITY = 0.35
DECIMALS = 6


class PlacementStatus(StrEnum):
    """What a placement rests on."""

    MEASURED = "measured"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    """Asked, and "not sure" at least once, but never answered."""
    OUT_OF_ROLE_PROPOSED = "out_of_role_proposed"
    """Asked, and every question was said not to apply."""
    NOT_MEASURED = "not_measured"
    """Not asked."""


@dataclass(frozen=True)
class CompetencyPlacement:
    """The placement in one competency, and all that is needed to follow it.

    ``ability``, ``standard_error``, ``cuts`` and ``distance_to_cut`` (from the ability to the
    nearest cut, below it negative) in logits; ``p_level[l]`` is P(level = l). Numbers are rounded
    to 1e-6 before anything is decided by them.
    """

    competency: str
    status: PlacementStatus
    level: int
    borderline_with: int | None
    ability: float
    standard_error: float
    p_level: tuple[float, ...]
    cuts: tuple[float, ...]
    distance_to_cut: float
    scored: Scored
    not_sure: int
    not_applicable: int

    @property
    def asked(self) -> int:
        """How many questions were put to the teacher."""
        return len(self.scored) + self.not_sure + self.not_applicable

    @property
    def is_measured(self) -> bool:
        """Whether answers of the teacher's own stand behind the level."""
        return self.status is PlacementStatus.MEASURED


@dataclass(frozen=True)
class Placement:
    """The decided levels of one sitting, for every competency of the framework."""

    attempt: int
    definition_hash: str
    engine_version: str
    competencies: Mapping[str, CompetencyPlacement]

    @property
    def levels(self) -> dict[str, int]:
        """The placed level of every competency."""
        return {competency: placed.level for competency, placed in self.competencies.items()}


def place(bank: ItemBank, responses: Sequence[Response], *, attempt: int, definition_hash: str) -> Placement:
    """Place a teacher by the responses that count; their order makes no difference."""
    answers = answers_by_competency(bank, responses)
    return Placement(
        attempt=attempt,
        definition_hash=definition_hash,
        engine_version=ENGINE_VERSION,
        competencies={competency: place_in(bank, competency, given) for competency, given in answers.items()},
    )


def place_in(bank: ItemBank, competency: str, answers: Answers) -> CompetencyPlacement:
    """Place a teacher in one competency.

    The level is the highest that is at least as likely reached as not. Without a scored answer
    it is 0, whatever the prior says: nothing is taken for shown that was not.
    """
    estimate = bank.estimate(answers.scored)
    status = _status(answers)
    measured = status is PlacementStatus.MEASURED
    cuts = bank.definition.framework.scale.cuts
    ability = round(estimate.ability, DECIMALS) + 0.0  # never -0.0
    return CompetencyPlacement(
        competency=competency,
        status=status,
        level=estimate.level if measured else 0,
        borderline_with=_borderline_with(estimate) if measured else None,
        ability=ability,
        standard_error=round(estimate.standard_error, DECIMALS),
        p_level=tuple(round(p, DECIMALS) for p in estimate.p_level),
        cuts=cuts,
        distance_to_cut=round(ability - min(cuts, key=lambda cut: abs(ability - cut)), DECIMALS),
        scored=answers.scored,
        not_sure=answers.not_sure,
        not_applicable=answers.not_applicable,
    )


def replay(bank: ItemBank, receipt: CompetencyPlacement) -> CompetencyPlacement:
    """Place again from what a receipt says was answered; equal under the same engine version."""
    return place_in(bank, receipt.competency, Answers(receipt.scored, receipt.not_sure, receipt.not_applicable))


def _status(answers: Answers) -> PlacementStatus:
    if answers.scored:
        return PlacementStatus.MEASURED
    if answers.not_applicable and answers.not_applicable == answers.asked:
        return PlacementStatus.OUT_OF_ROLE_PROPOSED
    return PlacementStatus.NOT_ENOUGH_EVIDENCE if answers.asked else PlacementStatus.NOT_MEASURED


def _borderline_with(estimate: Estimate) -> int | None:
    """The level that came second, if it came close."""
    placed = estimate.level
    second = max((level for level in range(len(estimate.p_level)) if level != placed), key=estimate.p_level.__getitem__)
    return second if round(estimate.p_level[second], DECIMALS) >= BORDERLINE_PROBABILITY else None
