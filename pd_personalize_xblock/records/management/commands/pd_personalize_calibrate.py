"""Learn item parameters and correlations from what teachers answered, for the author to approve."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from pd_personalize_xblock.domain.calibration import MINIMUM_RESPONSES, TooFewResponses
from pd_personalize_xblock.domain.recalibration import Recalibration
from pd_personalize_xblock.formats.schema import write_json
from pd_personalize_xblock.records import calibrating, models


class Command(BaseCommand):
    """The result is a proposal: nobody is placed anew, and nothing comes into force by it."""

    help = "Fit a pathway block's items and correlations to its teachers' answers, and offer the result to the author."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which pathway block, and whether to write."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--block", help="the pathway block's usage key")
        which.add_argument("--course", help="every pathway block of this course key")
        parser.add_argument(
            "--minimum",
            type=int,
            default=MINIMUM_RESPONSES,
            help=f"items with fewer responses keep their parameters (default {MINIMUM_RESPONSES})",
        )
        parser.add_argument("--check", action="store_true", help="only report; write nothing")
        parser.add_argument("--output", type=Path, help="also write the calibrated definition to this JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the pathway blocks one by one."""
        if find_spec("scipy") is None:
            raise CommandError("scipy is missing: pip install 'pd-personalize-xblock[calibration]'")
        if options["minimum"] < 1:
            raise CommandError(f"--minimum must be at least 1, got {options['minimum']}")
        keys = self._block_keys(options)
        if options["output"] and len(keys) > 1:
            raise CommandError(f"--output takes one definition, and there are {len(keys)} pathway blocks; use --block")
        refused = [key for key in keys if not self._calibrate(key, options)]
        if len(refused) == len(keys):
            raise CommandError("nothing could be calibrated")

    def _block_keys(self, options: dict[str, Any]) -> list[str]:
        wanted = {"block_key": options["block"]} if options["block"] else {"course_key": options["course"]}
        keys = models.PathwayBlock.objects.filter(**wanted).order_by("block_key").values_list("block_key", flat=True)
        if not keys:
            raise CommandError(f"no pathway block is known in {options['block'] or options['course']}")
        return list(keys)

    def _calibrate(self, key: str, options: dict[str, Any]) -> bool:
        try:
            found = calibrating.calibrate_pathway(key, minimum=options["minimum"])
        except TooFewResponses as refusal:
            self.stderr.write(f"{key}: {refusal}")
            return False
        for line in _lines(found, names_teachers=options["verbosity"] > 1):
            self.stdout.write(line)
        if options["output"]:
            options["output"].write_text(write_json(found.definition), encoding="utf-8")
        if options["check"]:
            self.stdout.write(f"{key}: nothing was written")
        else:
            calibrating.propose(key, found, now=now())
            self.stdout.write(f"{key}: the author finds it in the editor, and decides")
        return True


def _lines(found: Recalibration, *, names_teachers: bool) -> Iterator[str]:
    summary = calibrating.report(found)
    yield f"{found.calibration.teachers} teachers: {summary['fitted']} items fitted, {summary['kept']} kept as they are"
    if not summary["converged"]:
        yield "the fit had not settled when it ended: take its numbers with care"
    for item in summary["items"][: calibrating.CHANGES_NAMED]:
        (a, fitted_a), (b, fitted_b) = item["discrimination"], item["thresholds"]
        change = f"a {a:g} -> {fitted_a:g}, b {_numbers(b)} -> {_numbers(fitted_b)}"
        yield f"  {item['id']} ({item['responses']} responses): {change}"
    for move in summary["moves"]:
        yield f"  {move['competency']}: {move['higher']} would be placed higher, {move['lower']} lower"
    if names_teachers:
        for move in found.moves:
            yield f"    user {move.teacher}: {move.competency} from level {move.before} to {move.after}"


def _numbers(values: list[float]) -> str:
    return "(" + ", ".join(f"{value:g}" for value in values) + ")"
