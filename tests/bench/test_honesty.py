"""Calibration errors and speeds: the measures themselves, on the small study."""

from __future__ import annotations

import numpy as np
import pytest

from bench import honesty, speed
from bench.honesty import expected_calibration_error
from bench.simulated import draw_teacher
from bench.spi.product import compiled
from bench.spi.study import load_parameters

from . import studies


def test_probabilities_that_come_true_as_often_as_they_say_have_no_error():
    said = np.array([0.25] * 4 + [0.75] * 4)
    came_true = np.array([1, 0, 0, 0, 1, 1, 1, 0])

    assert expected_calibration_error(said, came_true) == pytest.approx(0)


def test_the_error_is_the_mean_distance_weighted_by_how_many_probabilities_a_bin_has():
    said = np.array([1.0, 0.95, 0.91, 0.05])
    came_true = np.array([1, 0, 0, 0])

    error = expected_calibration_error(said, came_true)

    assert error == pytest.approx(3 / 4 * (2.86 / 3 - 1 / 3) + 1 / 4 * 0.05)


def test_simulated_teachers_are_as_correlated_as_the_definition_and_answer_better_the_abler_they_are(tmp_path):
    study = load_parameters(studies.written(tmp_path)[1])
    bank = compiled(study, reserved=(), correlated=True, questions=4)
    rng = np.random.default_rng(1)

    teachers = [draw_teacher(bank, rng) for _ in range(600)]

    ability = np.array([teacher.ability for teacher in teachers])
    sums = [sum(category for id, category in t.categories.items() if id.startswith("calm")) for t in teachers]
    assert np.corrcoef(ability.T) == pytest.approx(study.correlation, abs=0.12)
    assert np.corrcoef(ability[:, 0], sums)[0, 1] > 0.6
    assert teachers[0].levels.tolist() == [studies.level(x) for x in ability[0]]


def test_the_command_judges_simulated_placements_and_predictions_of_real_answers(capsys, tmp_path):
    responses, parameters = map(str, studies.written(tmp_path))
    files = ["--items", parameters, "--responses", responses, "--last-row", "5"]

    status = honesty.main([*files, "--placements", "30", "--seed", "2", "--jobs", "1"])

    out = capsys.readouterr().out
    assert status == int("MISSED" in out)
    assert [line.split("questions")[1].split()[0] for line in out.splitlines()] == ["30", "120", "110"]
    assert "P(category) of reserved items" in out


def test_the_command_gives_the_same_figures_under_the_same_seed(capsys, tmp_path):
    _, parameters = map(str, studies.written(tmp_path))

    printed = []
    for seed in ("1", "1", "2"):
        honesty.main(["--items", parameters, "--placements", "30", "--seed", seed, "--jobs", "1"])
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1] != printed[2]


@pytest.mark.parametrize("command", [honesty, speed])
def test_a_file_that_is_not_there_is_refused(capsys, command):
    assert command.main(["--items", "nowhere.json"]) == 2
    assert "nowhere.json" in capsys.readouterr().err


def test_speeds_of_the_product_of_mirt_and_of_catsim_stand_side_by_side(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(speed, "TEACHERS", 2)

    speed.main(["--items", str(studies.written(tmp_path)[1])])

    lines = capsys.readouterr().out.splitlines()
    measured = [line.split(" ms  ")[1].split(":")[0] for line in lines]
    assert sorted(set(measured)) == ["catsim", "mirt's CATEngine", "the product"]
