"""``demo_crowd``: five hundred teachers in the first course, with half a year behind them, for those who lead."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from demo.course import courses
from demo.crowd_storing import load
from pd_personalize_xblock.records.snapshots import take_snapshot


class Command(BaseCommand):
    """Make them when they are missing, and leave them otherwise."""

    help = "Load five hundred teachers into the first course; keeps them if they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        course, began = courses()[0], time.monotonic()
        made = load(course, now=now())
        if made:
            take_snapshot(str(course.block_key), now())
        if options["verbosity"]:
            seconds = f" in {time.monotonic() - began:.0f} s" if made else ""
            self.stdout.write(f"{made or 'Five hundred'} teachers: {'made' if made else 'kept'}{seconds}")
