"""The health of a diagnostic: planted faults are found, ranked first, and sound questions raise no alarm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain import shown
from pd_personalize_xblock.domain.answer_log import LogBuilder
from pd_personalize_xblock.domain.beliefs import abilities, curves_of, population, scoring_prior
from pd_personalize_xblock.domain.concerns import ConcernKind
from pd_personalize_xblock.domain.definition import Scoring
from pd_personalize_xblock.domain.diagnostic import Response, next_item
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.health import health
from pd_personalize_xblock.domain.items import NOT_APPLICABLE
from pd_personalize_xblock.domain.placement import place
from pd_personalize_xblock.domain.suppression import LEAST

from ..builders import a_definition, a_rubric
from .answering import SECONDS, THREE, answered, drawn, three_competencies

PLANTED = "goals-second"
DEFINITION = three_competencies()
SPOILT = {
    ConcernKind.REVERSED: lambda told: told.item.top_category - told.category(),
    ConcernKind.WEAK: lambda told: int(4 * told.chance),
    ConcernKind.LEVEL: lambda told: told.category(harder=1.5),
    ConcernKind.NEVER_CHOSEN: lambda told: 2 if told.category() == 1 else told.category(),
    ConcernKind.NOT_SURE: lambda told: None if told.chance < 0.3 else told.category(),
}


def spoilt_by(fault):
    return lambda told: fault(told) if told.item.id == PLANTED else told.category()


# What is planted is found


@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_question_is_what_to_rewrite_first(kind):
    found = health(DEFINITION, answered(DEFINITION, answering=spoilt_by(SPOILT[kind])))

    assert (found.concerns[0].kind, found.concerns[0].about) == (kind, PLANTED)
    assert {concern.about for concern in found.concerns} <= {PLANTED}


@pytest.mark.parametrize("seed", [1002, 1005, 1007])
def test_a_question_off_its_level_makes_no_other_look_bad(seed):
    log = answered(DEFINITION, seed=seed, answering=spoilt_by(SPOILT[ConcernKind.LEVEL]))

    found = health(DEFINITION, log)

    assert [(concern.kind, concern.about) for concern in found.concerns] == [(ConcernKind.LEVEL, PLANTED)]


def test_a_question_that_takes_long_is_found_with_the_seconds_it_takes():
    log = answered(DEFINITION, seconds=lambda item: 75.0 if item.id == PLANTED else 15.0)

    found = health(DEFINITION, log)

    assert [(c.kind, c.about, c.values["seconds"]) for c in found.concerns] == [(ConcernKind.SLOW, PLANTED, 75.0)]


def test_competencies_where_nearly_all_are_at_the_top_and_at_the_bottom_are_found():
    top = health(DEFINITION, answered(DEFINITION, mean=lambda teacher: 3.0))
    bottom = health(DEFINITION, answered(DEFINITION, mean=lambda teacher: -3.0))

    assert {(c.kind, c.about) for c in top.concerns if c.about in THREE} == {(ConcernKind.CEILING, c) for c in THREE}
    assert {c.kind for c in bottom.concerns if c.about in THREE} == {ConcernKind.FLOOR}


@pytest.mark.parametrize(("mean", "kind"), [(3.0, ConcernKind.CEILING), (-3.0, ConcernKind.FLOOR)])
def test_the_same_place_throughout_is_not_blamed_on_teachers_where_it_follows_from_a_ceiling_or_a_floor(mean, kind):
    found = health(DEFINITION, answered(DEFINITION, mean=lambda teacher: mean))

    assert found.sittings.same_place > 0.3
    assert {c.kind for c in found.concerns} == {kind}


def test_the_same_place_inside_is_found_beside_a_ceiling():
    log = answered(DEFINITION, mean=lambda n: 3.0, answering=lambda t: t.category() if t.teacher % 4 else 1)

    kinds = {c.kind for c in health(DEFINITION, log).concerns}

    assert {ConcernKind.CEILING, ConcernKind.SAME_PLACE} <= kinds


def test_teachers_who_always_choose_the_same_place_are_what_to_look_at_first():
    found = health(DEFINITION, answered(DEFINITION, answering=lambda t: t.category() if t.teacher % 5 else 1))
    sound = health(DEFINITION, answered(DEFINITION))

    assert found.concerns[0].kind is ConcernKind.SAME_PLACE
    assert found.sittings.same_inside > 0.15
    assert not sound.sittings.same_inside


def test_a_question_that_is_harder_for_one_group_is_found_and_named():
    log = answered(
        DEFINITION,
        teachers=600,
        group=lambda n: "Evening" if n % 2 else "Morning",
        answering=lambda t: t.category(harder=1.2 if t.item.id == PLANTED and t.teacher % 2 else 0.0),
    )

    found = health(DEFINITION, log)

    first = found.concerns[0]
    assert (first.kind, first.about) == (ConcernKind.GROUP, PLANTED)
    assert (first.values["group"], first.values["difference"] < 0) in {("Evening", True), ("Morning", False)}


def test_a_question_that_is_unfair_makes_no_other_seem_unfair_the_other_way():
    log = answered(
        DEFINITION,
        teachers=600,
        seed=1004,
        group=lambda n: "Evening" if n % 2 else "Morning",
        answering=lambda t: t.category(harder=1.2 if t.item.id == PLANTED and t.teacher % 2 else 0.0),
    )

    found = health(DEFINITION, log)

    assert [(concern.kind, concern.about) for concern in found.concerns] == [(ConcernKind.GROUP, PLANTED)]


def test_a_group_that_is_more_able_on_the_whole_is_not_taken_for_favoured():
    log = answered(
        DEFINITION,
        teachers=600,
        group=lambda n: "Evening" if n % 2 else "Morning",
        mean=lambda n: 1.5 if n % 2 else 0.0,
    )

    found = health(DEFINITION, log)

    assert [c for c in found.concerns if c.kind is ConcernKind.GROUP] == []
    within = [abs(d.difference.value) < 2.58 * d.difference.error for d in found.groups.differences]
    assert np.mean(within) > 0.9


def test_groups_of_fewer_than_a_hundred_are_compared_and_raise_no_alarm():
    log = answered(
        DEFINITION,
        teachers=180,
        group=lambda n: "Evening" if n % 3 == 0 else "Morning",
        answering=lambda t: t.category(harder=3.0 if t.item.id == PLANTED and t.teacher % 3 == 0 else 0.0),
    )

    found = health(DEFINITION, log)

    assert found.groups.differences[0].item_id == PLANTED
    assert not found.groups.differences[0].is_enough
    assert ConcernKind.GROUP not in {concern.kind for concern in found.concerns}


def test_a_group_of_fewer_than_ten_is_not_compared():
    log = answered(DEFINITION, teachers=100, group=lambda n: "Evening" if n < 9 else "Morning")

    found = health(DEFINITION, log)

    assert found.groups.groups == ()
    assert found.groups.differences == ()


# Sound questions


def test_sound_questions_raise_no_alarm_in_nearly_all_runs():
    alarms = [bool(health(DEFINITION, answered(DEFINITION, teachers=250, seed=seed)).concerns) for seed in range(12)]

    assert sum(alarms) <= 1


def test_no_alarm_either_where_the_real_diagnostic_chooses_what_to_ask():
    bank, rng = ItemBank(DEFINITION), np.random.default_rng(3)
    builder = LogBuilder(DEFINITION)
    for n in range(120):
        ability, responses = rng.normal(0, 2), []
        while (item := next_item(bank, responses, seed=f"{n}")) is not None:
            category = drawn(item, ability, rng.random())
            option = next(i for i, o in enumerate(item.options) if o.category == category)
            responses.append(Response(len(responses), item.id, str(option), category))
        builder.add([(response, SECONDS) for response in responses])

    found = health(DEFINITION, builder.log())

    assert found.concerns == ()
    slopes = [item.slope.value for item in found.items if item.slope and item.answered >= 60]
    assert np.mean(slopes) == pytest.approx(1.0, abs=0.2)


def test_what_teachers_are_like_is_found_whatever_the_scoring_prior_says():
    log = answered(DEFINITION, teachers=800, mean=lambda n: 1.0 if n % 2 else -1.0)
    group_of = np.arange(800) % 2

    low, high = population(log, curves_of(DEFINITION), scoring_prior(DEFINITION), group_of)

    assert low.mean == pytest.approx(np.full(3, -1.0), abs=0.35)
    assert high.mean == pytest.approx(np.full(3, 1.0), abs=0.35)


# Figures


def test_reliability_is_the_squared_correlation_with_true_abilities():
    rng = np.random.default_rng(1)
    definition = a_definition(items=tuple(a_rubric(f"r{i}") for i in range(4)))
    truth, builder = rng.normal(0, 2, 2000), LogBuilder(definition)
    for ability in truth:
        categories = [drawn(item, ability, rng.random()) for item in definition.items]
        builder.add([(Response(i, f"r{i}", str(category), category), None) for i, category in enumerate(categories)])
    log = builder.log()

    found = health(definition, log).competencies[0]

    placed = abilities(log, curves_of(definition), (scoring_prior(definition),), np.zeros(2000, dtype=int))
    assert found.reliability == pytest.approx(np.corrcoef(truth, placed.mean[:, 0])[0, 1] ** 2, abs=0.02)


def test_alpha_is_that_of_the_formula_where_everybody_answered_everything():
    log = answered(DEFINITION, teachers=100, everything=True)

    found = health(DEFINITION, log).competencies[0]

    columns = [log.category[log.item == i] for i in range(6)]
    total = np.sum(columns, axis=0)
    by_hand = 6 / 5 * (1 - sum(np.var(c, ddof=1) for c in columns) / np.var(total, ddof=1))
    assert found.alpha.value == pytest.approx(by_hand)
    assert found.alpha.teachers == 100


def test_there_is_no_alpha_of_those_who_happened_to_be_asked_everything():
    assert health(DEFINITION, answered(DEFINITION)).competencies[0].alpha is None


def test_levels_and_what_a_moved_cut_changes_are_those_of_placing_again():
    rng = np.random.default_rng(5)
    definition = a_definition(items=tuple(a_rubric(f"r{i}") for i in range(4)))
    builder, sheets = LogBuilder(definition), []
    for _ in range(300):
        ability = rng.normal(0, 2)
        sheet = [Response(i, f"r{i}", str(c), c) for i in range(4) for c in [drawn(a_rubric(), ability, rng.random())]]
        builder.add([(response, None) for response in sheet])
        sheets.append(sheet)
    scale = definition.framework.scale
    higher = replace(scale, cuts=(scale.cuts[0], scale.cuts[1] + 0.2, scale.cuts[2]))
    fixed = {id: (model.discrimination, model.thresholds) for id, model in ItemBank(definition).graded.items()}
    items = tuple(replace(i, discrimination=fixed[i.id][0], thresholds=fixed[i.id][1]) for i in definition.items)
    moved = replace(definition, items=items, framework=replace(definition.framework, scale=higher))

    found = health(definition, builder.log()).competencies[0]

    banks = ItemBank(definition), ItemBank(moved)
    levels = [[place(b, s, attempt=1, definition_hash="").levels["goals"] for s in sheets] for b in banks]
    changed = sum(before != after for before, after in zip(*levels, strict=True))
    assert found.at_top == pytest.approx(levels[0].count(3) / 300, abs=0.01)
    assert found.at_bottom == pytest.approx(levels[0].count(0) / 300, abs=0.01)
    assert changed >= 10
    assert found.cuts[1].moved[1] >= changed / 300 - 0.01


def test_scored_by_average_there_is_neither_a_reliability_nor_a_cut_in_logits():
    definition = three_competencies(scoring=Scoring.AVERAGE)

    found = health(definition, answered(definition, everything=True))

    assert {(c.reliability, c.cuts, c.at_top) for c in found.competencies} == {(None, (), None)}
    assert found.competencies[0].alpha is not None


def test_the_time_that_an_answer_takes_leaves_out_whoever_did_something_else_meanwhile():
    builder = LogBuilder(DEFINITION)
    for n in range(20):
        answer = Response(0, PLANTED, "1", 1)
        builder.add([(answer, 301.0 if n % 2 else 12.0)])

    item = next(i for i in health(DEFINITION, builder.log()).items if i.item_id == PLANTED)

    assert (item.seconds.answers, item.seconds.median) == (10, 12.0)


# Too few to tell


def test_nothing_is_said_of_fewer_than_ten_teachers():
    found = health(DEFINITION, answered(DEFINITION, teachers=9))

    assert (found.teachers, found.items, found.competencies, found.concerns) == (0, (), (), ())


def test_nothing_is_said_of_an_item_that_fewer_than_ten_met():
    builder = LogBuilder(DEFINITION)
    for n in range(30):
        other = [(Response(1, "feedback-first", "2", 2), 5.0)] if n < 9 else []
        builder.add([(Response(0, PLANTED, "1", 1), 5.0), *other])

    found = {item.item_id: item for item in health(DEFINITION, builder.log()).items}

    assert found["feedback-first"].asked is None
    assert found["feedback-first"].options is None
    assert found["feedback-first"].seconds is None
    assert found[PLANTED].asked == 30


def test_how_few_said_that_it_does_not_apply_is_not_told():
    builder = LogBuilder(DEFINITION)
    for n in range(40):
        option = NOT_APPLICABLE if n < 4 else "1"
        builder.add([(Response(0, PLANTED, option, None if n < 4 else 1), 5.0)])

    item = next(i for i in health(DEFINITION, builder.log()).items if i.item_id == PLANTED)

    assert item.not_in_role is None
    assert item.not_sure == 0.0


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8))
@settings(max_examples=300)
def test_what_is_withheld_of_counts_is_nobody_or_at_least_ten(found):
    told = shown.counts(found)

    if told is None:
        assert sum(found) < LEAST
        return
    hidden = sum(count for count, said in zip(found, told, strict=True) if said is None)
    assert hidden == 0 or hidden >= LEAST
    assert all(said is None or said == 0 or said >= LEAST for said in told)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_share_is_told_only_where_it_and_the_rest_are_nobody_or_at_least_ten(count, rest):
    told = shown.share(count, count + rest)

    assert (told is not None) == (count + rest >= 10 and (count == 0 or count >= 10) and (rest == 0 or rest >= 10))


def test_in_which_order_teachers_come_makes_no_difference():
    log = answered(DEFINITION, teachers=80)
    order = np.random.default_rng(9).permutation(80)
    rows = np.argsort(order[log.teacher], kind="stable")
    columns = {name: getattr(log, name)[rows] for name in ("item", "category", "option", "seconds")}
    shuffled = replace(log, teacher=order[log.teacher][rows].astype(np.int32), **columns)

    found, again = health(DEFINITION, log), health(DEFINITION, shuffled)

    for one, other in zip(found.items, again.items, strict=True):
        assert (one.asked, one.options, one.seconds) == (other.asked, other.options, other.seconds)
        if one.slope:
            assert one.slope.value == pytest.approx(other.slope.value, abs=1e-6)
    assert [c.cuts for c in found.competencies] == [c.cuts for c in again.competencies]
