"""Whole sentences: lists inside them, and the singular."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pd_personalize_xblock.domain.credentials import Ground, Method
from pd_personalize_xblock.domain.definition import MasteryBy
from pd_personalize_xblock.domain.earned import Earned
from pd_personalize_xblock.rendering import named, render, way_there
from pd_personalize_xblock.views import credentials

from ..builders import a_section

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def a_way(*titles):
    return {"sections": [{"title": title, "minutes": 30} for title in titles], "is_cheapest": True}


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        ("A", "Opens after <b><bdi>A</bdi></b> (30 min)."),
        ("AB", "Opens after <b><bdi>A</bdi></b> (30 min) and <b><bdi>B</bdi></b> (30 min)."),
        (
            "ABC",
            "Opens after <b><bdi>A</bdi></b> (30 min), <b><bdi>B</bdi></b> (30 min) and <b><bdi>C</bdi></b> (30 min).",
        ),
    ],
)
def test_a_way_names_its_sections_in_one_sentence(titles, said):
    assert way_there(a_way(*titles), is_firm=True) == said


def test_what_an_author_calls_a_section_is_neither_markup_nor_a_place_for_words():
    said = way_there(a_way("<i>100 %(minutes)s</i>", "%s"), is_firm=False)

    assert said == (
        "Best after <b><bdi>&lt;i&gt;100 %(minutes)s&lt;/i&gt;</bdi></b> (30 min) and <b><bdi>%s</bdi></b> (30 min)."
    )
    assert named(["<i>", "B"]) == "<bdi>&lt;i&gt;</bdi>; <bdi>B</bdi>"


@pytest.mark.parametrize(("minutes", "said"), [(1, "1 minute by"), (50, "50 minutes by")])
@pytest.mark.parametrize("by", [MasteryBy.COMPLETION, MasteryBy.GRADE, MasteryBy.SIGN_OFF])
def test_minutes_of_work_are_counted_in_words(by, minutes, said):
    work = Earned(a_section("goals-1", "goals", 1, minutes=minutes), by=by, at=NOW)
    (shown,) = credentials._shown(Ground(Method.WORK, NOW, work=(work,)))

    assert said in shown.narrative


@pytest.mark.parametrize(("n", "said"), [(1, "+0.5 (0.1 to 0.9), 1 teacher"), (12, "+0.5 (0.1 to 0.9), 12 teachers")])
def test_a_mean_says_of_how_many_teachers_it_is(n, said):
    mean = {"mean": "+0.5", "low": "0.1", "high": "0.9", "n": n}

    assert render("leading/health_mean.html", {"mean": mean}).strip() == said
