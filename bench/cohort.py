"""What leaders see of a course full of teachers, and what one teacher costs in it.

``python -m bench.cohort --teachers 100000 [--json] [--database FILE]``; on MariaDB where ``PD_TEST_DATABASE`` names one
(``scripts/with-mariadb``). ``--database`` keeps an SQLite file, and goes on with what is in it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from . import crowd, ending, plans, sitters
from .figures import Figure

TIMES = 9
SMALL = 2_000


def measure_small() -> Iterator[Figure]:
    """Measure a small course by the limits of a full one; each row says so."""
    for figure in measure(SMALL):
        yield replace(figure, what=f"{SMALL:,} teachers: {figure.what}")


def measure(teachers: int, database: Path | None = None, rows: int = 0) -> Iterator[Figure]:
    """Fill a course, and yield what is measured in it; of a spreadsheet so many rows, 0 for all."""
    with sitters.demo(database):
        from django.conf import settings

        settings.PD_PERSONALIZE_GROUPS = "bench.crowd.groups"
        if not database:
            yield from ending.measure("an empty course")
        started = time.monotonic()
        found = crowd.fill(teachers)
        yield Figure(f"filling a course with {found:,} teachers, elapsed", time.monotonic() - started, "s")
        plans.count_anew()
        yield from ending.measure("the full one")
        yield from _lists(rows)
        yield from plans.measure()
        yield from _snapshot()
        yield from _pages()
        yield from _sizes()


def _sizes() -> list[Figure]:
    from pd_personalize_xblock.records import models

    return [Figure(f"rows of {name}", getattr(models, name).objects.count() / 1e6, "million") for name in plans.LARGE]


def timed(act: Callable[[], Any], times: int = TIMES) -> tuple[float, float]:
    """Return the median CPU and the median elapsed time of an act, warm, in ms."""
    act()
    cpu, elapsed = [], []
    for _ in range(times):
        at, began = time.monotonic(), time.process_time()
        act()
        cpu.append((time.process_time() - began) * 1000)
        elapsed.append((time.monotonic() - at) * 1000)
    return median(cpu), median(elapsed)


class Watched:
    """The most memory (MB) beyond what there was at the start, and the time taken: CPU and elapsed, in s."""

    more_mb = cpu = elapsed = 0.0


@contextmanager
def watched() -> Iterator[Watched]:
    """Watch what is done in here; the kernel forgets an earlier peak when it is told "5"."""
    found, before = Watched(), _memory_mb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    at, began = time.monotonic(), time.process_time()
    yield found
    found.cpu, found.elapsed = time.process_time() - began, time.monotonic() - at
    found.more_mb = _memory_mb("VmHWM") - before


def _memory_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1000


def _block_key() -> str:
    return str(sitters.course().block_key)


def _snapshot() -> list[Figure]:
    from django.utils.timezone import now

    from pd_personalize_xblock.records import models, snapshots

    with watched() as taken:
        snapshots.take_snapshot(_block_key(), now())
    return [
        Figure("a snapshot, CPU", taken.cpu, "s", None, f"{models.SnapshotPage.objects.count():,} pages"),
        Figure("the same, elapsed", taken.elapsed, "s"),
        Figure("the same, memory over the start", taken.more_mb, "MB"),
    ]


def _staff() -> Any:
    from django.contrib.auth.models import User

    return User.objects.get_or_create(username="bench-staff", defaults={"is_staff": True})[0]


def _request(address: str, **query: str) -> Any:
    from django.test import RequestFactory

    request = RequestFactory().get(address, query)
    request.user = _staff()
    return request


def _pages() -> list[Figure]:
    """The cohort page as a leader's browser gets it, and as a program does."""
    from django.urls import resolve, reverse

    from pd_personalize_xblock.records import models

    pages = models.SnapshotPage.objects.exclude(cohort="")
    some = pages.filter(track="", month="").values("cohort"), pages.exclude(month="").values("cohort", "month")
    filters = [({}, 300), *((each.first(), 1000) for each in some if each)]
    found = []
    for name, what in (("pd_personalize:cohort", "the cohort page"), ("pd_personalize:api_cohort", "the same by REST")):
        address = reverse(name, args=(_block_key(),))
        for chosen, target in filters:

            def get(address: str = address, chosen: dict[str, str] = chosen) -> None:
                match = resolve(address)
                request = _request(address, **chosen)
                request.resolver_match = match
                response = match.func(request, *match.args, **match.kwargs)
                response = response.render() if hasattr(response, "render") else response
                if response.status_code != 200:
                    raise RuntimeError(f"{address}: {response.status_code}")

            cpu, elapsed = timed(get)
            by = f", by {' and '.join(chosen)}" if chosen else ""
            found.append(Figure(f"{what}{by}, elapsed", elapsed, "ms", target, f"CPU {cpu:.0f} ms"))
    return found


def _lists(most: int) -> list[Figure]:
    """Every teacher as a spreadsheet; ``most`` rows of it, 0 for all."""
    from django.urls import resolve, reverse

    found = []
    for name in ("competencies", "sections"):
        address = reverse(f"pd_personalize:api_{name}_csv", args=(_block_key(),))
        match = resolve(address)
        request = _request(address)
        request.resolver_match = match
        with watched() as taken:
            rows = -1  # the header
            for piece in match.func(request, *match.args, **match.kwargs).streaming_content:
                rows += piece.count(b"\r\n")
                if most and rows >= most:
                    break
        found += [
            Figure(f"{name}.csv, rows for each second of CPU", rows / taken.cpu, "", None, f"{rows:,} rows"),
            Figure("the same, rows for each second", rows / taken.elapsed, ""),
            Figure("the same, memory over the start", taken.more_mb, "MB", 50),
        ]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teachers", type=int, default=100_000)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--rows", type=int, default=0, help="of each spreadsheet, 0 for all")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = []
    for figure in measure(asked.teachers, asked.database, asked.rows):
        found.append(figure.columns)
        if not asked.json:
            print(f"| {' | '.join(figure.columns)} |", flush=True)
    if asked.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
