"""Bring a course to what is published, or say what would change."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey

from pd_personalize_xblock.records import courses, forgetting, models, rebuilding, syncing


class Command(BaseCommand):
    """What a publish in Studio starts in the background, by hand and in view."""

    help = (
        "Say what a sync of a course's pathways would change; with --apply, change it. Running it twice does no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add which course, and whether to write."""
        parser.add_argument("--course", required=True, help="the course's key")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is changed")
        parser.add_argument(
            "--remove",
            action="store_true",
            help="remove everything of ours from the course: gates, records, definitions; delete the blocks first",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Report every difference; with ``--apply`` mend it, showing how far it is."""
        course_key = _course_key(options["course"])
        if options["remove"]:
            self._remove(course_key, write=options["apply"])
        elif options["apply"]:
            syncing.sync_course(course_key, now=now(), watch=self._show)
            self.stdout.write(f"{len(courses.pathways_of(course_key))} pathways are as published")
        else:
            self._preview(course_key, verbosity=options["verbosity"])

    def _preview(self, course_key: str, *, verbosity: int) -> None:
        found: Counter[str] = Counter()
        teachers = set()
        for difference in rebuilding.preview(course_key, now=now()):
            found["for teachers" if difference.user_id else "for the course"] += 1
            teachers.add(difference.user_id)
            if verbosity > 1 or difference.user_id is None:
                self.stdout.write(str(difference))
        if not found:
            self.stdout.write("everything is as published")
            return
        concerned = len(teachers - {None})
        self.stdout.write(
            f"{found['for the course']} differences for the course, {found['for teachers']} for {concerned} teachers. "
            "Nothing was changed: --apply does it, -v 2 lists every teacher's."
        )

    def _remove(self, course_key: str, *, write: bool) -> None:
        pathways = models.PathwayBlock.objects.filter(course_key=course_key).order_by("block_key")
        for block_key in pathways.values_list("block_key", flat=True):
            self.stdout.write(f"{block_key}: its gates, records and definitions {'go' if write else 'would go'}")
        if write:
            forgetting.forget_course(course_key)
        else:
            self.stdout.write("Nothing was changed: --remove --apply does it, and it cannot be undone.")

    def _show(self, step: syncing.Step) -> None:
        if step.is_first_look:
            self.stdout.write(f"{step.done} of {step.of} teachers")


def _course_key(text: str) -> str:
    try:
        return str(CourseKey.from_string(text))
    except InvalidKeyError:
        raise CommandError(f"{text!r} is not a course key") from None
