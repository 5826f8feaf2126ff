"""Say what an operator must still switch on, and what happens without it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from pd_personalize_xblock.platform.readiness import Check, State, are_tables_ready, checks
from pd_personalize_xblock.records.course_readiness import course_readiness


class Command(BaseCommand):
    """Reads only. Exits with status 1 if anything is missing without which sections do not open or hold."""

    help = "Check that everything pathways need is switched on: here, and in a course."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which course besides, and in which form."""
        parser.add_argument("--course", help="look at this course key as well")
        parser.add_argument("--json", action="store_true", help="print JSON instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print, and fail if anything is missing."""
        found = checks()
        if options["course"] and are_tables_ready():
            found += course_readiness(options["course"], now=now())
        missing = [check.name for check in found if check.state is State.MISSING]
        if options["json"]:
            report = {"ready": not missing, "checks": [check.as_dict() for check in found]}
            self.stdout.write(json.dumps(report, indent=1, ensure_ascii=False))
        else:
            for line in as_lines(found):
                self.stdout.write(line)
        if missing:
            raise CommandError(f"missing: {', '.join(missing)}")


def as_lines(found: list[Check]) -> list[str]:
    """Return one aligned line for each check."""
    width = max(len(check.name) for check in found)
    return [f"{check.state:<8} {check.name:<{width}}  {_words(check)}".rstrip() for check in found]


def _words(check: Check) -> str:
    return f"{check.detail} -> {check.how}" if check.how else check.detail
