"""Random pathways, the teachers who meet them, and random items with answers to them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.estimation import ItemBank, Scored
from pd_personalize_xblock.domain.framework import Attainment, Prerequisite
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.items import Item
from pd_personalize_xblock.domain.pathway import Standing
from tests.builders import a_competency, a_definition, a_frequency, a_section
from tests.strategies import repaired

from .parts import a_bank, keyed

_SLOW_TO_MAKE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
many = settings(max_examples=150, deadline=None, suppress_health_check=_SLOW_TO_MAKE)
some = settings(max_examples=60, deadline=None, suppress_health_check=_SLOW_TO_MAKE)


@st.composite
def pathways(draw: st.DrawFn, *, max_sections: int = 10) -> Definition:
    """Sections and prerequisites that refer to what exists, but may leave teachers stranded."""
    levels = draw(st.integers(2, 4))
    names = "abcd"[: draw(st.integers(1, 4))]
    level = st.integers(1, levels - 1)
    attainments = st.builds(Attainment, st.sampled_from(names), level)
    alternatives = st.lists(attainments, min_size=1, max_size=3, unique=True).map(tuple)
    prerequisites = st.lists(st.builds(Prerequisite, level, alternatives), max_size=3, unique=True)
    places = st.tuples(st.sampled_from(names), level, st.booleans(), st.integers(1, 4))
    sections = tuple(
        a_section(f"s{i}", competency, at, elective=is_elective, minutes=tens * 10.0)
        for i, (competency, at, is_elective, tens) in enumerate(
            draw(st.lists(places, min_size=1, max_size=max_sections))
        )
    )
    competencies = [a_competency(name, *draw(prerequisites)) for name in names]
    return a_definition(competencies=competencies, levels=levels, items=(), sections=sections)


def sound_pathways(*, max_sections: int = 10) -> st.SearchStrategy[Definition]:
    """Pathways that strand nobody: random ones without whatever the check refuses."""
    return pathways(max_sections=max_sections).map(repaired).filter(lambda definition: bool(definition.sections))


@st.composite
def standings(draw: st.DrawFn, definition: Definition) -> Standing:
    """Any teacher, also one whose placement, role or pathway was changed after the work was done."""
    names = [competency.id for competency in definition.framework.competencies]
    ids = [section.id for section in definition.sections]
    levels = st.dictionaries(st.sampled_from(names), st.integers(0, definition.framework.top_level))
    return Standing(
        shown=draw(levels),
        start_lower=draw(levels),
        mastered=draw(subsets(ids)),
        opened=draw(subsets(ids)),
        out_of_role=draw(subsets(names)),
    )


def subsets(values: list[str]) -> st.SearchStrategy[frozenset[str]]:
    """Any few of these values."""
    return st.frozensets(st.sampled_from(values), max_size=len(values) // 2) if values else st.just(frozenset())


@st.composite
def teachers(draw: st.DrawFn, definitions: st.SearchStrategy[Definition]) -> tuple[Definition, Standing]:
    """A definition and a teacher of it."""
    definition = draw(definitions)
    return definition, draw(standings(definition))


@st.composite
def steps(draw: st.DrawFn, definition: Definition) -> list[tuple[str, str, int]]:
    """What happens to a teacher over time: (what, id, level), all of it adding something."""
    names = [competency.id for competency in definition.framework.competencies]
    ids = [section.id for section in definition.sections]
    level = st.integers(0, definition.framework.top_level)
    step = st.one_of(
        st.tuples(st.just("master"), st.sampled_from(ids), st.just(0)),
        st.tuples(st.just("show"), st.sampled_from(names), level),
        st.tuples(st.just("leave the role"), st.sampled_from(names), st.just(0)),
    )
    return draw(st.lists(step, max_size=10))


def after(standing: Standing, step: tuple[str, str, int]) -> Standing:
    """Return the standing after one step."""
    what, id, level = step
    shown, mastered, out_of_role = dict(standing.shown), standing.mastered, standing.out_of_role
    if what == "master":
        mastered |= {id}
    elif what == "show":
        shown[id] = max(level, shown.get(id, 0))
    else:
        out_of_role |= {id}
    return Standing(shown, standing.start_lower, mastered, standing.opened, out_of_role)


def discriminations(least: float = 0.1, most: float = 5.0) -> st.SearchStrategy[float]:
    """Weak, ordinary and strong."""
    return st.sampled_from((least, 1.2, 2.0, most)) | st.floats(least, most)


def rising(count: int, *, reach: float = 3.0) -> st.SearchStrategy[tuple[float, ...]]:
    """Thresholds at least a hundredth of a logit apart."""
    hundredths = st.integers(round(-reach * 100), round(reach * 100))
    values = st.lists(hundredths, min_size=count, max_size=count, unique=True)
    return values.map(lambda drawn: tuple(value / 100 for value in sorted(drawn)))


@st.composite
def graded_items(draw: st.DrawFn, *, least: float = 0.1, most: float = 5.0, reach: float = 3.0) -> GradedItem:
    """Two to five categories, or two with a guessing floor."""
    thresholds = draw(st.integers(1, 4).flatmap(lambda count: rising(count, reach=reach)))
    guessing = draw(st.sampled_from((0.0, 0.25)) | st.floats(0, 0.9)) if len(thresholds) == 1 else 0.0
    return GradedItem("q", draw(discriminations(least, most)), thresholds, guessing)


def as_authored(id: str, item: GradedItem, competency: str = "goals") -> Item:
    """The item that an author would write to get these parameters."""
    if item.guessing:
        b = item.thresholds[0]
        return keyed(id, a=item.discrimination, b=b, guessing=item.guessing, competency=competency)
    count = len(item.thresholds) + 1
    parameters = {"discrimination": item.discrimination, "thresholds": item.thresholds}
    return a_frequency(id, competency, steps=count, level=1, **parameters)


@dataclass(frozen=True)
class Answered:
    """A bank for one competency, and scored answers to some of its items."""

    bank: ItemBank
    scored: Scored


@st.composite
def answered(draw: st.DrawFn, *, most: float = 5.0, least_answers: int = 0, max_items: int = 5) -> Answered:
    """Up to ``max_items`` items on a scale of two to six levels, some of them answered somehow."""
    levels = draw(st.integers(2, 6))
    parameters = draw(st.lists(graded_items(most=most, reach=levels / 2), min_size=1, max_size=max_items))
    bank = a_bank(*(as_authored(f"q{i}", item) for i, item in enumerate(parameters)), levels=levels)
    ids = sorted(bank.graded)
    chosen = draw(st.lists(st.sampled_from(ids), unique=True, min_size=min(least_answers, len(ids))))
    return Answered(bank, tuple((id, draw(st.integers(0, len(bank.graded[id].thresholds)))) for id in sorted(chosen)))
