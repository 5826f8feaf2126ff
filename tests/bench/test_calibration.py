"""The benchmark of calibration: who is asked what, what is fitted, and what is printed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from bench.calibration.__main__ import main
from bench.calibration.asking import by_variance
from bench.calibration.contestants import made_up, product, product_told, with_empty_categories
from bench.calibration.judging import FIRST_ROWS, Marks, Task, differences, parts_of, summary, weakest
from bench.spi.study import Study, load_study

from . import studies


@pytest.fixture
def study(tmp_path) -> Study:
    return load_study(*studies.written(tmp_path, rows=80), first_row=1, last_row=60)


def run(tmp_path, *options: str) -> int:
    responses, parameters = studies.written(tmp_path, rows=80)
    files = ["--responses", str(responses), "--items", str(parameters)]
    return main([*files, "--sizes", "60", "--questions", "3", "--jobs", "1", *options])


def test_nobody_is_asked_twice_or_about_a_reserved_item(study):
    reserved = weakest(study)

    asked = by_variance(study, reserved=reserved, questions=4)

    assert asked.shape == (60, 4)
    assert not set(reserved) & set(asked.flat)
    assert all(len(set(row)) == 4 for row in asked.tolist())


def test_the_first_question_is_that_which_takes_away_most_variance_over_all_scales(study):
    alone = replace(study, correlation=np.eye(3))

    asked = by_variance(alone, reserved=(), questions=1)

    assert {study.items[i].id for i in asked.flat} == {"bold.2"} or {study.items[i].id for i in asked.flat} == {
        "calm.2"
    }


def test_the_weakest_item_of_each_scale_is_reserved(study):
    assert [study.items[i].id for i in weakest(study)] == ["calm.1", "bold.1", "kind.2"]


def test_made_up_items_are_equal_and_centred(study):
    for item in made_up(study):
        assert item.discrimination == 1.5
        assert sum(item.thresholds) == pytest.approx(0)


@pytest.mark.parametrize("fit", [product, product_told])
def test_the_products_items_are_fitted_in_the_order_of_the_study(study, fit):
    items = fit(study)

    assert [item.id for item in items] == [item.id for item in study.items]
    assert all(len(new.thresholds) == len(old.thresholds) for new, old in zip(items, study.items, strict=True))
    assert items != made_up(study)


@pytest.mark.parametrize(
    ("seen", "found", "filled"),
    [
        ([0, 1, 2, 3], [-1.0, 0.0, 1.0], (-1.0, 0.0, 1.0)),
        ([0, 1, 3], [-1.0, 1.0], (-1.0, 1.0, 1.1)),
        ([1, 2, 3], [0.0, 1.0], (-1.0, 0.0, 1.0)),
        ([0, 1], [0.5], (0.5, 1.5, 2.5)),
    ],
)
def test_categories_that_did_not_occur_get_a_chance(seen, found, filled):
    assert with_empty_categories(np.array(seen), np.array(found), 3) == pytest.approx(filled)


def test_differences_are_paired_and_averaged_over_samples(study):
    people = len(study.answers)
    ours, theirs = (Marks(*np.full((3, people), value)) for value in (1.0, 1.5))
    marks = {
        Task("made up, equal", 0, 0): theirs,
        **{Task(method, 100, sample): ours for method in ("calibrated", "calibrated, N(0, 1)") for sample in (0, 1, 2)},
        **{Task("girth, no priors", 100, sample): theirs for sample in (0, 1, 2)},
    }

    found = differences(marks, parts_of(study), seed=1)

    assert {round(value, 9) for d in found for value in (d.difference, d.low, d.high)} == {-0.5}
    assert {d.samples for d in found} == {FIRST_ROWS, "drawn"}
    assert {row["rows"] for row in summary(marks, parts_of(study))} == {"1-30", "31-60", "1-60"}


def test_it_prints_marks_and_differences(tmp_path, capsys):
    pytest.importorskip("girth")

    assert run(tmp_path, "--first-row", "61", "--last-row", "80", "--subsamples", "0", "--json") == 0

    printed = json.loads(capsys.readouterr().out)
    everyone = [row for row in printed["marks"] if row["rows"] == "61-80"]
    assert [row["method"] for row in everyone] == [
        "made up, equal",
        "calibrated",
        "calibrated, N(0, 1)",
        "girth, no priors",
    ]
    assert all(0 < row["log_loss"] < 3 and 0 <= row["exact"] <= 1 for row in everyone)
    assert {d["yardstick"] for d in printed["differences"]} == {"log_loss", "exact", "exact_elsewhere"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--first-row", "60"], "the first row that is judged must come after them"),
        (["--first-row", "61", "--last-row", "80", "--questions", "5"], "from 1 to 4 questions"),
        (["--first-row", "61", "--last-row", "80", "--set-aside", "nobody"], "there is no scale 'nobody'"),
        (["--first-row", "61", "--last-row", "99"], "there are not so many"),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path, capsys, options, message):
    assert run(tmp_path, *options) == 2

    assert message in capsys.readouterr().err
