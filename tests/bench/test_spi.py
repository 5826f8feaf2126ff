"""The benchmark on real answers: its protocol, against a slow computation in plain Python."""

from __future__ import annotations

import dataclasses
import json
from statistics import correlation

import numpy as np
import pytest

from bench.spi.__main__ import main
from bench.spi.beliefs import after
from bench.spi.forms import random_order, strongest_first
from bench.spi.methods import METHODS
from bench.spi.product import compiled, sit
from bench.spi.running import Marks, measure
from bench.spi.scores import Difference, against_best_fixed, full_form, levels, per_person
from bench.spi.study import BadFile, Study, load_study

from . import studies

FIXED = "fixed strongest first, independent"
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)


@pytest.fixture
def study(tmp_path) -> Study:
    return load_study(*studies.written(tmp_path), first_row=3, last_row=14)


def printed(capsys, tmp_path, *options, rows=(3, 14)):
    responses, parameters = studies.written(tmp_path)
    first, last = map(str, rows)
    files = ["--responses", str(responses), "--items", str(parameters), "--first-row", first, "--last-row", last]
    assert main([*files, "--json", "--resamples", "20", "--jobs", "1", *options]) == 0
    return json.loads(capsys.readouterr().out)


def ids(study, positions):
    return [study.items[i].id for i in positions]


def test_the_list_has_one_entry_for_each_method_and_length_and_these_fields(capsys, tmp_path):
    entries = printed(capsys, tmp_path, "--lengths", "2,4", "--methods", f"{FIXED},mirt CATEngine per scale")

    assert [(entry["method"], entry["questions"]) for entry in entries] == [
        (FIXED, 2),
        (FIXED, 4),
        ("mirt CATEngine per scale", 2),
        ("mirt CATEngine per scale", 4),
    ]
    assert all(list(e) == ["method", "questions", "log_loss", "exact", "within_one", "r"] for e in entries)


@pytest.mark.parametrize("length", [1, 3, 4])
def test_the_yardsticks_of_a_fixed_form_are_those_of_plain_python(capsys, tmp_path, length):
    people = studies.read(studies.written(tmp_path)[0], first_row=3, last_row=14)
    scales = studies.PARAMETERS["scales"]
    form = studies.in_rounds(studies.STRONGEST_FIRST)[:length]
    short = [studies.mean(studies.posterior(answers, form, scale)) for answers in people for scale in scales]
    full = [studies.mean(studies.posterior(answers, list(answers), scale)) for answers in people for scale in scales]
    apart = [abs(studies.level(x) - studies.level(y)) for x, y in zip(short, full, strict=True)]

    (entry,) = printed(capsys, tmp_path, "--lengths", str(length), "--methods", FIXED)

    assert entry["log_loss"] == pytest.approx(studies.log_loss(people, length), abs=2e-5)
    assert entry["exact"] == pytest.approx(sum(gap == 0 for gap in apart) / len(apart), abs=1e-5)
    assert entry["within_one"] == pytest.approx(sum(gap <= 1 for gap in apart) / len(apart), abs=1e-5)
    assert entry["r"] == pytest.approx(correlation(short, full), abs=2e-5)


def test_a_correlated_belief_is_close_to_brute_force(study):
    asked = np.array([[study.items.index(item) for item in study.items if item.id in ("calm.2", "bold.2")]])
    answers = {item.id: int(answer) for item, answer in zip(study.items, study.answers[0], strict=True)}
    precision = np.linalg.inv(study.correlation).tolist()

    belief = after(study, slice(0, 1), asked, correlated=True)

    for d, scale in enumerate(study.scales):
        joint = studies.joint_posterior(answers, ["calm.2", "bold.2"], scale, precision)
        assert belief.ability[0, d] == pytest.approx(studies.mean(joint), abs=0.02)


def test_rows_are_counted_from_1_after_the_header_and_both_ends_belong(tmp_path):
    responses, parameters = studies.written(tmp_path)
    lines = responses.read_text().splitlines()

    study = load_study(responses, parameters, first_row=3, last_row=4)

    assert len(study.answers) == 2
    assert study.first_row == 3
    of_row_3 = dict(zip(lines[0].split(","), lines[3].split(","), strict=True))
    assert study.answers[0].tolist() == [int(of_row_3[item.id]) for item in study.items]


def test_every_item_is_reserved_in_exactly_one_rotation(study):
    rotations = [study.reserved(rotation) for rotation in range(study.rotations)]

    assert [ids(study, rotation) for rotation in rotations] == [
        ["calm.1", "bold.1", "kind.1"],
        ["calm.2", "bold.2", "kind.2"],
        ["bold.3"],
    ]


@EVERY_METHOD
def test_answers_to_reserved_items_change_nothing_that_is_believed(study, method):
    reserved = study.reserved(1)
    other_answers = study.answers.copy()
    other_answers[:, reserved] = (other_answers[:, reserved] + 1) % 2
    changed = dataclasses.replace(study, answers=other_answers)

    beliefs = [METHODS[method](s, slice(0, 4), reserved=reserved, lengths=(2, 4), seed=1) for s in (study, changed)]

    for one, other in zip(*beliefs, strict=True):
        assert one.ability.tolist() == other.ability.tolist()
        assert one.density.tolist() == other.density.tolist()


@EVERY_METHOD
def test_a_method_gives_the_same_under_the_same_seed_whoever_else_is_there(study, method):
    def ability(people):
        beliefs = METHODS[method](study, people, reserved=(), lengths=(1, 3), seed=5)
        return np.array([belief.ability for belief in beliefs])

    everyone, again, two = ability(slice(0, 6)), ability(slice(0, 6)), ability(slice(2, 4))

    assert everyone.tolist() == again.tolist()
    assert two == pytest.approx(everyone[:, 2:4], abs=1e-9)


@pytest.mark.parametrize("method", [name for name in METHODS if "correlated" not in name])
def test_with_every_item_asked_a_method_without_correlation_is_the_full_form(study, method):
    (belief,) = METHODS[method](study, slice(0, 5), reserved=(), lengths=(len(study.items),), seed=1)

    assert belief.ability == pytest.approx(full_form(study)[:5], abs=1e-3)
    assert belief.density.sum(axis=-1) == pytest.approx(np.ones((5, 3)))


def test_the_strongest_first_form_asks_one_item_of_each_scale_per_round(study):
    order = strongest_first(study, slice(0, 2), reserved=(), seed=1)

    assert ids(study, order[0]) == list(studies.STRONGEST_FIRST)
    assert order[0].tolist() == order[1].tolist()


def test_the_random_form_asks_one_item_of_each_scale_per_round_and_differs_between_people_and_seeds(study):
    order = random_order(study, slice(0, 12), reserved=(), seed=1)

    assert all(sorted(study.scale_of[person[:3]]) == [0, 1, 2] for person in order)
    assert all(sorted(person) == list(range(7)) for person in order)
    assert len({tuple(person) for person in order.tolist()}) > 6
    assert order.tolist() != random_order(study, slice(0, 12), reserved=(), seed=2).tolist()


def test_the_product_asks_as_many_questions_as_it_is_to_and_none_twice(study):
    bank = compiled(study, reserved=study.reserved(0), correlated=False, questions=4)
    categories = {item.id: 1 for item in study.items}

    *_, responses = sit(bank, categories, questions=4, seed="1")

    asked = {response.item_id for response in responses}
    assert len(asked) == 4
    assert not asked & set(ids(study, study.reserved(0)))


def test_two_processes_measure_what_one_does(study):
    def marks(jobs):
        found = measure(study, methods=[FIXED], lengths=(2, 4), seed=1, jobs=jobs, one_sitting=False)
        return {key: (mark.log_loss.tolist(), mark.ability.tolist()) for key, mark in found.items()}

    assert marks(1) == marks(2)


def test_an_ability_on_a_cut_belongs_to_the_higher_level():
    assert levels(np.array([-0.81, -0.8, -1e-12, 0.79, 0.8])).tolist() == [0, 1, 2, 2, 3]


def test_the_interval_is_that_of_the_differences_of_the_same_people_and_names_the_best_fixed_form(study):
    good, better, bad = (_marks(study, shift) for shift in (0.2, 0.1, 0.9))
    methods = {"adaptive, correlated": better, FIXED: good, "fixed random, independent": bad}
    full = np.random.default_rng(4).normal(size=(len(study.answers), 3))
    scored = {(name, 4): per_person(marks, full) for name, marks in methods.items()}

    found = {d.yardstick: d for d in against_best_fixed(scored, resamples=50, seed=1)}

    assert found["log_loss"].best_fixed == FIXED
    assert found["log_loss"].difference == pytest.approx(-0.1)
    assert (found["log_loss"].low, found["log_loss"].high) == pytest.approx((-0.1, -0.1))


def _marks(study, shift):
    rng = np.random.default_rng(3)
    people = len(study.answers)
    return Marks(rng.random((people, 7)) + shift, rng.normal(size=(people, 3)))


def test_the_differences_are_written_where_asked(capsys, tmp_path):
    options = ["--lengths", "2", "--methods", f"{FIXED},adaptive, correlated", "--bootstrap", str(tmp_path / "b.json")]

    printed(capsys, tmp_path, *options)

    written = json.loads((tmp_path / "b.json").read_text())
    assert [entry["yardstick"] for entry in written] == ["log_loss", "exact", "within_one", "r"]
    assert set(written[0]) == set(Difference._fields)


@pytest.mark.parametrize(
    ("rows", "message"),
    [((0, 3), "the first must be 1 or more"), ((5, 4), "not after the last"), ((25, 31), "there are not so many")],
)
def test_rows_that_are_not_there_are_refused(tmp_path, rows, message):
    with pytest.raises(BadFile, match=message):
        load_study(*studies.written(tmp_path), first_row=rows[0], last_row=rows[1])


def _items(**change):
    first, *others = studies.PARAMETERS["items"]
    return {"items": [first | change, *others]}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (_items(discrimination=0), "item calm.1: discrimination must be above 0"),
        (_items(thresholds=[1, 0]), "item calm.1: thresholds must rise strictly"),
        (_items(scale="odd"), "item calm.1 is of the scale odd"),
        (_items(id="bold.1"), "the item bold.1 is there twice"),
        ({"scales": ["calm", "bold", "kind", "spare"]}, "the scale spare has no items"),
        ({"items": [{"id": "q"}]}, "'discrimination' is missing"),
        ({"correlation": [[1, 0.5], [0.5, 1]]}, r"3 scales has the shape \(2, 2\)"),
        ({"correlation": [[1, 1.2, 0], [1.2, 1, 0], [0, 0, 1]]}, "not positive definite"),
        ({"correlation": [[1, 0.5, 0], [0.2, 1, 0], [0, 0, 1]]}, "finite and symmetric"),
        (_items(id="calm.9"), "there is no column calm.9"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_by_name(tmp_path, changed, message):
    responses, _ = studies.written(tmp_path)
    parameters = tmp_path / "changed.json"
    parameters.write_text(json.dumps(studies.PARAMETERS | changed))

    with pytest.raises(BadFile, match=message):
        load_study(responses, parameters, first_row=1, last_row=5)


@pytest.mark.parametrize("answer", ["", "9", "-1", "x", "1.0"])
def test_an_answer_that_is_no_category_is_refused_with_its_place(tmp_path, answer):
    responses, parameters = studies.written(tmp_path)
    lines = responses.read_text().splitlines()
    lines[2] = ",".join([*lines[2].split(",")[:-1], answer])
    responses.write_text("\n".join(lines))

    with pytest.raises(BadFile, match=r"row 2, column calm.1: expected a category 0 to 3, got"):
        load_study(responses, parameters, first_row=1, last_row=5)


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--lengths", "5"], "at most 4 questions"), (["--last-row", "31"], "there are not so many")],
)
def test_the_command_says_what_is_wrong_and_ends_with_2(capsys, tmp_path, options, message):
    responses, parameters = studies.written(tmp_path)

    status = main(["--responses", str(responses), "--items", str(parameters), "--last-row", "9", *options])

    assert status == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--lengths", "0"], ["--lengths", "x"], ["--methods", "guessing"]])
def test_options_that_make_no_sense_are_refused(tmp_path, options):
    with pytest.raises(SystemExit):
        main(["--responses", "a", "--items", "b", "--last-row", "9", *options])


def test_marks_kept_in_parts_are_reported_together_and_for_any_rows(capsys, tmp_path):
    parts = [tmp_path / "two.npz", tmp_path / "four.npz"]
    whole = printed(capsys, tmp_path, "--lengths", "2,4", "--methods", FIXED)
    for length, part in zip(("2", "4"), parts, strict=True):
        printed(capsys, tmp_path, "--lengths", length, "--methods", FIXED, "--keep", str(part))

    assert printed(capsys, tmp_path, "--recall", *map(str, parts)) == whole
    some = printed(capsys, tmp_path, "--recall", *map(str, parts), rows=(5, 9))
    assert some == printed(capsys, tmp_path, "--lengths", "2,4", "--methods", FIXED, rows=(5, 9))


def test_marks_that_do_not_hold_the_rows_are_refused(capsys, tmp_path):
    part = tmp_path / "part.npz"
    printed(capsys, tmp_path, "--lengths", "2", "--methods", FIXED, "--keep", str(part))
    responses, parameters = studies.written(tmp_path)
    files = ["--responses", str(responses), "--items", str(parameters), "--recall", str(part)]

    assert main([*files, "--lengths", "2", "--first-row", "3", "--last-row", "15"]) == 2
    assert "part.npz: it does not hold all rows asked for" in capsys.readouterr().err


def test_markdown_has_a_line_for_each_figure_and_each_difference(capsys, tmp_path):
    responses, parameters = studies.written(tmp_path)
    files = ["--responses", str(responses), "--items", str(parameters), "--first-row", "3", "--last-row", "6"]
    methods = f"{FIXED},adaptive, correlated"

    assert main([*files, "--lengths", "2", "--methods", methods, "--jobs", "1", "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines[:4]] == ["| method", "| ---", f"| {FIXED}", "| adaptive, correlated"]
    assert [line.split(" | ")[1] for line in lines[7:]] == ["log_loss", "exact", "within_one", "r"]
