"""Recompute everything derived, and say what was different."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from pd_personalize_xblock.records import models, rebuilding


class Command(BaseCommand):
    """Placements, section states and gates follow from the records; this makes them follow again."""

    help = (
        "Recompute placements, section states, figures and gates from the records, take back credentials that nothing "
        "shows any more, and report every difference."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which pathway blocks, and whether to write."""
        parser.add_argument("--course", help="only pathway blocks of this course key")
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with status 1 if anything differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the pathway blocks one by one."""
        blocks = models.PathwayBlock.objects.order_by("course_key", "block_key")
        if options["course"]:
            blocks = blocks.filter(course_key=options["course"])
        keys = list(blocks.values_list("block_key", flat=True))
        if options["course"] and not keys:
            raise CommandError(f"no pathway block is known in {options['course']}")
        found, overtaken = 0, 0
        for key in keys:
            try:
                for difference in rebuilding.rebuild(key, now=now(), write=not options["check"]):
                    found += 1
                    self.stdout.write(str(difference))
            except rebuilding.Overtaken as refusal:
                overtaken += 1
                self.stdout.write(str(refusal))
        self.stdout.write(f"{len(keys)} pathway blocks, {found} differences{self._verb(options['check'], found)}")
        if found and options["check"]:
            raise CommandError("what is derived does not follow from the records; run again without --check")
        if overtaken:
            raise CommandError(f"{overtaken} pathway blocks changed meanwhile; run again")

    def _verb(self, check: bool, found: int) -> str:
        return "" if check or not found else ", mended"
