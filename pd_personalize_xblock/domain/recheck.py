"""A re-check: a few fresh questions about one competency, so that a teacher can show more than the first time.

It stands by its own answers alone, and can only raise a level: the pathway takes the highest
placement there is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .definition import Definition, Scoring
from .diagnostic import Progress, Response, answers_by_competency, is_settled, scored_answers
from .estimation import ItemBank
from .items import Item
from .selection import choose_item

LEAST_QUESTIONS = 3
MOST_QUESTIONS = 6


def can_be_rechecked(definition: Definition, competency: str) -> bool:
    """Whether a competency has questions enough."""
    return len(_items_of(definition, competency)) >= LEAST_QUESTIONS


def next_recheck_item(
    bank: ItemBank, responses: Sequence[Response], *, competency: str, seen: Collection[str], seed: str
) -> Item | None:
    """Return the item to ask next in a re-check, or None when it is over.

    Items the teacher has not ``seen`` in other sittings come first, and among them those with a key;
    within such a group, what tells most. Three questions at least, if there are so many; then until the
    level is settled, six at most.
    """
    candidates = _candidates(bank, responses, competency)
    if not candidates:
        return None
    ranked = {item.id: (item.id in seen, not item.kind.is_keyed) for item in candidates}
    best = [item_id for item_id, rank in ranked.items() if rank == min(ranked.values())]
    if bank.definition.rules.scoring is Scoring.AVERAGE:
        return bank.definition.item(best[0])
    answers = answers_by_competency(bank, responses)
    posterior = bank.posterior(scored_answers({competency: answers[competency]}))
    left = 1 - len(responses) / MOST_QUESTIONS
    chosen = choose_item(bank, posterior, candidates=best, share_left=left, seed=f"{seed}:{len(responses)}")
    return bank.definition.item(chosen)


def recheck_progress(bank: ItemBank, responses: Sequence[Response], *, competency: str) -> Progress:
    """Return how far a re-check is and about how much is left of it."""
    left = _candidates(bank, responses, competency)
    questions = min(len(left), max(LEAST_QUESTIONS - len(responses), 1)) if left else 0
    each = sum(item.expected_minutes for item in left) / len(left) if left else 0.0
    return Progress(len(responses), questions, questions * each)


def _candidates(bank: ItemBank, responses: Sequence[Response], competency: str) -> list[Item]:
    """The items that may still be asked, in the author's order; none once the re-check is over."""
    asked = {response.item_id for response in responses}
    left = [item for item in _items_of(bank.definition, competency) if item.id not in asked]
    answers = answers_by_competency(bank, responses)[competency]
    if len(responses) >= MOST_QUESTIONS or answers.is_hopeless:
        return []
    if len(responses) >= LEAST_QUESTIONS and bank.definition.rules.scoring is Scoring.MODEL:
        estimate = bank.posterior(scored_answers({competency: answers})).of(competency)
        return [] if is_settled(bank, competency, answers, estimate) else left
    return left


def _items_of(definition: Definition, competency: str) -> list[Item]:
    return [item for item in definition.items if item.competency == competency]
