"""``demo_load``: the people, the courses and the switch that completion needs. Run it as often as you like."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from waffle.models import Switch

from demo.course import courses
from demo.people import PEOPLE, user_of
from demo.runtime import DemoRuntime, publish
from demo.store import is_stored


class Command(BaseCommand):
    """Make what is missing and leave the rest: an author's edits and teachers' work stay."""

    help = "Load the demo's people and courses; keeps whatever is there."

    def handle(self, *args: Any, **options: Any) -> None:
        Switch.objects.update_or_create(name="completion.enable_completion_tracking", defaults={"active": True})
        for person in PEOPLE:
            user_of(person)
        runtime = DemoRuntime()
        for course in courses():
            kept = is_stored(course.block_key)
            if not kept:
                runtime.create_block(course.block_key, course.example(), course.title)
            publish(runtime.get_block(course.block_key))
            if options["verbosity"]:
                self.stdout.write(f"{course.title}: {'kept' if kept else 'made'}")
