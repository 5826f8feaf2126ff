"""A framework may be far larger than what is measured: taken over from a standards document to choose from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pd_personalize_xblock.domain.checks import Problem, problems
from pd_personalize_xblock.domain.correlations import Correlations, Pair
from pd_personalize_xblock.domain.definition import MAX_IN_PLAY
from pd_personalize_xblock.domain.diagnostic import Response, next_item
from pd_personalize_xblock.domain.errors import InvalidDefinition
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.placement import place
from pd_personalize_xblock.domain.simulation import simulate
from tests.builders import a_competency, a_definition, a_rubric, a_section, needs

from .parts import ladder

IDS = tuple(f"c{i}" for i in range(MAX_IN_PLAY + 150))


def a_large_definition(**changes):
    """Many competencies of which nothing is asked and taught, unless ``changes`` say so."""
    return a_definition(**{"competencies": [a_competency(id) for id in IDS], "items": (), "sections": ()} | changes)


def test_a_large_framework_without_items_and_sections_is_sound_and_places_nobody():
    definition = a_large_definition()
    bank = ItemBank(definition)

    assert problems(definition) == []
    assert next_item(bank, [], seed="1") is None
    assert place(bank, [], attempt=1, definition_hash="").levels == {}
    assert simulate(bank, teachers=2, seed=1).questions == (0, 0)


def test_of_a_large_framework_only_what_has_items_or_sections_is_placed_as_if_there_were_nothing_else():
    chosen = ("c120", "c7", "c201")
    items = tuple(a_rubric(f"{id}-{i}", id) for id in chosen for i in range(2))
    large = a_large_definition(items=items, sections=(a_section("s", "c3"),))
    small = a_definition(competencies=[a_competency(id) for id in ("c3", "c7", "c120", "c201")], items=items)
    answers = [Response(0, "c7-0", "3", 3), Response(1, "c7-1", "2", 2), Response(2, "c120-0", "0", 0)]

    placed, expected = (place(ItemBank(d), answers, attempt=1, definition_hash="") for d in (large, small))

    assert placed == expected
    assert list(placed.competencies) == ["c3", "c7", "c120", "c201"]


def test_more_in_play_than_can_be_measured_together_is_refused():
    items = tuple(a_rubric(f"{id}-0", id) for id in IDS[:MAX_IN_PLAY])
    enough = a_large_definition(items=items)
    one_more = a_large_definition(items=(*items, a_rubric("more", IDS[-1])))

    assert problems(enough) == []
    assert problems(one_more) == [
        Problem(("competencies",), "at most 100 competencies can have items or sections, 101 have")
    ]


def test_competencies_without_sections_are_one_warning_where_they_are_many():
    definition = a_large_definition(items=(a_rubric("r", "c0"),), sections=ladder("c0"))

    assert problems(definition) == [
        Problem(("competencies", 1), "249 competencies have no sections: nobody is asked about them", is_warning=True)
    ]


def test_what_a_competency_without_sections_needs_is_only_warned_of():
    competencies = [a_competency("goals"), a_competency("talk", needs(1, ("peers", 1))), a_competency("peers")]
    definition = a_definition(competencies=competencies, items=(a_rubric(),), sections=ladder("goals"))

    assert problems(definition) == [
        Problem(
            ("competencies", 1, "prerequisites", 0),
            "this prerequisite cannot be met by course work: no sections lead to peers at level 1",
            is_warning=True,
        ),
        Problem(("competencies", 1), "competency talk has no sections: nobody is asked about it", is_warning=True),
        Problem(("competencies", 2), "competency peers has no sections: nobody is asked about it", is_warning=True),
    ]


CORRELATION = st.sampled_from((-0.9, -0.3, 0.0, 0.4, 0.6, 0.95)) | st.floats(-0.95, 0.95)


@settings(deadline=None)
@given(
    groups=st.lists(st.sampled_from((None, "a", "b", "c")), min_size=1, max_size=9),
    within=CORRELATION,
    between=CORRELATION,
    pairs=st.dictionaries(
        st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] < p[1]), CORRELATION, max_size=5
    ),
)
def test_correlations_are_refused_exactly_where_the_whole_matrix_is_not_positive_definite(
    groups, within, between, pairs
):
    correlations = Correlations(within, between, tuple(Pair(str(i), str(j), r) for (i, j), r in pairs.items()))
    domains = {str(i): group for i, group in enumerate(groups)}
    try:
        smallest = np.linalg.eigvalsh(correlations.matrix(domains)).min()
    except InvalidDefinition as refused:
        smallest = float(str(refused).rpartition(" ")[2].rstrip(")"))
        whole = np.array([[_correlation(correlations, domains, i, j) for j in domains] for i in domains])

        assert smallest == pytest.approx(np.linalg.eigvalsh(whole).min(), abs=1e-6, rel=0.01)
    else:
        assert smallest >= 1e-6 - 1e-9


def _correlation(correlations: Correlations, domains: dict[str, str | None], i: str, j: str) -> float:
    """By the definition of each, one entry at a time."""
    if i == j:
        return 1.0
    known = {frozenset((pair.first, pair.second)): pair.correlation for pair in correlations.pairs}
    same = domains[i] == domains[j] and domains[i] is not None
    return known.get(frozenset((i, j)), correlations.within if same else correlations.between)
