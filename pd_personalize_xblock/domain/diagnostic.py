"""One sitting: what was answered, what to ask next, and when to stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .definition import Rules
from .estimation import ItemBank, Scored
from .items import NOT_APPLICABLE, NOT_SURE, Item
from .selection import choose_item

UNSCORED_LIMIT = 2
"""After so many "not sure", or "doesn't apply", and nothing else, a competency is asked no more."""
MIN_SCORED = 2
"""Own scored answers a competency needs before its probability can settle it."""
TYPICAL_SCORED = 3
"""Own scored answers that settle a typical competency (13.3 questions for 4 of them: decision 0004)."""


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


def is_settled(bank: ItemBank, answers: Answers) -> bool:
    """Whether more questions about a competency would be a waste of the teacher's time."""
    if answers.is_hopeless:
        return True
    if len(answers.scored) < MIN_SCORED:
        return False
    rules = bank.definition.rules
    estimate = bank.estimate(answers.scored)
    return max(estimate.p_level) >= rules.stop_probability or estimate.standard_error <= rules.stop_standard_error


@dataclass(frozen=True)
class Progress:
    """How far a sitting is. ``questions_left`` and ``minutes_left`` are honest guesses, not promises."""

    questions_asked: int
    questions_left: int
    minutes_left: float


def next_item(bank: ItemBank, responses: Sequence[Response], *, seed: str) -> Item | None:
    """Return the item to ask next, or None when the sitting is over.

    It depends on the answers that count and on ``seed`` alone: a resumed sitting asks the same
    question again, and going back and answering alike leads to the same next question.
    """
    candidates = _candidates(bank, responses)
    if not candidates:
        return None
    answers = answers_by_competency(bank, responses)
    item_id = choose_item(
        bank,
        candidates={item_id: answers[bank.definition.item(item_id).competency].scored for item_id in candidates},
        seed=f"{seed}:{len(responses)}",
    )
    return bank.definition.item(item_id)


def progress(bank: ItemBank, responses: Sequence[Response]) -> Progress:
    """Return how far the sitting is and about how much is left of it."""
    rules = bank.definition.rules
    minutes_used = _minutes(bank, (response.item_id for response in responses))
    candidates = _candidates(bank, responses)
    if not candidates:
        return Progress(len(responses), 0, 0.0)
    answers = answers_by_competency(bank, responses)
    likely = sum(
        min(max(TYPICAL_SCORED - len(answers[competency].scored), 1), len(left))
        for competency, left in _by_competency(bank, candidates).items()
    )
    minutes_each = _minutes(bank, candidates) / len(candidates)
    minutes = min(likely * minutes_each, rules.max_minutes - minutes_used)
    questions = min(likely, rules.max_questions - len(responses), max(1, int(minutes / minutes_each + 0.5)))
    return Progress(len(responses), questions, minutes)


def _candidates(bank: ItemBank, responses: Sequence[Response]) -> tuple[str, ...]:
    """The ids of the items that may still be asked within this sitting, in id order."""
    rules = bank.definition.rules
    if len(responses) >= rules.max_questions:
        return ()
    asked = {response.item_id for response in responses}
    time_left = rules.max_minutes - _minutes(bank, asked)
    answers = answers_by_competency(bank, responses)
    return tuple(
        item_id
        for competency in bank.definition.measured_competencies
        if not is_settled(bank, answers[competency])
        for item_id in bank.items_of[competency]
        if item_id not in asked and _fits(bank, item_id, time_left, rules, first=not asked)
    )


def _fits(bank: ItemBank, item_id: str, time_left: float, rules: Rules, *, first: bool) -> bool:
    """Whether an item fits the time left; an item longer than a whole sitting may open one."""
    minutes = bank.definition.item(item_id).expected_minutes
    return minutes <= time_left + 1e-9 or (first and minutes > rules.max_minutes)


def _minutes(bank: ItemBank, item_ids: Iterable[str]) -> float:
    return sum(bank.definition.item(item_id).expected_minutes for item_id in item_ids)


def _by_competency(bank: ItemBank, item_ids: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for item_id in item_ids:
        grouped.setdefault(bank.definition.item(item_id).competency, []).append(item_id)
    return grouped
