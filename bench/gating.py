"""What opening sections costs: one teacher's gates, a completion signal, and publishing with many teachers under way.

``python -m bench.gating --teachers 10000`` publishes a changed definition in a course of that many and prints JSON;
``measure`` runs it in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from . import sitters
from .figures import Figure

COURSE = "course-v1:Bench+Gates+2026"
BLOCK = "block-v1:Bench+Gates+2026+type@pd_personalize+block@pathway"
NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
PARTS = 5
TEACHERS = 10_000
BATCH = 1_000


def definition(sections: int, title: str = "Bench") -> Any:
    """Return a definition with so many core sections: ten a competency, two a level."""
    from pd_personalize_xblock.domain.definition import Definition, Section
    from pd_personalize_xblock.domain.framework import Attainment, Competency, Framework, Level, Prerequisite, Scale

    count = sections // 10
    competencies = tuple(
        Competency(
            f"c{i}", f"Competency {i}", prerequisites=(Prerequisite(2, (Attainment(f"c{i - 1}", 1),)),) if i else ()
        )
        for i in range(count)
    )
    levels = tuple(Level(f"Level {i}") for i in range(6))
    framework = Framework(levels=levels, scale=Scale.for_levels(6), competencies=competencies)
    made = tuple(
        Section(f"c{i}-{level}-{n}", f"c{i}", level, f"Section {i}.{level}.{n}", block=f"sequential/c{i}-{level}-{n}")
        for i in range(count)
        for level in range(1, 6)
        for n in range(2)
    )
    return Definition(title, framework, sections=made)


def outline(course_key: Any) -> dict[str, dict[str, list[str]]]:
    """Return the course: each subsection with its components."""
    names = [f"c{i}-{level}-{n}" for i in range(12) for level in range(1, 6) for n in range(2)]
    return {
        str(course_key.make_usage_key("sequential", name)): {
            "chapter": [str(course_key.make_usage_key("chapter", name[:2]))],
            "blocks": [str(course_key.make_usage_key("html", f"{name}-{part}")) for part in range(PARTS)],
        }
        for name in names
    }


def publish(wanted: Any) -> None:
    """Bring a definition into force, everybody and everything with it."""
    from pd_personalize_xblock.formats.schema import to_document
    from pd_personalize_xblock.records import api

    api.publish(BLOCK, COURSE, json.dumps(to_document(wanted)), now=NOW)


@contextmanager
def queries() -> Iterator[list[Any]]:
    """Count the queries in here, savepoints left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: list[Any] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [
        query for query in captured if "SAVEPOINT" not in query["sql"] and query["sql"] not in ("BEGIN", "COMMIT")
    ]


def cpu_ms(act: Callable[[], Any]) -> float:
    """Return the CPU that ``act`` takes, in ms."""
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1000


def measure() -> list[Figure]:
    """Measure one teacher, the signal, and the publish."""
    from django.conf import settings

    settings.PD_PERSONALIZE_OUTLINE = f"{__name__}.outline"
    return [*_one_teacher(), *_deciding(), *_signal(), *_publishing()]


def _one_teacher() -> list[Figure]:
    """Somebody to whom all 60 sections of a pathway, most of them held from others, open at once."""
    from django.contrib.auth.models import User

    from pd_personalize_xblock.platform import gates
    from pd_personalize_xblock.records import catching_up, many, versions

    publish(definition(60))
    keys = [key for key in outline(_course_key()) if int(key.rpartition("@")[2][1]) < 6]
    users = [User.objects.create(username=f"gates-{i}") for i in range(30)]
    spent, counts = [], []
    for user in users:
        with queries() as found:
            spent.append(cpu_ms(lambda user=user: gates.grant(BLOCK, {user.pk: keys}, now=NOW)))
        counts.append(len(found))
    again = [cpu_ms(lambda user=user: gates.grant(BLOCK, {user.pk: keys}, now=NOW)) for user in users]
    whole, whole_counts = [], []
    for user in users:
        _skip(user)
        with queries() as found:
            course = versions.in_force(BLOCK)
            records = many.load(course.pathway.pk, (user.pk,))
            whole.append(cpu_ms(lambda c=course, r=records: catching_up.catch_up(c, r, now=NOW)))
        whole_counts.append(len(found))
    return [
        Figure("gates of one teacher, 60 sections, queries", max(counts), "", 6),
        Figure("the same, CPU", median(spent), "ms", 10, f"median of {len(spent)}"),
        Figure("the same with nothing to do, CPU", median(again), "ms"),
        Figure("bringing one teacher up to date, 60 sections of 5 components, queries", max(whole_counts), ""),
        Figure("the same, CPU", median(whole), "ms", None, f"median of {len(whole)}"),
    ]


def _course_key() -> Any:
    from opaque_keys.edx.keys import CourseKey

    return CourseKey.from_string(COURSE)


def _skip(user: Any) -> None:
    from pd_personalize_xblock import service
    from pd_personalize_xblock.records import api

    learner = api.find_learner(BLOCK, user.pk)
    api.act(learner, lambda record: service.skip(record, learner.in_force, now=NOW), now=NOW)


def _deciding() -> list[Figure]:
    """From a full record to what opens, and what is new in it."""
    from pd_personalize_xblock import service
    from pd_personalize_xblock.domain.definition import MasteryBy
    from pd_personalize_xblock.domain.estimation import ItemBank
    from pd_personalize_xblock.domain.learner import Evidence, LearnerRecord, Opening, PlacedLevels

    version = service.Version("hash", ItemBank(definition(120)))
    sections = version.definition.sections
    record = LearnerRecord(
        evidence=tuple(Evidence(s.id, MasteryBy.COMPLETION, 1.0, NOW) for s in sections[:60]),
        openings=tuple(Opening(s.id, "hash", NOW) for s in sections[:70]),
        placements=(PlacedLevels(1, {f"c{i}": i % 4 for i in range(12)}),),
    )
    shares = {s.id: 1.0 for s in sections[:61]}
    spent = [
        cpu_ms(lambda: service.catch_up(record, version, shares=shares, keep_open=(), now=NOW)) for _ in range(200)
    ]
    return [Figure("deciding what opens from a record, 120 sections, CPU", median(spent), "ms", 10)]


def _signal() -> list[Figure]:
    """A completion with and without the receiver, handed to a queue in memory: no broker's network is in it."""
    from celery import Celery, current_app
    from completion.models import BlockCompletion
    from django.contrib.auth.models import User
    from django.db.models.signals import post_save

    from pd_personalize_xblock.lms.receivers import completion_saved

    usual = current_app._get_current_object()
    Celery("bench", broker="memory://", set_as_current=True)
    keys = [key for part in outline(_course_key()).values() for key in part["blocks"]]
    spent: dict[bool, list[float]] = {True: [], False: []}
    try:
        for number in range(10):
            user = User.objects.create(username=f"signal-{number}")
            for with_receiver in (True, False):
                post_save.disconnect(sender=BlockCompletion, dispatch_uid="demo.completion_saved")
                if with_receiver:
                    post_save.connect(completion_saved, sender=BlockCompletion, dispatch_uid="demo.completion_saved")
                for key in keys[20 * with_receiver : 20 * with_receiver + 20]:
                    spent[with_receiver].append(cpu_ms(lambda user=user, key=key: _complete(user, key)))
    finally:
        post_save.connect(completion_saved, sender=BlockCompletion, dispatch_uid="demo.completion_saved")
        usual.set_current()
    more = median(spent[True]) - median(spent[False])
    return [
        Figure(
            "what a completion costs its request more with us, CPU", more, "ms", 1, f"of {median(spent[True]):.1f} ms"
        )
    ]


def _complete(user: Any, key: str) -> None:
    from completion.models import BlockCompletion
    from edx_django_utils.cache import RequestCache
    from opaque_keys.edx.keys import UsageKey

    RequestCache.clear_all_namespaces()
    BlockCompletion.objects.submit_completion(user=user, block_key=UsageKey.from_string(key), completion=1.0)


def _publishing() -> list[Figure]:
    """In a process of its own, whose memory is nobody else's."""
    command = [sys.executable, "-m", "bench.gating", "--teachers", str(TEACHERS)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    per_second = found["teachers"] / found["seconds"]
    return [
        Figure(
            f"publishing with {found['teachers']:,} teachers under way, memory over the start",
            found["more_mb"],
            "MB",
            100,
        ),
        Figure("the same, elapsed", found["seconds"], "s", None, f"{per_second:.0f} teachers a second"),
        Figure("the same, teachers done again after it was killed half way", found["again"], ""),
        Figure("syncing again with nothing to do, elapsed", found["idle_seconds"], "s"),
    ]


def main() -> None:
    """Publish in a large course, killed half way and taken up again; print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teachers", type=int, default=TEACHERS)
    teachers = parser.parse_args().teachers
    with sitters.demo():
        from django.conf import settings

        settings.PD_PERSONALIZE_OUTLINE = "bench.gating.outline"
        publish(definition(60))
        _populate(teachers)
        print(json.dumps(_published_anew(teachers)))


def _populate(teachers: int) -> None:
    """Give everybody a placement at level 1 to 3, openings, states, and finished work."""
    from completion.models import BlockCompletion
    from django.contrib.auth.models import User
    from opaque_keys.edx.keys import UsageKey

    from pd_personalize_xblock.records import models, versions

    course = versions.in_force(BLOCK)
    block_keys = [UsageKey.from_string(key) for key in sorted(course.parts.blocks["c0-1-0"])]
    for start in range(0, teachers, BATCH):
        users = User.objects.bulk_create(
            [User(username=f"many-{i}") for i in range(start, min(start + BATCH, teachers))]
        )
        users = list(User.objects.filter(username__in=[user.username for user in users]))
        attempts = [
            models.Attempt(
                user=user,
                pathway=course.pathway,
                number=1,
                status="finished",
                definition=course.pathway.in_force,
                started_at=NOW,
                ended_at=NOW,
            )
            for user in users
        ]
        models.Attempt.objects.bulk_create(attempts)
        models.Placement.objects.bulk_create(
            [
                models.Placement(
                    attempt=attempt,
                    engine_version="bench",
                    levels={f"c{i}": 1 + (attempt.user_id + i) % 3 for i in range(6)},
                    receipt=[],
                )
                for attempt in models.Attempt.objects.filter(user__in=users)
            ]
        )
        BlockCompletion.objects.bulk_create(
            [
                BlockCompletion(
                    user=user, context_key=key.context_key, block_key=key, block_type="html", completion=1.0
                )
                for user in users
                for key in block_keys
            ]
        )


class Killed(Exception):
    """Stands for a worker that is stopped."""


def _published_anew(teachers: int) -> dict[str, float]:
    """Bring a changed definition into force: killed half way, taken up again, and once more for nothing."""
    from pd_personalize_xblock.formats.schema import to_document
    from pd_personalize_xblock.records import syncing, versions

    before, peak, done, again = _memory_mb(), 0.0, 0, 0

    def until_half(step: syncing.Step) -> None:
        nonlocal peak, done
        peak, done = max(peak, _memory_mb()), step.done
        if done >= teachers // 2:
            raise Killed

    def the_rest(step: syncing.Step) -> None:
        nonlocal peak, again
        peak = max(peak, _memory_mb())
        again += len(step.caught_up.outcomes) if step.is_first_look else 0

    draft = versions.read_draft(json.dumps(to_document(definition(60, title="Changed"))))
    versions.bring_into_force(BLOCK, COURSE, draft, now=NOW)
    started = time.monotonic()
    with suppress(Killed):
        syncing.sync(BLOCK, now=NOW, watch=until_half)
    syncing.sync(BLOCK, now=NOW, watch=the_rest)
    seconds, started = time.monotonic() - started, time.monotonic()
    syncing.sync(BLOCK, now=NOW)
    return {
        "teachers": teachers,
        "seconds": seconds,
        "more_mb": peak - before,
        "again": again - (teachers - done),
        "idle_seconds": time.monotonic() - started,
    }


def _memory_mb() -> float:
    """What this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
