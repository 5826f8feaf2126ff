"""Before and after: what two whole sittings measured, and how the teacher sees the first from the last.

The retrospective pretest ("knowing what you know now, where were you then?") is kept beside the
measured one because teaching changes the yardstick: what a teacher learns moves what they take a level
to mean, so that answers given before and after cannot be compared as they stand (response shift:
Howard 1980, Evaluation Review 4(1), 93-106). Looking back has a bias of its own, towards growth; so
both are shown, and neither counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .learner import Attempt, AttemptStatus, LearnerRecord
from .placement import Placement
from .remarks import looked_back


@dataclass(frozen=True)
class Measured:
    """The level that a sitting measured, on the scale of its own definition."""

    definition_hash: str
    level: int
    ended_at: datetime | None


@dataclass(frozen=True)
class Growth:
    """One competency, measured in at least two whole sittings: the first and the last of them.

    ``then`` is where the teacher, after the last whole sitting, says they were the first time; None
    without an answer.
    """

    competency: str
    before: Measured
    now: Measured
    then: int | None = None


def whole_sittings(record: LearnerRecord) -> tuple[tuple[Attempt, ...], ...]:
    """Return the finished sittings about everything, oldest first, each with those that went on from it."""
    finished = [a for a in record.attempts if a.status is AttemptStatus.FINISHED and a.competency is None]
    chains: list[tuple[Attempt, ...]] = []
    for attempt in finished:
        if attempt.refines is not None and chains:
            chains[-1] = (*chains[-1], attempt)
        else:
            chains.append((attempt,))
    return tuple(chains)


def may_look_back(record: LearnerRecord) -> int | None:
    """Return the number of the sitting to look back from; None before there are two whole ones."""
    chains = whole_sittings(record)
    return chains[-1][0].number if len(chains) > 1 else None


def growth_of(record: LearnerRecord) -> tuple[Growth, ...]:
    """Return the growth in every competency that two whole sittings measured; re-checks only raise and are left out."""
    latest = may_look_back(record)
    if latest is None:
        return ()
    receipts = {placement.attempt: placement for placement in record.placements if isinstance(placement, Placement)}
    measured: dict[str, list[Measured]] = {}
    for chain in whole_sittings(record):
        last = chain[-1]
        placement = receipts.get(last.number)
        for competency, placed in placement.competencies.items() if placement else ():
            if placed.is_measured:
                found = Measured(last.definition_hash, placed.level, last.ended_at)
                measured.setdefault(competency, []).append(found)
    then = looked_back(record.remarks, latest)
    return tuple(
        Growth(competency, found[0], found[-1], then.get(competency))
        for competency, found in measured.items()
        if len(found) > 1
    )
