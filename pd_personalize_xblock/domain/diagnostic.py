"""One sitting: what was answered, what to ask next, and when to stop."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .average import fixed_form, next_of_form
from .definition import Scoring
from .estimation import Estimate, ItemBank, Posterior, Scored, borderline_with
from .items import NOT_APPLICABLE, NOT_SURE, Item
from .selection import choose_item, lasting_weight

UNSCORED_LIMIT = 2
"""After so many "not sure", or "doesn't apply", and nothing else, a competency is asked no more."""
TYPICAL_SCORED = 3
"""Own scored answers that settle a typical competency: decision 0009."""
EXPLORED_BETWEEN = (2, 8)
"""After how many answers the question comes that is drawn from all that are left."""


@dataclass(frozen=True)
class Response:
    """An answer as the teacher gave it. ``category`` is None where it says nothing about ability."""

    sequence: int
    item_id: str
    option: str
    category: int | None


@dataclass(frozen=True)
class Withdrawal:
    """The teacher went back: the response numbered ``withdraws`` counts no longer."""

    sequence: int
    withdraws: int


Entry = Response | Withdrawal


def responses_that_count(entries: Iterable[Entry]) -> tuple[Response, ...]:
    """Return the responses that were not withdrawn, in the order they were given."""
    standing: dict[int, Response] = {}
    for entry in entries:
        if isinstance(entry, Withdrawal):
            standing.pop(entry.withdraws, None)
        else:
            standing[entry.sequence] = entry
    return tuple(standing.values())


@dataclass(frozen=True)
class Answers:
    """The answers that count, sorted out for one competency."""

    scored: Scored
    not_sure: int
    not_applicable: int

    @property
    def asked(self) -> int:
        """How many items of the competency were put to the teacher."""
        return len(self.scored) + self.not_sure + self.not_applicable

    @property
    def is_hopeless(self) -> bool:
        """Whether the teacher said twice that these questions cannot be answered, and nothing else."""
        return not self.scored and max(self.not_sure, self.not_applicable) >= UNSCORED_LIMIT


def answers_by_competency(bank: ItemBank, responses: Sequence[Response]) -> dict[str, Answers]:
    """Return the answers of every competency, asked or not."""
    grouped: dict[str, list[Response]] = {competency: [] for competency in bank.items_of}
    for response in sorted(responses, key=lambda response: response.item_id):
        grouped[bank.definition.item(response.item_id).competency].append(response)
    return {competency: _sort_out(given) for competency, given in grouped.items()}


def _sort_out(given: Sequence[Response]) -> Answers:
    return Answers(
        scored=tuple((r.item_id, r.category) for r in given if r.category is not None),
        not_sure=sum(r.option == NOT_SURE for r in given),
        not_applicable=sum(r.option == NOT_APPLICABLE for r in given),
    )


def scored_answers(answers: Mapping[str, Answers]) -> Scored:
    """Return the scored answers of all competencies, in item id order."""
    return tuple(sorted(answer for given in answers.values() for answer in given.scored))


def is_settled(bank: ItemBank, competency: str, answers: Answers, estimate: Estimate) -> bool:
    """Whether more questions about a competency would be a waste of the teacher's time."""
    if answers.is_hopeless:
        return True
    rules = bank.definition.rules
    if not bank.has_own_evidence(competency, answers.scored):
        return False
    return max(estimate.p_level) >= rules.stop_probability or estimate.standard_error <= rules.stop_standard_error


@dataclass(frozen=True)
class Progress:
    """How far a sitting is. ``questions_left`` and ``minutes_left`` are honest guesses, not promises."""

    questions_asked: int
    questions_left: int
    minutes_left: float


@dataclass(frozen=True)
class _Sitting:
    """A sitting at one moment: what is known, and what may still be asked.

    ``earlier`` are the answers of a sitting that this one goes on from: they count as evidence and
    are not asked again, but not in the budget.
    """

    bank: ItemBank
    responses: Sequence[Response]
    earlier: Sequence[Response]

    @cached_property
    def answers(self) -> dict[str, Answers]:
        return answers_by_competency(self.bank, (*self.earlier, *self.responses))

    @cached_property
    def posterior(self) -> Posterior:
        return self.bank.posterior(scored_answers(self.answers))

    @cached_property
    def unasked(self) -> tuple[str, ...]:
        """The items that fit the time left, of the competencies the diagnostic is for, in id order."""
        rules = self.bank.definition.rules
        asked = {response.item_id for response in (*self.earlier, *self.responses)}
        time_left = rules.max_minutes - self.minutes
        return tuple(
            item_id
            for competency in self.bank.definition.measured_competencies
            if not self.answers[competency].is_hopeless
            for item_id in self.bank.items_of[competency]
            if item_id not in asked and self._fits(item_id, time_left)
        )

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """The items that may be asked next: about what is unsettled, and at last about close calls alone."""
        rules, asked = self.bank.definition.rules, len(self.responses)
        if asked >= rules.max_questions + rules.extra_questions:
            return ()
        wanted = {
            competency
            for competency, answers in self.answers.items()
            if not is_settled(self.bank, competency, answers, self.posterior.of(competency))
            and (asked < rules.max_questions or self._is_close_call(competency))
        }
        return tuple(item_id for item_id in self.unasked if self.bank.definition.item(item_id).competency in wanted)

    @property
    def minutes(self) -> float:
        """What the answers of this sitting took, by the items' own estimate."""
        return _minutes(self.bank, (response.item_id for response in self.responses))

    @property
    def share_left(self) -> float:
        """How much of the budget is still to be spent: 1 at the start, never quite 0."""
        rules = self.bank.definition.rules
        spent = max(len(self.responses) / rules.max_questions, self.minutes / rules.max_minutes)
        return max(1 - spent, 1 / (rules.max_questions + rules.extra_questions))

    @property
    def lasting(self) -> float:
        """What information is worth to the end of the sitting; what this one goes on from is part of it."""
        definition = self.bank.definition
        questions = len(self.earlier) + definition.rules.max_questions
        return lasting_weight(questions=questions, competencies=len(definition.measured_competencies))

    def explores(self, seed: str) -> bool:
        """Whether it is the turn of the question that any item may be: it keeps calibration honest."""
        turn = random.Random(f"{seed}:exploring").randint(*EXPLORED_BETWEEN)
        return self.bank.definition.rules.explore and len(self.responses) == turn

    def _fits(self, item_id: str, time_left: float) -> bool:
        """Whether an item fits the time left; an item longer than a whole sitting may open one."""
        minutes = self.bank.definition.item(item_id).expected_minutes
        return minutes <= time_left + 1e-9 or (not self.responses and minutes > self.bank.definition.rules.max_minutes)

    def _is_close_call(self, competency: str) -> bool:
        measured = self.bank.has_own_evidence(competency, self.answers[competency].scored)
        return measured and borderline_with(self.posterior.of(competency)) is not None


def next_item(
    bank: ItemBank, responses: Sequence[Response], *, seed: str, earlier: Sequence[Response] = ()
) -> Item | None:
    """Return the item to ask next, or None when the sitting is over.

    It depends on the answers that count and on ``seed`` alone: a resumed sitting asks the same
    question again, and going back and answering alike leads to the same next question. A sitting
    that refines another goes on from its answers, ``earlier``.
    """
    if bank.definition.rules.scoring is Scoring.AVERAGE:
        return next_of_form(bank.definition, [response.item_id for response in (*earlier, *responses)])
    sitting = _Sitting(bank, responses, earlier)
    if not sitting.candidates:
        return None
    turn = f"{seed}:{len(responses)}"
    if sitting.explores(seed):
        item_id = random.Random(turn).choice(sitting.unasked)
    else:
        item_id = choose_item(
            bank,
            sitting.posterior,
            candidates=sitting.candidates,
            share_left=sitting.share_left,
            seed=turn,
            lasting=sitting.lasting,
        )
    return bank.definition.item(item_id)


def progress(bank: ItemBank, responses: Sequence[Response], *, earlier: Sequence[Response] = ()) -> Progress:
    """Return how far the sitting is and about how much is left of it."""
    sitting = _Sitting(bank, responses, earlier)
    asked = len(responses)
    if bank.definition.rules.scoring is Scoring.AVERAGE:
        gone = {response.item_id for response in (*earlier, *responses)}
        left = [item_id for item_id in fixed_form(bank.definition) if item_id not in gone]
        return Progress(asked, len(left), min(_minutes(bank, left), bank.definition.rules.max_minutes))
    if not sitting.candidates:
        return Progress(asked, 0, 0.0)
    rules, candidates = bank.definition.rules, sitting.candidates
    likely = sum(
        min(max(TYPICAL_SCORED - len(sitting.answers[competency].scored), 1), len(left))
        for competency, left in _by_competency(bank, candidates).items()
    )
    minutes_each = _minutes(bank, candidates) / len(candidates)
    minutes = min(likely * minutes_each, rules.max_minutes - sitting.minutes)
    budget = max(rules.max_questions - asked, 0) or rules.max_questions + rules.extra_questions - asked
    questions = min(likely, budget, max(1, int(minutes / minutes_each + 0.5)))
    return Progress(asked, questions, minutes)


def _minutes(bank: ItemBank, item_ids: Iterable[str]) -> float:
    return sum(bank.definition.item(item_id).expected_minutes for item_id in item_ids)


def _by_competency(bank: ItemBank, item_ids: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for item_id in item_ids:
        grouped.setdefault(bank.definition.item(item_id).competency, []).append(item_id)
    return grouped
