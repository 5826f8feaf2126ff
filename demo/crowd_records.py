"""What the five hundred did: real sittings by the real engine, and half a year of decisions, work and remarks.

Few sittings are worked out, and many teachers share one: their answers, placements and receipts are as real as
anybody's. All by one seed, so every demo has the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from demo.crowd import SIZE
from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import MasteryBy
from pd_personalize_xblock.domain.diagnostic import Entry, Response, next_item
from pd_personalize_xblock.domain.irt import category_probabilities
from pd_personalize_xblock.domain.items import NOT_SURE, Item
from pd_personalize_xblock.domain.learner import Attempt, AttemptStatus, ChoiceKind, LearnerRecord
from pd_personalize_xblock.domain.pathway import SectionState
from pd_personalize_xblock.domain.placement import Placement
from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.service import Version, pathway_of

SEED = 2026
SITTINGS = 150
FIRST_DAY, LAST_DAY = datetime(2026, 3, 2, 15, tzinfo=UTC), datetime(2026, 10, 30, 15, tzinfo=UTC)
SKIPPED, NOT_SURE_CHANCE = 0.06, 0.04
HIGHER, LOWER, NOT_IN_ROLE = 0.16, 0.09, 0.06
RETAKEN, WEEKS_BETWEEN = 0.3, 12
SAYS_MORE, SHARES = 0.06, 0.7
WORDS = {
    1: ("My classes are too large for this.", "I teach sport. None of it fits."),
    2: ("Good, but I had no time to try it.", "Half of it I knew already."),
    3: ("I use the second idea every week now.", "It would help to see it in an older class."),
    4: ("The first thing that worked on a Monday morning.", "My students ask for it by now."),
}
"""What is said about a section, by how relevant it was found."""


@dataclass(frozen=True)
class Sat:
    """A finished sitting to give to teachers; ``ability`` is the mean of the true ones, in logits."""

    ability: float
    seed: str
    entries: tuple[Entry, ...]
    placement: Placement


def sittings(version: Version) -> list[Sat]:
    """Work the sittings out, the least able first."""
    rng = np.random.default_rng(SEED)
    bank = version.bank
    covariance = bank.definition.framework.scale.prior_sd**2 * bank.definition.correlation_matrix
    drawn = rng.multivariate_normal(bank.prior_mean, covariance, size=SITTINGS, method="cholesky")
    return sorted((_sit(version, each, rng, f"crowd:{i}") for i, each in enumerate(drawn)), key=lambda s: s.ability)


def _sit(version: Version, abilities: np.ndarray, rng: np.random.Generator, seed: str) -> Sat:
    responses: list[Response] = []
    while (item := next_item(version.bank, responses, seed=seed)) is not None:
        ability = abilities[version.bank.competencies[item.competency]]
        chances = category_probabilities(version.bank.graded[item.id], ability)
        option = NOT_SURE if rng.random() < NOT_SURE_CHANCE else _option(item, int(rng.choice(len(chances), p=chances)))
        responses.append(Response(len(responses), item.id, option, item.category_of(option)))
    attempt = Attempt(1, version.hash, seed, FIRST_DAY, entries=tuple(responses))
    return Sat(float(abilities.mean()), seed, attempt.entries, service.placement_of(version, attempt))


def _option(item: Item, category: int) -> str:
    return str(next(number for number, option in enumerate(item.options) if option.category == category))


def records(version: Version) -> Iterator[LearnerRecord]:
    """Yield what is on record of each teacher, in order."""
    worked_out = sittings(version)
    for number in range(SIZE):
        yield _record(version, worked_out, number, random.Random(f"{SEED}:{number}"))


def _record(version: Version, worked_out: list[Sat], number: int, rng: random.Random) -> LearnerRecord:
    now = FIRST_DAY + timedelta(days=rng.randrange(170), minutes=rng.randrange(240))
    if rng.random() < SKIPPED:
        return _work(version, service.skip(LearnerRecord(), version, now=now).record, now, rng, years=0.5)
    which = rng.randrange(len(worked_out))
    record, now = _sat(version, LearnerRecord(), worked_out[which], now, rng)
    record = _decide(version, record, now, rng)
    record = _work(version, record, now, rng, years=0.25 + rng.random())
    again = now + timedelta(weeks=WEEKS_BETWEEN, days=rng.randrange(40))
    if again < LAST_DAY and rng.random() < RETAKEN:
        better = worked_out[min(len(worked_out) - 1, which + rng.randrange(0, 10))]
        record, again = _sat(version, record, better, again, rng)
    return record


def _sat(
    version: Version, record: LearnerRecord, sat: Sat, now: datetime, rng: random.Random
) -> tuple[LearnerRecord, datetime]:
    """One sitting, as the block would have kept it; return when it ended as well."""
    number = len(record.attempts) + 1
    ended = now + timedelta(seconds=len(sat.entries) * rng.randrange(18, 42))
    attempt = Attempt(number, version.hash, sat.seed, now, sat.entries, AttemptStatus.FINISHED, ended)
    placement = replace(sat.placement, attempt=number)
    after = replace(record, attempts=(*record.attempts, attempt), placements=(*record.placements, placement))
    return service.settle(record, after, version, now=ended).record, ended


def _decide(version: Version, record: LearnerRecord, now: datetime, rng: random.Random) -> LearnerRecord:
    """Some start higher or lower than placed, some say that a competency is not in their role."""
    framework = version.definition.framework
    about = rng.choice(framework.competencies).id
    level = pathway_of(record, version).attained[about]
    drawn = rng.random()
    if drawn < HIGHER and level < framework.top_level:
        decision = (ChoiceKind.START, level + 1)
    elif HIGHER <= drawn < HIGHER + LOWER and level > 0:
        decision = (ChoiceKind.START, level - 1)
    elif HIGHER + LOWER <= drawn < HIGHER + LOWER + NOT_IN_ROLE:
        decision = (ChoiceKind.ROLE, 0)
    else:
        return record
    kind, level = decision
    return service.choose(record, version, kind=kind, competency=about, level=level, now=now).record


def _work(version: Version, record: LearnerRecord, now: datetime, rng: random.Random, *, years: float) -> LearnerRecord:
    """A section every few weeks, at most as many as fit before the last day; some are rated."""
    pace = timedelta(days=rng.choice((9, 16, 25, 40, 70)) / max(years, 0.3))
    now += pace
    while now < LAST_DAY:
        states = pathway_of(record, version).states
        ready = [each for each in version.definition.sections if states[each.id] is SectionState.OPEN]
        if not ready or rng.random() < 0.12:
            break
        section = ready[min(len(ready) - 1, rng.randrange(3))]
        if section.mastered_by.by is MasteryBy.NOTE:
            record = service.note(record, version, section_id=section.id, text="I went there.", now=now).record
        else:
            record = service.catch_up(record, version, shares={section.id: 1.0}, keep_open=(), now=now).record
        if rng.random() < 0.55:
            record = _rate(version, record, section.id, now, rng)
        now += pace * rng.uniform(0.6, 1.5)
    return record


def _rate(version: Version, record: LearnerRecord, section: str, now: datetime, rng: random.Random) -> LearnerRecord:
    liked = sum(map(ord, section)) % 3
    value = rng.choice(((1, 2, 2, 3), (2, 3, 3, 4), (3, 3, 4, 4))[liked])
    how = {"kind": RemarkKind.RELEVANCE, "section_id": section, "value": value, "now": now}
    record = service.remark(record, version, **how).record
    if rng.random() > SAYS_MORE:
        return record
    told = {"kind": RemarkKind.VOICE, "section_id": section, "text": rng.choice(WORDS[value])}
    return service.remark(record, version, **told, may_share=rng.random() < SHARES, now=now).record
