"""``demo_crowd``: five hundred teachers in the first course, with half a year behind them, for those who lead."""

from __future__ import annotations

import time
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.utils.timezone import now

from demo.course import courses
from demo.crowd_storing import load


class Command(BaseCommand):
    """Make them when they are missing, and leave them otherwise."""

    help = "Load five hundred teachers into the first course; keeps them if they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        course, began = courses()[0], time.monotonic()
        made = load(course, now=now())
        if made and "pd_personalize_snapshot" in get_commands():
            call_command("pd_personalize_snapshot", course=str(course.key), verbosity=0)
        if options["verbosity"]:
            seconds = f" in {time.monotonic() - began:.0f} s" if made else ""
            self.stdout.write(f"{made or 'Five hundred'} teachers: {'made' if made else 'kept'}{seconds}")
