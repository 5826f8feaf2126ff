"""Matching: symmetrical, the same each time, fair, and never with oneself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.learner import Choice, ChoiceKind, LearnerRecord
from pd_personalize_xblock.domain.matching import (
    LEAST_POOL,
    MOST_MATCHES,
    Kind,
    Match,
    Seeker,
    match_of,
    seeker_of,
    suggest,
)

from ..builders import a_competency, a_definition, a_section

NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
COMPETENCIES = ("questioning", "feedback", "goals")
levels = st.dictionaries(st.sampled_from(COMPETENCIES), st.integers(0, 3))


@st.composite
def seekers(draw, least=0):
    ids = draw(st.lists(st.integers(1, 40), unique=True, min_size=least, max_size=14))
    found = []
    for user_id in ids:
        has = draw(levels)
        wanted = draw(st.lists(st.sampled_from(COMPETENCIES), unique=True))
        needs = {c: has.get(c, 0) + 1 for c in wanted if has.get(c, 0) < 3}
        found.append(Seeker(user_id, has, needs, draw(st.sampled_from(["", "a", "b"]))))
    return found


def asks(user_id, *, has=(), needs=(), step=""):
    return Seeker(user_id, dict(has), dict(needs), step)


ASKER = asks(1, has={"feedback": 2}, needs={"questioning": 1})
STRONG = asks(2, has={"questioning": 2}, needs={"feedback": 2})
ONE_WAY = asks(3, has={"questioning": 1})
ALIKE = asks(4, needs={"questioning": 1}, step="s")


def test_two_who_have_what_the_other_needs_are_matched_both_ways():
    assert match_of(ASKER, STRONG) == Match(Kind.MUTUAL, 1, 2, first_learns="questioning", second_learns="feedback")


def test_help_that_goes_one_way_says_which():
    assert match_of(ASKER, ONE_WAY) == Match(Kind.ONE_WAY, 1, 3, first_learns="questioning")
    assert match_of(ONE_WAY, ASKER) == match_of(ASKER, ONE_WAY)


def test_two_at_the_same_step_are_matched_for_it():
    assert match_of(ALIKE, asks(9, step="s")) == Match(Kind.SAME_STEP, 4, 9, step="s")
    assert match_of(ALIKE, asks(9, step="t")) is None
    assert match_of(asks(8), asks(9)) is None


def test_a_level_below_the_one_that_is_needed_is_no_strength():
    assert match_of(asks(1, has={"goals": 1}, needs={"goals": 2}), asks(2, has={"goals": 1})) is None


@pytest.mark.parametrize("count", range(LEAST_POOL))
def test_too_few_are_not_matched(count):
    assert suggest([ASKER, STRONG, ONE_WAY][:count]) == ()


def test_the_better_reason_is_dealt_first():
    (first, *_) = suggest([ASKER, STRONG, ONE_WAY])

    assert first.kind is Kind.MUTUAL


@given(seekers())
def test_a_match_is_the_same_from_both_sides_and_with_nobody_themself(pool):
    for one, other in combinations(pool, 2):
        assert match_of(one, other) == match_of(other, one)
    assert all(match_of(one, one) is None for one in pool)
    assert all(match.first < match.second for match in suggest(pool))


@given(seekers(), st.randoms())
def test_the_order_of_the_pool_does_not_matter(pool, random):
    shuffled = list(pool)
    random.shuffle(shuffled)

    assert suggest(shuffled) == suggest(pool)


@given(seekers())
def test_every_match_has_its_reason(pool):
    known = {seeker.user_id: seeker for seeker in pool}

    for match in suggest(pool):
        assert match == match_of(known[match.first], known[match.second])


@settings(deadline=None, max_examples=60)
@given(seekers(), st.dictionaries(st.integers(1, 40), st.integers(0, 4)))
def test_nobody_gets_more_than_their_share_and_no_pair_that_could_be_is_left(pool, loads):
    before = {seeker.user_id: loads.get(seeker.user_id, 0) for seeker in pool}
    known = {(seeker.user_id, seeker.user_id + 1) for seeker in pool}

    matches = suggest(pool, known=known, loads=before)

    pairs = [(match.first, match.second) for match in matches]
    has = Counter(before)
    has.update(user for pair in pairs for user in pair)
    assert len(set(pairs)) == len(pairs)
    assert known.isdisjoint(pairs)
    assert all(has[user] <= max(MOST_MATCHES, before[user]) for user in before)
    for one, other in combinations(sorted(pool, key=lambda s: s.user_id), 2):
        pair = (one.user_id, other.user_id)
        if len(pool) >= LEAST_POOL and match_of(one, other) and pair not in known and pair not in pairs:
            assert max(has[one.user_id], has[other.user_id]) >= MOST_MATCHES


@given(st.integers(LEAST_POOL, 24))
def test_where_everybody_fits_everybody_all_get_about_as_many(count):
    matches = suggest([asks(user_id, step="s") for user_id in range(1, count + 1)])

    has = Counter(user for match in matches for user in (match.first, match.second))
    expected = min(MOST_MATCHES, count - 1)
    assert all(expected - 1 <= has[user] <= expected for user in range(1, count + 1))


@given(seekers(least=LEAST_POOL))
def test_nobody_has_two_while_two_who_fit_have_none(pool):
    matches = suggest(pool)

    has = Counter(user for match in matches for user in (match.first, match.second))
    free = [seeker for seeker in pool if not has[seeker.user_id]]
    assert all(match_of(one, other) is None for one, other in combinations(free, 2))


def test_needs_are_goals_first_and_then_what_comes_next():
    definition = a_definition(
        competencies=(a_competency("goals"), a_competency("feedback")),
        sections=tuple(a_section(f"{c}-{i}", c, i) for c in ("goals", "feedback") for i in (1, 2)),
    )
    goal = Choice(ChoiceKind.GOAL, "feedback", 2, NOW)
    start = Choice(ChoiceKind.START, "goals", 1, NOW)

    seeker = seeker_of(definition, LearnerRecord(choices=(start, goal)), 7)

    assert seeker == Seeker(7, {"goals": 1, "feedback": 0}, {"feedback": 1, "goals": 2}, "goals-2")
    assert list(seeker.needs) == ["feedback", "goals"]


def test_what_is_out_of_the_role_is_no_need():
    record = LearnerRecord(choices=(Choice(ChoiceKind.ROLE, "goals", 0, NOW),))

    assert seeker_of(a_definition(), record, 7).needs == {}


def test_a_match_with_oneself_cannot_be():
    with pytest.raises(ValueError, match="lower id first"):
        Match(Kind.SAME_STEP, 3, 3)
