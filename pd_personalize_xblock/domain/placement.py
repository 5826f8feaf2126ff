"""Where a teacher starts in each competency, with a receipt that replays to the same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .average import average_of
from .definition import Scoring
from .diagnostic import Answers, Response, answers_by_competency, scored_answers
from .estimation import DECIMALS, ItemBank, Posterior, Scored, borderline_with

ENGINE_VERSION = "3"
"""Raised by every change that could place the same answers differently."""


class PlacementStatus(StrEnum):
    """What a placement rests on."""

    MEASURED = "measured"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    """Asked, but the answers are too few, or say too little."""
    OUT_OF_ROLE_PROPOSED = "out_of_role_proposed"
    """Asked, and every question was said not to apply."""
    INFERRED = "inferred"
    """Not asked, but answers about other competencies say something about it."""
    NOT_MEASURED = "not_measured"
    """Not asked, and nothing is known."""


@dataclass(frozen=True)
class Finding:
    """An ability and its standard error, in logits."""

    ability: float
    standard_error: float


@dataclass(frozen=True)
class CompetencyPlacement:
    """The placement in one competency, and all that is needed to follow it.

    ``level`` is the one that counts; ``likely_level`` the one that all answers point to, whatever
    they rest on: the two differ where the teacher's own evidence is too thin. ``ability``,
    ``standard_error``, ``cuts`` and ``distance_to_cut`` (from the ability to the nearest cut, below
    it negative) in logits; ``p_level[l]`` is P(level = l). ``own`` is what the answers about this
    competency say alone, ``others`` what those about the others say; ``converged`` is False where
    these could not be brought together, and only the own ones count. Numbers are rounded to 1e-6,
    probabilities before a level is decided by them.

    Scored by average, ``ability`` and ``cuts`` are on 0..1, and there is no standard error and no
    probability.
    """

    competency: str
    status: PlacementStatus
    level: int
    likely_level: int
    borderline_with: int | None
    ability: float | None
    standard_error: float | None
    p_level: tuple[float, ...]
    cuts: tuple[float, ...]
    distance_to_cut: float | None
    own: Finding | None
    others: Finding | None
    converged: bool
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

    @property
    def measured(self) -> dict[str, Finding | None]:
        """What own answers alone say, where a level rests on them; None where they were averaged."""
        return {competency: placed.own for competency, placed in self.competencies.items() if placed.is_measured}

    @property
    def asked(self) -> int:
        """How many questions were put to the teacher."""
        return sum(placed.asked for placed in self.competencies.values())

    @property
    def cuts(self) -> tuple[float, ...]:
        """Where levels begin, on the scale of ``measured``."""
        return next((placed.cuts for placed in self.competencies.values()), ())


def place(
    bank: ItemBank, responses: Sequence[Response], *, attempt: int, definition_hash: str, only: str | None = None
) -> Placement:
    """Place a teacher by the responses that count; their order makes no difference.

    With ``only`` in that competency alone.
    """
    answers = answers_by_competency(bank, responses)
    return Placement(
        attempt=attempt,
        definition_hash=definition_hash,
        engine_version=ENGINE_VERSION,
        competencies=place_by(bank, answers if only is None else {only: answers[only]}),
    )


def place_by(bank: ItemBank, answers: Mapping[str, Answers]) -> dict[str, CompetencyPlacement]:
    """Place a teacher in every competency.

    The level is the highest that is at least as likely reached as not. Without enough scored answers
    of its own it is 0, whatever the prior and the other competencies say: nothing is taken for shown
    that was not.
    """
    if bank.definition.rules.scoring is Scoring.AVERAGE:
        return {competency: _by_average(bank, competency, given) for competency, given in answers.items()}
    posterior = bank.posterior(scored_answers(answers))
    return {competency: _by_model(bank, posterior, competency, given) for competency, given in answers.items()}


def replay(bank: ItemBank, placement: Placement) -> Placement:
    """Place again from what the receipts say was answered; equal under the same engine version."""
    return replace(placement, engine_version=ENGINE_VERSION, competencies=place_by(bank, answers_of(placement)))


def answers_of(placement: Placement) -> dict[str, Answers]:
    """Return what the receipts of a placement say was answered."""
    return {
        competency: Answers(receipt.scored, receipt.not_sure, receipt.not_applicable)
        for competency, receipt in placement.competencies.items()
    }


def _by_model(bank: ItemBank, posterior: Posterior, competency: str, answers: Answers) -> CompetencyPlacement:
    estimate, i = posterior.of(competency), bank.competencies[competency]
    others = _finding(float(posterior.others[i]), float(posterior.others_error[i]))
    own = bank.own_estimate(answers.scored)
    prior = bank.definition.framework.scale
    says_something = others != _finding(prior.prior_mean, prior.prior_sd)
    status = _status(answers, enough=bank.has_own_evidence(competency, answers.scored), inferred=says_something)
    measured = status is PlacementStatus.MEASURED
    ability = _rounded(estimate.ability)
    return CompetencyPlacement(
        competency=competency,
        status=status,
        level=estimate.level if measured else 0,
        likely_level=estimate.level,
        borderline_with=borderline_with(estimate) if measured else None,
        ability=ability,
        standard_error=_rounded(estimate.standard_error),
        p_level=tuple(map(_rounded, estimate.p_level)),
        cuts=prior.cuts,
        distance_to_cut=_distance(ability, prior.cuts),
        own=_finding(own.ability, own.standard_error),
        others=others,
        converged=posterior.converged,
        scored=answers.scored,
        not_sure=answers.not_sure,
        not_applicable=answers.not_applicable,
    )


def _by_average(bank: ItemBank, competency: str, answers: Answers) -> CompetencyPlacement:
    average = average_of(bank.definition, answers.scored) if answers.scored else None
    status = _status(answers, enough=bank.has_own_evidence(competency, answers.scored), inferred=False)
    measured = status is PlacementStatus.MEASURED
    cuts = bank.definition.average_cuts
    return CompetencyPlacement(
        competency=competency,
        status=status,
        level=average.level if average and measured else 0,
        likely_level=average.level if average else 0,
        borderline_with=average.borderline_with if average and measured else None,
        ability=average.value if average else None,
        standard_error=None,
        p_level=(),
        cuts=cuts,
        distance_to_cut=_distance(average.value, cuts) if average else None,
        own=None,
        others=None,
        converged=True,
        scored=answers.scored,
        not_sure=answers.not_sure,
        not_applicable=answers.not_applicable,
    )


def _status(answers: Answers, *, enough: bool, inferred: bool) -> PlacementStatus:
    if enough:
        return PlacementStatus.MEASURED
    if answers.not_applicable and answers.not_applicable == answers.asked:
        return PlacementStatus.OUT_OF_ROLE_PROPOSED
    if answers.asked:
        return PlacementStatus.NOT_ENOUGH_EVIDENCE
    return PlacementStatus.INFERRED if inferred else PlacementStatus.NOT_MEASURED


def _finding(ability: float, standard_error: float) -> Finding:
    return Finding(_rounded(ability), _rounded(standard_error))


def _distance(value: float, cuts: Sequence[float]) -> float:
    return _rounded(value - min(cuts, key=lambda cut: abs(value - cut)))


def _rounded(value: float) -> float:
    return round(value, DECIMALS) + 0.0  # never -0.0
