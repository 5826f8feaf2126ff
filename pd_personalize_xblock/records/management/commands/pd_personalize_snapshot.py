"""Count everybody now, for what leaders see."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from pd_personalize_xblock.records import models, snapshots


class Command(BaseCommand):
    """Leaders see the latest snapshot; two that are taken soon after one another may tell of single teachers."""

    help = "Count the teachers of every pathway block, or of one, for the cohort view."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which pathway block, and whether only where it is due."""
        parser.add_argument("--pathway", help="only the pathway block with this usage key")
        parser.add_argument("--due", action="store_true", help="only where enough has changed since the last one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the pathway blocks one by one."""
        blocks = models.PathwayBlock.objects.filter(removed_at=None).order_by("course_key", "block_key")
        if options["pathway"]:
            blocks = blocks.filter(block_key=options["pathway"])
        keys = list(blocks.values_list("block_key", flat=True))
        if options["pathway"] and not keys:
            raise CommandError(f"no pathway block {options['pathway']} is known")
        for key in keys:
            if options["due"] and not snapshots.is_due(key, now()):
                self.stdout.write(f"{key}: nothing is due")
                continue
            found = snapshots.take_snapshot(key, now())
            self.stdout.write(f"{key}: {found.pages.count()} choices of filters can be shown")
