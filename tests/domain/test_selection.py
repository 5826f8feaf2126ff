"""Which item comes next: against enumeration of every decision and every answer."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain.correlations import Correlations
from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.diagnostic import next_item
from pd_personalize_xblock.domain.selection import (
    INFORMATION_WEIGHT,
    LASTING_WEIGHT,
    LASTING_WEIGHT_IF_BRIEF,
    Gain,
    choose_item,
    expected_gains,
    lasting_weight,
    level_loss,
)
from pd_personalize_xblock.formats.schema import read_json
from tests.builders import a_choice, a_rubric

from .measures import gain_by_enumeration, least_distance
from .parts import a_bank, an_answer, answers_to, categories, core, keyed
from .strategies import answered, many, some

TWO = ("goals", "feedback")

masses = st.lists(st.floats(0, 1), min_size=2, max_size=8)


@many
@given(masses)
@example([0.25, 0.25, 0.25, 0.25])
@example([0.5, 0.0, 0.5])
@example([0.0, 0.0])
def test_level_loss_is_the_least_expected_distance_of_any_decision(p_level):
    assert level_loss(np.array(p_level)) == pytest.approx(least_distance(p_level), abs=1e-12)


@many
@given(masses, st.floats(0.01, 100))
def test_level_loss_scales_with_the_masses(p_level, factor):
    scaled = level_loss(factor * np.array(p_level))

    assert scaled == pytest.approx(factor * level_loss(np.array(p_level)), abs=1e-9)


def test_nothing_is_lost_where_the_level_is_certain():
    assert level_loss(np.array([0.0, 0.0, 1.0, 0.0])) == 0


def gain_of(bank, item_id, scored):
    return expected_gains(bank, bank.posterior(scored))[item_id]


def chosen_from(bank, scored=(), *, candidates=None, seed="x", share_left=1.0, lasting=LASTING_WEIGHT):
    listed, now = candidates or sorted(bank.graded), bank.posterior(scored)
    return choose_item(bank, now, candidates=listed, share_left=share_left, seed=seed, lasting=lasting)


@some
@given(answered(), st.data())
def test_expected_gain_agrees_with_scoring_every_answer_the_item_could_get(given, data):
    item_id = data.draw(st.sampled_from(sorted(given.bank.graded)))
    scored = tuple(answer for answer in given.scored if answer[0] != item_id)

    gain = gain_of(given.bank, item_id, scored)

    by_loss, by_spread = gain_by_enumeration(given.bank, item_id, scored)
    assert gain.loss == pytest.approx(by_loss, abs=1e-5)
    assert gain.information == pytest.approx(by_spread, abs=1e-5)


@many
@given(answered(most=10.0), st.data())
def test_asking_is_never_expected_to_do_harm(given, data):
    item_id = data.draw(st.sampled_from(sorted(given.bank.graded)))
    scored = tuple(answer for answer in given.scored if answer[0] != item_id)

    gain = gain_of(given.bank, item_id, scored)

    assert gain.loss >= -1e-9
    assert gain.information >= -1e-9


@pytest.mark.parametrize("discrimination", [1e-6, 10.0, 1e3, 1e6])
@pytest.mark.parametrize("threshold", [-20.0, 20.0])
@pytest.mark.parametrize("guessing", [0.0, 0.5])
def test_an_item_far_off_target_has_a_finite_gain_and_comes_after_one_on_target(discrimination, threshold, guessing):
    off = (keyed(f"{c}-off", a=discrimination, b=threshold, guessing=guessing, competency=c) for c in TWO)
    bank = a_bank(*off, a_rubric("goals-on"), competencies=TWO, correlations=Correlations(0.9, 0.9))

    for scored in ((), (("goals-off", 0),), (("goals-off", 1),)):
        gains = expected_gains(bank, bank.posterior(scored))

        assert np.isfinite([*gains.values()]).all()
        assert min(min(gain) for gain in gains.values()) >= -1e-9
        assert chosen_from(bank, scored, candidates=["feedback-off", "goals-on"]) == "goals-on"


def test_an_item_that_tells_nothing_gains_nothing():
    bank = a_bank(keyed("empty", a=1e-9, b=0.0), a_rubric("r1"), a_rubric("r2"))

    gain = gain_of(bank, "empty", categories(r1=3, r2=3))

    assert gain == pytest.approx(Gain(0.0, 0.0), abs=1e-9)


def test_what_an_item_tells_about_other_competencies_counts_as_far_as_they_go_together():
    items = (a_rubric("g"), a_rubric("f", "feedback"))
    banks = (a_bank(*items, competencies=TWO, correlations=Correlations(r, r)) for r in (0.0, 0.4, 0.8))

    unrelated, loose, close = (gain_of(bank, "g", ()) for bank in banks)

    assert unrelated.information < loose.information < close.information
    assert unrelated.loss == pytest.approx(loose.loss) == pytest.approx(close.loss)


def test_what_an_item_tells_about_a_competency_without_sections_does_not_count():
    items = (a_rubric("g"), a_rubric("f", "feedback"))
    close = {"competencies": TWO, "correlations": Correlations(0.8, 0.8)}
    everywhere, goals_alone = (
        a_bank(*items, **close, sections=sections) for sections in ((), (core("s", "goals", 1),))
    )

    assert gain_of(goals_alone, "g", ()).information < gain_of(everywhere, "g", ()).information


def test_the_same_seed_always_chooses_the_same_item():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(6)))

    chosen = {chosen_from(bank, seed="a teacher") for _ in range(20)}

    assert len(chosen) == 1


def test_the_order_in_which_candidates_are_listed_makes_no_difference():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(6)))
    ids = sorted(bank.graded)

    forth, back = (chosen_from(bank, candidates=listed) for listed in (ids, ids[::-1]))

    assert forth == back


def test_colleagues_do_not_all_get_the_same_of_equally_good_items():
    bank = a_bank(*(a_rubric(f"q{i}") for i in range(6)))

    chosen = {chosen_from(bank, seed=f"teacher {i}") for i in range(60)}

    assert len(chosen) > 3


def test_a_clearly_better_item_is_chosen_whatever_the_seed():
    bank = a_bank(a_rubric("strong"), keyed("weak", a=0.2, b=0.0))

    chosen = {chosen_from(bank, seed=f"teacher {i}") for i in range(30)}

    assert chosen == {"strong"}


def test_of_two_that_tell_alike_the_one_that_takes_less_time_is_chosen():
    bank = a_bank(a_rubric("long", minutes=1.0), a_rubric("short", minutes=0.5))

    chosen = {chosen_from(bank, seed=f"teacher {i}") for i in range(30)}

    assert chosen == {"short"}


def test_the_competency_whose_level_is_least_certain_is_asked_about_first():
    bank = a_bank(a_rubric("g1"), a_rubric("g2"), a_rubric("g3"), a_rubric("f1", "feedback"), competencies=TWO)

    chosen = chosen_from(bank, categories(g1=3, g2=3), candidates=["g3", "f1"])

    assert chosen == "f1"


def test_where_no_single_answer_could_change_a_level_information_decides():
    strong, weak = keyed("strong", a=1.0, b=-3.0), keyed("weak", a=0.1, b=-3.0)
    bank = a_bank(strong, weak, a_choice("top", level=3, discrimination=8.0), levels=4)
    at_the_top = categories(top=1)

    chosen = chosen_from(bank, at_the_top, candidates=["strong", "weak"], share_left=0.01)

    assert max(gain_of(bank, item_id, at_the_top).loss for item_id in ("strong", "weak")) < 1e-6
    assert chosen == "strong"


def test_the_fewer_questions_are_left_the_more_the_decisions_count():
    gain = Gain(loss=0.1, information=1.0)

    first, last = gain.worth(1.0), gain.worth(0.0)

    assert first == pytest.approx(0.1 + INFORMATION_WEIGHT + LASTING_WEIGHT)
    assert last == pytest.approx(0.1 + LASTING_WEIGHT)


@pytest.mark.parametrize(
    ("questions", "competencies", "lasting"),
    [
        (20, 27, LASTING_WEIGHT_IF_BRIEF),
        (27, 27, LASTING_WEIGHT_IF_BRIEF),
        (28, 27, LASTING_WEIGHT),
        (40, 27, LASTING_WEIGHT),
        (53, 27, LASTING_WEIGHT),
        (54, 27, 0.0),
        (81, 27, 0.0),
    ],
)
def test_information_is_worth_the_less_to_the_end_the_more_questions_there_are_for_each_competency(
    questions, competencies, lasting
):
    assert lasting_weight(questions=questions, competencies=competencies) == lasting


def test_at_the_end_of_a_brief_sitting_much_information_outweighs_a_small_step_for_a_decision():
    decides, informs = Gain(loss=0.1, information=0.0), Gain(loss=0.0, information=0.5)
    brief, long = (lasting_weight(questions=n, competencies=2) for n in (2, 4))

    assert informs.worth(0.0, brief) > decides.worth(0.0, brief)
    assert informs.worth(0.0, long) < decides.worth(0.0, long)


SIX = tuple(f"c{i}" for i in range(6))


def a_sitting_of(questions, *, sections=()):
    """Four items about each of six competencies, and room for so many: the two weights would choose differently."""
    items = (
        keyed(f"{name}-{i}", a=0.5 - 0.1 * i + 0.11 * j, b=0.4 * (2 * i - 3), competency=name)
        for j, name in enumerate(SIX)
        for i in range(4)
    )
    endless = {"max_minutes": 1e6, "stop_probability": 2.0, "stop_standard_error": 0.0, "extra_questions": 0}
    rules = Rules(max_questions=questions, explore=False, **endless)
    return a_bank(*items, competencies=SIX, rules=rules, sections=sections, correlations=Correlations(0.6, 0.4))


def choices(bank, questions, *, earlier=(), lasting=LASTING_WEIGHT):
    """What the sitting asks after each number of answers, and what would be chosen with this weight."""
    measured = {item.id for item in bank.definition.items if item.competency in bank.definition.measured_competencies}
    given = ()
    for n in range(questions):
        known, share_left = (*earlier, *given), 1 - n / questions
        item = next_item(bank, given, seed="x", earlier=earlier)
        scored = tuple(sorted((response.item_id, response.category) for response in known))
        left = sorted(measured - {response.item_id for response in known})
        best = chosen_from(bank, scored, candidates=left, seed=f"x:{n}", share_left=share_left, lasting=lasting)
        yield item.id, best
        given += (an_answer(bank, item.id, n % 2, sequence=n),)


@pytest.mark.parametrize("questions", [7, 9, 11])
def test_with_more_questions_than_competencies_the_usual_weight_chooses(questions):
    for asked, expected in choices(a_sitting_of(questions), questions):
        assert asked == expected


@pytest.mark.parametrize("questions", [12, 13, 18])
def test_with_two_questions_for_each_competency_the_last_ones_are_chosen_for_what_they_decide(questions):
    for asked, expected in choices(a_sitting_of(questions), questions, lasting=0.0):
        assert asked == expected


@pytest.mark.parametrize("questions", [4, 5, 6])
def test_with_no_more_questions_than_competencies_the_weight_of_brief_sittings_chooses(questions):
    for asked, expected in choices(a_sitting_of(questions), questions, lasting=LASTING_WEIGHT_IF_BRIEF):
        assert asked == expected


def test_competencies_without_sections_do_not_make_a_sitting_brief():
    sections = tuple(core(f"s-{name}", name, 1) for name in ("c0", "c2", "c4"))

    for asked, expected in choices(a_sitting_of(5, sections=sections), 5):
        assert asked == expected


def test_a_sitting_that_goes_on_from_another_is_not_brief_if_both_together_are_not():
    bank = a_sitting_of(6)
    earlier = answers_to(bank, {"c0-0": 1, "c1-3": 0})

    for asked, expected in choices(bank, 6, earlier=earlier):
        assert asked == expected


def test_a_sitting_that_goes_on_from_another_counts_the_answers_of_both():
    bank = a_sitting_of(6)
    earlier = answers_to(bank, {f"{name}-0": 1 for name in SIX})

    for asked, expected in choices(bank, 6, earlier=earlier, lasting=0.0):
        assert asked == expected


@pytest.mark.parametrize(("name", "lasting"), [("digcompedu", LASTING_WEIGHT), ("formative-starter", 0.0)])
def test_an_example_framework_has_room_for_more_than_one_question_about_each_competency(name, lasting):
    text = resources.files("pd_personalize_xblock").joinpath("examples", f"{name}.json").read_text(encoding="utf-8")
    definition, _ = read_json(text)

    competencies = len(definition.measured_competencies)
    assert lasting_weight(questions=definition.rules.max_questions, competencies=competencies) == lasting
