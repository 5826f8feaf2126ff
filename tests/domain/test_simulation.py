"""Synthetic teachers taken through a definition."""

from __future__ import annotations

import json
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.correlations import Correlations
from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.errors import DomainError
from pd_personalize_xblock.domain.framework import Attainment, Prerequisite
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.simulation import Truth, simulate, sit
from pd_personalize_xblock.domain.tally import Tally, summary, tally
from pd_personalize_xblock.formats.reports import tally_document, tally_of
from tests.builders import a_competency, a_rubric

from .parts import a_bank, core, elective, keyed, ladder

TWO = ("goals", "feedback")


def starter(**fields):
    items = (a_rubric(f"{c}-{i}", c) for c in TWO for i in range(4))
    return a_bank(*items, **({"competencies": TWO, "sections": ladder(*TWO)} | fields))


def test_the_same_seed_gives_the_same_teachers_and_another_seed_others():
    bank = starter()

    first, again, other = (simulate(bank, teachers=20, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_what_comes_of_it_agrees_with_the_teachers_themselves():
    found = simulate(starter(), teachers=40, seed=1)

    errors = [s.placed[c].level - s.true_levels[c] for s in found.sittings for c in TWO if s.placed[c].is_measured]
    assert found.measured.placements == len(errors)
    assert found.measured.exact == pytest.approx(sum(e == 0 for e in errors) / len(errors))
    assert found.measured.within_one == pytest.approx(sum(abs(e) <= 1 for e in errors) / len(errors))
    assert found.measured.too_high == pytest.approx(sum(e > 0 for e in errors) / len(errors))
    assert [sum(found.levels[c]) for c in TWO] == [40, 40]
    assert found.questions == tuple(len(s.asked) for s in found.sittings)
    assert found.minutes == pytest.approx([0.5 * n for n in found.questions])


def test_strong_items_place_better_than_weak_ones():
    strong, weak = (
        starter_with(discrimination=a, rules=Rules(stop_probability=0.999, stop_standard_error=0)) for a in (4.0, 0.3)
    )

    accuracy = [simulate(bank, teachers=60, seed=3).measured.exact for bank in (strong, weak)]

    assert accuracy[0] > accuracy[1] + 0.2


def starter_with(*, discrimination, rules):
    items = (a_rubric(f"{c}-{i}", c, discrimination=discrimination) for c in TWO for i in range(4))
    return a_bank(*items, competencies=TWO, sections=ladder(*TWO), rules=rules)


def test_items_that_are_worse_than_written_place_worse_than_promised():
    bank = starter()

    as_written = simulate(bank, teachers=80, seed=1)
    worse = simulate(bank, teachers=80, seed=1, truth=Truth(discrimination_factor=0.3, threshold_shift=1.0))

    assert worse.measured.exact < as_written.measured.exact - 0.1


def test_teachers_can_go_together_otherwise_than_the_definition_says():
    bank = starter(correlations=Correlations(0.0, 0.0))

    def agreement(truth):
        sittings = simulate(bank, teachers=150, seed=1, truth=truth).sittings
        return sum(s.true_levels["goals"] == s.true_levels["feedback"] for s in sittings) / 150

    assert agreement(Truth(correlations=Correlations(0.95, 0.95))) > agreement(None) + 0.2


def test_a_level_that_no_answer_leads_to_is_dead():
    bank = a_bank(*(keyed(f"k{i}", a=4.0, b=-1.0) for i in range(4)), rules=Rules(stop_probability=0.9))

    found = simulate(bank, teachers=60, seed=1)

    assert ("goals", 2) in found.dead_levels
    assert ("goals", 0) not in found.dead_levels
    assert all(
        (found.levels[c][level] == 0) == ((c, level) in found.dead_levels) for c in found.levels for level in range(4)
    )


def test_a_section_behind_a_prerequisite_that_no_work_reaches_is_unreachable_unless_somebody_shows_it():
    needs = Prerequisite(1, (Attainment("feedback", 3),))
    competencies = [a_competency("goals", needs), a_competency("feedback")]
    sections = (*ladder("goals"), elective("f1", "feedback", 1))
    bank = a_bank_of(competencies, sections, items=[a_rubric(f"goals-{i}") for i in range(2)])

    found = simulate(bank, teachers=30, seed=1)

    placed_low = [s for s in found.sittings if s.placed["goals"].level == 0]
    assert placed_low
    assert "goals1" not in found.unneeded_sections
    assert "f1" not in found.unreachable_sections


def a_bank_of(competencies, sections, *, items):
    from pd_personalize_xblock.domain.estimation import ItemBank
    from tests.builders import a_definition

    return ItemBank(a_definition(competencies=competencies, sections=sections, items=tuple(items)))


def test_a_section_nobody_can_ever_enter_is_unreachable():
    needs = Prerequisite(1, (Attainment("feedback", 3),))
    competencies = [a_competency("goals", needs), a_competency("feedback")]
    items = [keyed(f"goals-{i}", a=4.0, b=8.0) for i in range(2)]  # too hard for anybody
    bank = a_bank_of(competencies, (core("g1", "goals", 1), elective("f1", "feedback", 1)), items=items)

    found = simulate(bank, teachers=20, seed=1)

    assert found.unreachable_sections == ("g1",)


def test_items_that_come_to_nobody_are_named():
    bank = a_bank(
        *(a_rubric(f"good-{i}") for i in range(4)),
        keyed("useless", a=0.01, b=9.0),
        rules=Rules(explore=False, max_questions=3, extra_questions=0),
    )

    found = simulate(bank, teachers=30, seed=1)

    assert found.items_never_asked == ("useless",)


def test_a_diagnostic_without_items_places_nobody_and_asks_nothing():
    found = simulate(a_bank(), teachers=3, seed=1)

    assert (found.measured.placements, found.measured.exact) == (0, None)
    assert found.questions == (0, 0, 0)


def test_thresholds_stay_in_order_however_far_they_are_off():
    import numpy as np

    item = GradedItem("q", 1.0, (-0.1, 0.0, 0.1))

    shifted = [Truth(threshold_shift=2.0).of(item, np.random.default_rng(seed)) for seed in range(200)]

    assert all(b > a for one in shifted for a, b in zip(one.thresholds, one.thresholds[1:], strict=False))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"teachers": 0}, "teachers must be at least 1, got 0"),
        ({"discrimination_factor": 0.0}, "discrimination_factor must be above 0, got 0.0"),
        ({"discrimination_factor": float("nan")}, "discrimination_factor must be above 0, got nan"),
        ({"threshold_shift": -0.1}, "threshold_shift must be 0 or more, got -0.1"),
    ],
)
def test_nonsense_is_refused_by_name_and_value(wrong, message):
    teachers = wrong.pop("teachers", 5)

    with pytest.raises(DomainError, match=message):
        simulate(starter(), teachers=teachers, seed=1, truth=Truth(**wrong))


@given(cuts=st.lists(st.integers(1, 11), max_size=4, unique=True).map(sorted), is_worse=st.booleans())
@settings(max_examples=15, deadline=None)
def test_parts_put_together_are_the_whole_run(cuts, is_worse):
    bank, truth = starter(), Truth(0.7, 0.4) if is_worse else None
    whole = simulate(bank, teachers=12, seed=4, truth=truth)

    counted = Tally()
    for first, end in pairwise([0, *cuts, 12]):
        part = islice(sit(bank, teachers=12, seed=4, truth=truth, first=first), end - first)
        counted += tally_of(json.loads(json.dumps(tally_document(tally(bank.definition, tuple(part))))))

    assert counted.teachers == 12
    assert summary(bank.definition, counted, whole.sittings) == whole
