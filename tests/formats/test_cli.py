"""The command line, as an author or a data analyst meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pd_personalize_xblock.cli import main
from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.formats.olx import write_olx
from pd_personalize_xblock.formats.schema import read_json, to_document, write_json
from tests.builders import a_competency, a_definition, a_frequency, a_rubric, a_section, needs

from .packages import PLAN_AND_ASSESS

ROOT = Path(__file__).parents[2]
DEFINITION = a_definition(
    title="Évaluer",
    competencies=(a_competency("goals"), a_competency("feedback", needs(1, ("goals", 2)))),
    items=(a_rubric("r1"), a_rubric("r2"), a_frequency("f1", "feedback")),
    sections=(a_section("g1"), a_section("g2", level=2), a_section("g3", level=3), a_section("f1", "feedback")),
)


@pytest.fixture
def json_file(tmp_path):
    """A file with a definition that has warnings but no errors."""
    path = tmp_path / "definition.json"
    path.write_text(write_json(DEFINITION), encoding="utf-8")
    return path


@pytest.fixture
def olx_file(tmp_path):
    """The same definition as OLX."""
    path = tmp_path / "definition.xml"
    path.write_text("\ufeff" + write_olx(DEFINITION), encoding="utf-8")
    return path


def place(tmp_path: Path, definition: Path, table: str) -> int:
    """Run ``place`` on a table."""
    responses = tmp_path / "responses.csv"
    responses.write_text(table, encoding="utf-8")
    return main(["place", str(definition), str(responses)])


def test_validate_passes_a_sound_file_and_marks_its_warnings(json_file, capsys):
    status = main(["validate", str(json_file)])

    printed = capsys.readouterr()
    assert status == 0
    assert printed.out == f"{json_file}: sound: 2 competencies, 3 items, 4 sections, 1 warning\n"
    assert printed.err == f"{json_file}: warning: competencies[1]: competency feedback has no section at level 2, 3\n"


def test_validate_recognises_olx_by_its_content(olx_file, capsys):
    assert main(["validate", str(olx_file)]) == 0
    assert f"{olx_file}: warning: line " in capsys.readouterr().err


def test_validate_lists_every_problem(tmp_path, capsys):
    path = tmp_path / "bad.json"
    document = to_document(DEFINITION) | {"title": ""}
    document["items"][0]["competency"] = "none"
    path.write_text(json.dumps(document), encoding="utf-8")

    status = main(["validate", str(path)])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.splitlines()[:2] == [
        f"{path}: title: must not be empty",
        f"{path}: items[0].competency: there is no competency none",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        (b'{"title": "\xff"}', "not UTF-8 text: byte 12 is wrong"),
        (b"\xff\xfe{", "not UTF-16 text: byte 3 is wrong"),
        (b"", "the file is empty"),
        (b"{", "line 1: not JSON: "),
        (b"<", "line 1: not XML: "),
    ],
)
@pytest.mark.parametrize("command", [["validate"], ["convert", "--to", "json"]])
def test_file_that_cannot_be_used_is_one_clear_message(tmp_path, capsys, content, message, command):
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)

    status = main([*command, str(path)])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.startswith(f"{path}: {message}")
    assert len(printed.err.splitlines()) == 1


def test_folder_in_place_of_a_file_is_refused(tmp_path, capsys):
    assert main(["validate", str(tmp_path)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_convert_writes_either_format(json_file, olx_file, capsys):
    assert main(["convert", str(json_file), "--to", "olx"]) == 0
    assert capsys.readouterr().out == write_olx(DEFINITION)

    assert main(["convert", str(olx_file), "--to", "json"]) == 0
    assert capsys.readouterr().out == write_json(DEFINITION)


def test_convert_to_csv_and_back_keeps_all_but_what_a_table_cannot_hold(tmp_path, json_file, capsys):
    assert main(["convert", str(json_file), "--to", "csv"]) == 0
    printed = capsys.readouterr()
    path = tmp_path / "definition.csv"
    path.write_text(printed.out, encoding="utf-8", newline="")

    assert main(["convert", str(path), "--from", "csv", "--to", "json"]) == 0
    again = capsys.readouterr()
    assert printed.err == ""
    assert read_json(again.out)[0] == DEFINITION
    assert f"{path}: note: The levels, lowest first: Emerging, " in again.err


def test_convert_names_what_a_table_cannot_hold(tmp_path, capsys):
    path = tmp_path / "definition.json"
    path.write_text(write_json(a_definition(rules=Rules(max_questions=9))), encoding="utf-8")

    assert main(["convert", str(path), "--to", "csv"]) == 0
    assert capsys.readouterr().err == f"{path}: note: A table cannot hold rules: left out.\n"


def test_convert_reads_a_case_package_and_says_what_became_of_it(tmp_path, capsys):
    path = tmp_path / "package.json"
    path.write_text(json.dumps(PLAN_AND_ASSESS), encoding="utf-8")

    assert main(["convert", str(path), "--from", "case", "--to", "olx"]) == 0

    printed = capsys.readouterr()
    assert printed.out.count("<competency id=") == 3
    assert f"{path}: note: 3 of 5 items, those without parts, became competencies." in printed.err


def test_convert_refuses_a_table_with_mistakes_by_line_and_column(tmp_path, capsys):
    path = tmp_path / "sheet.csv"
    path.write_text("competency;level;statement\nA;1;a\n;2;b\n", encoding="utf-8")

    status = main(["convert", str(path), "--to", "json"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert f"{path}: line 3: column competency: is empty" in printed.err


def test_place_prints_one_line_per_teacher(tmp_path, json_file, capsys):
    status = place(tmp_path, json_file, "teacher,r1,r2,f1\nAna,2,2,\n,,,0\n")

    ana, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert status == 0
    assert ana["teacher"] == "Ana"
    assert second["teacher"] == 2
    assert list(ana["competencies"]) == ["goals", "feedback"]
    assert list(ana["competencies"]["goals"]) == ["ability", "standard_error", "p_level", "level", "status"]
    assert ana["competencies"]["goals"]["level"] == 2
    assert ana["competencies"]["feedback"]["status"] == "inferred"
    assert ana["sections"] == {"g1": "exempt", "g2": "exempt", "g3": "open", "f1": "open"}
    assert second["sections"] == {"g1": "open", "g2": "held", "g3": "held", "f1": "held"}


def test_place_agrees_with_the_estimate_of_the_domain(tmp_path, json_file, capsys):
    place(tmp_path, json_file, "r2,r1\n3,1\n")

    goals = json.loads(capsys.readouterr().out)["competencies"]["goals"]
    estimate = ItemBank(DEFINITION).own_estimate((("r1", 1), ("r2", 3)))
    assert goals["ability"] == pytest.approx(estimate.ability, abs=1e-6)
    assert goals["standard_error"] == pytest.approx(estimate.standard_error, abs=1e-6)
    assert goals["p_level"] == pytest.approx(estimate.p_level, abs=1e-6)


def test_place_refuses_a_table_with_mistakes_and_places_nobody(tmp_path, json_file, capsys):
    status = place(tmp_path, json_file, "r1,none\n1,1\n9,1\n")

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert [line.split(": ", 1)[1] for line in printed.err.splitlines()] == [
        "line 1: column none: there is no such item",
        "line 3: column r1: must be a category from 0 to 3, or nothing; got '9'",
    ]


def test_place_refuses_an_unsound_definition(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text("{}", encoding="utf-8")

    assert place(tmp_path, path, "r1\n1\n") == 1
    assert "title: is missing" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["convert", "x"], ["convert", "x", "--to", "yaml"], ["unknown"]])
def test_wrong_arguments_end_with_the_usage(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "usage: pd-personalize" in capsys.readouterr().err


def test_command_runs_as_a_process_in_any_locale_without_django(json_file):
    program = (
        "import sys; from pd_personalize_xblock.cli import main; status = main(); "
        "assert 'django' not in sys.modules; assert 'xblock' not in sys.modules; sys.exit(status)"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}

    done = subprocess.run(
        [sys.executable, "-c", program, "convert", str(json_file), "--to", "json"],
        cwd=ROOT,
        env=environment | {"PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )

    assert done.stderr == b""
    assert done.returncode == 0
    assert read_json(done.stdout.decode("utf-8"))[0] == DEFINITION


def test_simulate_prints_figures_and_names_what_never_happens(json_file, capsys):
    status = main(["simulate", str(json_file), "--teachers", "12", "--seed", "3"])

    printed = capsys.readouterr().out
    assert status == 0
    assert "12 synthetic teachers" in printed
    assert "questions: " in printed
    assert "within one level" in printed
    assert "dead levels, at which nobody was placed: " in printed
    assert all(competency.name in printed for competency in DEFINITION.framework.competencies)


def test_simulate_prints_one_document_whose_figures_add_up(json_file, capsys):
    status = main(["simulate", str(json_file), "--teachers", "15", "--seed", "3", "--json"])

    found = json.loads(capsys.readouterr().out)
    assert status == 0
    assert found["teachers"] == 15
    assert all(sum(row["teachers"]) == 15 for row in found["levels"])
    assert found["questions"]["mean"] <= found["questions"]["most"]
    dead = {(entry["competency"], entry["level"]) for entry in found["dead_levels"]}
    assert dead == {
        (row["competency"], level) for row in found["levels"] for level, n in enumerate(row["teachers"]) if not n
    }


def test_simulate_gives_the_same_for_the_same_seed_and_worse_for_worse_items(json_file, capsys):
    def found(*options):
        main(["simulate", str(json_file), "--teachers", "60", "--json", *options])
        return json.loads(capsys.readouterr().out)

    as_written = found()

    assert found() == as_written
    assert found("--discrimination", "0.3", "--thresholds", "1")["all"]["exact"] < as_written["all"]["exact"]


@pytest.mark.parametrize(
    "wrong", [("--teachers", "0"), ("--discrimination", "-1"), ("--thresholds", "-0.1"), ("--thresholds", "nan")]
)
def test_simulate_refuses_nonsense_by_name_and_value(json_file, capsys, wrong):
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", str(json_file), *wrong])

    assert stopped.value.code == 2
    assert wrong[0] in capsys.readouterr().err
