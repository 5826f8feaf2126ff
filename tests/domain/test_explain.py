"""What opens a held section: against every set of sections there is."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pd_personalize_xblock.domain import explain
from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.domain.explain import ways_to_held_sections, what_opens
from pd_personalize_xblock.domain.pathway import Standing
from pd_personalize_xblock.domain.search import CheapestWay, Open
from tests.builders import needs

from . import oracles
from .parts import a_pathway, core, elective, ladder
from .strategies import pathways, some, teachers

BEYOND_ALL_COUNTING = -1
FEW = 4
ELECTIVE_IN_AN_ENTERED_LEVEL = (
    a_pathway(core("entered", "a", 1), elective("held", "a", 1), before={"a": [needs(1, ("a", 2))]}),
    Standing(opened=frozenset({"entered"})),
)


def ids(way):
    return [section.id for section in way.sections]


small_teachers = teachers(pathways(max_sections=7))


@some
@given(small_teachers)
@example(ELECTIVE_IN_AN_ENTERED_LEVEL)
def test_the_way_is_the_cheapest_of_all_in_minutes_then_in_count(teacher):
    definition, standing = teacher

    ways = ways_to_held_sections(definition, standing)

    held = [section for section, state in oracles.states(definition, standing).items() if state == "held"]
    assert set(ways) == set(held)
    for target, way in ways.items():
        found = way and oracles.price(definition, frozenset(ids(way)))
        assert found == oracles.cheapest_price(definition, standing, target)
        assert way is None or way.is_cheapest


@some
@given(small_teachers, st.booleans())
def test_every_way_can_be_walked_in_its_order_and_opens_the_section_at_its_end(teacher, counting):
    definition, standing = teacher

    with pytest.MonkeyPatch.context() as patch:
        if not counting:
            patch.setattr(explain, "EXACT_UP_TO_CHOICES", BEYOND_ALL_COUNTING)
        patch.setattr(explain, "QUICK_STEPS", FEW)
        ways = ways_to_held_sections(definition, standing)

    for target, way in ways.items():
        now = standing
        for section in way.sections if way else ():
            assert section.id in oracles.accessible(definition, now)
            now = oracles.with_mastered(now, frozenset({section.id}))
        assert way is None or target in oracles.accessible(definition, now)
        assert way is None or target not in ids(way)


@some
@given(small_teachers)
def test_nothing_can_be_left_out_of_one_way(teacher):
    definition, standing = teacher

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explain, "EXACT_UP_TO_CHOICES", BEYOND_ALL_COUNTING)
        patch.setattr(explain, "QUICK_STEPS", FEW)
        ways = ways_to_held_sections(definition, standing)

    for target, way in ways.items():
        for left_out in ids(way) if way else ():
            rest = oracles.can_all_be_done(definition, standing, frozenset(ids(way)) - {left_out})
            assert rest is None or target not in oracles.accessible(definition, rest)


@some
@given(small_teachers)
def test_there_is_no_way_exactly_where_no_course_work_leads(teacher):
    definition, standing = teacher

    ways = ways_to_held_sections(definition, standing)

    everything = frozenset(definition.sections_by_id)
    for target, way in ways.items():
        reached = standing
        while now := (oracles.accessible(definition, reached) & everything) - reached.mastered - {target}:
            reached = oracles.with_mastered(reached, now)
        assert (way is not None) == (target in oracles.accessible(definition, reached))


def test_a_section_that_is_not_held_needs_nothing():
    definition = a_pathway(*ladder("a"))

    for section, standing in (("a1", Standing()), ("a1", Standing(shown={"a": 2})), ("a3", Standing(shown={"a": 2}))):
        way = what_opens(definition, standing, section)

        assert (way.sections, way.minutes, way.is_cheapest) == ((), 0, True)


def test_the_way_names_the_work_before_a_section_and_its_minutes():
    definition = a_pathway(core("x", "a", 1, minutes=20.0), core("y", "a", 2, minutes=15.5), core("z", "a", 3))

    way = what_opens(definition, Standing(), "z")

    assert ids(way) == ["x", "y"]
    assert way.minutes == 35.5


def test_the_shorter_alternative_is_named():
    before = {"b": [needs(1, ("a", 1), ("c", 2))]}
    definition = a_pathway(
        core("a1", "a", 1, minutes=60.0),
        core("c1", "c", 1, minutes=20.0),
        core("c2", "c", 2, minutes=20.0),
        core("b1", "b", 1),
        before=before,
    )

    assert ids(what_opens(definition, Standing(), "b1")) == ["c1", "c2"]
    assert ids(what_opens(definition, Standing(shown={"c": 1}), "b1")) == ["c2"]


def test_of_ways_equally_long_the_one_with_fewer_sections_is_named():
    definition = a_pathway(
        core("c1", "c", 1, minutes=20.0),
        core("c2", "c", 2, minutes=20.0),
        core("a1", "a", 1, minutes=40.0),
        core("b1", "b", 1),
        before={"b": [needs(1, ("c", 2), ("a", 1))]},
    )

    assert ids(what_opens(definition, Standing(), "b1")) == ["a1"]


def test_work_that_serves_two_prerequisites_is_counted_once():
    definition = a_pathway(
        core("shared", "a", 1, minutes=30.0),
        core("one", "c", 1, minutes=20.0),
        core("two", "d", 1, minutes=20.0),
        core("b1", "b", 1),
        before={"b": [needs(1, ("a", 1), ("c", 1)), needs(1, ("a", 1), ("d", 1))]},
    )

    assert ids(what_opens(definition, Standing(), "b1")) == ["shared"]


def test_where_a_level_has_only_electives_the_shortest_is_enough():
    definition = a_pathway(
        elective("long", "a", 1, minutes=50.0),
        elective("short", "a", 1, minutes=10.0),
        core("b1", "b", 1),
        before={"b": [needs(1, ("a", 1))]},
    )

    assert ids(what_opens(definition, Standing(), "b1")) == ["short"]


def test_a_circle_among_alternatives_is_walked_by_the_other_way_in():
    before = {"a": [needs(1, ("b", 1), ("c", 1))], "b": [needs(1, ("a", 1))]}
    definition = a_pathway(
        core("a1", "a", 1, minutes=5.0),
        core("b1", "b", 1, minutes=5.0),
        core("c1", "c", 1, minutes=90.0),
        before=before,
    )

    assert ids(what_opens(definition, Standing(), "a1")) == ["c1"]
    assert ids(what_opens(definition, Standing(), "b1")) == ["c1", "a1"]


def test_a_section_opened_earlier_leads_past_a_prerequisite_added_since():
    before = {"a": [needs(1, ("b", 3))]}
    definition = a_pathway(*ladder("a"), *ladder("b"), before=before)

    way = what_opens(definition, Standing(opened=frozenset({"a1"})), "a2")

    assert ids(way) == ["a1"]


def test_completing_an_entered_level_opens_the_rest_of_it():
    definition, standing = ELECTIVE_IN_AN_ENTERED_LEVEL

    assert ids(what_opens(definition, standing, "held")) == ["entered"]


def test_what_no_course_work_opens_has_no_way():
    definition = a_pathway(core("b1", "b", 1), core("free", "c", 1), before={"b": [needs(1, ("a", 1))]})

    assert what_opens(definition, Standing(), "b1") is None


def test_an_unknown_section_is_refused():
    with pytest.raises(UnknownReference, match="there is no section 'nowhere'"):
        what_opens(a_pathway(*ladder("a")), Standing(), "nowhere")


def _many_choices(count):
    """A section behind ``count`` prerequisites, each with a long and a short alternative."""
    names = [(f"long{i}", f"short{i}") for i in range(count)]
    sections = [core(f"{name}-1", name, 1, minutes=40.0 - 30 * k) for pair in names for k, name in enumerate(pair)]
    before = {"target": [needs(1, *((name, 1) for name in pair)) for pair in names]}
    return a_pathway(*sections, core("target-1", "target", 1), before=before)


def test_up_to_twelve_choices_are_all_compared():
    way = what_opens(_many_choices(12), Standing(), "target-1")

    assert way.is_cheapest
    assert set(ids(way)) == {f"short{i}-1" for i in range(12)}


def test_beyond_twelve_choices_it_is_one_way_and_leaves_the_dearest_out():
    way = what_opens(_many_choices(13), Standing(), "target-1")

    assert not way.is_cheapest
    assert set(ids(way)) == {f"short{i}-1" for i in range(13)}


def test_where_the_search_gives_up_it_is_one_way(monkeypatch):
    for steps in ("QUICK_STEPS", "EXACT_STEPS"):
        monkeypatch.setattr(explain, steps, 3)

    way = what_opens(_many_choices(6), Standing(), "target-1")

    assert not way.is_cheapest
    assert len(way.sections) == 6


def test_many_electives_on_many_levels_do_not_multiply():
    electives = [elective(f"e{level}-{i}", "a", level, minutes=10.0 + i) for level in range(1, 8) for i in range(12)]
    definition = a_pathway(*electives, core("b1", "b", 1), levels=8, before={"b": [needs(1, ("a", 7))]})

    way = what_opens(definition, Standing(), "b1")

    assert way.minutes == 70
    assert len(way.sections) == 7


def _large_framework(seed):
    """22 competencies of three levels, whose prerequisites lean on earlier ones, often by choice."""
    random = Random(seed)
    names = [f"c{i:02}" for i in range(22)]

    def alternatives(i):
        return {(random.choice(names[:i]), random.randint(1, 3)) for _ in range(random.choice((1, 1, 2, 3)))}

    before = {
        name: [needs(level, *sorted(alternatives(i))) for level in (1, 2, 3) if random.random() < 0.6]
        for i, name in enumerate(names)
        if i
    }
    minutes = iter(random.choices(range(5, 65, 5), k=66))
    sections = [core(f"{name}-{level}", name, level, minutes=next(minutes)) for name in names for level in (1, 2, 3)]
    return a_pathway(*sections, before=before)


@pytest.mark.parametrize("seed", range(4))
def test_the_sections_of_22_competencies_are_explained_exactly(seed):
    definition = _large_framework(seed)
    choices = CheapestWay(definition, Standing())

    ways = ways_to_held_sections(definition, Standing())

    countable = [s for s in ways if choices.count_choices(Open(s)) <= explain.EXACT_UP_TO_CHOICES]
    assert len(ways) > 40
    assert len(countable) > len(ways) / 2
    assert all(ways[section].is_cheapest for section in countable)
