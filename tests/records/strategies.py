"""Random records of one teacher, as the domain could have made them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from pd_personalize_xblock.domain.definition import MasteryBy
from pd_personalize_xblock.domain.diagnostic import Entry, Response, Withdrawal, responses_that_count
from pd_personalize_xblock.domain.learner import (
    Attempt,
    AttemptStatus,
    Choice,
    ChoiceKind,
    Evidence,
    LearnerRecord,
    Opening,
    SignOff,
)
from pd_personalize_xblock.domain.placement import CompetencyPlacement, Finding, Placement, PlacementStatus
from pd_personalize_xblock.domain.remarks import Remark, RemarkKind

IDS = ("goals", "Q-2", "f.b", "4_self", "x" * 64)
times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
ids = st.sampled_from(IDS)
numbers = st.floats(-20, 20)
shares = st.floats(0, 1)


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Answers, and withdrawals of those that still count."""
    made: list[Entry] = []
    for sequence in range(draw(st.integers(0, 4))):
        standing = responses_that_count(made)
        if standing and draw(st.booleans()):
            made.append(Withdrawal(sequence, draw(st.sampled_from(standing)).sequence))
        else:
            option, category = draw(st.sampled_from((("0", 0), ("3", 2), ("not_sure", None), ("not_applicable", None))))
            made.append(Response(sequence, draw(ids), option, category))
    return tuple(made)


@st.composite
def attempts(draw: st.DrawFn, hashes: tuple[str, ...]) -> tuple[Attempt, ...]:
    """Sittings of which the last may be under way."""
    count = draw(st.integers(0, 3))
    return tuple(draw(_attempts(number, hashes, is_last=number == count)) for number in range(1, count + 1))


@st.composite
def _attempts(draw: st.DrawFn, number: int, hashes: tuple[str, ...], *, is_last: bool) -> Attempt:
    ended = [AttemptStatus.FINISHED, AttemptStatus.SKIPPED]
    status = draw(st.sampled_from([*ended, AttemptStatus.UNDER_WAY] if is_last else ended))
    return Attempt(
        number=number,
        definition_hash=draw(st.sampled_from(hashes)),
        seed=draw(st.sampled_from(("", "5eed" * 16))),
        started_at=draw(times),
        entries=draw(entries()),
        status=status,
        ended_at=None if status is AttemptStatus.UNDER_WAY else draw(times),
    )


def placed() -> st.SearchStrategy[CompetencyPlacement]:
    return st.builds(
        CompetencyPlacement,
        competency=ids,
        status=st.sampled_from(PlacementStatus),
        level=st.integers(0, 7),
        likely_level=st.integers(0, 7),
        borderline_with=st.none() | st.integers(0, 7),
        ability=st.none() | numbers,
        standard_error=st.none() | numbers,
        p_level=st.lists(shares, max_size=8).map(tuple),
        cuts=st.lists(numbers, min_size=1, max_size=7).map(tuple),
        distance_to_cut=st.none() | numbers,
        own=st.none() | st.builds(Finding, numbers, numbers),
        others=st.none() | st.builds(Finding, numbers, numbers),
        converged=st.booleans(),
        scored=st.lists(st.tuples(ids, st.integers(0, 5)), max_size=3).map(tuple),
        not_sure=st.integers(0, 3),
        not_applicable=st.integers(0, 3),
    )


@st.composite
def placements(draw: st.DrawFn, of: tuple[Attempt, ...]) -> tuple[Placement, ...]:
    finished = [attempt for attempt in of if attempt.status is AttemptStatus.FINISHED]
    return tuple(
        Placement(
            attempt=attempt.number,
            definition_hash=attempt.definition_hash,
            engine_version=draw(st.sampled_from(("1", "2"))),
            competencies={each.competency: each for each in draw(st.lists(placed(), max_size=2))},
        )
        for attempt in finished
    )


@st.composite
def records(draw: st.DrawFn, hashes: tuple[str, ...]) -> LearnerRecord:
    """``hashes`` are those of the definition versions there are."""
    sittings = draw(attempts(hashes))
    opened = draw(st.lists(ids, unique=True, max_size=4))
    return LearnerRecord(
        attempts=sittings,
        choices=draw(_choices()),
        evidence=draw(_evidence()),
        openings=tuple(Opening(section, draw(st.sampled_from(hashes)), draw(times)) for section in opened),
        placements=draw(placements(sittings)),
        sign_offs=draw(_some(_sign_offs())),
        remarks=draw(_some(_remarks())),
    )


def _remarks() -> st.SearchStrategy[Remark]:
    numbers = st.none() | st.integers(0, 7)
    return st.builds(Remark, st.sampled_from(RemarkKind), ids, times, numbers, numbers, st.text(max_size=9))


def _choices() -> st.SearchStrategy[tuple[Choice, ...]]:
    """No two of one moment, as a teacher makes them."""
    levels, days = st.none() | st.integers(0, 7), st.none() | st.dates()
    one = st.builds(Choice, st.sampled_from(ChoiceKind), ids, levels, times, st.text(max_size=9), days)
    return st.lists(one, max_size=3, unique_by=lambda choice: choice.made_at).map(tuple)


def _evidence() -> st.SearchStrategy[tuple[Evidence, ...]]:
    """The same fact is recorded once."""
    one = st.builds(Evidence, ids, st.sampled_from(MasteryBy), shares, times, st.text(max_size=9))
    return st.lists(one, max_size=3, unique_by=lambda e: (e.section_id, e.by, e.share)).map(tuple)


def _sign_offs() -> st.SearchStrategy[SignOff]:
    levels = st.none() | st.integers(0, 7)
    return st.builds(SignOff, ids, levels, st.booleans(), st.none(), times, st.text(max_size=9))


def _some(strategy: st.SearchStrategy) -> st.SearchStrategy[tuple]:
    return st.lists(strategy, max_size=3).map(tuple)


@st.composite
def beginnings(draw: st.DrawFn, whole: LearnerRecord) -> LearnerRecord:
    """Return what was on record some time before ``whole``."""
    known = draw(st.integers(0, len(whole.attempts)))
    attempts = whole.attempts[:known]
    if attempts and draw(st.booleans()):
        last = attempts[-1]
        earlier = replace(last, status=AttemptStatus.UNDER_WAY, ended_at=None)
        attempts = (*attempts[:-1], replace(earlier, entries=last.entries[: draw(st.integers(0, len(last.entries)))]))
    finished = {attempt.number for attempt in attempts if attempt.status is AttemptStatus.FINISHED}
    return LearnerRecord(
        attempts=attempts,
        choices=whole.choices[: draw(st.integers(0, len(whole.choices)))],
        evidence=whole.evidence[: draw(st.integers(0, len(whole.evidence)))],
        openings=whole.openings[: draw(st.integers(0, len(whole.openings)))],
        placements=tuple(placement for placement in whole.placements if placement.attempt in finished),
        sign_offs=whole.sign_offs[: draw(st.integers(0, len(whole.sign_offs)))],
        remarks=whole.remarks[: draw(st.integers(0, len(whole.remarks)))],
    )
