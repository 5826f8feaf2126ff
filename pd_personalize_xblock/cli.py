"""The command line: ``pd-personalize validate``, ``convert``, ``place`` and ``simulate``. Needs no Django."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .domain.definition import Definition
from .domain.diagnostic import Response
from .domain.estimation import ItemBank
from .domain.pathway import Standing, pathway_for
from .domain.placement import CompetencyPlacement, place
from .domain.simulation import Truth, simulate
from .formats.importing import CASE, CSV, FORMATS, JSON, OLX, read_any
from .formats.problems import FormatProblem
from .formats.reports import simulation_document, simulation_lines
from .formats.schema import content_hash, write_json
from .formats.table_writing import left_out, write_csv
from .formats.tables import AnswerSheet, read_responses


class _Refused(Exception):
    """A file that cannot be used, with all that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[FormatProblem]) -> None:
        super().__init__(path)
        self.path = path
        self.problems = problems


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 if a file cannot be used."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except _Refused as refused:
        _report(refused.path, refused.problems)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pd-personalize", description="Check, convert and try out definitions.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    validate = commands.add_parser("validate", help="list every problem of a definition (JSON, OLX, CASE or CSV)")
    validate.add_argument("file", type=Path, metavar="FILE")
    validate.set_defaults(run=_validate)

    convert = commands.add_parser("convert", help="write a definition in another format to standard output")
    convert.add_argument("file", type=Path, metavar="FILE")
    convert.add_argument("--from", dest="format", choices=FORMATS, help="what FILE is (default: recognised)")
    convert.add_argument("--to", choices=(JSON, OLX, CSV), required=True)
    convert.set_defaults(run=_convert)

    placing = commands.add_parser("place", help="place teachers by their answers, one JSON line for each")
    placing.add_argument("definition", type=Path, metavar="DEFINITION", help="a definition (JSON, OLX, CASE or CSV)")
    placing.add_argument(
        "responses",
        type=Path,
        metavar="RESPONSES.csv",
        help="one column per item id with the category number or nothing; a first column 'teacher' may name them",
    )
    placing.set_defaults(run=_place)

    simulating = commands.add_parser("simulate", help="take synthetic teachers through a definition")
    simulating.add_argument("definition", type=Path, metavar="DEFINITION", help="a definition (JSON, OLX, CASE or CSV)")
    simulating.add_argument("--teachers", type=_positive(int), default=200, help="how many (default 200)")
    simulating.add_argument("--seed", type=int, default=1, help="the same seed gives the same teachers (default 1)")
    simulating.add_argument(
        "--discrimination",
        type=_positive(float),
        default=1.0,
        metavar="FACTOR",
        help="items really discriminate so many times as well as written (default 1)",
    )
    simulating.add_argument(
        "--thresholds",
        type=_not_negative,
        default=0.0,
        metavar="LOGITS",
        help="thresholds really lie up to so far from where they are written (default 0)",
    )
    simulating.add_argument("--json", action="store_true", help="print one JSON document")
    simulating.set_defaults(run=_simulate)
    return parser


def _positive(kind: type[int] | type[float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = kind(text)
        if not 0 < value < float("inf"):
            raise argparse.ArgumentTypeError(f"must be above 0, got {text}")
        return value

    return read


def _not_negative(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"must be 0 or more, got {text}")
    return value


def _validate(arguments: argparse.Namespace) -> None:
    found = _read(arguments.file)
    definition, warnings = found.definition, found.problems
    _note(arguments.file, found.notes)
    _report(arguments.file, warnings)
    counts = (
        _counted(len(definition.framework.competencies), "competency", "competencies"),
        _counted(len(definition.items), "item", "items"),
        _counted(len(definition.sections), "section", "sections"),
        _counted(len(warnings), "warning", "warnings"),
    )
    print(f"{arguments.file}: sound: {', '.join(counts)}")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _convert(arguments: argparse.Namespace) -> None:
    found = _read(arguments.file, format=arguments.format)
    if found.format in (CASE, CSV):  # somebody else's file: what was made of it is not in it
        _note(arguments.file, found.notes)
        _report(arguments.file, found.problems)
    lost = left_out(found.definition) if arguments.to == CSV else []
    if lost:
        _note(arguments.file, [f"A table cannot hold {', '.join(lost)}: left out."])
    sys.stdout.write(_written(found.definition, arguments.to))


def _written(definition: Definition, format: str) -> str:
    if format == CSV:
        return write_csv(definition)
    if format == JSON:
        return write_json(definition)
    from .formats.olx import write_olx  # lxml is only needed for OLX

    return write_olx(definition)


def _place(arguments: argparse.Namespace) -> None:
    definition, _ = _read_definition(arguments.definition)
    sheets, problems = read_responses(_read_text(arguments.responses), definition)
    if problems:
        raise _Refused(arguments.responses, problems)
    bank, name = ItemBank(definition), content_hash(definition)
    for sheet in sheets:
        print(json.dumps(_placed(bank, name, sheet), ensure_ascii=False))


def _placed(bank: ItemBank, definition_hash: str, sheet: AnswerSheet) -> dict[str, object]:
    """Place one teacher, and open the sections as after a first sitting."""
    responses = [
        Response(sequence=i, item_id=item_id, option="", category=category)
        for i, (item_id, category) in enumerate(sheet.categories.items())
    ]
    placement = place(bank, responses, attempt=1, definition_hash=definition_hash)
    pathway = pathway_for(bank.definition, Standing(shown=placement.levels))
    return {
        "teacher": sheet.teacher,
        "competencies": {id: _competency(placed) for id, placed in placement.competencies.items()},
        "sections": dict(pathway.states),
    }


def _simulate(arguments: argparse.Namespace) -> None:
    definition, warnings = _read_definition(arguments.definition)
    _report(arguments.definition, warnings)
    truth = Truth(discrimination_factor=arguments.discrimination, threshold_shift=arguments.thresholds)
    found = simulate(ItemBank(definition), teachers=arguments.teachers, seed=arguments.seed, truth=truth)
    summary = simulation_document(definition, found)
    print(json.dumps(summary, ensure_ascii=False) if arguments.json else "\n".join(simulation_lines(summary)))


def _competency(placed: CompetencyPlacement) -> dict[str, object]:
    return {
        "ability": placed.ability,
        "standard_error": placed.standard_error,
        "p_level": placed.p_level,
        "level": placed.level,
        "status": placed.status,
    }


@dataclass(frozen=True)
class _Found:
    """A sound definition, the format it came in, and what its author should hear."""

    definition: Definition
    format: str
    problems: Sequence[FormatProblem]
    notes: Sequence[str]


def _read(path: Path, *, format: str | None = None) -> _Found:
    """Read a definition of any format."""
    found = read_any(_read_bytes(path), path.name, format=format)
    if found.definition is None or found.format is None:
        raise _Refused(path, found.problems)
    return _Found(found.definition, found.format, found.problems, found.notes)


def _read_definition(path: Path) -> tuple[Definition, Sequence[FormatProblem]]:
    """Read a definition of any format; what is returned beside it are warnings."""
    found = _read(path)
    return found.definition, found.problems


def _read_text(path: Path) -> str:
    try:
        return _read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(path, [FormatProblem("", f"not UTF-8 text: byte {error.start + 1} is wrong")]) from error


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _Refused(path, [FormatProblem("", f"cannot be read: {error.strerror or error}")]) from error


def _note(path: Path, notes: Iterable[str]) -> None:
    for note in notes:
        print(f"{path}: note: {note}", file=sys.stderr)


def _report(path: Path, problems: Iterable[FormatProblem]) -> None:
    for problem in problems:
        mark = "warning: " if problem.is_warning else ""
        print(f"{path}: {mark}{problem}", file=sys.stderr)
