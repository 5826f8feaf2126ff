"""Count anew how well a pathway's questions measure, and what growth goes with its sections."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from pd_personalize_xblock.records import findings, models


class Command(BaseCommand):
    """The same happens by itself when staff look at a report that is more than an hour old."""

    help = "Count the reports on questions and sections anew, for every pathway block or for one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which pathway block."""
        parser.add_argument("--pathway", help="only the pathway block with this usage key")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the pathway blocks one by one."""
        blocks = models.PathwayBlock.objects.filter(removed_at=None).order_by("block_key")
        if options["pathway"]:
            blocks = blocks.filter(block_key=options["pathway"])
        keys = list(blocks.values_list("block_key", flat=True))
        if options["pathway"] and not keys:
            raise CommandError(f"no pathway block is known as {options['pathway']}")
        for key in keys:
            findings.make(key, now=now())
            self.stdout.write(f"{key}: {_summary(findings.latest(key)['health'].document)}")


def _summary(document: dict[str, Any]) -> str:
    if not document["teachers"]:
        return "fewer than 10 teachers have answered"
    more = ", the latest of more" if document["has_more"] else ""
    return f"{document['teachers']} teachers{more}; {len(document['concerns'])} things to look at"
