"""The demo on a database of its own, and one of its teachers."""

from __future__ import annotations

import json
import logging
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

EXAMPLE = "digcompedu"


@contextmanager
def demo(database: Path | None = None) -> Iterator[None]:
    """Set up Django with the demo's settings and a fresh SQLite file, with the example framework in a course.

    ``database`` is a file to keep instead. Where ``PD_TEST_DATABASE`` names a MariaDB it is there, in a database that
    is gone afterwards. Nothing here has to survive a power cut, on either.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.backends.signals import connection_created

    with TemporaryDirectory() as folder:
        is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
        if is_sqlite:
            settings.DATABASES["default"]["NAME"] = database or Path(folder) / "bench.sqlite3"
            connection_created.connect(_waits_for_no_disk)
        django.setup()
        logging.disable(logging.WARNING)
        if is_sqlite:
            call_command("migrate", run_syncdb=True, verbosity=0)
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        call_command("demo_load", verbosity=0, stdout=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        yield
        connection.close()


def _waits_for_no_disk(connection: Any, **_: Any) -> None:
    connection.cursor().execute("PRAGMA synchronous = OFF")


@contextmanager
def handed_over() -> Iterator[list[tuple[Any, tuple[object, ...]]]]:
    """Within it, what is handed to Celery waits in the list: in the LMS it is a worker that does it."""
    from pd_personalize_xblock.platform import background

    work: list[tuple[Any, tuple[object, ...]]] = []

    def keep(task: Any, args: tuple[object, ...]) -> bool:
        work.append((task, args))
        return True

    with patch.object(background, "_send", keep):
        yield work


def course() -> Any:
    """Return the demo's course of the example framework."""
    from demo.course import course_with

    return course_with(EXAMPLE)


@dataclass
class Sitter:
    """A teacher who answers at random through the workbench runtime.

    ``spent`` is CPU in ms per handler, and under "worker" that of the work which the handlers left to Celery.
    """

    user_id: int
    rng: random.Random
    spent: dict[str, list[float]] = field(default_factory=dict)
    left: list[tuple[Any, tuple[object, ...]]] = field(default_factory=list)

    def post(self, handler: str, **payload: Any) -> dict[str, Any]:
        """Handle one request as the LMS does, and then what it left to Celery."""
        reply = self.request(handler, **payload)
        self.work_off()
        return reply

    def work_off(self) -> None:
        """Do what requests left to Celery, as a worker does."""
        started = time.process_time()
        while self.left:
            task, args = self.left.pop(0)
            task.apply(args)
        self.spent.setdefault("worker", []).append((time.process_time() - started) * 1000)

    def request(self, handler: str, **payload: Any) -> dict[str, Any]:
        """Handle one request, from the bytes that came in to those that go out."""
        from webob import Request

        from demo.runtime import DemoRuntime

        body = json.dumps(payload).encode()
        request = Request.blank("/", method="POST", body=body)
        with handed_over() as work:
            started = time.process_time()
            runtime = DemoRuntime(self.user_id)
            response = runtime.handle(runtime.get_block(course().block_key), handler, request)
            self.spent.setdefault(handler, []).append((time.process_time() - started) * 1000)
        self.left += work
        if response.status_code != 200:
            raise RuntimeError(f"{handler}: {response.status_code} {response.text}")
        return response.json

    def page(self) -> str:
        """Load the unit and return the block's HTML."""
        from demo.runtime import DemoRuntime

        started = time.process_time()
        runtime = DemoRuntime(self.user_id)
        html: str = runtime.render(runtime.get_block(course().block_key), "student_view").content
        self.spent.setdefault("page", []).append((time.process_time() - started) * 1000)
        return html

    def sit(self) -> dict[str, Any]:
        """Go through a whole sitting; return the result page."""
        page = self.post("begin")
        while page["screen"] == "question":
            page = self.post("answer", **answer_to(page, self.rng))
        return self.post("finish")


def answer_to(page: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return a payload that answers the question on a page: now and then "not sure"."""
    question = page["question"]
    options = [option["value"] for option in question["options"]]
    option = question["not_sure"] if rng.random() < 0.05 else rng.choice(options)
    return {"item_id": question["item_id"], "option": option, "sequence": page["sequence"]}
