"""How often the report on questions raises a false alarm, and what it says of planted faults.

``python -m bench.health --runs 12 --seed 1``. *Sound*: teachers sit the starter framework as the engine chooses its
questions, in two groups by chance; the questions are as written, or worse (discriminations x 0.7, thresholds up to 0.4
logits off), or the competencies unrelated. Then six questions for each of three competencies, with groups by chance and
with groups 1.5 logits apart. *Planted*: one fault in those six. 400 teachers a run, 600 where groups are what it is
about. The same seed gives the same teachers.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from pd_personalize_xblock.domain.answer_log import AnswerLog, LogBuilder
from pd_personalize_xblock.domain.concerns import ConcernKind
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.diagnostic import Response, next_item
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.health import Health, health
from pd_personalize_xblock.domain.irt import category_probabilities
from pd_personalize_xblock.domain.items import Item
from pd_personalize_xblock.domain.simulation import Truth
from tests.domain.answering import SECONDS, THREE, Answering, Told, answered, three_competencies

from .stopping import AS_WRITTEN, UNRELATED, WORSE, example

TEACHERS, GROUP_TEACHERS = 400, 600
APART = 1.5
PLANTED = "goals-second"
SIX = three_competencies()
LEAST_ANSWERS = 50
"""Fewer say nothing about a slope."""
Drawn = Callable[[int], AnswerLog]
"""The answers of a seed."""


def main() -> None:
    """Print a line for each kind of course: in how many runs something was raised, and what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.seed * 1000, options.seed * 1000 + options.runs)
    for kind, (drawn, about) in _faults().items():
        print(f"planted, {kind.value}: {_found([health(SIX, drawn(seed)) for seed in seeds], kind, about)}", flush=True)
    for name, (definition, sat) in _sound().items():
        print(f"sound, {name}: {_alarms([health(definition, sat(seed)) for seed in seeds])}", flush=True)


# Sound


def _sound() -> dict[str, tuple[Definition, Drawn]]:
    """Courses in which nothing is wrong with any one question."""
    starter = example("formative-starter")
    bank = ItemBank(starter)
    return {
        "six questions each": (SIX, partial(_six, teachers=TEACHERS)),
        f"two groups {APART} logits apart": (SIX, partial(_six, mean=lambda n: APART * (n % 2))),
        "as written": (starter, partial(_sat, bank, AS_WRITTEN)),
        "worse items": (starter, partial(_sat, bank, WORSE)),
        "unrelated competencies": (starter, partial(_sat, bank, Truth(correlations=UNRELATED))),
    }


def _six(
    seed: int,
    *,
    teachers: int = GROUP_TEACHERS,
    mean: Callable[[int], float] = lambda n: 0.0,
    answering: Answering = Told.category,
) -> AnswerLog:
    """Let teachers in two groups answer four of six questions for each of three competencies."""
    return answered(SIX, teachers=teachers, seed=seed, group=_group, mean=mean, answering=answering)


def _sat(bank: ItemBank, truth: Truth, seed: int) -> AnswerLog:
    """Let teachers in two groups sit what the engine asks them."""
    rng, builder = np.random.default_rng(seed), LogBuilder(bank.definition)
    items = {item_id: truth.of(item, rng) for item_id, item in sorted(bank.graded.items())}
    variances = np.diag(np.diag(bank.prior_covariance))
    covariance = bank.prior_covariance if truth.correlations is None else variances
    for n in range(TEACHERS):
        ability = rng.multivariate_normal(bank.prior_mean, covariance)
        responses: list[Response] = []
        while (item := next_item(bank, responses, seed=f"{seed}:{n}")) is not None:
            chances = category_probabilities(items[item.id], ability[bank.competencies[item.competency]])
            category = min(int(np.searchsorted(chances.cumsum(), rng.random())), item.top_category)
            responses.append(Response(len(responses), item.id, _option(item, category), category))
        builder.add([(response, SECONDS) for response in responses], group=_group(int(rng.integers(2))))
    return builder.log()


def _option(item: Item, category: int) -> str:
    return str(next(at for at, option in enumerate(item.options) if option.category == category))


def _group(n: int) -> str:
    return "Evening" if n % 2 else "Morning"


def _alarms(found: Sequence[Health]) -> str:
    kinds = Counter(concern.kind.value for each in found for concern in each.concerns)
    items = [item for each in found for item in each.items]
    slopes = [item.slope.value for item in items if item.slope and (item.answered or 0) >= LEAST_ANSWERS]
    return (
        f"{sum(bool(each.concerns) for each in found)} of {len(found)} runs, "
        f"{kinds.total()} concerns in {len(items)} questions {dict(kinds) or ''}; "
        f"slope {np.mean(slopes):.2f} ({min(slopes):.2f} to {max(slopes):.2f})"
    )


# Planted


def _faults() -> dict[ConcernKind, tuple[Drawn, set[str]]]:
    """What is planted, and whatever the concern about it may be about."""
    by_item = {
        ConcernKind.REVERSED: lambda told: told.item.top_category - told.category(),
        ConcernKind.WEAK: lambda told: int((told.item.top_category + 1) * told.chance),
        ConcernKind.LEVEL: lambda told: told.category(harder=1.5),
        ConcernKind.NEVER_CHOSEN: lambda told: 2 if told.category() == 1 else told.category(),
        ConcernKind.NOT_SURE: lambda told: None if told.chance < 0.3 else told.category(),
    }
    few = partial(_six, teachers=TEACHERS)
    return {
        **{kind: (partial(few, answering=_only_there(fault)), {PLANTED}) for kind, fault in by_item.items()},
        ConcernKind.SLOW: (_slow, {PLANTED}),
        ConcernKind.GROUP: (partial(_six, answering=_only_there(_unfair)), {PLANTED}),
        ConcernKind.CEILING: (partial(few, mean=lambda n: 3.0), set(THREE)),
        ConcernKind.FLOOR: (partial(few, mean=lambda n: -3.0), set(THREE)),
        ConcernKind.SAME_PLACE: (partial(few, answering=lambda t: t.category() if t.teacher % 5 else 1), {""}),
    }


def _only_there(fault: Answering) -> Answering:
    return lambda told: fault(told) if told.item.id == PLANTED else told.category()


def _unfair(told: Told) -> int:
    return told.category(harder=1.2 * (told.teacher % 2))


def _slow(seed: int) -> AnswerLog:
    return answered(SIX, teachers=TEACHERS, seed=seed, seconds=lambda item: 75.0 if item.id == PLANTED else 15.0)


def _found(found: Sequence[Health], kind: ConcernKind, about: set[str]) -> str:
    first = sum(bool(f.concerns) and f.concerns[0].kind is kind and f.concerns[0].about in about for f in found)
    named = sum({c.about for c in f.concerns if c.kind is kind} == about for f in found)
    others = Counter(c.kind.value for f in found for c in f.concerns if c.kind is not kind or c.about not in about)
    return f"first in {first} of {len(found)} runs, whole in {named}; beside it {dict(others) or 'nothing'}"


if __name__ == "__main__":
    main()
